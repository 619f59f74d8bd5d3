"""What a crop is given before Tesseract sees it: less noise, softer edges, and a margin.

The figures behind every number here stand in docs/reading.md (crops for Tesseract).
"""

from __future__ import annotations

from typing import Final

import cv2
import numpy as np

from models.values import Grey

# Grey levels of noise on bare paper from which a median filter goes over a crop: it takes salt
# and pepper away and costs the thin marks of Khmer and Thai more than it costs Latin letters.
_NOISY: Final = {"khm": 2.5, "tha": 2.5}
_NOISY_LATIN: Final = 1.0
_SIGMA: Final = 0.7  # pixels; grain and jagged edges go, strokes stay
_TALL: Final = 64  # pixels; Tesseract scales every line to 36, and a long way not as well
_FITTED: Final = 48
_LEAST_SCALE: Final = 0.55
_SMALLER: Final = 0.75
_STROKE: Final = 90  # grey levels between paper and the middle of a stroke
_INKED: Final = 0.01  # of a crop; letters cover 0.05 to 0.3 of theirs


def denoise(grey: Grey, languages: tuple[str, ...]) -> Grey:
    """The picture softened, and freed of speckle when it has more than its languages bear."""
    return _soft(_despeckled(grey, languages))


def prepared(line: Grey, languages: tuple[str, ...]) -> Grey:
    """A line as Tesseract likes it: no taller than it looks at it itself, and denoised."""
    return _soft(_scaled(_despeckled(line, languages), _fitting(line)))


def smaller(line: Grey) -> Grey:
    """The raw line for a second look, three quarters as large: averaging calms it enough."""
    return _scaled(line, _SMALLER * _fitting(line))


def _fitting(line: Grey) -> float:
    """The scale that brings a tall line to its height; a loose crop's letters stay readable."""
    height = int(line.shape[0])
    return 1.0 if height <= _TALL else max(_LEAST_SCALE, _FITTED / height)


def _scaled(grey: Grey, scale: float) -> Grey:
    if scale >= 1 or min(grey.shape) * scale < 8:
        return grey
    resized = cv2.resize(grey, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    return np.asarray(resized, np.uint8)


def smooth(grey: Grey) -> Grey:
    """Median 3, then Gaussian 0.7: for readers, not for networks (they want raw grey)."""
    return _soft(np.asarray(cv2.medianBlur(grey, 3), np.uint8))


def noise(grey: Grey) -> float:
    """Mean distance, in grey levels, between paper pixels and their median neighbours."""
    if min(grey.shape) < 3:
        return 0.0
    calm = cv2.medianBlur(grey, 3)
    paper = calm >= np.percentile(calm, 60)
    return float(cv2.absdiff(grey, calm)[paper].mean())


def inky(grey: Grey) -> bool:
    """Whether a crop holds strokes at all: pixels much darker than its paper."""
    if not grey.size:
        return False
    paper = int(np.percentile(grey, 90))
    return float((grey < paper - _STROKE).mean()) > _INKED


def framed(grey: Grey, border: int) -> Grey:
    """The crop with `border` pixels of its own paper colour around it."""
    paper = int(np.percentile(grey, 90)) if grey.size else 255
    return np.asarray(
        cv2.copyMakeBorder(
            grey, border, border, border, border, cv2.BORDER_CONSTANT, value=(paper,)
        ),
        np.uint8,
    )


def _despeckled(grey: Grey, languages: tuple[str, ...]) -> Grey:
    least = max((_NOISY.get(name, _NOISY_LATIN) for name in languages), default=_NOISY_LATIN)
    return grey if noise(grey) < least else np.asarray(cv2.medianBlur(grey, 3), np.uint8)


def _soft(grey: Grey) -> Grey:
    return np.asarray(cv2.GaussianBlur(grey, (0, 0), _SIGMA), np.uint8)
