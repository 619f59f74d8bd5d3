"""Measures of a page that say whether reading it can go well."""

from __future__ import annotations

from typing import Final

import cv2
import numpy as np

from models.values import Grey, Quality
from ocr.denoise import noise
from ocr.plane import reduced

_MM: Final = 25.4
_LOW_DPI: Final = 140.0
_EDGE: Final = 0.03  # of the page's sides, where shadows of the scanner lie
_BLANK_DPI: Final = 50.0
_BLANK_MM2: Final = 6.0  # less ink than a short word
_CRISP_DPI: Final = 150.0
_BLURRY: Final = 0.55  # of the ink's depth from one pixel to the next but one, at that
_STRIPS: Final = 8  # across the page, a fifth of it together, that stand for all of it


def measure(grey: Grey, dpi: float, skew: float) -> Quality:
    """Quality of a flattened page; `skew` in degrees as found on the scan."""
    some = _some(grey)
    paper, dark = np.percentile(grey[::4, ::4], (80, 0.5))
    strong = np.abs(cv2.Laplacian(some, cv2.CV_16S, ksize=1))[::2, ::2]
    sharpness = float(np.percentile(strong, 99.5)) / max(1.0, float(paper - dark))
    inked = float((grey[::2, ::2] < (float(paper) + float(dark)) / 2).mean())
    blank = is_blank(grey, dpi)
    return Quality(
        skew=skew,
        contrast=float(np.clip((paper - dark) / 255.0, 0, 1)),
        sharpness=float(np.clip(sharpness, 0, 1)),
        ink=inked,
        blank=blank,
        low_resolution=bool(dpi < _LOW_DPI),
        noise=min(1.0, noise(some) / 255),
        blurry=not blank and _crispness(some, dpi) < _BLURRY,
    )


def _some(grey: Grey) -> Grey:
    """Strips from top to bottom."""
    height = grey.shape[0]
    rows = max(3, height // (5 * _STRIPS))
    strips = [grey[height * n // _STRIPS : height * n // _STRIPS + rows] for n in range(_STRIPS)]
    return np.ascontiguousarray(np.concatenate(strips))


def _crispness(some: Grey, dpi: float) -> float:
    """How steep the edges of ink are: 1 from paper to ink within a pixel at 150 dpi."""
    small = reduced(some, _CRISP_DPI / dpi)
    edge = np.maximum(
        cv2.convertScaleAbs(cv2.Sobel(small, cv2.CV_16S, 1, 0, ksize=1)),
        cv2.convertScaleAbs(cv2.Sobel(small, cv2.CV_16S, 0, 1, ksize=1)),
    )
    for n in range(_STRIPS + 1):  # where strips meet there are edges that the page has not
        seam = round(n * small.shape[0] / _STRIPS)
        edge[max(0, seam - 3) : seam + 3] = 0
    depth = 255.0 - float(np.percentile(small, 0.3))
    return float(np.percentile(edge, 99.6)) / max(1.0, depth)


def is_blank(grey: Grey, dpi: float) -> bool:
    """Nothing on the paper but dust and the scanner's own shadows. Costs almost nothing."""
    scale = min(1.0, _BLANK_DPI / dpi)
    small = reduced(grey, scale)
    height, width = small.shape
    y, x = int(height * _EDGE), int(width * _EDGE)
    inner = small[y : height - y, x : width - x]
    if inner.size == 0:
        return True
    around = cv2.blur(inner, (31, 31))
    dark = (inner.astype(np.int16) < around.astype(np.int16) - 24).astype(np.uint8)
    count, _, stats, _ = cv2.connectedComponentsWithStats(dark, connectivity=8)
    real = stats[1:count, cv2.CC_STAT_AREA]
    pixel_mm2 = (_MM / (dpi * scale)) ** 2
    return bool(float(real[real >= 3].sum()) * pixel_mm2 < _BLANK_MM2)
