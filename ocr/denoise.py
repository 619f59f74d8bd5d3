"""What a crop is given before a reader sees it: less noise where there is noise, and a margin."""

from __future__ import annotations

from typing import Final

import cv2
import numpy as np

from models.values import Grey

# Grey levels of noise on bare paper from which a crop is smoothed before Tesseract reads it.
# Measured on filled forms: at 1 Latin gains (0.80 to 0.85 of rough values exact) what thin Khmer
# and Thai marks lose: those are smoothed only where noise hides more than that.
_NOISY: Final = {"khm": 4.0, "tha": 4.0}
_NOISY_LATIN: Final = 1.0
_SIGMA: Final = 0.7


def denoise(grey: Grey, languages: tuple[str, ...]) -> Grey:
    """The picture with speckle removed when it has more than its languages bear."""
    least = max((_NOISY.get(name, _NOISY_LATIN) for name in languages), default=_NOISY_LATIN)
    return grey if noise(grey) < least else smooth(grey)


def smooth(grey: Grey) -> Grey:
    """Median 3, then Gaussian 0.7: for readers, not for networks (they want raw grey)."""
    return np.asarray(cv2.GaussianBlur(cv2.medianBlur(grey, 3), (0, 0), _SIGMA), np.uint8)


def noise(grey: Grey) -> float:
    """Mean distance, in grey levels, between paper pixels and their median neighbours."""
    if min(grey.shape) < 3:
        return 0.0
    calm = cv2.medianBlur(grey, 3)
    paper = calm >= np.percentile(calm, 60)
    return float(cv2.absdiff(grey, calm)[paper].mean())


def framed(grey: Grey, border: int) -> Grey:
    """The crop with `border` pixels of its own paper colour around it."""
    paper = int(np.percentile(grey, 90)) if grey.size else 255
    return np.asarray(
        cv2.copyMakeBorder(
            grey, border, border, border, border, cv2.BORDER_CONSTANT, value=(paper,)
        ),
        np.uint8,
    )
