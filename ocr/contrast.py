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
_INKED: Final = 99.85  # percentile: on a page with a single line it is ink


def depth(flat: Grey) -> float:
    """How far below paper the ink of a flattened page lies, in grey levels."""
    some = flat[::2, ::2]
    return 255.0 - float(np.percentile(some, 100 - _INKED)) if some.size else 0.0


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
