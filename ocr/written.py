"""Whether a page looks written at all: photographs, noise and black sheets do not.

Seen along its lines a page is stripes, whatever its script; what is seen in noise, or in a face,
is much the same at every angle.
"""

from __future__ import annotations

from typing import Final

import cv2
import numpy as np
import numpy.typing as npt

from models.values import Grey
from ocr import light, shapes
from ocr.plane import reduced
from ocr.shapes import Mask

_MM: Final = 25.4
_DPI: Final = 100.0
_SMALLEST: Final = 20  # pixels; in a smaller picture nobody could read a word
_EDGE: Final = 0.03  # of the sides, where scanners leave shadows
_LETTER_MM: Final = (0.8, 9.0)
_WIDE: Final = 14.0  # times its height: several letters grown together
_FEW: Final = 20  # letters
_MANY: Final = 60  # letters: stripes can be told
_LEAST_SHARE: Final = 0.05  # of the ink is in letters, when they are few
_LEAST_MM: Final = 60.0  # both sides of a page; a cut-out line is not judged
#: Measured: 150 pages, forms, faxes and prose in four languages, had 10.9 and more; noise of
#: eleven kinds had 1.9 and less.
_STRIPED: Final = 3.5
_POINTS: Final = 20_000
_ALONG: Final = (0.0, 0.15, -0.15, 0.4, -0.4)  # degrees
_ACROSS: Final = (-23.0, -17.0, -12.0, -8.0, -5.0, 5.0, 8.0, 12.0, 17.0, 23.0)


def looks_written(grey: Grey, dpi: float) -> bool:
    """Whether a straight, flattened page that is not blank may hold text."""
    if min(grey.shape) < _SMALLEST:
        return False
    if min(grey.shape) * _MM / dpi < _LEAST_MM:
        return True
    small = reduced(grey, _DPI / dpi)
    pixels = min(dpi, _DPI) / _MM
    inked = light.ink(small)
    y, x = (int(side * _EDGE) + 1 for side in inked.shape)
    inked = inked[y:-y, x:-x]
    labels, stats = shapes.pieces(inked)
    low, high = (v * pixels for v in _LETTER_MM)
    tall, wide = stats[:, 3], stats[:, 2]
    letter = (tall >= low) & (tall <= high) & (wide <= _WIDE * tall)
    letter[0] = False
    letters = np.asarray(letter[labels], np.bool_)
    if letter.sum() < _FEW:
        return bool(letters.sum() > _LEAST_SHARE * inked.sum())
    if letter.sum() < _MANY:
        return True
    # Should the page still lie on its side, its stripes stand.
    return max(_striped(letters), _striped(letters.T)) > _STRIPED


def _striped(letters: Mask) -> float:
    """How many times as striped letters are along their lines as at other angles."""
    places = np.argwhere(letters[:-1] & ~letters[1:])
    feet = np.asarray(places[:: len(places) // _POINTS + 1], np.float64)
    along = max(_stripes(feet, angle) for angle in _ALONG)
    return along / max(1.0, float(np.median([_stripes(feet, angle) for angle in _ACROSS])))


def _stripes(feet: npt.NDArray[np.float64], angle: float) -> float:
    """How striped points (n, 2: y, x) are when seen at an angle."""
    turn = np.radians(angle)
    heights = feet[:, 0] * np.cos(turn) - feet[:, 1] * np.sin(turn)
    rows = np.bincount((heights - heights.min()).astype(np.int64))
    return float(np.square(np.diff(rows)).sum())


def is_black(scan: Grey) -> bool:
    """A sheet scanned with the lid open at night: no paper anywhere."""
    small = cv2.resize(scan, (40, 40), interpolation=cv2.INTER_AREA)
    return bool(np.percentile(small, 95) < 60)
