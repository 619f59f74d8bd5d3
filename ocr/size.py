"""Pixels made square and no more of them than reading needs, before anything else is done."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import cv2
import numpy as np

from models.values import Colour, Grey, Matrix
from ocr import shapes
from ocr.plane import grey_of, scaling

_A4_INCHES: Final = 11.69
_MM: Final = 25.4
_MOST_DPI: Final = 300.0  # more costs time and reads no better
_SPARE: Final = 1.1  # times that is let pass
_LONG: Final = 2.2  # longer side against shorter: no sheet of paper, a strip of one
_CUTTING: Final = 640  # pixels; as a whole A4 no letter of it would be legible
_LETTER_MM: Final = 2.3  # usual height of a letter, capitals and small ones together
_USUAL_DPI: Final = 150.0  # of a cutting with next to no letters
_DPI: Final = (50.0, 600.0)  # what letters may say
_LETTERS: Final = 4  # fewer tell nothing
_LOOKED_AT: Final = 4_000_000  # pixels of a strip that are looked at
_BILEVEL: Final = 0.99  # of the pixels are black or white
#: Widths in pixels of Group 3 faxes (ITU-T T.4: 1728 a line of A4, 2048 B4, 2432 A3), whose
#: standard resolution has 3.85 lines a millimetre and 8 dots.
_FAX_WIDTHS: Final = (1728, 2048, 2432)
_FAX_DPI: Final = 204.0
_FAX_STRETCH: Final = 8.03 / 3.85
_FLAT_LETTER: Final = 1.25  # median width to height from which letters are squashed


@dataclass(frozen=True, slots=True, eq=False)
class Sized:
    """A picture, its dots an inch, and `to_scan`, the homography back to the scan's pixels.
    `name` is the step taken, if any, and `measure` what asked for it."""

    picture: Grey | Colour
    dpi: float
    to_scan: Matrix
    name: str = ""
    measure: float = 0.0


def sized(picture: Grey | Colour, dpi: float) -> Sized:
    """Square pixels, at most 300 to the inch. `dpi` 0: unknown, and guessed."""
    height, width = picture.shape[:2]
    if dpi <= 0:
        squashed = _squashed(picture)
        if squashed:
            return _resized(picture, width, round(height * _FAX_STRETCH), "fax", squashed)
        dpi = guessed_dpi(picture)
    if dpi <= _MOST_DPI * _SPARE:
        return Sized(picture, dpi, np.eye(3))
    scale = _MOST_DPI / dpi
    made = _resized(picture, max(1, round(width * scale)), max(1, round(height * scale)))
    return Sized(made.picture, _MOST_DPI, made.to_scan, "downscaled", dpi)


def guessed_dpi(picture: Grey | Colour) -> float:
    """The resolution of a picture that does not tell: its longer side taken for A4's.

    A strip (a receipt) or a small cutting (a line, a word) is no A4; the height of its letters
    tells.
    """
    long, short = max(picture.shape[:2]), min(picture.shape[:2])
    if long > _LONG * short or long < _CUTTING:
        letters = _letters(picture)
        if len(letters) >= _LETTERS:
            tall = float(np.median(letters[:, 1])) * _MM / _LETTER_MM
            return float(np.clip(tall, *_DPI))
        return _USUAL_DPI
    return float(long) / _A4_INCHES


def is_bilevel(grey: Grey) -> bool:
    """Black and white alone, as faxes and many scanners send it."""
    some = grey[::3, ::3]
    return bool(((some < 16) | (some > 239)).mean() >= _BILEVEL) and bool(some.min() < 16)


def _squashed(picture: Grey | Colour) -> float:
    """How flat the letters of a fax are, when it is one whose every second line is missing."""
    height, width = picture.shape[:2]
    if picture.ndim != 2 or width not in _FAX_WIDTHS or height > 0.9 * width:
        return 0.0
    if not is_bilevel(picture):
        return 0.0
    letters = _letters(picture)
    if len(letters) < 3 * _LETTERS:
        return 0.0
    flat = float(np.median(letters[:, 0] / letters[:, 1]))
    return flat if flat >= _FLAT_LETTER else 0.0


def _letters(picture: Grey | Colour) -> shapes.Stats:
    """Widths and heights of pieces of ink that may be letters (n, 2)."""
    height, width = picture.shape[:2]
    if height * width > _LOOKED_AT:
        if width > height:
            picture = picture[:, : max(1, _LOOKED_AT // height)]
        else:
            picture = picture[: max(1, _LOOKED_AT // width)]
    grey = grey_of(picture)
    level, _ = cv2.threshold(grey, 0, 255, cv2.THRESH_BINARY | cv2.THRESH_OTSU)
    _, stats = shapes.pieces(np.asarray(grey <= level, np.bool_))
    w, h = stats[1:, 2], stats[1:, 3]
    short = min(grey.shape)
    letter = (h >= 6) & (w >= 3) & (h < 0.9 * short) & (w < 4 * h) & (h < 5 * w)
    return np.asarray(stats[1:, 2:4][letter], np.int32)


def _resized(
    picture: Grey | Colour, width: int, height: int, name: str = "", measure: float = 0.0
) -> Sized:
    old_height, old_width = picture.shape[:2]
    way = cv2.INTER_AREA if width < old_width else cv2.INTER_CUBIC
    made = np.asarray(cv2.resize(picture, (width, height), interpolation=way), np.uint8)
    return Sized(made, _FAX_DPI, scaling(old_width / width, old_height / height), name, measure)
