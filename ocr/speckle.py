"""Salt and pepper: dots of dirt smaller than any print, and holes as small in strokes."""

from __future__ import annotations

from typing import Final

import cv2
import numpy as np

from models.values import Grey
from ocr.shapes import Mask

_MM: Final = 25.4
_DARK: Final = 140  # grey level from which a dot is dirt
_DOT_MM: Final = 0.17  # a smaller dot is no full stop, no tone mark and no dot of a leader
_PALE: Final = 205  # grey level of the faintest strokes
_AROUND_MM: Final = 0.4  # looked at beyond a dot
_TILES: Final = 4  # across and down, looked at to tell whether there is any
_TILE_MM: Final = 24.0
_OFTEN: Final = 0.8  # dots on a square centimetre
_ROW_MM: Final = 5.0
_IN_A_ROW: Final = 4  # pixels of dots within that
_HOLE: Final = 5  # of the eight around a hole are ink


def often(flat: Grey, dpi: float) -> float:
    """Dots of dirt on a square centimetre of a flattened page, by a few places of it."""
    height, width = flat.shape
    side = min(round(_TILE_MM * dpi / _MM), height, width)
    if side < 8:
        return 0.0
    dots = looked = 0
    for down in range(_TILES):
        for across in range(_TILES):
            y, x = (height - side) * down // (_TILES - 1), (width - side) * across // (_TILES - 1)
            tile = np.ascontiguousarray(flat[y : y + side, x : x + side])
            if (tile < _DARK).mean() < 0.2:
                dots += int(_dots(tile, dpi).sum())
                looked += 1
    area = looked * (side / dpi * 2.54) ** 2
    size = max(1.0, 0.6 * (_DOT_MM * dpi / _MM) ** 2)
    return dots / area / size if area else 0.0


def is_dirty(found: float) -> bool:
    return found >= _OFTEN


def _dots(flat: Grey, dpi: float) -> Mask:
    """Pixels of dots that stand alone, and not in the row of a dotted line."""
    dark = (flat < _DARK).astype(np.uint8)
    near = 2 * max(1, round(_DOT_MM * dpi / _MM)) + 1
    wide = near + 2
    inner = cv2.boxFilter(dark, cv2.CV_16S, (near, near), normalize=False)
    outer = cv2.boxFilter(dark, cv2.CV_16S, (wide, wide), normalize=False)
    most = max(1, round((_DOT_MM * dpi / _MM) ** 2))
    # The darkest grains of a pale stroke stand alone too, but the stroke goes on around them.
    pale = (flat < _PALE).astype(np.uint8)
    far = near + 2 * max(2, round(_AROUND_MM * dpi / _MM))
    stroke = cv2.boxFilter(pale, cv2.CV_16S, (far, far), normalize=False)
    single = (dark > 0) & (inner <= most) & (outer <= most) & (stroke <= (near + 1) ** 2)
    alone = single.astype(np.uint8)
    row = cv2.boxFilter(alone, cv2.CV_16S, (round(_ROW_MM * dpi / _MM), 3), normalize=False)
    return np.asarray((alone > 0) & (row < _IN_A_ROW), np.bool_)


def cleaned(flat: Grey, dpi: float) -> Grey:
    """The page without dots of dirt, its strokes without holes."""
    clean = flat.copy()
    halo = np.ones((3, 3), np.uint8)
    dots = cv2.dilate(_dots(flat, dpi).astype(np.uint8), halo)
    clean[dots > 0] = 255
    dark = (flat < _DARK).astype(np.uint8)
    around = cv2.boxFilter(dark, cv2.CV_16S, (3, 3), normalize=False)
    holes = (dark == 0) & (around >= _HOLE) & (flat > 200)
    if holes.any():
        clean[holes] = cv2.medianBlur(flat, 3)[holes]
    return clean
