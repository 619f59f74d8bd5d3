"""Where printed texts occur in the lines that were read, misreadings allowed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from rapidfuzz import fuzz

from extract.labels.printed import Printed
from extract.labels.strips import Strip
from models.values import Box

#: (folded length up to, likeness needed 0..100): short words are found exactly or not at all
_NEEDED: Final = ((4, 100.0), (6, 88.0), (10, 82.0), (1000, 76.0))
_LONG: Final = 14  # texts from this length may be broken over two lines


@dataclass(frozen=True, slots=True)
class Occurrence:
    """A printed text in a strip: folded characters start..end, likeness 0..1, box on the scan."""

    printed: Printed
    strip: int
    start: int
    end: int
    score: float
    box: Box

    @property
    def point(self) -> tuple[float, float]:
        """The point on the scan that `printed.paper` is on paper."""
        box = self.box
        x = (box.x0 + box.x1) / 2 if self.printed.centred else box.x0
        return x, (box.y0 + box.y1) / 2


def needed(length: int) -> float:
    """The likeness (0..100) that a text of that many folded characters must reach."""
    return next(score for most, score in _NEEDED if length <= most)


def occurrences(printed: Printed, strips: tuple[Strip, ...]) -> Iterator[Occurrence]:
    """Every place where it stands, the best one in each strip."""
    key = printed.key
    for index, strip in enumerate(strips):
        span = _place(key, strip)
        if span is None:
            continue
        start, end, score = span
        yield Occurrence(printed, index, start, end, score / 100, strip.part(start, end))


def part_of(printed: Printed, strips: tuple[Strip, ...]) -> float:
    """The share (0..1) of a long text that some strips hold, when it is broken over lines."""
    if len(printed.key) < _LONG:
        return 0.0
    share = 0
    for strip in strips:
        if _LONG / 2 <= len(strip.key) < len(printed.key):
            like = fuzz.partial_ratio(strip.key, printed.key)
            share += len(strip.key) if like >= needed(len(strip.key)) else 0
    return min(1.0, share / len(printed.key))


def _place(key: str, strip: Strip) -> tuple[int, int, float] | None:
    at = strip.key.find(key)
    while at >= 0:
        if _bordered(strip, at, at + len(key), len(key)):
            return at, at + len(key), 100.0
        at = strip.key.find(key, at + 1)
    least = needed(len(key))
    if least == 100 or len(strip.key) < len(key) * 0.7:
        return None
    if len(strip.key) < len(key):
        like = fuzz.ratio(key, strip.key)
        return (0, len(strip.key), like) if like >= least else None
    found = fuzz.partial_ratio_alignment(key, strip.key, score_cutoff=least)
    if found is None or found.dest_end <= found.dest_start:
        return None
    if not _bordered(strip, found.dest_start, found.dest_end, len(key)):
        return None
    return found.dest_start, found.dest_end, found.score


def _bordered(strip: Strip, start: int, end: int, length: int) -> bool:
    """Short Latin words must be words of their own: "Age" is not in "Agency"."""
    if length > 7 or not strip.key[start:end].isascii():
        return True
    after = end >= len(strip.begins) or strip.begins[end] or strip.key[end].isdigit()
    return strip.begins[start] and after
