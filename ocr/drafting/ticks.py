"""Tick boxes that are no squares of rules: circles, and pairs of brackets with nothing between."""

from __future__ import annotations

from typing import Final

import numpy as np

from models.values import Box
from ocr.shapes import Mask
from ocr.sheet import Piece, Sheet, pieces_of

_MM: Final = 25.4
_SIDE_MM: Final = (2.2, 6.5)  # of a circle
_ROUND: Final = 1.22  # times as wide as high, at most
_ON_RING: Final = 0.86  # of a ring's ink lies near the ellipse of its box
_AROUND: Final = 0.9  # of the ellipse is covered by ink
_HOLLOW: Final = 0.40  # of its box, a square in the middle that must be empty
_ALONE_MM: Final = 0.75  # of paper beside a ring: the letter o stands closer, in titles too
_BRACKET_MM: Final = (2.0, 6.5, 2.4)  # lowest, highest and widest bracket
_SLIM: Final = 1.7  # times as high as wide, a bracket at least
_APART_MM: Final = (1.2, 8.0)  # between the two brackets of a pair
_ALIKE: Final = 0.18  # of their height by which two brackets of a pair may differ


def rings(sheet: Sheet) -> list[tuple[Box, tuple[int, ...]]]:
    """Small circles with nothing inside, and the labels of their pieces."""
    pixels = sheet.dpi / _MM
    low, high = (v * pixels for v in _SIDE_MM)
    every = pieces_of(sheet)
    return [
        (_cell(p), (p.label,))
        for p in every
        if low <= p.width <= high
        and low <= p.height <= high
        and max(p.width, p.height) <= _ROUND * min(p.width, p.height)
        and _is_ring(sheet.labels[p.y0 : p.y1, p.x0 : p.x1] == p.label)
        and _empty(sheet, p)
        and _alone(p, every, _ALONE_MM * pixels)
    ]


def _cell(p: Piece) -> Box:
    return Box(p.x0, p.y0, p.x1, p.y1)


def _is_ring(shape: Mask) -> bool:
    height, width = shape.shape
    y, x = np.nonzero(shape)
    across = (x + 0.5 - width / 2) / (width / 2)
    down = (y + 0.5 - height / 2) / (height / 2)
    radius = np.hypot(across, down)
    if np.mean((radius > 0.68) & (radius < 1.12)) < _ON_RING:
        return False
    turns = np.unique((np.arctan2(down, across) * 36 / (2 * np.pi)).round().astype(int) % 36)
    return len(turns) >= _AROUND * 36


def _empty(sheet: Sheet, p: Piece) -> bool:
    edge_x, edge_y = (round(side * (1 - _HOLLOW) / 2) for side in (p.width, p.height))
    inside = sheet.inked[p.y0 + edge_y : p.y1 - edge_y, p.x0 + edge_x : p.x1 - edge_x]
    return not inside.any()


def _alone(p: Piece, every: list[Piece], reach: float) -> bool:
    """A letter o has neighbours of its own height close by on one side or the other."""
    for other in every:
        if other.label == p.label or min(p.y1, other.y1) - max(p.y0, other.y0) <= 0:
            continue
        if other.height < 0.4 * p.height:
            continue
        gap = max(other.x0 - p.x1, p.x0 - other.x1)
        if gap < reach:
            return False
    return True


def brackets(sheet: Sheet) -> list[tuple[Box, tuple[int, ...]]]:
    """Pairs such as ( ) and [ ], and the labels of their two pieces."""
    pixels = sheet.dpi / _MM
    low, high, wide = (v * pixels for v in _BRACKET_MM)
    slim = [
        p
        for p in pieces_of(sheet)
        if low <= p.height <= high and p.width <= wide and p.height >= _SLIM * p.width
    ]
    opening = [p for p in slim if _leans(sheet, p) < 0]
    closing = [p for p in slim if _leans(sheet, p) > 0]
    near, far = (v * pixels for v in _APART_MM)
    found: list[tuple[Box, tuple[int, ...]]] = []
    for left in opening:
        for right in closing:
            gap = right.x0 - left.x1
            level = abs(left.y0 - right.y0) + abs(left.y1 - right.y1)
            if not near <= gap <= far or level > 2 * _ALIKE * left.height:
                continue
            if sheet.inked[left.y0 : left.y1, left.x1 + 1 : right.x0 - 1].any():
                continue
            place = Box(left.x0, min(left.y0, right.y0), right.x1, max(left.y1, right.y1))
            found.append((place, (left.label, right.label)))
            break
    return found


def _leans(sheet: Sheet, p: Piece) -> int:
    """-1 for an opening bracket, 1 for a closing one, 0 for neither.

    A bracket's middle lies on one side of its box, its two ends on the other.
    """
    shape = sheet.labels[p.y0 : p.y1, p.x0 : p.x1] == p.label
    if min(shape.shape) < 3:
        return 0
    third = max(1, p.height // 5)
    ends = np.concatenate([shape[:third], shape[-third:]])
    middle = shape[2 * p.height // 5 : 3 * p.height // 5 + 1]
    if not ends.any() or not middle.any() or shape.mean() > 0.62:
        return 0
    if not shape.any(axis=1).all():
        return 0
    reach = np.nonzero(ends)[1].mean() - np.nonzero(middle)[1].mean()
    if abs(reach) < 0.12 * p.width:
        return 0
    # Both ends must lean the same way: the letter S leans one way above and another below.
    tops, feet = shape[:third], shape[-third:]
    centre = np.nonzero(middle)[1].mean()
    same = (np.nonzero(tops)[1].mean() - centre) * (np.nonzero(feet)[1].mean() - centre)
    if same <= 0:
        return 0
    return -1 if reach > 0 else 1
