"""The tick boxes of a page that nobody knows: small squares of four sides, filled in or not.

Every square of some sizes is tried at once: one whose four sides are ink from end to end stays.
Letters have round corners or ink close about them, cells of tables have sides that go on, and
boxes for single letters share their sides.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

import cv2
import numpy as np

from models.values import Box
from ocr import inking
from ocr.marks.closely import Looked, looked
from ocr.marks.place import found
from ocr.marks.squares import corners, distinct, reduced, squares
from ocr.sheet import Sheet

_MM: Final = 25.4
_COARSE_DPI: Final = 100.0  # at which squares are looked for
_TOO_COARSE: Final = 140.0  # a page of fewer dots is enlarged
_LEAST_DPI: Final = 220.0  # to this
_MANY: Final = 0.3  # of those of a size are boxes beyond doubt
_ALIKE: Final = 0.1  # of a side's length, by which boxes of one page differ
_MOST: Final = 5000  # squares looked at closely
_SHARED: Final = 0.14  # of a side between two boxes: they share it
_OVERLAP: Final = 0.25


def find(sheet: Sheet) -> tuple[Box, ...]:
    """The page's tick boxes (clean pixels, the middles of their outlines) in reading order.

    What is a box beyond doubt says how large this page's boxes are; worn ones are known by that.
    """
    larger = max(1.0, _LEAST_DPI / sheet.dpi) if sheet.dpi < _TOO_COARSE else 1.0
    if larger > 1.0:
        sheet = _enlarged(sheet, larger)
    scale = min(1.0, _COARSE_DPI / sheet.dpi)
    coarse = reduced(sheet.inked, scale)
    seen: list[Looked] = []
    for square in distinct(squares(coarse, sheet.dpi * scale / _MM))[:_MOST]:
        one = looked(sheet, found(sheet, Box(*(v / scale for v in corners(square)))))
        if one is not None:
            seen.append(one)
    sizes = _sizes(seen)
    kept: list[Box] = []
    for chosen in sorted(seen, key=lambda one: (not one.sure, -one.closed)):
        known = any(_alike(chosen.side, size) for size in sizes)
        if known and not any(_overlap(chosen.box, box) for box in kept):
            kept.append(chosen.box)
    alone = [b for b in kept if not _shares(b, [k for k in kept if k is not b])]
    return _in_order([Box(*(v / larger for v in _sides(b))) for b in alone])


def _sizes(seen: Sequence[Looked]) -> list[float]:
    """How large this page's boxes are: sizes of which many are boxes beyond doubt.

    A letter may pass for a box now and then; the others of its size do not.
    """
    found: list[float] = []
    for one in (one for one in seen if one.sure):
        mine = [other for other in seen if _alike(other.side, one.side)]
        spots = _spots(mine)
        if _spots([other for other in mine if other.sure]) >= _MANY * spots:
            found.append(one.side)
    return found


def _spots(seen: Sequence[Looked]) -> int:
    """In how many places they lie."""
    return len({(round(s.box.x0 / s.side), round(s.box.y0 / s.side)) for s in seen})


def _alike(side: float, other: float) -> bool:
    return abs(side - other) <= _ALIKE * other + 1


def _enlarged(sheet: Sheet, times: float) -> Sheet:
    """A page of few dots seen larger: between a line and its neighbour there is paper then."""
    height, width = sheet.grey.shape
    size = round(width * times), round(height * times)
    grey = np.asarray(cv2.resize(sheet.grey, size, interpolation=cv2.INTER_CUBIC), np.uint8)
    dpi = sheet.dpi * times
    return replace(sheet, grey=grey, dpi=dpi, inked=inking.ink(grey, dpi), printed=None)


def _sides(box: Box) -> tuple[float, float, float, float]:
    return box.x0, box.y0, box.x1, box.y1


def _overlap(a: Box, b: Box) -> bool:
    across = min(a.x1, b.x1) - max(a.x0, b.x0)
    down = min(a.y1, b.y1) - max(a.y0, b.y0)
    if across <= 0 or down <= 0:
        return False
    return across * down > _OVERLAP * min(a.width * a.height, b.width * b.height)


def _shares(box: Box, others: Sequence[Box]) -> bool:
    """Whether a side is also that of another box: letters have such boxes, ticks have not."""
    near = _SHARED * box.width
    for other in others:
        level = abs(other.y0 - box.y0) < near and abs(other.y1 - box.y1) < near
        if level and min(abs(other.x0 - box.x1), abs(other.x1 - box.x0)) < near:
            return True
    return False


def _in_order(boxes: Sequence[Box]) -> tuple[Box, ...]:
    """By rows from the top, each from the left."""
    rows: list[list[Box]] = []
    for box in sorted(boxes, key=lambda b: b.y0 + b.y1):
        last = rows[-1][-1] if rows else None
        if last is not None and (box.y0 + box.y1) - (last.y0 + last.y1) < box.height:
            rows[-1].append(box)
        else:
            rows.append([box])
    return tuple(box for row in rows for box in sorted(row, key=lambda b: b.x0))
