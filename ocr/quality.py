"""Measures of a page that say whether reading it can go well."""

from __future__ import annotations

from typing import Final

import cv2
import numpy as np

from models.values import Grey, Quality
from ocr.denoise import noise

_MM: Final = 25.4
_LOW_DPI: Final = 140.0
_EDGE: Final = 0.03  # of the page's sides, where shadows of the scanner lie
_BLANK_DPI: Final = 50.0
_BLANK_MM2: Final = 6.0  # less ink than a short word
_BLURRY: Final = 0.16  # of the ink's depth from one pixel to the next at 150 dpi
_SMALL: Final = 24  # pixels; a smaller picture shows nothing


def measure(grey: Grey, dpi: float, skew: float) -> Quality:
    """Quality of a flattened page; `skew` in degrees as found on the scan."""
    paper, dark = np.percentile(grey[::4, ::4], (80, 0.5))
    edges = cv2.Laplacian(grey[::1, ::1], cv2.CV_16S, ksize=1)
    strong = np.abs(edges[::2, ::2])
    sharpness = float(np.percentile(strong, 99.5)) / max(1.0, float(paper - dark))
    inked = float((grey[::2, ::2] < (float(paper) + float(dark)) / 2).mean())
    return Quality(
        skew=skew,
        contrast=float(np.clip((paper - dark) / 255.0, 0, 1)),
        sharpness=float(np.clip(sharpness, 0, 1)),
        ink=inked,
        blank=is_blank(grey, dpi),
        low_resolution=dpi < _LOW_DPI,
        noise=min(1.0, noise(_some(grey)) / 255),
    )


def _some(grey: Grey) -> Grey:
    """A strip through the middle of each third."""
    height = grey.shape[0]
    rows = max(3, height // 40)
    strips = [grey[height * n // 6 : height * n // 6 + rows] for n in (1, 3, 5)]
    return np.ascontiguousarray(np.concatenate(strips))


def is_blank(grey: Grey, dpi: float) -> bool:
    """Nothing on the paper but dust and the scanner's own shadows. Costs almost nothing."""
    scale = min(1.0, _BLANK_DPI / dpi)
    size = max(1, round(grey.shape[1] * scale)), max(1, round(grey.shape[0] * scale))
    small = cv2.resize(grey, size, interpolation=cv2.INTER_AREA)
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
    return float(real[real >= 3].sum()) * pixel_mm2 < _BLANK_MM2
