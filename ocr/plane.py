"""Seeing one plane through another: warps in which a coordinate means the same everywhere.

In Lontar pixel i covers [i, i + 1), as boxes have it; OpenCV puts pixel centres at integers. The
half pixel between the two is taken care of here and nowhere else.
"""

from __future__ import annotations

from typing import Final

import cv2
import numpy as np
import numpy.typing as npt

from models.values import Box, Colour, Grey, Matrix

_TO_CENTRES: Final = np.array([[1, 0, -0.5], [0, 1, -0.5], [0, 0, 1]], np.float64)
_TO_EDGES: Final = np.array([[1, 0, 0.5], [0, 1, 0.5], [0, 0, 1]], np.float64)


def scaling(x: float, y: float | None = None) -> Matrix:
    """The homography that multiplies by `x` (and down by `y`)."""
    return np.diag([x, x if y is None else y, 1.0])


def resized(grey: Grey, scale: float) -> tuple[Grey, Matrix]:
    """The picture `scale` times as large, and the exact homography from old to new pixels."""
    height, width = grey.shape[:2]
    size = max(1, round(width * scale)), max(1, round(height * scale))
    if size == (width, height):
        return grey, np.eye(3)
    way = cv2.INTER_AREA if scale < 1 else cv2.INTER_LINEAR
    small = np.asarray(cv2.resize(grey, size, interpolation=way), np.uint8)
    return small, scaling(size[0] / width, size[1] / height)


def reduced(grey: Grey, scale: float) -> Grey:
    """The picture about `scale` times as large, for measures: true to a pixel, and quick.

    Halving is ten times as fast as any other reduction; so it is halved as far as it goes.
    """
    height, width = grey.shape[:2]
    size = max(1, round(width * min(1.0, scale))), max(1, round(height * min(1.0, scale)))
    while min(grey.shape[:2]) > 2 and 2 * size[0] <= grey.shape[1] and 2 * size[1] <= grey.shape[0]:
        even = grey[: grey.shape[0] // 2 * 2, : grey.shape[1] // 2 * 2]
        half = (even.shape[1] // 2, even.shape[0] // 2)
        grey = np.asarray(cv2.resize(even, half, interpolation=cv2.INTER_AREA), np.uint8)
    if size == (grey.shape[1], grey.shape[0]):
        return grey
    # Less than by half: four neighbours see nearly all of it.
    return np.asarray(cv2.resize(grey, size, interpolation=cv2.INTER_LINEAR), np.uint8)


def warp(picture: Grey, to_picture: Matrix, width: int, height: int, *, fine: bool = False) -> Grey:
    """The plane of (height, width) pixels whose points lie at `to_picture` in the picture.

    Outside the picture is white. `fine` interpolates by cubics, for pictures to be read.
    """
    shrink = 1 / max(1.0, density(to_picture, width / 2, height / 2))
    if shrink < 0.8:  # a warp looks at four pixels and would skip the others
        picture, smaller = resized(picture, shrink)
        to_picture = smaller @ to_picture
    flags = (cv2.INTER_CUBIC if fine else cv2.INTER_LINEAR) | cv2.WARP_INVERSE_MAP
    way = _TO_CENTRES @ to_picture @ _TO_EDGES
    seen = cv2.warpPerspective(picture, way, (width, height), flags=flags, borderValue=(255,) * 3)
    return np.asarray(seen, np.uint8)


def density(place: Matrix, x: float, y: float) -> float:
    """How many units of the target one unit at (x, y) becomes."""
    here = moved(np.array([[x, y], [x + 1, y], [x, y + 1]]), place)
    area = abs(float(np.linalg.det(np.stack([here[1] - here[0], here[2] - here[0]]))))
    return float(area**0.5)


def moved(points: npt.NDArray[np.floating], place: Matrix) -> npt.NDArray[np.float64]:
    """Points (n, 2) through a homography."""
    whole = np.column_stack([points, np.ones(len(points))]) @ place.T
    return np.asarray(whole[:, :2] / whole[:, 2:], np.float64)


def box_through(box: Box, place: Matrix) -> Box:
    """The upright box around a box seen through a homography."""
    corners = np.array([[box.x0, box.y0], [box.x1, box.y0], [box.x1, box.y1], [box.x0, box.y1]])
    there = moved(corners, place)
    x0, y0 = there.min(axis=0)
    x1, y1 = there.max(axis=0)
    return Box(float(x0), float(y0), float(x1), float(y1))


def grey_of(picture: Grey | Colour) -> Grey:
    """One channel of eight bits."""
    if picture.ndim == 2:
        return picture
    return np.asarray(cv2.cvtColor(picture, cv2.COLOR_RGB2GRAY), np.uint8)
