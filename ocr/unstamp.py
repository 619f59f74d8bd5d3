"""Coloured stamps taken off a page, with the black print under them left where it is.

Ink takes light away; what two inks take adds up in logarithms. So each pixel is a sum of stamp
ink and black ink, and the black part can be had alone (Ruifrok and Johnston's colour
deconvolution, 2001).
"""

from __future__ import annotations

from typing import Final

import cv2
import numpy as np

from models.values import Colour, Grey
from ocr.colour import Found, extremes
from ocr.light import level
from ocr.plane import grey_of
from ocr.shapes import Mask

_SOFT: Final = 0.17  # density of black that is taken for a stamp's edge
_TOUCHED: Final = 0.2  # of the stamp's usual colour; where there is less nothing is changed
_MOST_INK: Final = 1.4  # times as thick as usual a stamp's ink may lie


def without_stamps(picture: Colour, grey: Grey, found: Found, dpi: float) -> Grey:
    """The grey page with those stamps taken away that stand apart; black ink under them stays."""
    clean = grey.copy()
    height, width = grey.shape
    for stamp in found.stamps:
        if not stamp.apart:
            continue
        rows, columns = np.flatnonzero(stamp.area.any(axis=1)), np.flatnonzero(stamp.area.any(0))
        down, across = height / stamp.area.shape[0], width / stamp.area.shape[1]
        y0, y1 = int(rows[0] * down), min(height, int((rows[-1] + 1) * down) + 1)
        x0, x1 = int(columns[0] * across), min(width, int((columns[-1] + 1) * across) + 1)
        part = stamp.area[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]
        inside = cv2.resize(part.astype(np.uint8), (x1 - x0, y1 - y0)).astype(np.bool_)
        clean[y0:y1, x0:x1] = _black_part(picture[y0:y1, x0:x1], inside, dpi)
    return clean


def _black_part(crop: Colour, inside: Mask, dpi: float) -> Grey:
    """What of a crop is black ink, on paper as light as its own.

    Looked at in the channel that the stamp takes least from: there it is pale and black is not.
    """
    paper = np.percentile(crop.reshape(-1, 3), 90, axis=0).astype(np.float32)
    density = np.log(np.maximum(paper, 1) / np.maximum(crop.astype(np.float32), 3))
    density = np.maximum(density, 0)
    strong, weak = extremes(crop)
    chroma = cv2.subtract(strong, weak)  # of light: black under the stamp has none
    pure = inside & (chroma > np.percentile(chroma[inside], 85))
    ink = density[pure].mean(axis=0)
    weakest, strongest = int(ink.argmin()), int(ink.argmax())
    # How much of it lies here, by what black ink does not change: the channels' difference.
    span = max(0.05, float(ink[strongest] - ink[weakest]))
    share = (density[..., strongest] - density[..., weakest]) / span
    # Colour is stored more coarsely than light: a stamp's edge has its colour one pixel further.
    near = np.ones((3, 3), np.uint8)
    most = cv2.dilate(np.clip(share, 0, _MOST_INK).astype(np.float32), near)
    black = density[..., weakest] - most * float(ink[weakest])
    black = black * np.clip(black / _SOFT - 1, 0, 1)  # what the stamp's soft edges leave behind
    grey = grey_of(crop)
    light = cv2.resize(level(grey, dpi), grey.shape[::-1], interpolation=cv2.INTER_LINEAR)
    without = np.clip(light * np.exp(-np.maximum(0, black)), 0, 255).astype(np.uint8)
    usual = float(np.median(chroma[pure]))
    touched = cv2.dilate((chroma > _TOUCHED * usual).astype(np.uint8), near)
    return np.where(inside & touched.astype(np.bool_), without, grey).astype(np.uint8)
