"""Rows of a table that somebody struck out: a stroke that goes on from column to column.

Writing stays in its cell; what runs across most of the walls between cells is a line through the
row. A table of one column is judged by how much of its width one stroke takes.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import cv2
import numpy as np

from models.values import Box
from ocr.shapes import Mask, closed
from ocr.sheet import Sheet

_MM: Final = 25.4
_ACROSS_MM: Final = 1.3  # each side of a wall, that a stroke must cover in one piece
_WALL_MM: Final = 0.9  # gap that taking a wall away leaves in it
_MIDDLE: Final = (0.14, 0.86)  # of a row's height; its rules lie outside
_CROSSED: Final = 0.6  # of the walls
_ALONE: Final = 0.7  # of the width of a table without walls


def struck_rows(sheet: Sheet, columns: Sequence[Box], rows: int) -> tuple[int, ...]:
    """Which rows (from 0) of a table are struck out. `columns`: below their heads, clean pixels."""
    ordered = sorted(columns, key=lambda column: column.x0)
    if not ordered or rows < 1:
        return ()
    pixels = sheet.dpi / _MM
    height = (ordered[0].y1 - ordered[0].y0) / rows
    found: list[int] = []
    for row in range(rows):
        top, low = (ordered[0].y0 + (row + share) * height for share in _MIDDLE)
        band = sheet.written[max(0, round(top)) : max(1, round(low))]
        if band.size and _struck(band, ordered, pixels):
            found.append(row)
    return tuple(found)


def _struck(band: Mask, columns: Sequence[Box], pixels: float) -> bool:
    walls = [column.x1 for column in columns[:-1]]
    if not walls:
        column = columns[0]
        return _spans(band, column.x0 + 1, column.x0 + 1 + _ALONE * column.width, pixels)
    reach = _ACROSS_MM * pixels
    crossed = sum(_spans(band, wall - reach, wall + reach, pixels) for wall in walls)
    return crossed >= max(1.0, _CROSSED * len(walls))


def _spans(band: Mask, start: float, end: float, pixels: float) -> bool:
    """Whether one piece of ink goes from `start` to `end` (columns of pixels)."""
    part = band[:, max(0, round(start)) : max(1, round(end))]
    if part.shape[0] < 3 or part.shape[1] < 3:
        return False
    gap = max(3, round(_WALL_MM * pixels))
    whole = np.ascontiguousarray(closed(np.ascontiguousarray(part), gap, 3))
    count, _, stats, _ = cv2.connectedComponentsWithStats(whole.view(np.uint8), connectivity=8)
    wide = stats[1:count, cv2.CC_STAT_WIDTH]
    return bool(len(wide) and wide.max() >= part.shape[1] - 2)
