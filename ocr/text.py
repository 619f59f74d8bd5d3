"""The text of a whole page, for pages of no known form and for searching."""

from __future__ import annotations

from dataclasses import replace

from models.values import Box, CleanPage, Line, Reading, Word
from ocr import lines, reader
from ocr.panel import Panel
from ocr.placed import line_of
from ocr.sheet import Sheet, ready


def read_page(
    page: CleanPage,
    languages: tuple[str, ...],
    sheet: Sheet | None = None,
    panel: Panel | None = None,
) -> tuple[Line, ...]:
    """The lines of a page in reading order; boxes in scan pixels. Blank pages have none.

    `languages` are those that the page may hold; each line is read in those whose script it
    shows. `panel`: the document's engines, see `ocr.reader.read`.
    """
    if page.quality.blank:
        return ()
    sheet = sheet or ready(page)
    runs = lines.runs(sheet)
    cuts = [lines.cut(sheet, run) for run in runs]
    readings = reader.read([crop for crop, _ in cuts], languages, panel=panel)
    return tuple(
        line_of(_unspaced(reading, box) if run.boxed else reading, box, page.to_scan)
        for reading, run, (_, box) in zip(readings, runs, cuts, strict=True)
        if reading.text
    )


def _unspaced(reading: Reading, place: Box) -> Reading:
    """What stands in boxes is one word, however far apart its letters are."""
    text = "".join(reading.text.split())
    word = Word(text, Box(0, 0, place.width, place.height), reading.confidence)
    return replace(reading, text=text, words=(word,))
