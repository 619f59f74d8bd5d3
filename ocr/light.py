"""Uneven light evened, and ink told from paper."""

from __future__ import annotations

from typing import Any, Final

import cv2
import numpy as np
import numpy.typing as npt

from models.values import Grey
from ocr.denoise import noise, smooth
from ocr.shapes import Mask

_BACKGROUND_MM: Final = 9.0  # nothing written is a solid patch of this size
_REDUCED: Final = 8
_NOISY: Final = 4.0
_LEAST_INK: Final = 40  # grey levels below paper that ink must be at least
_MOST_INK: Final = 150


def flatten(grey: Grey, dpi: float) -> Grey:
    """The picture with its paper at white everywhere: shadows and yellowing are divided out."""
    height, width = grey.shape
    size = max(1, width // _REDUCED), max(1, height // _REDUCED)
    small = cv2.resize(grey, size, interpolation=cv2.INTER_AREA)
    reach = max(3, round(_BACKGROUND_MM * dpi / 25.4 / _REDUCED)) | 1
    paper = cv2.morphologyEx(small, cv2.MORPH_CLOSE, _disc(reach))
    paper = cv2.GaussianBlur(paper, (0, 0), reach / 3)
    paper = np.maximum(paper, 32)  # a black border stays black
    whole = cv2.resize(paper, (width, height), interpolation=cv2.INTER_LINEAR)
    return np.asarray(cv2.divide(grey, whole, scale=255), np.uint8)


def _disc(size: int) -> npt.NDArray[Any]:
    return cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (size, size))


def threshold(grey: Grey) -> int:
    """The grey level below which a flattened picture is ink, for faint and strong print."""
    level, _ = cv2.threshold(grey, 0, 255, cv2.THRESH_BINARY | cv2.THRESH_OTSU)
    return int(np.clip(level + 10, 255 - _MOST_INK, 255 - _LEAST_INK))


def ink(grey: Grey) -> Mask:
    """Which pixels of a flattened picture are ink."""
    calm = smooth(grey) if noise(grey) >= _NOISY else grey
    return np.asarray(calm < threshold(calm), np.bool_)
