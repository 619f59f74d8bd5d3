"""Rectangles that rules close on all four sides, whatever is printed inside."""

from __future__ import annotations

from typing import Final

import numpy as np
import numpy.typing as npt

from models.values import Box
from ocr.shapes import Mask, closed, grown, pieces

_LEAST_MM: Final = 1.7  # inner side of the smallest tick box
_MOST: Final = 0.92  # of the page's width and height: a larger one is the page's own frame
_FULL: Final = 0.90  # of its square that a rectangle fills; one with boxes inside is less full
_GAP_MM: Final = 0.5  # breaks in a worn rule
_WALL_MM: Final = 1.2  # thickest rule around a cell


def find(ruled: Mask, pixels: float) -> list[Box]:
    """The closed cells of a page's rules, from the top down; `pixels` a millimetre."""
    gap = max(3, round(_GAP_MM * pixels))
    walls = grown(closed(ruled, gap, 1) | closed(ruled, 1, gap), 2)
    _, stats = pieces(~walls)
    height, width = ruled.shape
    least = _LEAST_MM * pixels
    x, y, w, h, area = (stats[1:, n].astype(np.float64) for n in range(5))
    good = (w >= least) & (h >= least) & (area >= _FULL * w * h)
    good &= (x > 1) & (y > 1) & (x + w < width - 1) & (y + h < height - 1)
    good &= ~((w > _MOST * width) & (h > _MOST * height))
    return [
        _on_walls(ruled, Box(*map(float, (x[n], y[n], x[n] + w[n], y[n] + h[n]))), pixels)
        for n in np.flatnonzero(good)
    ]


def _on_walls(ruled: Mask, inner: Box, pixels: float) -> Box:
    """A cell from the paper it encloses: its sides moved to the middle of their rules."""
    reach = round(_WALL_MM * pixels)
    x, y = int((inner.x0 + inner.x1) / 2), int((inner.y0 + inner.y1) / 2)
    row, column = ruled[y], ruled[:, x]
    left = _middle(row[max(0, int(inner.x0) - reach) : int(inner.x0) + 1][::-1])
    right = _middle(row[int(inner.x1) - 1 : int(inner.x1) + reach])
    over = _middle(column[max(0, int(inner.y0) - reach) : int(inner.y0) + 1][::-1])
    under = _middle(column[int(inner.y1) - 1 : int(inner.y1) + reach])
    return Box(inner.x0 - left, inner.y0 - over, inner.x1 + right, inner.y1 + under)


def _middle(outwards: npt.NDArray[np.bool_]) -> float:
    """How far the middle of a rule is, seen from the paper beside it; two pixels as a guess."""
    inked = np.flatnonzero(outwards)
    if not len(inked):
        return 1.0
    first = int(inked[0])
    rest = np.flatnonzero(~outwards[first:])
    thick = int(rest[0]) if len(rest) else len(outwards) - first
    return max(0.0, first - 1 + thick / 2)
