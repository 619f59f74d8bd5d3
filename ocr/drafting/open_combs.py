"""Boxes for single letters that are open at the top: teeth on a rule, or a floor with two walls."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Final

import numpy as np

from models.values import Box
from ocr.combs import TICK_REACH_MM
from ocr.sheet import Sheet

_MM: Final = 25.4
_TWIN_MM: Final = 1.8  # between the walls of neighbouring boxes
_CELL_MM: Final = (2.8, 9.5)
_LEVEL_MM: Final = 0.8  # between the feet of one row's walls
_TALL: Final = 1.15  # times as high as wide, the room above a floor
_FEWEST: Final = 3


def find(sheet: Sheet, closed: Sequence[Box]) -> list[list[Box]]:
    """Rows of such boxes; `closed` are the boxes that have a top, which are none of them."""
    pixels = sheet.dpi / _MM
    feet = sorted(
        ((float(y1), (x0 + x1) / 2) for x0, y0, x1, y1 in _open_sides(sheet)),
        key=lambda side: side,
    )
    rows: list[list[tuple[float, float]]] = []
    for foot, x in feet:
        if rows and foot - rows[-1][-1][0] <= _LEVEL_MM * pixels:
            rows[-1].append((foot, x))
        else:
            rows.append([(foot, x)])
    found = [cells for row in rows for cells in _row(row, pixels)]
    return [cells for cells in found if not any(_inside(cells, c) for c in closed)]


def _open_sides(sheet: Sheet) -> np.ndarray[tuple[int, int], np.dtype[np.int32]]:
    """Walls that stand for low ones: they are said to be as high as letters reach."""
    reach = round(TICK_REACH_MM * sheet.dpi / _MM)
    walls = sheet.furniture.walls
    low = [
        n
        for n, (x0, y0, x1, y1) in enumerate(walls)
        if y1 - y0 > reach
        and not sheet.furniture.standing[max(0, y0) : max(1, y0 + reach // 2), x0 : x1 + 1].any()
    ]
    return np.asarray(walls[low], np.int32)


def _row(row: Sequence[tuple[float, float]], pixels: float) -> list[list[Box]]:
    """One row's walls from left to right as boxes; a wide gap begins another row."""
    foot = float(np.median([side[0] for side in row]))
    edges: list[list[float]] = []
    for x in sorted(side[1] for side in row):
        if edges and x - edges[-1][-1] <= _TWIN_MM * pixels:
            edges[-1].append(x)
        else:
            edges.append([x])
    at = [float(np.mean(group)) for group in edges]
    low, high = (v * pixels for v in _CELL_MM)
    runs: list[list[Box]] = [[]]
    for left, right in pairwise(at):
        if low <= right - left <= high:
            runs[-1].append(Box(left, foot - _TALL * (right - left), right, foot))
        elif runs[-1]:
            runs.append([])
    return [run for run in runs if len(run) >= _FEWEST]


def _inside(cells: Sequence[Box], closed: Box) -> bool:
    middle = cells[len(cells) // 2]
    x, y = (middle.x0 + middle.x1) / 2, (middle.y0 + middle.y1) / 2
    return (
        closed.x0 < x < closed.x1 and closed.y0 < y < closed.y1 and closed.width < 2 * middle.width
    )
