"""What a crop's picture says of how well it can be read: cheap measures, each 0 (good) to 1."""

from __future__ import annotations

from typing import Final

import cv2
import numpy as np

from models.values import Grey

_TALL: Final = 40.0  # pixels of a crop's height from which more of them help no reader
_SMALL: Final = 14.0  # and at which hardly anything is left to read
_STRONG: Final = 170.0  # grey levels from paper to ink in good print
_WEAK: Final = 50.0
_NOISE: Final = 12.0  # grey levels, as ocr.denoise measures it


def small(crop: Grey) -> float:
    """How far a crop is lower than letters need."""
    return _share(_TALL - crop.shape[0], _TALL - _SMALL)


def pale(crop: Grey) -> float:
    """How little its ink differs from its paper."""
    if not crop.size:
        return 1.0
    ink, paper = np.percentile(crop, (2, 80))
    return _share(_STRONG - float(paper - ink), _STRONG - _WEAK)


def noisy(crop: Grey) -> float:
    """Grain and specks on its paper."""
    if min(crop.shape, default=0) < 3:
        return 0.0
    calm = cv2.medianBlur(crop, 3)
    paper = calm >= np.percentile(calm, 60)
    return _share(float(cv2.absdiff(crop, calm)[paper].mean()), _NOISE)


def soft(crop: Grey) -> float:
    """How slowly it goes from paper to ink: 0 within a pixel or two."""
    if min(crop.shape, default=0) < 3:
        return 1.0
    ink, paper = np.percentile(crop, (2, 80))
    edge = cv2.convertScaleAbs(cv2.Sobel(crop, cv2.CV_16S, 1, 0, ksize=1))
    steep = float(np.percentile(edge, 98)) / max(20.0, float(paper - ink))
    return _share(0.9 - steep, 0.7)


def misfit(crop: Grey, letters: int, usual: float) -> float:
    """How far the letters read are from filling the crop; `usual` is a letter's width in heights.

    Lost letters, dirt taken for a letter and furniture left in all show here.
    """
    height, width = crop.shape
    if not letters or not height or not width:
        return 1.0
    ratio = width / (height * usual * letters)
    return _share(abs(float(np.log(ratio))) - 0.35, 1.2)


def gap(crop: Grey) -> float:
    """How wide the widest stretch without ink is: a letter may be missing there."""
    height, width = crop.shape
    if min(height, width) < 3:
        return 0.0
    ink, paper = np.percentile(crop, (2, 80))
    inked = np.flatnonzero((crop < (float(ink) + float(paper)) / 2).any(axis=0))
    if len(inked) < 2:
        return 0.0
    return _share(float(np.diff(inked).max()) / height - 0.45, 1.0)


def _share(value: float, whole: float) -> float:
    return float(np.clip(value / whole, 0.0, 1.0))
