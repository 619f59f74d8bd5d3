"""Lines of text on a straight page, found by us: engines split Thai and Khmer marks off.

Letters of like height that stand side by side make a line; the small marks above and below join
the letters that they are nearest to. A wide gap ends a line, and so does what the form put there:
the side of a cell, the beginning of a dotted leader. So label and value are two. Letters in boxes
of their own are one word again.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

import numpy as np

from models.values import Box, Grey
from ocr import combs
from ocr.combs import Walls
from ocr.leaders import Leader
from ocr.nearest import MARK_GAP, join
from ocr.order import in_order
from ocr.sheet import Piece, Sheet, picture, pieces_of

_MM: Final = 25.4
_LETTER_MM: Final = (0.9, 14.0)  # heights of letters; what is lower is a mark or a stop
_OVERLAP: Final = 0.45  # share of the lower one's height that two neighbours have in common
_GAP: Final = 2.6  # times the line's height, at most, between neighbours
_STRAY: Final = 2.0  # what it counts, beside the gap, to stand higher or lower than a line
_ALIGNED: Final = 0.35  # times its height: so far off, a piece does not move a line
_FEW: Final = 3
_TALLER: Final = 2.5  # times the line's height is no letter of it
_APART: Final = 0.6  # times the line's height: another word may be in larger print
_LARGER: Final = 1.7  # and is then another line
_LOWER: Final = 0.5  # times the line's height, what begins another word at least
_SMALL: Final = 0.75  # of a line's height: a lower one close by is a row of its marks
_SAME_ROW: Final = 0.6  # of the taller one's height that two parts of a line share
_SAME_WORD: Final = 0.8  # times that height, widest gap between such parts
_MARKS_TALL: Final = 1.3  # times a line's height: marks upon marks, grown together
_AROUND: Final = 3.2  # times a line's height: vowels with parts over and under a letter
_WORD: Final = 4  # letters, at least, that a caption has
_DENSE: Final = 0.4  # times their height: usual gap between letters of a word, at most
_WIDE: Final = 60.0  # times its height: no letter, a rule that was left over
_LEADER_GAP: Final = 0.3  # times the line's height: a gap that a leader may begin in


@dataclass(frozen=True, slots=True)
class Run:
    """A line, or the part of one between walls: its pieces from left to right. `boxed` tells
    that each letter stands in a box of its own."""

    pieces: tuple[Piece, ...]
    boxed: bool = False


@dataclass(slots=True)
class _Growing:
    """A line while it is put together; made and used within `runs` only."""

    pieces: list[Piece]
    x0: int
    x1: int
    top: float  # running mean of the letters' tops and feet
    foot: float
    boxed: bool = False

    def take(self, piece: Piece) -> None:
        self.pieces.append(piece)
        self.x1 = max(self.x1, piece.x1)
        self.x0 = min(self.x0, piece.x0)
        share = 1 / min(len(self.pieces), 8)
        off = _ALIGNED * self.height if len(self.pieces) > _FEW else float("inf")
        # Marks grown together with their letter say nothing about where the line runs.
        if abs(piece.y0 - self.top) < off:
            self.top += (piece.y0 - self.top) * share
        if abs(piece.y1 - self.foot) < off:
            self.foot += (piece.y1 - self.foot) * share

    def strays(self, piece: Piece) -> float:
        """How far a piece is from standing in line, at its head or at its feet."""
        return min(abs(piece.y0 - self.top), abs(piece.y1 - self.foot))

    @property
    def height(self) -> float:
        return self.foot - self.top


def runs(sheet: Sheet) -> list[Run]:
    """The lines of a page, in reading order."""
    pixels = sheet.dpi / _MM
    low, high = (v * pixels for v in _LETTER_MM)
    pieces = [p for p in pieces_of(sheet) if p.height <= high and p.width <= _WIDE * p.height]
    letters = sorted((p for p in pieces if p.height >= low), key=lambda p: p.x0)
    marks = [p for p in pieces if p.height < low]
    walls = Walls(sheet.furniture.walls, pixels)
    kept, rows = _sorted_out(_merged(_chained(letters, walls)))
    lines = [part for line in kept for part in _parted(line, walls, sheet.furniture.leaders)]
    left = join(lines, [*marks, *(piece for row in rows for piece in row.pieces)])
    lines += _left_over(rows, left)
    return [Run(tuple(line.pieces), line.boxed) for line in in_order(lines, pixels)]


def cut(sheet: Sheet, run: Run) -> tuple[Grey, Box]:
    """The picture of a line for readers, and its place in the plane of the page."""
    crop, box = picture(sheet, run.pieces)
    return (combs.together(crop, run.pieces, box) if run.boxed else crop), box


def _chained(letters: Sequence[Piece], walls: Walls) -> list[_Growing]:
    """Letters from left to right, each put to the line that it continues best."""
    lines: list[_Growing] = []
    for piece in letters:
        best: _Growing | None = None
        least = 0.0
        for line in lines:
            common = min(piece.y1, line.foot) - max(piece.y0, line.top)
            if common < _OVERLAP * min(piece.height, line.height):
                continue
            gap = piece.x0 - line.x1
            most = _GAP * max(line.height, piece.height)
            if gap > most and not walls.comb(line.pieces[-1], piece):
                continue
            apart = gap > _APART * line.height
            if piece.height > (_LARGER if apart else _TALLER) * line.height:
                continue
            if apart and piece.height < _LOWER * line.height:
                continue  # somebody else's mark
            away = max(gap, 0) + _STRAY * line.strays(piece)
            if best is None or away < least:
                best, least = line, away
        if best is None:
            lines.append(_Growing([piece], piece.x0, piece.x1, piece.y0, piece.y1))
        else:
            best.take(piece)
    return lines


def _merged(lines: Sequence[_Growing]) -> list[_Growing]:
    """Parts of one line that broken letters between them had put apart."""
    kept: list[_Growing] = []
    for line in sorted(lines, key=lambda item: item.x0):
        home = next((other for other in reversed(kept) if _continues(line, other)), None)
        if home is None:
            kept.append(line)
            continue
        share = len(line.pieces) / (len(line.pieces) + len(home.pieces))
        home.top += share * (line.top - home.top)
        home.foot += share * (line.foot - home.foot)
        home.pieces.extend(line.pieces)
        home.x1 = max(home.x1, line.x1)
    return kept


def _continues(line: _Growing, other: _Growing) -> bool:
    low, high = sorted((line.height, other.height))
    common = min(line.foot, other.foot) - max(line.top, other.top)
    gap = max(line.x0 - other.x1, other.x0 - line.x1)
    return common > _SAME_ROW * high and low > _SAME_ROW * high and gap < _SAME_WORD * high


def _sorted_out(lines: Sequence[_Growing]) -> tuple[list[_Growing], list[_Growing]]:
    """Lines proper, and rows of vowels, subscripts and tone marks that stand by taller ones.

    A caption in small print stands close to its label too, but its letters stand close together.
    """
    kept: list[_Growing] = []
    rows: list[_Growing] = []
    for line in sorted(lines, key=lambda item: -item.height * len(item.pieces) ** 0.5):
        line.pieces.sort(key=lambda piece: piece.x0)
        marks = any(_hangs(line, other) for other in kept) and not _dense(line)
        (rows if marks else kept).append(line)
    return kept, rows


def _hangs(small: _Growing, line: _Growing) -> bool:
    """Whether a row is too near to a longer line, over or under it, to be a line of its own."""
    if not (line.x0 - 0.5 * line.height < small.x0 and small.x1 < line.x1 + 0.5 * line.height):
        return False
    middle = (small.top + small.foot) / 2
    if line.top < middle < line.foot:
        # A vowel that goes around its letter is taller than the line.
        around = len(small.pieces) == 1 and small.height < _AROUND * line.height
        return small.height < _SMALL * line.height or around
    away = max(line.top - small.foot, small.top - line.foot)
    low = small.height < _SMALL * line.height
    few = len(small.pieces) < len(line.pieces) and small.height < _MARKS_TALL * line.height
    return (low and away < line.height) or (few and away < MARK_GAP * line.height)


def _dense(line: _Growing) -> bool:
    """Letters of a word rather than marks over one."""
    if len(line.pieces) < _WORD:
        return False
    gaps = [max(0, b.x0 - a.x1) for a, b in pairwise(line.pieces)]
    return float(np.median(gaps)) < _DENSE * line.height


def _parted(line: _Growing, walls: Walls, leaders: Sequence[Leader]) -> list[_Growing]:
    """A line cut where a cell ends or a leader begins; rows of boxed letters stay whole."""
    parts: list[list[Piece]] = [[line.pieces[0]]]
    boxed = [False]
    end = line.pieces[0].x1
    for piece in line.pieces[1:]:
        comb = piece.x0 > end and walls.comb(parts[-1][-1], piece)
        wall = piece.x0 > end and walls.between(end, piece.x0, line.top, line.foot)
        if comb and not boxed[-1] and len(parts[-1]) > 1 and not walls.inside(parts[-1][-2]):
            parts.append([parts[-1].pop()])
            boxed.append(False)
        if (wall and not comb) or _begins(leaders, end, piece.x0, line):
            parts.append([])
            boxed.append(False)
        parts[-1].append(piece)
        boxed[-1] |= comb
        end = max(end, piece.x1)
    return [
        _Growing(part, min(p.x0 for p in part), max(p.x1 for p in part), line.top, line.foot, comb)
        for part, comb in zip(parts, boxed, strict=True)
        if part
    ]


def _begins(leaders: Sequence[Leader], left: float, right: float, line: _Growing) -> bool:
    """Whether a leader of this line begins, or ends, in a gap: what follows is another thing."""
    if right - left < _LEADER_GAP * line.height:
        return False
    low, high = line.top + 0.5 * line.height, line.foot + 0.6 * line.height
    return any(
        low < leader.y0 < high
        and (
            (leader.begins and left - 0.3 * line.height < leader.x0 < right + leader.pitch)
            or (leader.ends and left - leader.pitch < leader.x1 < right + 0.3 * line.height)
        )
        for leader in leaders
    )


def _left_over(rows: Sequence[_Growing], left: Sequence[Piece]) -> list[_Growing]:
    """Rows that nobody took are lines after all."""
    labels = {piece.label for piece in left}
    found = []
    for row in rows:
        pieces = [piece for piece in row.pieces if piece.label in labels]
        if pieces:
            x0, x1 = min(p.x0 for p in pieces), max(p.x1 for p in pieces)
            found.append(_Growing(pieces, x0, x1, row.top, row.foot))
    return found
