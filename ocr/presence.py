"""Signatures, thumbprints and photographs: whether there is one in its place, never what it says.

Counted is ink that the blank does not have, in pieces too large for dust. What lies under a stamp
is counted apart: nobody can tell a signature from the letters of a stamp by its ink alone.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import cv2
import numpy as np

from models.values import Box
from ocr.shapes import Mask, opened
from ocr.sheet import Sheet

_MM: Final = 25.4
_INSET_MM: Final = 0.8  # of the zone: what its frame was copied into
_PIECE_MM2: Final = 0.25  # smallest piece of ink that no dust is
_NOTHING: Final = (0.4, 3.0)  # mm2 of ink, mm from end to end: up to here there is none
_SIGNED: Final = (2.0, 6.0)  # and from here there is one
_STAMP_MM: Final = (18.0, 12.0)  # a piece of ink larger than that is a stamp's ring or a frame
_SOLID_MM: Final = 1.3  # what is so thick both ways is no stroke of a pen
_PICTURE: Final = (0.02, 0.2)  # of a frame is solid, or inked: from here there is a picture
_FRAME: Final = (0.002, 0.02)  # and up to here there is none


@dataclass(frozen=True, slots=True)
class Presence:
    """Whether something is there, and how probable that answer is (0..1)."""

    present: bool
    confidence: float


def signed(sheet: Sheet, zone: Box, stamps: Mask | None = None) -> Presence:
    """Whether somebody signed, or pressed a thumb, in `zone` (clean pixels)."""
    pixels = sheet.dpi / _MM
    part = _window(sheet.written, zone, _INSET_MM * pixels)
    if part is None:
        return Presence(present=False, confidence=0.5)
    cover = np.zeros_like(part) if stamps is None else _window(stamps, zone, _INSET_MM * pixels)
    assert cover is not None  # noqa: S101 - the masks are of one size
    pen = _pieces(part & ~cover, pixels)
    area, reach = _measured(pen, pixels)
    if area >= _SIGNED[0] and reach >= _SIGNED[1]:
        return Presence(present=True, confidence=0.99)
    hidden, _ = _measured(_pieces(part & cover, pixels), pixels)
    if hidden > _NOTHING[0]:
        return Presence(present=area > _NOTHING[0], confidence=0.5)
    if area <= _NOTHING[0] or reach <= _NOTHING[1]:
        return Presence(present=False, confidence=0.98)
    share = (area - _NOTHING[0]) / (_SIGNED[0] - _NOTHING[0])
    return Presence(present=share > 0.5, confidence=0.6)


def pictured(sheet: Sheet, zone: Box) -> Presence:
    """Whether a photograph was glued into `zone` (clean pixels): areas of ink, not strokes.

    Cleaning evens out light, and with it the greys of a picture: hair, clothes and edges stay.
    """
    pixels = sheet.dpi / _MM
    part = _window(sheet.written, zone, _INSET_MM * pixels)
    if part is None:
        return Presence(present=False, confidence=0.5)
    inked = float(part.mean())
    solid = float(opened(np.ascontiguousarray(part), max(3, round(_SOLID_MM * pixels))).mean())
    if solid >= _PICTURE[0] or inked >= _PICTURE[1]:
        return Presence(present=True, confidence=0.99)
    if solid <= _FRAME[0] and inked <= _FRAME[1]:
        return Presence(present=False, confidence=0.98)
    return Presence(present=solid > _PICTURE[0] / 2, confidence=0.6)


def _window(mask: Mask, zone: Box, inset: float) -> Mask | None:
    y0, y1 = max(0, round(zone.y0 + inset)), round(zone.y1 - inset)
    x0, x1 = max(0, round(zone.x0 + inset)), round(zone.x1 - inset)
    part = mask[y0 : max(y0, y1), x0 : max(x0, x1)]
    return part if part.size else None


def _pieces(ink: Mask, pixels: float) -> Mask:
    """Without dust, and without what is larger than any signature is tall and wide."""
    _, labels, stats, _ = cv2.connectedComponentsWithStats(
        np.ascontiguousarray(ink).view(np.uint8), connectivity=8
    )
    long, short = (mm * pixels for mm in _STAMP_MM)
    sides = stats[:, [cv2.CC_STAT_WIDTH, cv2.CC_STAT_HEIGHT]]
    kept = stats[:, cv2.CC_STAT_AREA] >= _PIECE_MM2 * pixels**2
    kept &= ~((sides.max(axis=1) > 2 * long) & (sides.min(axis=1) > 2 * short))
    kept[0] = False
    return np.asarray(kept[labels], np.bool_)


def _measured(ink: Mask, pixels: float) -> tuple[float, float]:
    """Its area in mm2, and how far it reaches along the longer side, in mm."""
    area = float(ink.sum()) / pixels**2
    if not area:
        return 0.0, 0.0
    rows, columns = np.flatnonzero(ink.any(axis=1)), np.flatnonzero(ink.any(axis=0))
    return area, max(rows[-1] - rows[0], columns[-1] - columns[0]) / pixels
