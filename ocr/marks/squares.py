"""Every square of a page whose four sides are mostly ink: what may be a tick box."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import cv2
import numpy as np
import numpy.typing as npt

_MM: Final = 25.4
_SIDE_MM: Final = (2.1, 7.2)
_FINER: Final = 1.09  # from one size to the next
_STRAIGHT: Final = 0.78  # of a side's length without its corners
_COVERED: Final = 0.72  # of the weakest side is ink
Mask = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Square:
    """A square of coarse pixels by its upper left corner; the better, the higher its `score`."""

    x0: int
    y0: int
    side: int
    score: float


def squares(ink: npt.NDArray[np.float32], pixels: float) -> list[Square]:
    """Squares whose weakest side is mostly ink, the best first."""
    found_: list[Square] = []
    side = float(_SIDE_MM[0] * pixels)
    sizes = []
    while side <= _SIDE_MM[1] * pixels:
        sizes.append(round(side))
        side *= _FINER
    for size in sorted(set(sizes)):
        if size >= min(ink.shape) - 2:
            continue
        found_ += _of_size(ink, size)
    return sorted(found_, key=lambda s: -s.score)


def _of_size(ink: npt.NDArray[np.float32], size: int) -> list[Square]:
    long = max(3, round(_STRAIGHT * size)) | 1
    standing = np.asarray(cv2.boxFilter(ink, -1, (1, long)))
    lying = np.asarray(cv2.boxFilter(ink, -1, (long, 1)))
    half = size // 2
    rest = size - half
    # Middles of the sides of the square whose upper left corner is (x, y).
    weakest = np.minimum(
        np.minimum(standing[half:-rest, :-size], standing[half:-rest, size:]),
        np.minimum(lying[:-size, half:-rest], lying[size:, half:-rest]),
    )
    peaks = (weakest >= _COVERED) & (weakest >= cv2.dilate(weakest, np.ones((5, 5), np.uint8)))
    rows, columns = np.nonzero(peaks)
    return [
        Square(int(x), int(y), size, float(weakest[y, x]) + 0.002 * size)
        for y, x in zip(rows, columns, strict=True)
    ]


def corners(square: Square) -> tuple[float, float, float, float]:
    """Its sides as those of a box: left, top, right, bottom; lines run along pixels' middles."""
    return (
        square.x0 + 0.5,
        square.y0 + 0.5,
        square.x0 + square.side + 0.5,
        square.y0 + square.side + 0.5,
    )


def distinct(squares: Sequence[Square]) -> list[Square]:
    """Without those that lie within a pixel or two of a better one of about their size."""
    kept: list[Square] = []
    taken: set[tuple[int, int, int]] = set()
    for square in squares:
        cell = (
            (square.x0 + square.side // 2) // 3,
            (square.y0 + square.side // 2) // 3,
            round(np.log(square.side) / np.log(1.25)),
        )
        if cell not in taken:
            taken.add(cell)
            kept.append(square)
    return kept


def reduced(inked: Mask, scale: float) -> npt.NDArray[np.float32]:
    """Ink at a coarser resolution; a thin line stays a line, and grows by half a sample."""
    if scale >= 1.0:
        return np.asarray(cv2.dilate(inked.view(np.uint8), np.ones((3, 3), np.uint8)), np.float32)
    height, width = inked.shape
    size = max(1, round(width * scale)), max(1, round(height * scale))
    small = cv2.resize(inked.astype(np.float32), size, interpolation=cv2.INTER_AREA)
    dark = np.asarray(np.asarray(small) > 0.2, np.uint8)
    return np.asarray(cv2.dilate(dark, np.ones((2, 2), np.uint8)), np.float32)
