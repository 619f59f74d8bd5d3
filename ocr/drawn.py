"""What is drawn on a page of no known form: its rules, walls and tick boxes, as plain values."""

from __future__ import annotations

from typing import Final

import numpy as np

from models.drawn import Drawn, Tick
from models.values import Box
from ocr.leaders import Leader
from ocr.marks import read_mark
from ocr.marks.find import find
from ocr.sheet import Sheet
from ocr.shapes import closed, pieces

_MM: Final = 25.4
_RULE_MM: Final = 5.0  # shortest
_WALL_MM: Final = 4.0
_GAP_MM: Final = 1.2  # in a worn rule
_BESIDE: Final = (0.14, 0.32)  # of a tick box's width: so near there is paper
_TAIL: Final = 0.45  # of its height
_CROWDED: Final = 0.2
_MOSTLY: Final = 0.6  # of what is of one size has paper beside it: boxes
_ALIKE: Final = 0.12  # by which boxes of one page differ in size
_FLAT: Final = 4.0  # times as wide as it is high, at least: pieces of frames are both


def drawn(sheet: Sheet) -> Drawn:
    """The lines of a page that was made ready without a blank, and the state of its tick boxes."""
    leaders = tuple(_leader(leader) for leader in sheet.furniture.leaders)
    walls = tuple(Box(*(float(v) for v in wall)) for wall in sheet.furniture.walls)
    ticks = tuple(Tick(box, read_mark(sheet, box)) for box in _boxes(sheet))
    return Drawn((*_rules(sheet), *leaders), leaders, (*walls, *_standing(sheet)), ticks)


def _boxes(sheet: Sheet) -> list[Box]:
    """The tick boxes: of one size, with paper on both sides. Letters that look like boxes have
    neighbours, so most of what is as large as they are has no paper beside it."""
    every = list(find(sheet))
    alone = np.array([max(_beside(sheet, box)) < _CROWDED for box in every], np.bool_)
    if not alone.any():
        return []
    sides = np.array([(box.width + box.height) / 2 for box in every])
    alike = np.abs(sides[:, None] - sides) <= _ALIKE * sides[:, None]
    share = (alike & alone).sum(axis=1) / alike.sum(axis=1)
    worth = (alike & alone).sum(axis=1) * share * alone
    best = int(worth.argmax())
    if share[best] < _MOSTLY:
        return []
    return [box for box, one in zip(every, alike[best] & alone, strict=True) if one]


def _beside(sheet: Sheet, box: Box) -> tuple[float, float]:
    """The share (0..1) of a box's height beside which there is ink, left and right; a tick's tail
    leaves the box at its upper right."""
    near, far = (share * box.width for share in _BESIDE)
    top = box.y0 + _TAIL * box.height
    return (
        _inked(sheet, box.x0 - far, box.x0 - near, box.y0, box.y1),
        _inked(sheet, box.x1 + near, box.x1 + far, top, box.y1),
    )


def _inked(sheet: Sheet, x0: float, x1: float, y0: float, y1: float) -> float:
    columns = slice(max(0, round(x0)), max(0, round(x1)) + 1)
    strip = sheet.inked[max(0, round(y0)) : max(0, round(y1)), columns]
    return float(strip.any(axis=1).mean()) if strip.size else 0.0


def _rules(sheet: Sheet) -> tuple[Box, ...]:
    pixels = sheet.dpi / _MM
    _, stats = pieces(closed(sheet.furniture.flat, round(_GAP_MM * pixels), 1))
    long = (stats[:, 2] >= _RULE_MM * pixels) & (stats[:, 2] >= _FLAT * stats[:, 3])
    long[0] = False
    return tuple(
        Box(float(x), float(y), float(x + w), float(y + h))
        for x, y, w, h, _ in stats[np.flatnonzero(long)]
    )


def _standing(sheet: Sheet) -> tuple[Box, ...]:
    """What stands alone too: in a table one wall may run through what cuts another off."""
    pixels = sheet.dpi / _MM
    _, stats = pieces(closed(sheet.furniture.standing, 1, round(_GAP_MM * pixels)))
    tall = (stats[:, 3] >= _WALL_MM * pixels) & (stats[:, 3] >= _FLAT * stats[:, 2])
    tall[0] = False
    return tuple(
        Box(float(x), float(y), float(x + w), float(y + h))
        for x, y, w, h, _ in stats[np.flatnonzero(tall)]
    )


def _leader(leader: Leader) -> Box:
    ends = leader.at(np.array([leader.x0, leader.x1]))
    high = max(1.0, leader.size[1]) / 2
    return Box(leader.x0, float(ends.min()) - high, leader.x1, float(ends.max()) + high)
