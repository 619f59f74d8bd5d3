"""Ink told from paper where strong and faint print lie side by side.

One level for a whole page takes a faint typewritten name for paper because the frame around it is
black. Here each place has its own: part of the way from the paper to the darkest ink near it,
rules and solid areas not counted.
"""

from __future__ import annotations

from typing import Final

import cv2
import numpy as np

from models.values import Grey
from ocr.denoise import noise, smooth
from ocr.shapes import Mask, grown, opened

_MM: Final = 25.4
_NEAR_MM: Final = 3.0  # as far as a word's ink tells how dark its other strokes are
_RULE_MM: Final = 6.0  # straight runs of this length are no letters
_SOLID_MM: Final = 1.4  # nor is what is so thick both ways
_AROUND_MM: Final = 0.5  # their soft edges
_DARK: Final = 160
_SHARE: Final = 0.42  # of the way from paper to ink that a stroke has to go
_LEAST: Final = 38  # grey levels below paper that ink must be at least
_NOISY: Final = 4.0


def ink(grey: Grey, dpi: float) -> Mask:
    """Which pixels of a flattened page (paper near 255) are ink."""
    calm = smooth(grey) if noise(grey) >= _NOISY else grey
    darkest = _darkest(calm, dpi / _MM)
    level = 255 - np.maximum(((255 - darkest) * _SHARE).astype(np.uint8), _LEAST)
    return np.asarray(calm < level, np.bool_)


def _darkest(grey: Grey, pixels: float) -> Grey:
    """The darkest writing near each pixel; 255 where there is none."""
    dark = np.asarray(grey < _DARK, np.bool_)
    long, thick = round(_RULE_MM * pixels), max(3, round(_SOLID_MM * pixels))
    rules = opened(dark, long, 1) | opened(dark, 1, long) | opened(dark, thick)
    around = 2 * round(_AROUND_MM * pixels) + 1
    writing = grey.copy()
    writing[grown(rules, around)] = 255
    reach = 2 * round(_NEAR_MM * pixels / 2) + 1
    # One dark pixel of dust is no writing.
    kernel = np.ones((reach, reach), np.uint8)
    return np.asarray(cv2.erode(cv2.medianBlur(writing, 3), kernel), np.uint8)
