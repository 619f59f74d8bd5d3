"""Letters in boxes of their own: told from table cells, and put side by side again for readers."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np
import numpy.typing as npt

from models.values import Box, Grey
from ocr.sheet import Piece

_CELL_MM: Final = 9.5  # widest box for one letter
_TALL_MM: Final = 11.5  # tallest side of such a box: a table's rules run on
_BETWEEN_MM: Final = 4.0  # widest gap between groups of boxes
_SQUEEZED: Final = 0.45  # gap left between boxed letters, times their height


class Walls:
    """What stands on a page, by which cells are told apart. `boxes` as in `ocr.boxes.Rules`."""

    def __init__(self, boxes: npt.NDArray[np.int32], pixels: float) -> None:
        self._boxes = boxes[np.argsort(boxes[:, 0])]
        self._short = boxes[boxes[:, 3] - boxes[:, 1] <= _TALL_MM * pixels]
        self._cell = _CELL_MM * pixels
        self._gap = _BETWEEN_MM * pixels

    def between(self, left: float, right: float, top: float, foot: float) -> bool:
        """Whether a wall stands between two pieces of a line."""
        return len(_crossing(self._boxes, left, right, top, foot)) > 0

    def inside(self, piece: Piece) -> tuple[float, float] | None:
        """The sides of the small box around a piece, if it stands in one."""
        middle = (piece.x0 + piece.x1) / 2
        left = _crossing(self._short, middle - self._cell, piece.x0 + 2, piece.y0, piece.y1)
        right = _crossing(self._short, piece.x1 - 2, middle + self._cell, piece.y0, piece.y1)
        if not len(left) or not len(right):
            return None
        sides = float(left[:, 2].max()), float(right[:, 0].min())
        return sides if sides[1] - sides[0] <= self._cell else None

    def comb(self, left: Piece, right: Piece) -> bool:
        """Whether two pieces stand in neighbouring boxes, or in those of neighbouring groups."""
        if right.x0 - left.x1 > self._cell + self._gap:
            return False
        here, there = self.inside(left), self.inside(right)
        if here is None or there is None or here == there:
            return False
        return -self._gap < there[0] - here[1] < self._gap


def _crossing(
    walls: npt.NDArray[np.int32], left: float, right: float, top: float, foot: float
) -> npt.NDArray[np.int32]:
    """Walls between two places that stand at the height of the middle of what is there."""
    middle = (top + foot) / 2
    across = (walls[:, 0] < right) & (walls[:, 2] > left)
    return walls[across & (walls[:, 1] < middle) & (walls[:, 3] > middle)]


def together(crop: Grey, pieces: Sequence[Piece], box: Box) -> Grey:
    """The crop with the gaps between letters made as narrow as in a written word.

    Readers expect letters side by side. `box` is the place of the crop in the plane of `pieces`.
    """
    tall = max(piece.height for piece in pieces)
    gap = max(3, round(_SQUEEZED * tall))
    filled = np.zeros(crop.shape[1], np.bool_)
    for piece in pieces:
        filled[max(0, int(piece.x0 - box.x0)) : int(piece.x1 - box.x0)] = True
    kept = np.ones(crop.shape[1], np.bool_)
    edges = np.flatnonzero(np.diff(np.concatenate([[True], filled, [True]]).astype(np.int8)))
    for start, end in zip(edges[::2], edges[1::2], strict=False):
        if end - start > gap:
            kept[start + gap // 2 : end - (gap - gap // 2)] = False
    return np.ascontiguousarray(crop[:, kept])
