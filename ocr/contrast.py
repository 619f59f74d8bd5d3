"""Faint ink made strong: pencil, worn ribbons, the last of the toner."""

from __future__ import annotations

from typing import Final

import cv2
import numpy as np

from models.values import Grey
from ocr.denoise import noise

_FAINT: Final = 105.0  # grey levels below paper; print that readers know is at 150 and more
_NOTHING: Final = 14.0
_WANTED: Final = 190.0
_MOST: Final = 5.0  # times
_CLEARER: Final = 4.0  # times the noise the ink must be
_INKED: Final = 0.9985  # of a page is paler: on one with a single line the rest is ink


def depth(flat: Grey) -> float:
    """How far below paper the ink of a flattened page lies, in grey levels."""
    counts = cv2.calcHist([np.ascontiguousarray(flat[::2])], [0], None, [256], [0, 256]).ravel()
    below = np.searchsorted(np.cumsum(counts), (1 - _INKED) * float(counts.sum()))
    return 255.0 - float(min(255, int(below)))


def is_faint(flat: Grey, found: float) -> bool:
    """Ink is there, pale, and clear of the noise."""
    if not _NOTHING < found < _FAINT:
        return False
    return found > _CLEARER * max(
        1.0, noise(np.ascontiguousarray(flat[:: max(1, flat.shape[0] // 800)]))
    )


def strengthened(flat: Grey, found: float) -> Grey:
    """The page with its ink as dark as print; paper stays white, its grain grows little."""
    gain = min(_MOST, _WANTED / found)
    below = 255 - np.arange(256, dtype=np.float32)
    quiet = np.clip((below - 0.12 * found) / 0.88, 0, None)  # the paper's own grain
    table = np.clip(255 - gain * quiet, 0, 255).astype(np.uint8)
    return np.asarray(cv2.LUT(flat, table), np.uint8)
