"""Printed letters in another cut: of another weight, other proportions, a little out of shape.

There are some twenty-five printed families of Khmer to learn from, and offices print in others.
"""

from __future__ import annotations

from dataclasses import replace
from random import Random
from typing import Final

import cv2
import numpy as np

from training.drawing import hand
from training.drawing.render import Ink, Line

_BENT: Final = 0.4  # share of the lines that are bent
_WEIGHED: Final = 0.5  # share of those that become bolder or lighter
_PROPORTIONED: Final = 0.4  # and of those whose letters grow or shrink against their marks


def recut(line: Line, rng: Random) -> Line:
    """The line as another foundry might have cut its letters."""
    ink = line.ink
    if rng.random() < _PROPORTIONED:
        ink = _proportioned(ink, line, rng)
    if rng.random() < _BENT:
        ink = hand.bent(ink, line.em, rng, rng.uniform(0.05, 0.35))
    if rng.random() < _WEIGHED:
        ink = _weighed(ink, line.em, rng)
    return replace(line, ink=ink)


def _proportioned(ink: Ink, line: Line, rng: Random) -> Ink:
    """What lies between the baseline and the height of small letters taller or lower, and what
    lies above and below it nearer or further away."""
    height, width = ink.shape
    small = line.base - rng.uniform(0.45, 0.65) * line.em
    body, above, below = (rng.uniform(0.85, 1.18) for _ in range(3))
    y = np.arange(height, dtype=np.float32)
    top = line.base - (line.base - small) * body
    source = np.where(
        y > line.base,
        line.base + (y - line.base) / below,
        np.where(y > top, line.base - (line.base - y) / body, small - (top - y) / above),
    )
    map_y = np.repeat(source.astype(np.float32)[:, None], width, axis=1)
    map_x = np.repeat(np.arange(width, dtype=np.float32)[None], height, axis=0)
    return np.asarray(cv2.remap(ink, map_x, map_y, cv2.INTER_LINEAR), np.float32)


def _weighed(ink: Ink, em: int, rng: Random) -> Ink:
    """Bolder or lighter by up to a thirtieth of an em on each side of a stroke."""
    reach = rng.uniform(0.012, 0.035) * em
    soft = cv2.GaussianBlur(ink, (0, 0), max(0.45, reach))
    cut = rng.uniform(0.22, 0.42) if rng.random() < 0.65 else rng.uniform(0.55, 0.66)
    return np.asarray(np.clip((soft - cut) * rng.uniform(3, 7) + 0.5, 0, 1), np.float32)
