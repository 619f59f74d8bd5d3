"""The words of a line, each with its place; colons stand at the end of a word."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from extract.text import clean, without_leaders
from models.values import Box, Line

_COLON: Final = re.compile(r"[:：]|ៈ(?=\s|$)")
_ENDS: Final = (":", "：", "ៈ")


@dataclass(frozen=True, slots=True)
class Token:
    """A word and the line (its number) that it stands in; `gap` is the paper before it, in heights
    of its line, a large number where it begins the line."""

    text: str
    box: Box
    line: int
    gap: float

    @property
    def ends(self) -> bool:
        """Whether a colon ends it."""
        return self.text.endswith(_ENDS)


def tokens(line: Line, number: int) -> tuple[Token, ...]:
    """The words of a line from left to right, cut behind colons that stand within them."""
    height = max(line.box.height, 1.0)
    found: list[Token] = []
    for text, box in _words(line):
        gap = (box.x0 - found[-1].box.x1) / height if found else 99.0
        if not text.strip(":：.…_ ") and found and not found[-1].ends and ":" in text:
            last = found[-1]  # a colon that stands by itself belongs to the word before it
            found[-1] = Token(last.text + ":", last.box, number, last.gap)
            continue
        found.append(Token(text, box, number, gap))
    return tuple(found)


def _words(line: Line) -> Iterator[tuple[str, Box]]:
    words = [(w.text, w.box) for w in line.words]
    if "".join(t for t, _ in words) != "".join(line.text.split()):
        words = list(_spread(line))
    for text, box in words:
        yield from _cut(text, box)


def _spread(line: Line) -> Iterator[tuple[str, Box]]:
    """Words by the share of the width that their letters take, where the engine placed none."""
    step = line.box.width / max(1, len(line.text))
    for match in re.finditer(r"\S+", line.text):
        x0 = line.box.x0 + match.start() * step
        yield match[0], Box(x0, line.box.y0, x0 + len(match[0]) * step, line.box.y1)


def _cut(text: str, box: Box) -> Iterator[tuple[str, Box]]:
    """A word cut behind the colons in it, where letters stand before them: "Umur:49"."""
    text = without_leaders(clean(text)) or text
    step = box.width / max(1, len(text))
    start = 0
    for match in _COLON.finditer(text):
        if any(c.isalpha() for c in text[start : match.start()]) or match.start() == start == 0:
            x0, x1 = box.x0 + start * step, box.x0 + match.end() * step
            yield text[start : match.end()], Box(x0, box.y0, x1, box.y1)
            start = match.end()
    if start < len(text):
        yield text[start:], Box(box.x0 + start * step, box.y0, box.x1, box.y1)
