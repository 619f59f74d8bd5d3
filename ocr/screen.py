"""Backgrounds printed as a screen of dots, as faxes and cheap copies have grey: to letters'
size they are grey, to a reader each dot is ink."""

from __future__ import annotations

from typing import Final

import cv2
import numpy as np

from models.values import Grey
from ocr import shapes
from ocr.shapes import Mask

_MM: Final = 25.4
_DPI: Final = 42.0  # each pixel of this sees several dots
_GREY: Final = (70.0, 240.0)
_MIXED: Final = 0.22  # of the variance that black and white alone would have there
_EVEN: Final = 16.0  # grey levels between neighbours
_PATCH_MM: Final = 4.0  # smallest patch
_LEAST_MM2: Final = 150.0
_SOFT_MM: Final = 0.16  # blur that melts dots and leaves strokes


def find(grey: Grey, dpi: float) -> tuple[Mask, float] | None:
    """Where a page as scanned is screened (a mask at about 42 dpi), and mm2 of it."""
    height, width = grey.shape
    scale = min(1.0, _DPI / dpi)
    size = max(1, round(width * scale)), max(1, round(height * scale))
    mean = cv2.resize(grey, size, interpolation=cv2.INTER_AREA).astype(np.float32)
    if ((mean > _GREY[0]) & (mean < _GREY[1])).mean() < 0.01:
        return None
    squares = cv2.resize(
        cv2.multiply(grey, grey, scale=1 / 255), size, interpolation=cv2.INTER_AREA
    ).astype(np.float32)
    variance = squares * 255 - mean**2
    dots = (variance > _MIXED * mean * (255 - mean)) & (mean > _GREY[0]) & (mean < _GREY[1])
    calm = cv2.blur(mean, (3, 3))
    dots &= np.abs(mean - calm) < _EVEN
    pixels = dpi * scale / _MM
    patch = max(3, round(_PATCH_MM * pixels))
    closed = shapes.closed(np.asarray(dots, np.bool_), 3)
    solid = shapes.opened(closed, patch)
    area = float(solid.sum()) / pixels**2
    if area < _LEAST_MM2:
        return None
    return shapes.grown(solid, patch) & shapes.grown(closed, 3), area


def melted(grey: Grey, mask: Mask, dpi: float) -> Grey:
    """The page with its screens melted to an even grey, which `light.flatten` takes away."""
    height, width = grey.shape
    soft = cv2.GaussianBlur(grey, (0, 0), max(0.6, _SOFT_MM * dpi / _MM))
    where = cv2.resize(mask.astype(np.uint8), (width, height), interpolation=cv2.INTER_NEAREST)
    return np.where(where > 0, soft, grey).astype(np.uint8)
