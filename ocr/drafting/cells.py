"""Rectangles that rules close on all four sides, whatever is printed inside."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from ocr.shapes import Mask, closed, grown, pieces

_LEAST_MM: Final = 1.7  # inner side of the smallest tick box
_MOST: Final = 0.92  # of the page's width and height: a larger one is the page's own frame
_FULL: Final = 0.90  # of its square that a rectangle fills; one with boxes inside is less full
_GAP_MM: Final = 0.5  # breaks in a worn rule


@dataclass(frozen=True, slots=True)
class Cell:
    """A closed rectangle: the middle of its sides, in pixels."""

    x0: float
    y0: float
    x1: float
    y1: float

    @property
    def width(self) -> float:
        return self.x1 - self.x0

    @property
    def height(self) -> float:
        return self.y1 - self.y0


def find(ruled: Mask, pixels: float) -> list[Cell]:
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
    half = max(1.0, 0.12 * pixels)
    return [
        Cell(float(x[n] - half), float(y[n] - half), float(x[n] + w[n] + half), y[n] + h[n] + half)
        for n in np.flatnonzero(good)
    ]
