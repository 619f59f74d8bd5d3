"""Where in the written text a piece of folded text stands, for showing it."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from extract.search.folded import folded

_AROUND: Final = 48  # letters of a long text that are shown on either side
_LONGEST: Final = 160
_COENG: Final = "\u17d2"


@dataclass(frozen=True, slots=True)
class Marked:
    """A text and the part of it that was sought, from `start` to `end`; equal where none is."""

    text: str
    start: int = 0
    end: int = 0

    @property
    def parts(self) -> tuple[str, str, str]:
        """Before, the part itself, behind."""
        return self.text[: self.start], self.text[self.start : self.end], self.text[self.end :]


def marked(text: str, piece: str) -> Marked:
    """The written text around the first place where its folding holds `piece`.

    >>> marked("Name: SOK-Sophea", "k so").parts
    ('Name: SO', 'K-So', 'phea')
    >>> marked("ភូមិ កណ្ដាល", "កណ្តាល").parts
    ('ភូមិ ', 'កណ្ដាល', '')
    """
    text = " ".join(text.split())
    place = _place(text, piece)
    if place is None:
        return Marked(text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…")
    return _cut(text, *place)


def line_with(text: str, piece: str) -> str:
    """The line of a page on which a piece stands; where it goes on over lines, its first one."""
    lines = text.split("\n")
    for line in lines:
        if piece in folded(line):
            return line
    for first, second in pairwise(lines):
        if piece in folded(f"{first} {second}"):
            return f"{first} {second}"
    return ""


def _place(text: str, piece: str) -> tuple[int, int] | None:
    """The shortest stretch from the left that holds it, without cutting letters from signs."""
    if not piece or piece not in folded(text):
        return None
    low, high = 1, len(text)
    while low < high:
        middle = (low + high) // 2
        if piece in folded(text[:middle]):
            high = middle
        else:
            low = middle + 1
    end = low
    low, high = 0, end - 1
    while low < high:
        middle = (low + high + 1) // 2
        if piece in folded(text[middle:end]):
            low = middle
        else:
            high = middle - 1
    start = low if piece in folded(text[low:end]) else 0
    while start and _clings(text, start):
        start -= 1
    while end < len(text) and _clings(text, end):
        end += 1
    return start, end


def _clings(text: str, at: int) -> bool:
    """Whether the letter there is a sign of the one before it."""
    sign = unicodedata.category(text[at]).startswith("M") or text[at] in "ะาำ"
    return sign or text[at - 1] == _COENG


def _cut(text: str, start: int, end: int) -> Marked:
    if len(text) <= _LONGEST:
        return Marked(text, start, end)
    first = max(0, start - _AROUND)
    while first and _clings(text, first):
        first -= 1
    last = min(len(text), end + _AROUND)
    while last < len(text) and _clings(text, last):
        last += 1
    before = "…" if first else ""
    behind = "…" if last < len(text) else ""
    shift = len(before) - first
    return Marked(f"{before}{text[first:last]}{behind}", start + shift, end + shift)
