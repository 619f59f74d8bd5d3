"""Crops as the strips that our own network is shown: paper at both ends, long ones in pieces."""

from __future__ import annotations

from typing import Final

import numpy as np

from models.values import Grey
from ocr.engines.cutting import cut, inked
from ocr.engines.lines import may_hold_text
from ocr.engines.strips import HEIGHT, strip_of

EDGE: Final = 16  # columns of paper at both ends of a line: crops are cut tight
_MOST: Final = 20.0  # heights that are read in one piece; it learnt from lines up to 25


def scale_of(crop: Grey) -> float:
    """Pixels of a crop to one column of its strip."""
    height, width = (int(side) for side in crop.shape)
    return width / max(1, round(width * HEIGHT / max(1, height)))


def strips(crop: Grey) -> list[tuple[Grey, bool]]:
    """A crop's strips from left to right, and whether a gap between words is before each."""
    if not may_hold_text(crop):
        return []
    ink = inked(crop)
    if not ink.any():
        return []
    strip = np.pad(strip_of(crop), ((0, 0), (EDGE, EDGE)))
    pieces = cut(crop, ink, _MOST)
    starts = [0, *(EDGE + round(piece.x / scale_of(crop)) for piece in pieces[1:])]
    ends = [*starts[1:], strip.shape[1]]
    return [
        (np.ascontiguousarray(strip[:, start:end]), piece.spaced)
        for piece, start, end in zip(pieces, starts, ends, strict=True)
    ]
