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


@dataclass(frozen=True, slots=True)
class Levels:
    """Shares of the inside of a box that are ink, and what they mean."""

    empty: float = 0.02  # up to here nothing was written
    filled: float = 0.06  # from here somebody meant it
    solid: float = 0.72  # from here the box is blacked out: a mark taken back


LEVELS: Final = Levels()


def read_mark(sheet: Sheet, box: Box, levels: Levels = LEVELS) -> Mark:
    """The state of one tick box (clean pixels)."""
    x0, y0, x1, y1 = _inside(sheet, box)
    if x1 - x0 < 3 or y1 - y0 < 3:
        return Mark(MarkState.UNSURE, 0.0, 0.0)
    measure = float(sheet.inked[y0:y1, x0:x1].mean())
    return _judge(measure, levels)


def _judge(measure: float, levels: Levels) -> Mark:
    """The state, and a confidence that grows with the distance from the nearest border."""
    if measure <= levels.empty:
        return Mark(MarkState.EMPTY, measure, _sure(levels.filled - measure, levels.filled))
    if measure < levels.filled:
        return Mark(MarkState.UNSURE, measure, 0.5)
    if measure < levels.solid:
        edge = min(measure - levels.empty, levels.solid - measure)
        return Mark(MarkState.FILLED, measure, _sure(edge, levels.filled))
    return Mark(MarkState.STRUCK_OUT, measure, _sure(measure - levels.solid + 0.05, 0.1))


def _sure(distance: float, whole: float) -> float:
    return float(np.clip(0.5 + 0.5 * distance / whole, 0.5, 1.0))


def _inside(sheet: Sheet, box: Box) -> tuple[int, int, int, int]:
    pixels = sheet.dpi / _MM
    dx, dy = _found(sheet, box)
    inset = _INSET_MM * pixels
    height, width = sheet.inked.shape
    return (
        max(0, round(box.x0 + dx + inset)),
        max(0, round(box.y0 + dy + inset)),
        min(width, round(box.x1 + dx - inset)),
        min(height, round(box.y1 + dy - inset)),
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
