"""Two blanks that both lie well on a page: which of them is it? Only where they differ can tell.

Versions of a form may differ by one row, forms of one office share their heads. So the print that
one blank has and the other has not is looked for on the page, and the other way round.
"""

from __future__ import annotations

from typing import Final

import cv2
import numpy as np
import numpy.typing as npt

from models.values import Grey, Matrix
from ocr.align import PLANE_DPI, soft
from ocr.plane import resized, scaling, warp

_MM: Final = 25.4
_PIXELS: Final = PLANE_DPI / _MM
_WINDOW: Final = (30, 18)  # pixels of a place that is compared: 7.6 x 4.6 mm
_REACH: Final = 3  # pixels a place may lie off
_INK: Final = 200  # grey of softened print
_APART: Final = 5  # pixels: print nearer than this to the other's is the same print
_LEAST: Final = 14  # pixels of differing print that make a place worth comparing
_MOST: Final = 16  # places a side

Places = list[tuple[int, int]]


class Seen:
    """A blank laid on a page: its own print and the page as it looks there, both softened."""

    def __init__(self, picture: Grey, dpi: float, grey: Grey, to_picture: Matrix) -> None:
        self.print = soft(resized(picture, PLANE_DPI / dpi)[0])
        self.to_picture = to_picture
        height, width = self.print.shape
        self.page = soft(warp(grey, to_picture @ scaling(1 / _PIXELS), width, height))


def advantage(one: Seen, other: Seen) -> float:
    """How much better `one` explains the page than `other`; about 0 when nothing tells.

    Each place where only one of them has print counts from -0.5 (its print is not there) to 0.5.
    """
    return _evidence(one, other) - _evidence(other, one)


def _evidence(one: Seen, other: Seen) -> float:
    height, width = one.print.shape
    way = np.linalg.inv(other.to_picture) @ one.to_picture
    there = scaling(_PIXELS) @ way @ scaling(1 / _PIXELS)
    theirs = warp(other.print, there, width, height)
    found = [_likeness(one, place) for place in _only(one.print, theirs)]
    return float(sum(min(1.0, max(0.0, like)) - 0.5 for like in found))


def _only(mine: Grey, theirs: Grey) -> Places:
    """Upper left corners of windows with print that the other has not, the most of it first."""
    near = np.ones((2 * _APART + 1, 2 * _APART + 1), np.uint8)
    alone = ((mine < _INK) & (cv2.erode(theirs, near) >= _INK)).astype(np.float32)
    if not alone.any():
        return []
    width, height = _WINDOW
    amount = cv2.boxFilter(alone, -1, _WINDOW, normalize=False, borderType=cv2.BORDER_CONSTANT)
    top, left = height // 2 + _REACH, width // 2 + _REACH
    inner = np.zeros_like(amount)
    inner[top:-top, left:-left] = amount[top:-top, left:-left]
    places: Places = []
    while len(places) < _MOST:
        _, most, _, (x, y) = cv2.minMaxLoc(inner)
        if most < _LEAST:
            break
        places.append((x - width // 2, y - height // 2))
        inner[max(0, y - height) : y + height, max(0, x - width) : x + width] = 0
    return places


def _likeness(one: Seen, place: tuple[int, int]) -> float:
    """How like the page is to the print at a place, 1 being as like as pages are, about."""
    x, y = place
    width, height = _WINDOW
    wanted = one.print[y : y + height, x : x + width]
    window = one.page[y - _REACH : y + height + _REACH, x - _REACH : x + width + _REACH]
    found: npt.NDArray[np.float32] = cv2.matchTemplate(window, wanted, cv2.TM_CCOEFF_NORMED)
    best = float(found.max())
    return best if np.isfinite(best) else 0.0
