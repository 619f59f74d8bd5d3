"""Readings put where they belong on the scan."""

from __future__ import annotations

from dataclasses import replace

from models.values import Box, Line, Looks, Matrix, Reading, Word
from ocr.clusters import clusters
from ocr.engines.tsv import around
from ocr.plane import box_through


def line_of(reading: Reading, place: Box, to_scan: Matrix) -> Line:
    """A crop's reading as a line of the page.

    `place` is the crop's box in clean pixels, which the boxes of the reading's words count from;
    the line's own boxes are in scan pixels. It is as sure as its words are on average, and where
    nobody placed a word its words are spread over the crop.
    """
    words = tuple(
        replace(word, box=box_through(_within(word.box, place), to_scan)) for word in reading.words
    )
    if not words:
        words = spread(reading.text, box_through(place, to_scan), reading.confidence)
    letters = sum(len(word.text) for word in words)
    mean = sum(word.confidence * len(word.text) for word in words) / max(1, letters)
    return Line(
        text=reading.text,
        box=around([word.box for word in words]) if words else box_through(place, to_scan),
        confidence=mean,
        words=words,
        candidates=reading.candidates or (reading,),
        looks=reading.looks or Looks.UNSURE,
        sureness=reading.sureness,
    )


def spread(text: str, box: Box, confidence: float) -> tuple[Word, ...]:
    """The words of a text side by side in a box, each as wide as it has letters."""
    parts = [len(clusters(word)) for word in text.split()]
    step = box.width / max(1, sum(parts) + len(parts) - 1)
    found, x = [], box.x0
    for word, length in zip(text.split(), parts, strict=True):
        found.append(Word(word, Box(x, box.y0, x + length * step, box.y1), confidence))
        x += (length + 1) * step
    return tuple(found)


def _within(box: Box, place: Box) -> Box:
    """A box of a crop, in the plane of the page; engines go past the crop's edge."""
    return Box(
        min(max(place.x0 + box.x0, place.x0), place.x1),
        min(max(place.y0 + box.y0, place.y0), place.y1),
        max(min(place.x0 + box.x1, place.x1), place.x0),
        max(min(place.y0 + box.y1, place.y1), place.y0),
    )
