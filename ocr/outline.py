"""A sheet of paper as one light area with four straight sides, anywhere in a photograph."""

from __future__ import annotations

from typing import Any, Final

import cv2
import numpy as np
import numpy.typing as npt

from models.values import Grey
from ocr.shapes import Mask

_PRINT: Final = 13  # pixels, at 560 along the longer side: print is closed over
_TEXTURE: Final = 15  # and the grain of the desk is calmed
_AREA: Final = (0.12, 0.97)  # of the picture
_SOLID: Final = 0.93  # of its hull
_FITS: Final = (0.9, 1.06)  # the quadrangle's area against the hull's, whose corners are worn off
_EDGE: Final = 3  # pixels from the picture's rim: there the picture ends, not the sheet
_NEAR: Final = 4.0  # pixels from a side, to be fitted to it

_Line = npt.NDArray[np.float64]


def sides(small: Grey) -> list[_Line | None] | None:
    """Left, top, right and bottom of the sheet as lines (a, b, c), positive on the sheet; None
    for a side along which the picture ends. None altogether where no area looks like a sheet."""
    without_print = cv2.morphologyEx(small, cv2.MORPH_CLOSE, np.ones((_PRINT, _PRINT), np.uint8))
    calm = np.asarray(cv2.medianBlur(without_print, _TEXTURE), np.uint8)
    # Uneven light: what is light is light for its neighbourhood, or for the whole picture.
    lit = cv2.divide(calm, cv2.blur(calm, (small.shape[1] // 2 | 1,) * 2), scale=128)
    for picture in (calm, np.asarray(lit, np.uint8)):
        level, _ = cv2.threshold(picture, 0, 255, cv2.THRESH_BINARY | cv2.THRESH_OTSU)
        found = _quadrangle(np.asarray(picture > level, np.bool_))
        if found is not None:
            return found
    return None


def _quadrangle(light: Mask) -> list[_Line | None] | None:
    contours, _ = cv2.findContours(light.astype(np.uint8), cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE)
    if not contours:
        return None
    outline = max(contours, key=cv2.contourArea)
    hull = cv2.convexHull(outline)
    area, whole = float(cv2.contourArea(outline)), float(cv2.contourArea(hull))
    low, high = (share * light.size for share in _AREA)
    if not low <= area <= high or area < _SOLID * whole:
        return None
    corners = _four(hull)
    if corners is None:
        return None
    fits = float(cv2.contourArea(corners.astype(np.float32))) / whole
    if not _FITS[0] <= fits <= _FITS[1]:
        return None
    points = outline.reshape(-1, 2).astype(np.float64)
    middle = corners.mean(axis=0)
    lines = [
        _side(points, corners[i], corners[(i + 1) % 4], middle, light.shape) for i in (3, 0, 1, 2)
    ]
    return lines if sum(line is not None for line in lines) >= 2 else None


def _four(hull: npt.NDArray[Any]) -> npt.NDArray[np.float64] | None:
    """The hull as four corners, from the top left clockwise."""
    around = cv2.arcLength(hull, closed=True)
    for share in np.arange(0.01, 0.08, 0.005):
        simple = cv2.approxPolyDP(hull, share * around, closed=True).reshape(-1, 2)
        if len(simple) == 4:
            corners = simple.astype(np.float64)
            if cv2.contourArea(simple.astype(np.float32), oriented=True) < 0:
                corners = corners[::-1]
            return np.roll(corners, -int(corners.sum(axis=1).argmin()), axis=0)
        if len(simple) < 4:
            return None
    return None


def _side(
    points: npt.NDArray[np.float64],
    start: npt.NDArray[np.float64],
    end: npt.NDArray[np.float64],
    middle: npt.NDArray[np.float64],
    shape: tuple[int, ...],
) -> _Line | None:
    """The line that the outline runs along between two corners."""
    way = (end - start) / max(1e-6, float(np.linalg.norm(end - start)))
    normal = np.array([-way[1], way[0]])
    along, off = (points - start) @ way, (points - start) @ normal
    length = float(np.linalg.norm(end - start))
    near = (np.abs(off) < _NEAR) & (along > 0.08 * length) & (along < 0.92 * length)
    mine = points[near]
    if len(mine) < 0.4 * length:
        return None
    rim = np.minimum(mine, np.array([shape[1] - 1, shape[0] - 1]) - mine).min(axis=1) < _EDGE
    if rim.mean() > 0.5:
        return None
    mine = mine[~rim] + 0.5
    centre = mine.mean(axis=0)
    _, _, directions = np.linalg.svd(mine - centre, full_matrices=False)
    across = np.array([-directions[0][1], directions[0][0]])
    line = np.array([across[0], across[1], -float(across @ centre)])
    return line if line[:2] @ middle + line[2] > 0 else -line
