"""The order in which lines are read: rows from the top, but columns of prose one after the other.

Rows of a form are read across, since a value stands beside its label. Columns of prose are told
from those of a form by what fills them: line after line reaches the gutter.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Final, Protocol, TypeVar

import numpy as np

_GUTTER_MM: Final = 3.0  # narrowest paper between columns
_WIDE_MM: Final = 35.0  # narrowest column of prose
_ROWS: Final = 5  # of text on each side, at least
_FULL: Final = 0.8  # of its column's width, what a usual line fills
_PAIRED: Final = 0.6  # of the rows have both sides, where labels and values stand


class Placed(Protocol):
    """What has a place on a straight page, in pixels."""

    x0: int
    x1: int
    top: float
    foot: float


_P = TypeVar("_P", bound=Placed)


def in_order(lines: Sequence[_P], pixels: float) -> list[_P]:
    """Lines as they are read. `pixels` a millimetre."""
    rows = _rows(lines)
    found: list[_P] = []
    n = 0
    while n < len(rows):
        end, gutter = _columns(rows, n, pixels)
        block = [line for row in rows[n:end] for line in row]
        if gutter is not None:
            found += [line for line in block if _middle(line) < gutter]
            found += [line for line in block if _middle(line) >= gutter]
        else:
            found += block
        n = end
    return found


def _rows(lines: Sequence[_P]) -> list[list[_P]]:
    """Rows from top to bottom, each from left to right."""
    rows: list[list[_P]] = []
    for line in sorted(lines, key=lambda item: (item.top + item.foot) / 2):
        middle = (line.top + line.foot) / 2
        if rows and any(other.top <= middle <= other.foot for other in rows[-1]):
            rows[-1].append(line)
        else:
            rows.append([line])
    return [sorted(row, key=lambda item: item.x0) for row in rows]


def _columns(
    rows: Sequence[Sequence[Placed]], first: int, pixels: float
) -> tuple[int, float | None]:
    """Where a block of two columns that begins with a row ends, and its gutter; else one row."""
    best: tuple[int, float | None] = (first + 1, None)
    row = rows[first]
    for left, right in pairwise(row):
        end, low, high = _reach(rows, first, left.x1, right.x0, _GUTTER_MM * pixels)
        gutter = (low + high) / 2
        if end > best[0] and _is_prose(rows[first:end], gutter, pixels):
            best = end, gutter
    return best


def _reach(
    rows: Sequence[Sequence[Placed]], first: int, low: float, high: float, least: float
) -> tuple[int, float, float]:
    """How many rows leave the paper between `low` and `high` free, and what stays free of it."""
    end = first
    for number in range(first, len(rows)):
        middle = (low + high) / 2
        near = max([low, *(line.x1 for line in rows[number] if _middle(line) < middle)])
        far = min([high, *(line.x0 for line in rows[number] if _middle(line) >= middle)])
        if far - near < least:
            break
        low, high, end = near, far, number + 1
    return end, low, high


def _is_prose(rows: Sequence[Sequence[Placed]], gutter: float, pixels: float) -> bool:
    """Whether both sides are text that runs on: full lines, or lines that stand where those of
    the other side do not."""
    sides: tuple[list[float], list[float]] = ([], [])
    both = 0
    for row in rows:
        parts = (
            [line for line in row if _middle(line) < gutter],
            [line for line in row if _middle(line) >= gutter],
        )
        both += bool(parts[0] and parts[1])
        for side, part in zip(sides, parts, strict=True):
            if part:
                side.append(max(line.x1 for line in part) - min(line.x0 for line in part))
    if min(len(side) for side in sides) < _ROWS:
        return False
    if any(max(side) < _WIDE_MM * pixels for side in sides):
        return False
    usual = 75 if both < _PAIRED * len(rows) else 50
    return all(float(np.percentile(side, usual)) >= _FULL * max(side) for side in sides)


def _middle(line: Placed) -> float:
    return (line.x0 + line.x1) / 2
