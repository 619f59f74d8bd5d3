"""What is drawn on a page of no known form: its rules, walls and tick boxes, as plain values."""

from __future__ import annotations

from typing import Final

import numpy as np

from models.drawn import Drawn, Tick
from models.values import Box
from ocr.leaders import Leader
from ocr.outlines import outlined
from ocr.shapes import closed, pieces
from ocr.sheet import Sheet

_MM: Final = 25.4
_RULE_MM: Final = 5.0  # shortest
_WALL_MM: Final = 4.0
_GAP_MM: Final = 1.2  # in a worn rule
_FLAT: Final = 4.0  # times as wide as it is high, at least: pieces of frames are both


def drawn(sheet: Sheet) -> Drawn:
    """The lines of a page that was made ready without a blank, and the state of its tick boxes."""
    leaders = tuple(_leader(leader) for leader in sheet.furniture.leaders)
    walls = tuple(Box(*(float(v) for v in wall)) for wall in sheet.furniture.walls)
    ticks = tuple(Tick(box, mark) for box, mark in outlined(sheet))
    return Drawn((*_rules(sheet), *leaders), leaders, (*walls, *_standing(sheet)), ticks)


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
