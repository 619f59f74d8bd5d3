"""Letters in boxes of their own: told from table cells, and put side by side again for readers."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

import numpy as np
import numpy.typing as npt

from models.values import Box, Grey
from ocr import shapes
from ocr.shapes import Mask

if TYPE_CHECKING:
    from ocr.sheet import Piece

_CELL_MM: Final = 9.5  # widest box for one letter
_TALL_MM: Final = 11.5  # tallest side of such a box: a table's rules run on
_BETWEEN_MM: Final = 4.0  # widest gap between groups of boxes
_TICK_MM: Final = (0.7, 4.5)  # heights of the strokes between boxes open at the top
_TICK_THICK_MM: Final = 2.1
TICK_REACH_MM: Final = 5.0  # letters stand so far above them
_ON_RULE_MM: Final = 0.6
_TICKS: Final = 4  # at least
_PITCH_MM: Final = 3.0  # narrowest box
_TWIN_MM: Final = 1.8  # between strokes that stand together
_EVEN: Final = 0.12  # of the pitch, by which it may differ
_SQUEEZED: Final = 0.45  # gap left between boxed letters, times their height


def ticks(inked: Mask, flat: Mask, pixels: float) -> tuple[Mask, npt.NDArray[np.int32]]:
    """Short strokes that stand on a rule at equal distances: boxes that are open at the top.

    Returns their mask and, as boxes (n, 4), the sides that they stand for.
    """
    on_rule = shapes.grown(flat, 5, 2 * round(_ON_RULE_MM * pixels / 2) + 1)
    labels, stats = shapes.pieces(inked & ~on_rule)
    low, high = (mm * pixels for mm in _TICK_MM)
    thin = (stats[:, 2] <= _TICK_THICK_MM * pixels) & (stats[:, 3] >= low) & (stats[:, 3] <= high)
    thin[0] = False
    feet = stats[:, 1] + stats[:, 3]
    below = shapes.grown(flat, 2 * round(_ON_RULE_MM * pixels) + 1)
    height, width = inked.shape
    chosen = [
        int(n)
        for n in np.flatnonzero(thin)
        if below[min(feet[n], height - 1), min(stats[n, 0] + stats[n, 2] // 2, width - 1)]
    ]
    found = [n for row in rows_of(chosen, feet, pixels) for n in evenly(row, stats, pixels)]
    kept = np.zeros(len(stats), np.bool_)
    kept[found] = True
    x, y, w, h = (stats[found, n] for n in range(4))
    sides = np.stack([x, y - round(TICK_REACH_MM * pixels), x + w, y + h], axis=1)
    return np.asarray(kept[labels], np.bool_), np.asarray(sides, np.int32)


def rows_of(chosen: Sequence[int], feet: npt.NDArray[np.int32], pixels: float) -> list[list[int]]:
    """Strokes that stand at one height."""
    rows: list[list[int]] = []
    for n in sorted(chosen, key=lambda n: int(feet[n])):
        if rows and feet[n] - feet[rows[-1][-1]] <= _ON_RULE_MM * pixels:
            rows[-1].append(n)
        else:
            rows.append([n])
    return rows


def evenly(row: Sequence[int], stats: shapes.Stats, pixels: float) -> list[int]:
    """Of a row those that follow each other at one distance, if there are enough of them.

    Where each box has sides of its own, two strokes stand together and count as one.
    """
    groups: list[list[int]] = []
    for n in sorted(row, key=lambda n: int(stats[n, 0])):
        if groups and stats[n, 0] - stats[groups[-1][-1], 0] < _TWIN_MM * pixels:
            groups[-1].append(n)
        else:
            groups.append([n])
    if len(groups) < _TICKS:
        return []
    x = np.array([float(np.mean(stats[g, 0] + stats[g, 2] / 2)) for g in groups])
    steps = np.diff(x)
    pitch = float(np.median(steps))
    if not _PITCH_MM * pixels <= pitch <= _CELL_MM * pixels:
        return []
    runs = [[groups[0]]]
    for group, step in zip(groups[1:], steps, strict=True):
        if abs(step - pitch) > _EVEN * pitch:
            runs.append([])
        runs[-1].append(group)
    return [n for run in runs if len(run) >= _TICKS for group in run for n in group]


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
