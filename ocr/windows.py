"""Line crops as the network of `ocr.looks` sees them: small, of one height, ink bright."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import cv2
import numpy as np
import numpy.typing as npt

from models.values import Grey

HEIGHT: Final = 32
WIDTH: Final = 256  # of a window; shorter crops get 64 or 128 columns
_WIDTHS: Final = (64, 128, WIDTH)
_LEAST_CONTRAST: Final = 48.0  # grey levels from paper to ink: what is fainter stays faint

_FAINT: Final = 32  # of 255; less is the paper: ruled lines, dirt, what shines through
_LEAST_INK: Final = 64  # of 255; what is nowhere darker is paper

Windows = Sequence[Grey]  # (HEIGHT, 64 | 128 | WIDTH) each, 0 paper .. 255 ink


def windows_of(crop: Grey, most: int) -> list[Grey]:
    """Up to `most` windows spread evenly over a crop; none for a crop without any ink."""
    if not crop.size:
        return []
    strip = strip_of(crop)
    if int(strip.max()) < _LEAST_INK:
        return []
    length = strip.shape[1]
    count = min(most, -(-length // WIDTH))
    if count <= 1:
        start = max(0, (length - WIDTH) // 2)
        return [_padded(strip[:, start : start + WIDTH])]
    starts = np.linspace(0, length - WIDTH, count).round().astype(int)
    return [np.ascontiguousarray(strip[:, start : start + WIDTH]) for start in starts]


def strip_of(crop: Grey) -> Grey:
    """The whole crop at the network's height, its paper 0 and its ink 255."""
    height, width = crop.shape
    length = max(1, round(width * HEIGHT / height))
    way = cv2.INTER_AREA if height > HEIGHT else cv2.INTER_LINEAR
    small = np.asarray(cv2.resize(crop, (length, HEIGHT), interpolation=way), np.float32)
    ink, paper = (float(v) for v in np.percentile(small, (1, 80)))
    dark = (paper - small) * (255 / max(_LEAST_CONTRAST, paper - ink))
    return np.asarray(np.clip(dark, 0, 255), np.uint8)


def network_input(windows: npt.NDArray[np.uint8]) -> npt.NDArray[np.float32]:
    """(n, HEIGHT, width) windows as the network takes them: (n, 1, HEIGHT, width), ink 1."""
    ink = np.maximum(windows.astype(np.float32) - _FAINT, 0) / (255 - _FAINT)
    return np.asarray(ink[:, None], np.float32)


def _padded(strip: Grey) -> Grey:
    length = strip.shape[1]
    width = next(w for w in _WIDTHS if w >= length)
    window = np.zeros((HEIGHT, width), np.uint8)
    start = (width - length) // 2
    window[:, start : start + length] = strip
    return window
