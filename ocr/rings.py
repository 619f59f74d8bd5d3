"""Rings of round stamps by their shape alone, for scans without colour."""

from __future__ import annotations

from typing import Any, Final

import cv2
import numpy as np
import numpy.typing as npt

from ocr.shapes import Mask

#: Round office stamps are 20 to 45 mm wide, often with a second ring inside.
_WIDE_MM: Final = (19.0, 48.0)
_SPOKES: Final = 72
_SUPPORT: Final = 0.72  # of the spokes meet ink on the ring
_CLEARER: Final = 0.30  # by so much fewer meet it a little outside
_WALL_MM: Final = 0.45  # how far from the circle the ring may run
_OUTSIDE_MM: Final = (1.4, 2.2)  # where nothing should be
_GROW_MM: Final = 1.8  # a ring's own thickness, and what its place is uncertain by
_TRIED: Final = 12  # circles proposed that are looked at
_MOST: Final = 4  # stamps a page
_PERFECT: Final = 0.55  # of OpenCV's HOUGH_GRADIENT_ALT


def find(inked: Mask, pixels: float) -> list[tuple[float, float, float]]:
    """Rings in a mask with `pixels` to the mm: (x, y, radius) in its pixels."""
    low, high = (v * pixels / 2 for v in _WIDE_MM)
    soft = cv2.GaussianBlur(inked.astype(np.uint8) * 255, (0, 0), 1.0)
    proposed = cv2.HoughCircles(
        soft,
        cv2.HOUGH_GRADIENT_ALT,
        1.5,
        minDist=4 * pixels,
        param1=200,
        param2=_PERFECT,
        minRadius=int(low),
        maxRadius=int(high) + 1,
    )
    if proposed is None:
        return []
    found: list[tuple[float, float, float, float]] = []
    for x, y, radius in proposed.reshape(-1, 3)[:_TRIED]:
        found.append(_fitted(inked, float(x), float(y), float(radius), pixels))
    kept: list[tuple[float, float, float]] = []
    for sure, x, y, radius in sorted(found, key=lambda ring: -ring[3]):  # outer rings first
        if sure < _SUPPORT or len(kept) == _MOST:
            continue
        if all((x - a) ** 2 + (y - b) ** 2 > (0.5 * c) ** 2 for a, b, c in kept):
            kept.append((x, y, radius))
    return kept


def _fitted(
    inked: Mask, x: float, y: float, radius: float, pixels: float
) -> tuple[float, float, float, float]:
    """The circle nearby that most ink lies on: its support (0 when no ring), x, y, radius."""
    best = (0.0, x, y, radius)
    step = max(1.0, 0.3 * pixels)
    for dx in (-step, 0.0, step):
        for dy in (-step, 0.0, step):
            for larger in (-step, 0.0, step):
                on = _support(inked, x + dx, y + dy, radius + larger, _WALL_MM * pixels)
                if on > best[0]:
                    best = (on, x + dx, y + dy, radius + larger)
    on, x, y, radius = best
    near, far = (v * pixels for v in _OUTSIDE_MM)
    beyond = _support(inked, x, y, radius + (near + far) / 2, (far - near) / 2)
    return best if on - beyond >= _CLEARER else (0.0, x, y, radius)


def _support(inked: Mask, x: float, y: float, radius: float, wall: float) -> float:
    """The share of spokes, of those within the picture, that meet ink about the circle."""
    turns = np.linspace(0, 2 * np.pi, _SPOKES, endpoint=False)
    radii = radius + np.arange(-wall, wall + 0.5)
    across = (x + np.outer(radii, np.cos(turns))).astype(np.int32)
    down = (y + np.outer(radii, np.sin(turns))).astype(np.int32)
    height, width = inked.shape
    inside = (across >= 0) & (across < width) & (down >= 0) & (down < height)
    met = inked[np.clip(down, 0, height - 1), np.clip(across, 0, width - 1)] & inside
    return float(met.any(axis=0).mean())


def areas(
    rings: list[tuple[float, float, float]], shape: tuple[int, ...], pixels: float
) -> list[Mask]:
    """The discs that rings enclose, as masks of a picture's shape."""
    made: list[Mask] = []
    for x, y, radius in rings:
        disc: npt.NDArray[Any] = np.zeros(shape[:2], np.uint8)
        cv2.circle(disc, (round(x), round(y)), round(radius + _GROW_MM * pixels), (1,), -1)
        made.append(disc.astype(np.bool_))
    return made
