"""Lines of text on a straight page, found by us: engines split Thai and Khmer marks off.

Letters of like height that stand side by side make a line; the small marks above and below
join the line that they are nearest to. A wide gap ends a line: label and value are two.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from ocr.sheet import Piece, Sheet, pieces_of

_MM: Final = 25.4
_LETTER_MM: Final = (0.9, 14.0)  # heights of letters; what is lower is a mark or a stop
_OVERLAP: Final = 0.45  # share of the lower one's height that two neighbours have in common
_GAP: Final = 2.0  # times the line's height, at most, between neighbours
_TALLER: Final = 2.5  # times the line's height is no letter of it
_MARK_GAP: Final = 0.45  # times the line's height, at most, between a mark and its line
_SMALL: Final = 0.75  # of a line's height: a lower one close by is a row of its marks
_WIDE: Final = 60.0  # times its height: no letter, a rule that was left over


@dataclass(slots=True)
class _Growing:
    """A line while it is put together; made and used within `find` only."""

    pieces: list[Piece]
    x0: int
    x1: int
    top: float  # running mean of the letters' tops and feet
    foot: float

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
    low, high = (v * sheet.dpi / _MM for v in _LETTER_MM)
    pieces = [p for p in pieces_of(sheet) if p.height <= high and p.width <= _WIDE * p.height]
    letters = [p for p in pieces if p.height >= low]
    marks = [p for p in pieces if p.height < low]
    lines = _gathered(_chained(sorted(letters, key=lambda p: p.x0)))
    _join(lines, marks)
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
            if gap > _GAP * max(line.height, piece.height) or piece.height > _TALLER * line.height:
                continue
            if best is None or gap < best_gap:
                best, best_gap = line, gap
        if best is None:
            lines.append(_Growing([piece], piece.x0, piece.x1, piece.y0, piece.y1))
        else:
            best.take(piece)
    return lines


def _gathered(lines: Sequence[_Growing]) -> list[_Growing]:
    """Rows of vowels, subscripts and tone marks put to the lines that they belong to."""
    kept: list[_Growing] = []
    for line in sorted(lines, key=lambda item: -item.height * len(item.pieces) ** 0.5):
        taller = [other for other in kept if line.height < _SMALL * other.height]
        home = _nearest(line.x0, line.x1, line.top, line.foot, taller)
        if home is None:
            kept.append(line)
        else:
            home.pieces.extend(line.pieces)
    return kept


def _join(lines: Sequence[_Growing], marks: Sequence[Piece]) -> None:
    for mark in marks:
        home = _nearest(mark.x0, mark.x1, mark.y0, mark.y1, lines)
        if home is not None:
            home.pieces.append(mark)


def _nearest(
    x0: float, x1: float, top: float, foot: float, lines: Sequence[_Growing]
) -> _Growing | None:
    """The line that something small belongs to: above, below or at the end of it, and close."""
    best: _Growing | None = None
    least = 0.0
    for line in lines:
        across = max(line.x0 - x1, x0 - line.x1)
        away = max(line.top - foot, top - line.foot, 0.0)
        near = across < 0.5 * line.height and away < _MARK_GAP * line.height
        if near and (best is None or away < least):
            best, least = line, away
    return best


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
