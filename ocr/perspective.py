"""Pages photographed aslant made flat: by the sheet's corners, or by lines that should be parallel.

Both give a homography alone; the caller warps once, so that no pixel is interpolated twice.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import cv2
import numpy as np
import numpy.typing as npt

from models.values import Grey, Matrix
from ocr import light, shapes
from ocr.plane import reduced, scaling
from ocr.shapes import Mask

_MM: Final = 25.4
_A4: Final = 297 / 210
_A4_INCHES: Final = 11.69
_SAME: Final = 0.07  # how far off a sheet's proportions may be seen
_ASLANT: Final = 0.7  # degrees that a corner is off the square, from which it matters
_MOST_ASLANT: Final = 30.0
_SMALL: Final = 0.9  # of the picture's longer side
_LEAST_SIDE: Final = 0.35  # of the picture's; a smaller quad is no page
_MOST_DPI: Final = 300.0

_DPI: Final = 75.0
_BANDS: Final = 6
_MOST: Final = 6.5  # degrees between a band and the page
_COARSE: Final = 0.25
_POINTS: Final = 2500
_LEAST_POINTS: Final = 150
_CLEAR: Final = 1.35  # times as striped at its angle as at others: a band that tells
_LEAST_BANDS: Final = 4
_CONVERGE: Final = 0.9  # degrees from one end of the page to the other
_SCATTER: Final = 0.22  # of that: how far bands may lie off the common line
_STEM_MM: Final = 4.5  # standing strokes of that length are rules, not letters

_Points = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Plane:
    """A flat page to be seen: its pixels, its dpi, and where they lie in the picture.
    `measure`: how far from flat the picture is, in degrees."""

    to_picture: Matrix
    width: int
    height: int
    dpi: float
    measure: float


def by_corners(corners: _Points, shape: tuple[int, ...], *, sized: bool) -> Plane | None:
    """The sheet with these corners (top left, then clockwise); None if they cannot be a sheet's.

    None too if it lies flat already, unless it is small in a picture of unknown resolution (not
    `sized`): then the sheet, taken for A4, tells the resolution.
    """
    quad = corners.astype(np.float64)
    sides = np.linalg.norm(np.roll(quad, -1, axis=0) - quad, axis=1)
    across, down = (sides[0] + sides[2]) / 2, (sides[1] + sides[3]) / 2
    height, width = shape[:2]
    if across < _LEAST_SIDE * width or down < _LEAST_SIDE * height:
        return None
    aslant = _off_square(quad)
    small = not sized and max(across, down) < _SMALL * max(shape)
    if aslant > _MOST_ASLANT or (aslant < _ASLANT and not small):
        return None
    ratio = _proportion(quad, across, down, shape)
    long = max(across, down)
    dpi = long / _A4_INCHES
    shrink = min(1.0, _MOST_DPI / dpi)
    wide, tall = (long * ratio, long) if ratio < 1 else (long, long / ratio)
    size = round(wide * shrink), round(tall * shrink)
    flat = np.array([[0, 0], [size[0], 0], [size[0], size[1]], [0, size[1]]], np.float32)
    place = cv2.getPerspectiveTransform(flat, quad.astype(np.float32))
    return Plane(np.asarray(place, np.float64), size[0], size[1], dpi * shrink, aslant)


def _off_square(quad: _Points) -> float:
    """The largest difference, in degrees, between opposite sides' directions."""
    ways = np.roll(quad, -1, axis=0) - quad
    angles = np.degrees(np.arctan2(ways[:, 1], ways[:, 0]))
    differences = [(angles[i] - angles[i + 2] + 360) % 360 - 180 for i in (0, 1)]
    corners = [(angles[i + 1] - angles[i] + 180) % 360 - 180 - 90 for i in (0, 1, 2)]
    return float(max(abs(v) for v in (*differences, *corners)))


def _proportion(quad: _Points, across: float, down: float, shape: tuple[int, ...]) -> float:
    """Width to height of the real sheet: A4's if it may be."""
    seen = across / down
    true = _true_proportion(quad, shape) or seen
    if abs(np.log(true / seen)) > 0.25:
        true = seen
    for known in (1 / _A4, _A4):
        if min(abs(np.log(true / known)), abs(np.log(seen / known))) < _SAME:
            return float(known)
    return float(true)


def _true_proportion(quad: _Points, shape: tuple[int, ...]) -> float | None:
    """By the view's own geometry, the lens in the picture's middle (Zhang and He, "Whiteboard
    scanning and image enhancement", 2007); None when the view is too level to tell."""
    middle = np.array([shape[1] / 2, shape[0] / 2])
    m1, m2, m4, m3 = (np.append(corner - middle, 1.0) for corner in quad)
    bottom = np.dot(np.cross(m2, m4), m3), np.dot(np.cross(m3, m4), m2)
    if 0 in bottom:
        return None
    n2 = float(np.dot(np.cross(m1, m4), m3)) / float(bottom[0]) * m2 - m1
    n3 = float(np.dot(np.cross(m1, m4), m2)) / float(bottom[1]) * m3 - m1
    if abs(n2[2] * n3[2]) < 1e-4:
        return None
    focal2 = -(n2[0] * n3[0] + n2[1] * n3[1]) / (n2[2] * n3[2])
    if not (0.4 * max(shape)) ** 2 < focal2 < (4.0 * max(shape)) ** 2:
        return None
    wide = (n2[0] ** 2 + n2[1] ** 2) / focal2 + n2[2] ** 2
    tall = (n3[0] ** 2 + n3[1] ** 2) / focal2 + n3[2] ** 2
    return float((wide / tall) ** 0.5)


def by_lines(flat: Grey, dpi: float) -> Plane | None:
    """For an upright, deskewed page: where its lines converge, the plane in which they do not.

    Each band of the page has a skew of its own; if the skews run evenly from one end of the page
    to the other, the page was seen aslant. None when they agree, or agree on nothing.
    """
    small = reduced(flat, _DPI / dpi)
    smaller = scaling(small.shape[1] / flat.shape[1], small.shape[0] / flat.shape[0])
    inked = light.ink(small)
    height, width = small.shape
    flow, lean = _convergence(_feet(inked), height)
    stem = shapes.opened(inked, 1, max(5, round(_STEM_MM * _DPI / _MM)))
    stand, _ = _convergence(_feet(np.ascontiguousarray(stem.T)), width)
    fires = max(abs(flow) * height, abs(stand) * width)
    if np.degrees(fires) < _CONVERGE:
        return None
    middle = np.array([[1, 0, width / 2], [0, 1, height / 2], [0, 0, 1]], np.float64)
    back = np.linalg.inv(middle)
    # A line at height y leans by flow * y: all meet far off to the side, at x = -1 / flow.
    aslant = np.array([[1, 0, 0], [0, 1, 0], [-flow, -stand, 1]], np.float64)
    # The page was straightened by the lines that convinced most, not by those in its middle.
    turn = np.array(
        [[np.cos(lean), -np.sin(lean), 0], [np.sin(lean), np.cos(lean), 0], [0, 0, 1]], np.float64
    )
    place = np.linalg.inv(smaller) @ middle @ turn @ aslant @ back @ smaller
    return Plane(place, flat.shape[1], flat.shape[0], dpi, float(np.degrees(fires)))


def _feet(inked: Mask) -> _Points:
    """Where ink has paper below it (n, 2)."""
    y, x = np.nonzero(inked[:-1] & ~inked[1:])
    return np.stack([x, y], axis=1).astype(np.float64)


def _convergence(points: _Points, extent: int) -> tuple[float, float]:
    """By how many radians a line's slope grows with every pixel down the page, and how much it
    is in the middle; 0 and 0: not known."""
    if len(points) < _LEAST_BANDS * _LEAST_POINTS:
        return 0.0, 0.0
    angles = np.arange(-_MOST, _MOST + _COARSE / 2, _COARSE)
    middles: list[float] = []
    slopes: list[float] = []
    for number in range(_BANDS):
        low, high = extent * number / _BANDS, extent * (number + 1) / _BANDS
        band = points[(points[:, 1] >= low) & (points[:, 1] < high)]
        if len(band) < _LEAST_POINTS:
            continue
        found = _slope(band, angles)
        if found is not None:
            middles.append(float(band[:, 1].mean()) - extent / 2)
            slopes.append(found)
    if len(slopes) < _LEAST_BANDS:
        return 0.0, 0.0
    at, seen = np.array(middles), np.array(slopes)
    growth, start = np.polyfit(at, seen, 1)
    off = np.abs(seen - growth * at - start)
    if float(np.median(off)) > _SCATTER * abs(growth) * extent:
        return 0.0, 0.0
    kept = off <= 2 * max(float(np.median(off)), np.radians(0.1))
    if kept.sum() < _LEAST_BANDS:
        return 0.0, 0.0
    growth, start = np.polyfit(at[kept], seen[kept], 1)
    return float(growth), float(start)


def _slope(band: _Points, angles: npt.NDArray[Any]) -> float | None:
    """The slope (radians) at which a band is most striped; None when no angle stands out."""
    if len(band) > _POINTS:
        band = band[:: len(band) // _POINTS + 1]
    band = band - band.mean(axis=0)
    striped = np.array([_striped(band, angle) for angle in angles])
    best = int(striped.argmax())
    if striped[best] < _CLEAR * float(np.median(striped)) or best in {0, len(angles) - 1}:
        return None
    near = angles[best] + np.arange(-_COARSE, _COARSE + 0.01, _COARSE / 4)
    fine = np.array([_striped(band, angle) for angle in near])
    return float(np.radians(near[int(fine.argmax())]))


def _striped(band: _Points, angle: float) -> float:
    turn = np.radians(angle)
    heights = band[:, 1] - band[:, 0] * np.tan(turn)
    rows = np.bincount((heights - heights.min()).astype(np.int64))
    return float(np.square(rows).sum())
