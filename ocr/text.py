"""The text of a whole page, for pages of no known form and for searching."""

from __future__ import annotations

from dataclasses import replace

from models.values import Box, CleanPage, Line, Looks, Matrix, Reading, Word
from ocr import lines, reader
from ocr.engines.tsv import around
from ocr.panel import Panel
from ocr.plane import box_through
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
        _line(_unspaced(reading, box) if run.boxed else reading, box, page.to_scan)
        for reading, run, (_, box) in zip(readings, runs, cuts, strict=True)
        if reading.text
    )


def _unspaced(reading: Reading, place: Box) -> Reading:
    """What stands in boxes is one word, however far apart its letters are."""
    text = "".join(reading.text.split())
    word = Word(text, Box(0, 0, place.width, place.height), reading.confidence)
    return replace(reading, text=text, words=(word,))


def _line(reading: Reading, place: Box, to_scan: Matrix) -> Line:
    words = tuple(
        replace(word, box=box_through(_within(word.box, place), to_scan)) for word in reading.words
    )
    letters = sum(len(word.text) for word in words)
    mean = sum(word.confidence * len(word.text) for word in words) / max(1, letters)
    box = around([word.box for word in words]) if words else box_through(place, to_scan)
    sure = mean if words else reading.confidence
    return Line(reading.text, box, sure, words, reading.candidates, reading.looks or Looks.UNSURE)


def _within(box: Box, place: Box) -> Box:
    """A box of a crop, in the plane of the page; engines go past the crop's edge."""
    return Box(
        min(max(place.x0 + box.x0, place.x0), place.x1),
        min(max(place.y0 + box.y0, place.y0), place.y1),
        max(min(place.x0 + box.x1, place.x1), place.x0),
        max(min(place.y0 + box.y1, place.y1), place.y0),
    )
