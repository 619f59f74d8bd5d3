"""Shaded and black bands, which forms head their sections with; colons that stand alone."""

from __future__ import annotations

from typing import Final

import numpy as np

from models.values import Box
from ocr.shapes import grown, opened, pieces
from ocr.sheet import Piece, Sheet, pieces_of

_MM: Final = 25.4
_SHADED: Final = 246  # grey level that paper is lighter than
_LOW_MM, _HIGH_MM, _WIDE_MM = 2.6, 14.0, 35.0
_DOT_MM: Final = (0.25, 1.2)
_APART_MM: Final = (0.5, 2.6)  # between the two dots of a colon
_SOLID: Final = 0.6  # of its square, a dot


def find(sheet: Sheet) -> list[Box]:
    """Bands of grey or black that are wider than high, in pixels."""
    pixels = sheet.dpi / _MM
    dark = sheet.grey < _SHADED
    letters = grown(sheet.written, 3)
    solid = opened(dark | letters, round(_LOW_MM * pixels)) & dark
    _, stats = pieces(solid)
    return [
        Box(float(x), float(y), float(x + w), float(y + h))
        for x, y, w, h, area in stats[1:]
        if w >= _WIDE_MM * pixels
        and _LOW_MM * pixels <= h <= _HIGH_MM * pixels
        and area >= 0.5 * w * h
    ]


def colons(sheet: Sheet) -> list[Box]:
    """Two dots of one size, one over the other, with nothing else close on their right."""
    pixels = sheet.dpi / _MM
    low, high = (v * pixels for v in _DOT_MM)
    dots = [
        p
        for p in pieces_of(sheet)
        if low <= p.width <= high and low <= p.height <= high and _is_dot(p)
    ]
    found: list[Box] = []
    for upper in dots:
        for lower in dots:
            gap = lower.y0 - upper.y1
            if not _APART_MM[0] * pixels <= gap <= _APART_MM[1] * pixels:
                continue
            if abs(upper.x0 - lower.x0) <= 0.4 * upper.width + 1:
                box = Box(min(upper.x0, lower.x0), upper.y0, max(upper.x1, lower.x1), lower.y1)
                if not _followed(sheet, box, pixels):
                    found.append(box)
    return found


def _is_dot(p: Piece) -> bool:
    return p.area >= _SOLID * p.width * p.height and 0.6 <= p.width / max(1, p.height) <= 1.6


def _followed(sheet: Sheet, box: Box, pixels: float) -> bool:
    """Whether letters follow at once: then the colon is within a text, or part of a letter."""
    rows = slice(int(box.y0 - pixels), int(box.y1 + pixels))
    right = sheet.written[rows, int(box.x1) + 1 : int(box.x1 + 8 * pixels)]
    return bool(np.asarray(right).any())
