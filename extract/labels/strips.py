"""Lines of a page as folded characters that remember where they stand on the scan."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from extract.languages.digits import to_latin
from extract.text import fold
from models.values import Box, Line

_WORD: Final = re.compile(r"\S+")


@dataclass(frozen=True, slots=True)
class Strip:
    """A line: `key` its folded text; for each folded character its left and right edge (scan
    pixels), the place in `raw` where it comes from, and whether a word begins with it."""

    raw: str
    box: Box
    confidence: float
    key: str
    left: tuple[float, ...]
    right: tuple[float, ...]
    source: tuple[int, ...]
    begins: tuple[bool, ...]

    def part(self, start: int, end: int) -> Box:
        """The box of the folded characters start..end."""
        x0 = min(self.left[start:end])
        return Box(x0, self.box.y0, max(self.right[start:end]), self.box.y1)

    def text(self, start: int, end: int) -> str:
        """What was written between two folded characters, with its spaces and marks."""
        if start >= end:
            return ""
        first = self.source[start]
        last = self.source[end] if end < len(self.source) else len(self.raw)
        return self.raw[first:last].strip()


def strips(lines: Sequence[Line]) -> tuple[Strip, ...]:
    """The lines that hold letters or digits, in their order."""
    made = (_strip(line) for line in lines)
    return tuple(strip for strip in made if strip.key)


def _strip(line: Line) -> Strip:
    key: list[str] = []
    left: list[float] = []
    right: list[float] = []
    source: list[int] = []
    begins: list[bool] = []
    for start, text, x0, x1 in _words(line):
        folded = to_latin(fold(text))
        pixels = (x1 - x0) / len(text)
        for i, (char, at) in enumerate(zip(folded, _places(text, len(folded)), strict=True)):
            key.append(char)
            left.append(x0 + at * pixels)
            right.append(x0 + (at + 1) * pixels)
            source.append(start + at)
            begins.append(i == 0)
    return Strip(
        raw=line.text,
        box=line.box,
        confidence=line.confidence,
        key="".join(key),
        left=tuple(left),
        right=tuple(right),
        source=tuple(source),
        begins=tuple(begins),
    )


def _places(text: str, count: int) -> list[int]:
    """Where in `text` its `count` folded characters come from; dotted leaders fold to nothing."""
    kept = [i for i, char in enumerate(text) if fold(char)]
    if len(kept) == count:
        return kept
    return [min(len(text) - 1, i * len(text) // count) for i in range(count)]


def _words(line: Line) -> Iterator[tuple[int, str, float, float]]:
    """(offset in the line's text, text, left, right); by share of the width where the engine's
    words do not add up to the line's text."""
    cursor = 0
    found = []
    for word in line.words:
        at = line.text.find(word.text, cursor)
        if at < 0:
            break
        found.append((at, word.text, word.box.x0, word.box.x1))
        cursor = at + len(word.text)
    if found and len(found) == len(line.words):
        yield from found
        return
    pixels = line.box.width / max(len(line.text), 1)
    for match in _WORD.finditer(line.text):
        x0 = line.box.x0 + match.start() * pixels
        yield match.start(), match[0], x0, x0 + len(match[0]) * pixels
