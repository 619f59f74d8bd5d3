"""Tesseract's tables to lines and words.

Its TSV makes every Thai character a "word" (tesseract issue 2702) and forgets where the spaces
were; its plain text has the spaces but no boxes. Read side by side they give real words.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from typing import Final

from models.values import Box, Line, Word

_WORD_LEVEL: Final = "5"
_COLUMNS: Final = 12


@dataclass(frozen=True, slots=True)
class _Piece:
    """One row of the table: a word, or a part of one. `line` is (page, block, par, line)."""

    line: tuple[int, int, int, int]
    text: str
    box: Box
    confidence: float


def pages(table: str, text: str, count: int) -> list[tuple[Line, ...]]:
    """The lines of each of `count` pictures. Boxes in pixels of the picture."""
    texts = text.split("\f")
    pieces = list(_pieces(table))
    found: list[tuple[Line, ...]] = []
    for number in range(1, count + 1):
        written = [line for line in _at(texts, number - 1).splitlines() if line.strip()]
        groups = [
            list(group)
            for _, group in groupby((p for p in pieces if p.line[0] == number), lambda p: p.line)
        ]
        found.append(tuple(_lines(groups, written)))
    return found


def _at(texts: Sequence[str], index: int) -> str:
    return texts[index] if index < len(texts) else ""


def _pieces(table: str) -> Iterator[_Piece]:
    for row in table.splitlines():
        cells = row.split("\t", _COLUMNS - 1)
        if len(cells) < _COLUMNS or cells[0] != _WORD_LEVEL or not cells[11].strip():
            continue
        page, block, paragraph, line = (int(v) for v in cells[1:5])
        x, y, width, height = (int(v) for v in cells[6:10])
        confidence = min(max(float(cells[10]) / 100.0, 0.0), 1.0)
        box = Box(x, y, x + width, y + height)
        yield _Piece((page, block, paragraph, line), cells[11].strip(), box, confidence)


def _lines(groups: Sequence[Sequence[_Piece]], written: Sequence[str]) -> Iterator[Line]:
    """Lines of the table, each with the written line that has the same letters."""
    position = 0
    for group in groups:
        letters = "".join(piece.text for piece in group).replace(" ", "")
        spaced = " ".join(piece.text for piece in group)
        for index in range(position, len(written)):
            if written[index].replace(" ", "") == letters:
                spaced, position = written[index].strip(), index + 1
                break
        words = tuple(_words(group, spaced.split()))
        if words:
            mean = sum(w.confidence * len(w.text) for w in words) / sum(len(w.text) for w in words)
            text = " ".join(word.text for word in words)
            yield Line(text, around([word.box for word in words]), mean, words)


def _words(pieces: Sequence[_Piece], tokens: Sequence[str]) -> Iterator[Word]:
    """Pieces joined until they spell the token; a word is as sure as its weakest piece."""
    rest = list(pieces)
    for token in tokens:
        part: list[_Piece] = []
        spelt = ""
        while rest and len(spelt) < len(token):
            part.append(rest.pop(0))
            spelt += part[-1].text
        if part:
            yield Word(
                spelt, around([p.box for p in part]), min(piece.confidence for piece in part)
            )


def around(boxes: Sequence[Box]) -> Box:
    """The smallest box that holds them all."""
    return Box(
        min(b.x0 for b in boxes),
        min(b.y0 for b in boxes),
        max(b.x1 for b in boxes),
        max(b.y1 for b in boxes),
    )


def moved(lines: Sequence[Line], dx: float, dy: float) -> tuple[Line, ...]:
    """The same lines, shifted."""
    return tuple(
        replace(
            line,
            box=_shifted(line.box, dx, dy),
            words=tuple(replace(w, box=_shifted(w.box, dx, dy)) for w in line.words),
        )
        for line in lines
    )


def _shifted(box: Box, dx: float, dy: float) -> Box:
    return Box(box.x0 + dx, box.y0 + dy, box.x1 + dx, box.y1 + dy)
