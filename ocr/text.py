"""The text of a whole page, for pages of no known form and for searching."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from models.values import Box, CleanPage, Grey, Line, Matrix, Reading
from ocr import lines
from ocr.engines import tesseract
from ocr.engines.tsv import around
from ocr.plane import box_through
from ocr.sheet import Sheet, picture, ready
from ocr.straighten import Orient


def read_page(
    page: CleanPage, languages: tuple[str, ...], sheet: Sheet | None = None
) -> tuple[Line, ...]:
    """The lines of a page in reading order; boxes in scan pixels. Blank pages have none."""
    if page.quality.blank:
        return ()
    sheet = sheet or ready(page)
    cuts = [picture(sheet, pieces) for pieces in lines.find(sheet)]
    readings = tesseract.read_lines([crop for crop, _ in cuts], languages)
    found = [
        _line(reading, box, page.to_scan)
        for reading, (_, box) in zip(readings, cuts, strict=True)
        if reading.text
    ]
    return tuple(found)


def _line(reading: Reading, place: Box, to_scan: Matrix) -> Line:
    words = tuple(
        replace(word, box=box_through(_within(word.box, place), to_scan)) for word in reading.words
    )
    letters = sum(len(word.text) for word in words)
    mean = sum(word.confidence * len(word.text) for word in words) / max(1, letters)
    return Line(reading.text, around([word.box for word in words]), mean, words)


def _within(box: Box, place: Box) -> Box:
    """A box of a crop, in the plane of the page; engines go past the crop's edge."""
    return Box(
        min(max(place.x0 + box.x0, place.x0), place.x1),
        min(max(place.y0 + box.y0, place.y0), place.y1),
        max(min(place.x0 + box.x1, place.x1), place.x0),
        max(min(place.y0 + box.y1, place.y1), place.y0),
    )


def orient_by(languages: tuple[str, ...]) -> Orient:
    """An `Orient` that reads with Tesseract in the page's probable languages."""

    def sure(crops: Sequence[Grey]) -> list[float]:
        return [_mean(reading) for reading in tesseract.read_lines(crops, languages)]

    return sure


def _mean(reading: Reading) -> float:
    letters = sum(len(word.text) for word in reading.words)
    if not letters:
        return 0.0
    return sum(word.confidence * len(word.text) for word in reading.words) / letters
