"""Tick boxes: empty, filled, struck out, or not sure.

What counts is the ink inside the box that the blank form does not have. The box is found again
near where registration puts it, since a millimetre is much for a box of four.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import cv2
import numpy as np

from models.values import Box, Mark, MarkState
from ocr.sheet import Sheet

_MM: Final = 25.4
_AROUND_MM: Final = 1.5  # of the box, to know it again by
_SEARCH_MM: Final = 1.0
_INSET_MM: Final = 0.45  # the outline and what registration leaves open
_LIKE: Final = 0.3
_STAMP_MM: Final = (8.0, 3.0)  # longer and shorter side from which ink is no tick of a pen
_BESIDE_MM: Final = (0.35, 1.1)  # left and right of the box, where a line through it goes on
_MIDDLE: Final = (0.15, 0.85)  # of the box's height; a tick's tail leaves higher up


@dataclass(frozen=True, slots=True)
class Levels:
    """Shares of ink, and what they mean."""

    empty: float = 0.02  # of the inside of a box: up to here nothing was written
    filled: float = 0.06  # from here somebody meant it
    through: float = 0.8  # of the way beside the box: from here a line strikes it out


LEVELS: Final = Levels()


def read_mark(sheet: Sheet, box: Box, levels: Levels = LEVELS) -> Mark:
    """The state of one tick box (clean pixels).

    Struck out is a box with a line drawn through it that goes on at both sides.
    """
    dx, dy = _found(sheet, box)
    place = Box(box.x0 + dx, box.y0 + dy, box.x1 + dx, box.y1 + dy)
    x0, y0, x1, y1 = _inside(sheet, place)
    if x1 - x0 < 3 or y1 - y0 < 3:
        return Mark(MarkState.UNSURE, 0.0, 0.0)
    measure = float(sheet.inked[y0:y1, x0:x1].mean())
    mark = _judge(measure, levels)
    if mark.state is MarkState.EMPTY:
        return mark
    if _stamped(sheet, place):
        # Whose ink it is cannot be told: a person looks.
        return Mark(MarkState.UNSURE, measure, 0.5)
    left, right = _beside(sheet, place)
    if min(left, right) >= levels.through:
        return Mark(MarkState.STRUCK_OUT, measure, _sure(min(left, right) - levels.through, 0.2))
    if min(left, right) >= levels.through / 2:
        return Mark(MarkState.UNSURE, measure, 0.5)
    return mark


def _judge(measure: float, levels: Levels) -> Mark:
    """Empty or filled, and a confidence that grows with the distance from the border."""
    if measure <= levels.empty:
        return Mark(MarkState.EMPTY, measure, _sure(levels.filled - measure, levels.filled))
    if measure < levels.filled:
        return Mark(MarkState.UNSURE, measure, 0.5)
    return Mark(MarkState.FILLED, measure, _sure(measure - levels.empty, levels.filled))


def _sure(distance: float, whole: float) -> float:
    return float(np.clip(0.5 + 0.5 * distance / whole, 0.5, 1.0))


def _stamped(sheet: Sheet, box: Box) -> bool:
    """Whether a connected piece of ink much larger than any tick lies over the box."""
    long, short = (v * sheet.dpi / _MM for v in _STAMP_MM)
    x, y, w, h = (sheet.stats[1:, i] for i in range(4))
    large = (np.maximum(w, h) >= long) & (np.minimum(w, h) >= short)
    over = (x < box.x1) & (x + w > box.x0) & (y < box.y1) & (y + h > box.y0)
    return bool((large & over).any())


def _beside(sheet: Sheet, box: Box) -> tuple[float, float]:
    """The share of columns with new ink, left and right of the box at its middle."""
    near, far = (v * sheet.dpi / _MM for v in _BESIDE_MM)
    y0, y1 = (round(box.y0 + share * box.height) for share in _MIDDLE)
    return (
        _covered(sheet, round(box.x0 - far), round(box.x0 - near), y0, y1),
        _covered(sheet, round(box.x1 + near), round(box.x1 + far), y0, y1),
    )


def _covered(sheet: Sheet, x0: int, x1: int, y0: int, y1: int) -> float:
    strip = sheet.written[max(0, y0) : max(0, y1), max(0, x0) : max(0, x1)]
    return float(strip.any(axis=0).mean()) if strip.size else 0.0


def _inside(sheet: Sheet, box: Box) -> tuple[int, int, int, int]:
    inset = _INSET_MM * sheet.dpi / _MM
    height, width = sheet.inked.shape
    return (
        max(0, round(box.x0 + inset)),
        max(0, round(box.y0 + inset)),
        min(width, round(box.x1 - inset)),
        min(height, round(box.y1 - inset)),
    )


def _found(sheet: Sheet, box: Box) -> tuple[int, int]:
    """How far (pixels) the box lies from its place; (0, 0) when it cannot be told."""
    if sheet.printed is None:
        return 0, 0
    pixels = sheet.dpi / _MM
    around, search = round(_AROUND_MM * pixels), round(_SEARCH_MM * pixels)
    height, width = sheet.grey.shape
    x0, y0 = int(box.x0) - around, int(box.y0) - around
    x1, y1 = int(box.x1) + around, int(box.y1) + around
    if min(x0, y0) < search or x1 > width - search or y1 > height - search:
        return 0, 0
    template = sheet.printed[y0:y1, x0:x1]
    window = sheet.grey[y0 - search : y1 + search, x0 - search : x1 + search]
    if float(template.std()) < 1.0:
        return 0, 0
    likeness = cv2.matchTemplate(window, template, cv2.TM_CCOEFF_NORMED)
    _, best, _, (x, y) = cv2.minMaxLoc(likeness)
    return (x - search, y - search) if best >= _LIKE else (0, 0)
