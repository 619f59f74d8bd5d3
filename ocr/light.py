"""Uneven light evened, and ink told from paper."""

from __future__ import annotations

from typing import Any, Final

import cv2
import numpy as np
import numpy.typing as npt

from models.values import Grey
from ocr.denoise import noise, smooth
from ocr.plane import reduced
from ocr.shapes import Mask

_BACKGROUND_MM: Final = 9.0  # nothing written is a solid patch of this size
_REDUCED_DPI: Final = 40.0
_DARKEST: Final = 0.3  # of the page's paper: what is darker is no shadow but a black area
_EVEN: Final = 250  # paper as light as this everywhere has been evened before
_NOISY: Final = 4.0
_LEAST_INK: Final = 40  # grey levels below paper that ink must be at least
_MOST_INK: Final = 150


def flatten(grey: Grey, dpi: float) -> Grey:
    """The picture with its paper at white everywhere: shadows and yellowing are divided out.

    A picture that is even already comes back as it is.
    """
    height, width = grey.shape
    paper = level(grey, dpi)
    if paper.min() >= _EVEN:
        return grey
    whole = cv2.resize(paper, (width, height), interpolation=cv2.INTER_LINEAR)
    return np.asarray(cv2.divide(grey, whole, scale=255), np.uint8)


def unevenness(grey: Grey, dpi: float) -> float:
    """How much darker the darkest paper is than the lightest, 0..1."""
    paper = level(grey, dpi)
    low, high = np.percentile(paper, (2, 98))
    return float(1 - low / max(1.0, high))


def level(grey: Grey, dpi: float) -> Grey:
    """How light the paper is, at a few dozen dots an inch.

    Print is closed over. A median and a blur of one pixel, no more, keep the hard edge of a
    shadow where it is; under areas too black for any shadow the paper is not followed.
    """
    scale = min(1.0, _REDUCED_DPI / dpi)
    small = reduced(grey, scale)
    reach = max(3, round(_BACKGROUND_MM * dpi * scale / 25.4)) | 1
    paper = cv2.morphologyEx(small, cv2.MORPH_CLOSE, _disc(reach))
    paper = cv2.GaussianBlur(cv2.medianBlur(paper, 5), (0, 0), 1.0)
    darkest = max(32.0, _DARKEST * float(np.percentile(paper, 90)))
    return np.asarray(np.maximum(paper, np.uint8(darkest)), np.uint8)


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
