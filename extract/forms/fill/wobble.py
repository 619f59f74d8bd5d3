"""Hand-like faces made less even: letters bend, the line drifts and leans, the pen presses."""

from __future__ import annotations

from random import Random

import cv2
import numpy as np
import numpy.typing as npt

from extract.forms.fill.ink import Ink


def by_hand(drawn: Ink, pixels: float, rng: Random) -> Ink:
    """A line of writing as a hand would have it; `pixels` an em. No two letters stay alike."""
    pad = round(pixels * 0.35)
    mask = np.pad(drawn.mask, pad)
    height, width = mask.shape
    base = pad - drawn.top  # row of the baseline
    rows, columns = np.mgrid[0:height, 0:width].astype(np.float32)
    slant, drift = rng.uniform(-0.12, 0.16), rng.uniform(-0.018, 0.018)
    drift = max(-pad / 2 / width, min(pad / 2 / width, drift))
    knots = (3, max(3, round(width / pixels * 1.6)))
    across = rows - base
    source_x = columns + slant * across + _bends(knots, (height, width), pixels * 0.05, rng)
    source_y = rows + drift * columns + _bends(knots, (height, width), pixels * 0.055, rng)
    bent = cv2.remap(mask, source_x, source_y, cv2.INTER_LINEAR)
    pressed = _bends(knots, (height, width), 60.0, rng) + rng.uniform(-10, 50)
    soft = cv2.GaussianBlur(bent, (0, 0), max(0.5, pixels / 45))
    inked = np.clip((soft.astype(np.float32) + pressed - 70) * 2.2, 0, 255)
    inked[soft < 25] = 0
    return Ink(inked.astype(np.uint8), drawn.left - pad, drawn.top - pad)


def _bends(
    knots: tuple[int, int], shape: tuple[int, int], most: float, rng: Random
) -> npt.NDArray[np.float32]:
    """A smooth field of values between -most and most."""
    points = [[rng.uniform(-most, most) for _ in range(knots[1])] for _ in range(knots[0])]
    wide = cv2.resize(
        np.array(points, np.float32), (shape[1], shape[0]), interpolation=cv2.INTER_CUBIC
    )
    return np.asarray(wide, np.float32)
