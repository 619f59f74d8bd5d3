"""Ink as a hand would leave it: wandering, slanted, uneven, with the stroke of a pen.

There are few handwriting faces for Thai and nearly none for Khmer, and a face repeats itself:
letters of printed faces are thinned to their skeleton, bent, and drawn again with a pen.
"""

from __future__ import annotations

from itertools import pairwise
from random import Random
from typing import Final

import cv2
import numpy as np
import numpy.typing as npt

from models.values import Grey
from training.drawing.render import Ink

Mask = npt.NDArray[np.bool_]

_SKELETON_STEPS: Final = 14


def bent(ink: Ink, em: int, rng: Random, strength: float) -> Ink:
    """Letters shaken, the baseline wandering and the whole slanted; 1.0 is an untidy hand."""
    height, width = ink.shape
    y, x = np.mgrid[0:height, 0:width].astype(np.float32)
    letters, words = 0.07 * strength * em, 0.16 * strength * em
    dx = _field(width, height, 0.55 * em, letters, rng) + _field(
        width, height, 1.5 * em, letters, rng
    )
    dy = _field(width, height, 0.6 * em, letters, rng) + _field(width, 1, 4.0 * em, words, rng)
    base = 0.6 * height
    slant = rng.uniform(-0.25, 0.45) * min(1.0, strength)
    sizes = 1 + _field(width, 1, 2.2 * em, 0.12 * strength, rng)
    climb = rng.gauss(0, 0.012) * strength
    map_x = x + dx + slant * (y - base)
    map_y = base + (y - base) * sizes + dy + climb * (x - width / 2)
    return np.asarray(cv2.remap(ink, map_x, map_y, cv2.INTER_LINEAR), np.float32)


def inked(ink: Ink, em: int, rng: Random, *, skeleton: bool) -> Ink:
    """Drawn again with a pen of 0.03 to 0.13 em whose pressure changes."""
    height, width = ink.shape
    stroke = ink
    if skeleton:
        stroke = thinned(ink)
    pen = rng.uniform(0.03, 0.11) * em
    if not skeleton:
        pen *= 0.35  # the face has a stroke of its own
    spread = cv2.GaussianBlur(stroke, (0, 0), max(0.35, pen * 0.6))
    peak = float(np.quantile(spread[stroke > 0.5], 0.3)) if (stroke > 0.5).any() else 1.0
    pressure = 1 + _field(width, height, 0.7 * em, rng.uniform(0.05, 0.25), rng)
    level = spread / max(1e-3, peak) * pressure
    edge = rng.uniform(2.0, 5.0)
    drawn = np.clip((level - 0.55) * edge + 0.5, 0, 1)
    return np.asarray(drawn * _texture(width, height, em, rng), np.float32)


def _texture(width: int, height: int, em: int, rng: Random) -> Ink:
    """Ball pens skip, pencils are grey: ink of uneven darkness."""
    if rng.random() < 0.4:
        return np.ones((height, width), np.float32)
    coarse = _field(width, height, 0.5 * em, rng.uniform(0.05, 0.25), rng)
    fine = _field(width, height, 2.0, rng.uniform(0.0, 0.3), rng)
    return np.asarray(np.clip(1 - np.abs(coarse) - np.abs(fine), 0.15, 1), np.float32)


def thinned(ink: Ink) -> Ink:
    """The skeleton of the strokes, one pixel wide (Zhang and Suen, 1984)."""
    skeleton = np.pad((ink > 0.45).astype(np.uint8), 1)
    for _ in range(_SKELETON_STEPS):
        before = int(skeleton.sum())
        for odd in (False, True):
            skeleton[_peelable(skeleton, odd)] = 0
        if int(skeleton.sum()) == before:
            break
    return skeleton[1:-1, 1:-1].astype(np.float32)


def _peelable(mask: Grey, odd: bool) -> Mask:
    around = [np.roll(mask, (dy, dx), (0, 1)) for dy, dx in _AROUND]
    n, ne, e, se, s, sw, w, nw = around
    count = n + ne + e + se + s + sw + w + nw
    ring = [*around, n]
    turns = np.zeros_like(mask)
    for a, b in pairwise(ring):
        turns += (a == 0) & (b == 1)
    corner = (n * e * w == 0) & (n * s * w == 0) if odd else (n * e * s == 0) & (e * s * w == 0)
    edge = (mask == 1) & (count >= 2) & (count <= 6) & (turns == 1) & corner
    return np.asarray(edge, np.bool_)


_AROUND: Final = ((1, 0), (1, -1), (0, -1), (-1, -1), (-1, 0), (-1, 1), (0, 1), (1, 1))


def _field(width: int, height: int, cell: float, amount: float, rng: Random) -> Ink:
    """Smooth noise with bumps of about `cell` pixels and a spread of `amount`."""
    columns = max(2, round(width / cell) + 1)
    rows = max(2, round(height / cell) + 1) if height > 1 else 1
    grains = np.random.default_rng(rng.getrandbits(32)).normal(0, amount, (rows, columns))
    grown = cv2.resize(grains.astype(np.float32), (width, height), interpolation=cv2.INTER_CUBIC)
    return np.asarray(grown, np.float32)
