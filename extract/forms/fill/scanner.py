"""What a machine adds to the scan: borders, specks, streaks, few dots to the inch, telephone lines.

Every function takes the image, how much of it, its dpi and the dice, and returns the new image, the
matrix from old to new pixels (pixel edges), the new dpi, and a word for the truth file.
"""

from __future__ import annotations

from collections.abc import Callable
from random import Random
from typing import Any, Final

import cv2
import numpy as np

from extract.forms.fill.photometry import bilevel
from models.values import Colour, Grey, Matrix

Image = Grey | Colour
Pass = tuple[Image, Matrix, float, dict[str, Any]]
_FAX_ACROSS: Final = 204.0  # dots an inch (ITU-T T.4: 8.04 a millimetre)
_STAYS: Final[Matrix] = np.eye(3)


def black_border(image: Image, amount: float, dpi: float, rng: Random) -> Pass:
    """The open lid: black beyond the paper, up to `amount` mm wide on one to four sides."""
    wide = dpi / 25.4 * amount
    sides = [round(wide * rng.uniform(0.3, 1)) if rng.random() < 0.6 else 0 for _ in range(4)]
    sides[rng.randrange(4)] = round(wide)
    top, bottom, left, right = sides
    dark = rng.randrange(0, 45)
    framed = cv2.copyMakeBorder(
        image, top, bottom, left, right, cv2.BORDER_CONSTANT, value=(dark, dark, dark)
    )
    shift = np.array([[1.0, 0, left], [0, 1, top], [0, 0, 1]])
    return np.asarray(framed, np.uint8), shift, dpi, {"kind": "black_border", "sides": sides}


def low_resolution(image: Image, amount: float, dpi: float, rng: Random) -> Pass:
    """Scanned at only `amount` dots an inch."""
    share = min(1.0, amount / dpi)
    small, matrix = _resized(image, share, share)
    return small, matrix, dpi * share, {"kind": "low_resolution", "dpi": round(dpi * share)}


def fax(image: Image, amount: float, dpi: float, rng: Random) -> Pass:
    """Sent by telephone: 204 by `amount` (98 or 196) dots an inch, black or white, made square."""
    thin, first = _resized(image, _FAX_ACROSS / dpi, amount / dpi)
    sent, _ = bilevel(thin, rng.uniform(0.66, 0.76))
    tall = round(sent.shape[0] * _FAX_ACROSS / amount)
    square = cv2.resize(sent, (sent.shape[1], tall), interpolation=cv2.INTER_NEAREST)
    second = np.diag([1.0, tall / sent.shape[0], 1.0])
    said = {"kind": "fax", "dpi": [round(_FAX_ACROSS), round(amount)]}
    return np.asarray(square, np.uint8), second @ first, _FAX_ACROSS, said


def _resized(image: Image, across: float, down: float) -> tuple[Image, Matrix]:
    height, width = image.shape[:2]
    size = (max(1, round(width * across)), max(1, round(height * down)))
    way = cv2.INTER_AREA if across < 1 and down < 1 else cv2.INTER_LINEAR
    small = np.asarray(cv2.resize(image, size, interpolation=way), np.uint8)
    return small, np.diag([size[0] / width, size[1] / height, 1.0])


def speckle(image: Image, amount: float, dpi: float, rng: Random) -> Pass:
    """`amount` grains of dirt on the glass, up to half a millimetre, dark or light."""
    dirty = image.copy()
    height, width = image.shape[:2]
    for _ in range(round(amount)):
        spot = rng.randrange(width), rng.randrange(height)
        size = rng.choice((0.06, 0.08, 0.1, 0.14, 0.25)) * dpi / 25.4
        grey = rng.randrange(0, 110) if rng.random() < 0.8 else 250
        axes = (max(1, round(size)), max(1, round(size * rng.uniform(0.5, 1))))
        turn = rng.randrange(180)
        cv2.ellipse(dirty, (spot, (axes[0], axes[1]), turn), (grey, grey, grey), -1, cv2.LINE_AA)
    return dirty, _STAYS, dpi, {"kind": "speckle", "grains": round(amount)}


def streak(image: Image, amount: float, dpi: float, rng: Random) -> Pass:
    """Dirt on a feeder's glass: `amount` thin lines down the whole scan."""
    streaked = image.copy()
    width = image.shape[1]
    for _ in range(round(amount)):
        x = rng.randrange(round(0.03 * width), round(0.97 * width))
        wide = max(1, round(rng.uniform(0.05, 0.25) * dpi / 25.4))
        keep = rng.uniform(0.3, 0.8)
        part = streaked[:, x : x + wide]
        to = 0 if rng.random() < 0.7 else 255
        streaked[:, x : x + wide] = (part * keep + to * (1 - keep)).astype(np.uint8)
    return streaked, _STAYS, dpi, {"kind": "streak", "lines": round(amount)}


def motion(image: Image, amount: float, dpi: float, rng: Random) -> Pass:
    """The paper moved: smeared over `amount` mm across or down."""
    reach = max(2, round(amount * dpi / 25.4))
    kernel = np.full((1, reach) if rng.random() < 0.5 else (reach, 1), 1 / reach, np.float32)
    smeared = np.asarray(cv2.filter2D(image, -1, kernel), np.uint8)
    return smeared, _STAYS, dpi, {"kind": "motion", "mm": round(amount, 3)}


BEFORE: Final[dict[str, Callable[[Image, float, float, Random], Pass]]] = {
    "black_border": black_border,
    "low_resolution": low_resolution,
    "motion": motion,
}
#: on the finished scan, after blur, noise and light
AFTER: Final[dict[str, Callable[[Image, float, float, Random], Pass]]] = {
    "speckle": speckle,
    "streak": streak,
    "fax": fax,
    "coarse_fax": fax,
}
