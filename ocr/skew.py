"""Which way the lines of a page run, by projection: seen along its lines a page is stripes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from models.values import Grey
from ocr import light
from ocr.plane import resized
from ocr.shapes import Mask, pieces

_DPI: Final = 100.0
_USUAL: Final = 20.0  # degrees that a sheet lies askew
_MOST: Final = 45.0  # more is an orientation; looked for only where the usual show no stripes
_STRIPED: Final = 2.5  # times as striped as at most angles: here run lines
_COARSE, _FINE, _FINEST = 0.5, 0.1, 0.02  # degrees
_CLEAR: Final = 1.7  # times as striped one way as the other: no doubt about the axis
_LETTER_MM: Final = 8.0  # nothing larger is a letter
_POINTS: Final = 30_000
_EDGE: Final = 0.03  # of the sides, where scanners leave shadows

_Points = npt.NDArray[np.float64]  # (n, 2), x and y


@dataclass(frozen=True, slots=True)
class Lie:
    """How a page lies. `angle` is its skew in degrees, clockwise positive, -45..45, of its
    lines against their axis, which stands upright if the page lies `sideways`; `other` is what
    the skew would be were it the other way, and `sure` tells whether that can be."""

    sideways: bool
    angle: float
    other: float
    sure: bool


def find(grey: Grey, dpi: float) -> Lie:
    """How a flattened page lies by its own lines."""
    small, _ = resized(grey, min(1.0, _DPI / dpi))
    inked = _inner(light.ink(small))
    letters = _points(_letters(inked))
    everything = _points(inked)
    if len(letters) < 50:
        letters = everything
    if len(everything) < 50:
        return Lie(sideways=False, angle=0.0, other=0.0, sure=True)
    letters = _off_grid(letters)
    for reach in (_USUAL, _MOST):
        angles = _angles(0.0, reach, _COARSE)
        lying = _sharpnesses(letters, angles)
        standing = _sharpnesses(_quarter(letters), angles)
        # Against the other angles of its own axis: letters alone make stripes both ways.
        across, along = _contrast(standing), _contrast(lying)
        if max(across, along) >= _STRIPED:
            break
    sideways = across > along
    flat = _fine(everything, float(angles[np.argmax(lying)]))
    upright = _fine(_quarter(everything), float(angles[np.argmax(standing)]))
    return Lie(
        sideways=sideways,
        angle=upright if sideways else flat,
        other=flat if sideways else upright,
        sure=max(across, along) > _CLEAR * min(across, along),
    )


def _fine(points: _Points, angle: float) -> float:
    for reach, step in ((_COARSE, _FINE), (_FINE, _FINEST)):
        near = _angles(angle, reach, step)
        angle = float(near[np.argmax(_sharpnesses(points, near))])
    return angle


def _inner(inked: Mask) -> Mask:
    height, width = inked.shape
    y, x = int(height * _EDGE), int(width * _EDGE)
    inner = np.zeros_like(inked)
    inner[y : height - y, x : width - x] = inked[y : height - y, x : width - x]
    return inner


def _letters(inked: Mask) -> Mask:
    """Ink in pieces no larger than letters: rules run both ways and say nothing."""
    labels, stats = pieces(inked)
    most = _LETTER_MM * _DPI / 25.4
    small = (stats[:, 2:4].max(axis=1) <= most) & (stats[:, 4] >= 4)
    small[0] = False
    return np.asarray(small[labels], np.bool_)


def _points(inked: Mask) -> _Points:
    """Ink pixels that have paper below them: the feet of letters stand on a line."""
    feet = inked[:-1] & ~inked[1:]
    sides = inked[:, :-1] & ~inked[:, 1:]
    both = feet.copy()
    both[:, :-1] |= sides[:-1]
    y, x = np.nonzero(both)
    points = np.stack([x, y], axis=1).astype(np.float64)
    if len(points) > _POINTS:
        points = points[:: len(points) // _POINTS + 1]
    return points - points.mean(axis=0) if len(points) else points


def _off_grid(points: _Points) -> _Points:
    """Moved by up to half a pixel each: seen at 45 degrees, pixels themselves are stripes."""
    return points + np.random.default_rng(0).uniform(-0.5, 0.5, points.shape)


def _angles(middle: float, reach: float, step: float) -> npt.NDArray[np.float64]:
    return middle + np.arange(-reach, reach + step / 2, step)


def _quarter(points: _Points) -> _Points:
    """The points of the page turned clockwise by 90 degrees."""
    return np.asarray(points[:, ::-1] * (-1, 1), np.float64)


def _contrast(scores: npt.NDArray[np.float64]) -> float:
    return float(scores.max() / np.median(scores))


def _sharpnesses(points: _Points, angles: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    return np.array([_sharpness(points, float(angle)) for angle in angles])


def _sharpness(points: _Points, angle: float) -> float:
    turn = np.deg2rad(angle)
    heights = points[:, 1] * np.cos(turn) - points[:, 0] * np.sin(turn)
    rows = np.bincount((heights - heights.min()).astype(np.int64))
    return float(np.square(np.diff(rows)).sum()) / len(points)
