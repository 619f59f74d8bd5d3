"""Lines to write on: leaders of dots and dashes, underscores and rules that bound no cell."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from models.values import Box, Grey
from ocr.furniture import Furniture
from ocr.shapes import Mask, closed, pieces
from ocr.sheet import Sheet

_SHORT_MM: Final = 6.0  # shortest line that one writes on
_THICK_MM: Final = 1.3  # what is thicker is a bar
_BREAK_MM: Final = 1.0  # breaks within a rule
_ON_CELL_MM: Final = 1.0  # how far the wall of a cell may lie off
_JOIN_MM: Final = 2.5  # between leaders that are one line
_LEVEL_MM: Final = 0.7
_CORNER_MM: Final = 30.0  # of a standing rule that makes a frame with it
_BESIDE_MM: Final = 1.1  # from a line, where its paper is looked at
_SHADED: Final = 246  # grey level that paper is lighter than
_MM: Final = 25.4


@dataclass(frozen=True, slots=True)
class Stroke:
    """A line to write on, in pixels; `dotted` tells a leader from a rule."""

    x0: float
    x1: float
    y: float
    dotted: bool = False

    @property
    def width(self) -> float:
        return self.x1 - self.x0


def find(sheet: Sheet, cells: Sequence[Box]) -> list[Stroke]:
    """Every line of a page that may be written on, from the top down."""
    furniture, pixels = sheet.furniture, sheet.dpi / _MM
    leaders = [
        Stroke(row.x0, row.x1, row.y0, dotted=True)
        for row in furniture.leaders
        if row.x1 - row.x0 >= _SHORT_MM * pixels
    ]
    rules = [
        stroke
        for stroke in _rules(furniture, pixels)
        if not _wall(stroke, cells, pixels)
        and not _cornered(stroke, furniture.standing, pixels)
        and not _edge(stroke, sheet.grey, pixels)
    ]
    alone = [r for r in rules if not any(_same(r, leader, pixels) for leader in leaders)]
    return sorted(_merged([*leaders, *alone], pixels), key=lambda s: (s.y, s.x0))


def _rules(furniture: Furniture, pixels: float) -> list[Stroke]:
    _, stats = pieces(closed(furniture.flat, max(3, round(_BREAK_MM * pixels)), 1))
    found: list[Stroke] = []
    for x, y, w, h, area in stats[1:]:
        thick = area / max(1, w)
        if w >= _SHORT_MM * pixels and thick <= _THICK_MM * pixels and h <= 3 * pixels:
            found.append(Stroke(float(x), float(x + w), float(y + h / 2)))
    return found


def _wall(stroke: Stroke, cells: Sequence[Box], pixels: float) -> bool:
    """Whether a rule is, over most of its length, a side of cells."""
    near = _ON_CELL_MM * pixels
    covered = np.zeros(max(1, round(stroke.width)), np.bool_)
    for cell in cells:
        if min(abs(cell.y0 - stroke.y), abs(cell.y1 - stroke.y)) > near:
            continue
        x0, x1 = (round(max(0.0, x - stroke.x0)) for x in (cell.x0, cell.x1))
        covered[x0:x1] = True
    return float(covered.mean()) > 0.5


def _cornered(stroke: Stroke, standing: Mask, pixels: float) -> bool:
    """Whether a long standing rule begins or ends where the line does: it is part of a frame."""
    y, reach, near = round(stroke.y), round(_CORNER_MM * pixels), round(1.2 * pixels)
    for x in (round(stroke.x0), round(stroke.x1)):
        columns = standing[max(0, y - reach) : y + reach, max(0, x - near) : x + near]
        if columns.size and columns.any(axis=1).sum() >= 0.8 * reach:
            return True
    return False


def _edge(stroke: Stroke, grey: Grey, pixels: float) -> bool:
    """Whether a line is the edge of a grey or black area: paper on one of its sides only."""
    x0, x1, near = round(stroke.x0), round(stroke.x1), round(_BESIDE_MM * pixels)
    y = round(stroke.y)
    if y - near < 0 or y + near >= grey.shape[0]:
        return False
    over = float(np.median(grey[y - near, x0:x1]))
    under = float(np.median(grey[y + near, x0:x1]))
    return min(over, under) < _SHADED


def _same(a: Stroke, b: Stroke, pixels: float) -> bool:
    common = min(a.x1, b.x1) - max(a.x0, b.x0)
    return abs(a.y - b.y) <= _LEVEL_MM * pixels and common > 0.5 * min(a.width, b.width)


def _merged(strokes: Sequence[Stroke], pixels: float) -> list[Stroke]:
    """Leaders that go on after a small gap are one line."""
    kept: list[Stroke] = []
    for stroke in sorted(strokes, key=lambda s: (round(s.y / (0.7 * pixels)), s.x0)):
        last = kept[-1] if kept else None
        if (
            last is not None
            and abs(last.y - stroke.y) <= _LEVEL_MM * pixels
            and stroke.x0 - last.x1 <= _JOIN_MM * pixels
            and last.dotted == stroke.dotted
            and stroke.x1 > last.x1
        ):
            middle = (last.y + stroke.y) / 2
            kept[-1] = Stroke(min(last.x0, stroke.x0), stroke.x1, middle, stroke.dotted)
        else:
            kept.append(stroke)
    return kept
