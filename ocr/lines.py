"""Lines of text on a straight page, found by us: engines split Thai and Khmer marks off.

Letters of like height that stand side by side make a line; the small marks above and below
join the line that they are nearest to. A wide gap ends a line: label and value are two.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

import numpy as np

from ocr.sheet import Piece, Sheet, pieces_of

_MM: Final = 25.4
_LETTER_MM: Final = (1.0, 14.0)  # heights of letters
_BODY: Final = 0.6  # of the usual height: what is lower is a mark or a stop
_OVERLAP: Final = 0.45  # share of the lower one's height that two neighbours have in common
_GAP: Final = 2.0  # times the line's height, at most, between neighbours
_MARK_GAP: Final = 0.7  # times the line's height, at most, between a mark and its line
_WIDE: Final = 60.0  # times the usual height: no letter, a drawing


@dataclass(slots=True)
class _Growing:
    """A line while it is put together; made and used within `find` only."""

    pieces: list[Piece]
    x0: int
    x1: int
    top: float  # running mean of the letters' tops and feet
    foot: float
    last: list[Piece] = field(default_factory=list)

    def take(self, piece: Piece) -> None:
        self.pieces.append(piece)
        self.x1 = max(self.x1, piece.x1)
        self.x0 = min(self.x0, piece.x0)
        share = 1 / min(len(self.pieces), 8)
        self.top += (piece.y0 - self.top) * share
        self.foot += (piece.y1 - self.foot) * share

    @property
    def height(self) -> float:
        return self.foot - self.top


def find(sheet: Sheet) -> list[tuple[Piece, ...]]:
    """The lines of a page as their pieces of ink, in reading order."""
    pieces = pieces_of(sheet)
    low, high = (v * sheet.dpi / _MM for v in _LETTER_MM)
    sized = [p for p in pieces if low <= p.height <= high and p.width <= _WIDE * p.height]
    if not sized:
        return []
    usual = float(np.median([p.height for p in sized]))
    bodies = [p for p in sized if p.height >= _BODY * usual]
    marks = [p for p in pieces if p.height < _BODY * usual and p.width < 8 * usual]
    lines = _chained(sorted(bodies, key=lambda p: p.x0))
    _join(lines, marks, usual)
    return [tuple(line.pieces) for line in _ordered(lines)]


def _chained(bodies: Sequence[Piece]) -> list[_Growing]:
    """Letters from left to right, each put to the line that it continues best."""
    lines: list[_Growing] = []
    for piece in bodies:
        best: _Growing | None = None
        best_gap = 0.0
        for line in lines:
            common = min(piece.y1, line.foot) - max(piece.y0, line.top)
            gap = piece.x0 - line.x1
            if common < _OVERLAP * min(piece.height, line.height):
                continue
            if gap > _GAP * max(line.height, piece.height) or piece.height > 2.5 * line.height:
                continue
            if best is None or gap < best_gap:
                best, best_gap = line, gap
        if best is None:
            lines.append(_Growing([piece], piece.x0, piece.x1, piece.y0, piece.y1))
        else:
            best.take(piece)
    return lines


def _join(lines: Sequence[_Growing], marks: Sequence[Piece], usual: float) -> None:
    for mark in marks:
        best: _Growing | None = None
        least = _MARK_GAP * usual
        for line in lines:
            if mark.x1 < line.x0 - usual or mark.x0 > line.x1 + usual:
                continue
            away = max(line.top - mark.y1, mark.y0 - line.foot, 0.0)
            if away < least:
                best, least = line, away
        if best is not None:
            best.pieces.append(mark)


def _ordered(lines: Sequence[_Growing]) -> list[_Growing]:
    """Rows from top to bottom, each from left to right."""
    rows: list[list[_Growing]] = []
    for line in sorted(lines, key=lambda item: (item.top + item.foot) / 2):
        middle = (line.top + line.foot) / 2
        if rows and any(other.top <= middle <= other.foot for other in rows[-1]):
            rows[-1].append(line)
        else:
            rows.append([line])
    return [line for row in rows for line in sorted(row, key=lambda item: item.x0)]
