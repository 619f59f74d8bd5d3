"""Zones cut for reading: tight line crops that hold all their ink and nobody else's."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from models.values import Box, CleanPage, Grey, Ink
from ocr import furniture, light, shapes
from ocr.shapes import Labels, Mask, Stats

_MM: Final = 25.4
_REACH_MM: Final = 2.2  # how far ink of a line may hang out of its zone, up and down
_SIDE_MM: Final = 1.0
_MARGIN_MM: Final = 0.4  # paper left around the ink
_HALO_MM: Final = 0.2  # the soft edge of a stroke belongs to it
_MARK_GAP_MM: Final = 0.9  # between a letter and the marks above and below it
_LEAST_MM2: Final = 0.3  # ink from which a zone counts as written in
_LEAST_SIDE_MM: Final = 0.8


@dataclass(frozen=True, slots=True, eq=False)
class Sheet:
    """A page made ready for cutting. `written` is its ink without furniture; `labels` numbers
    the connected pieces of it, `stats` their boxes and areas as OpenCV lists them."""

    grey: Grey
    dpi: float
    inked: Mask
    written: Mask
    printed: Grey | None  # the blank in the same plane, if the form is known
    labels: Labels
    stats: Stats


def ready(page: CleanPage, blank: Grey | None = None) -> Sheet:
    """Find the ink of a page once, for all its zones. `blank`: its form in the page's plane."""
    inked = light.ink(page.grey)
    known = (
        furniture.of_page(inked, page.dpi) if blank is None else furniture.of_blank(blank, page.dpi)
    )
    written = furniture.strip(inked, known, page.dpi)
    labels, stats = shapes.pieces(written)
    return Sheet(page.grey, page.dpi, inked, written, blank, labels, stats)


def cut(sheet: Sheet, zone: Box, rows: int = 1) -> Ink:
    """The lines written in a zone (clean pixels), top to bottom. `rows` is how many it offers."""
    window = _window(sheet, zone)
    pieces = _pieces(sheet, zone, window)
    crops: list[Grey] = []
    boxes: list[Box] = []
    for row in _rows(pieces, zone, rows):
        if _enough(row, sheet.dpi):
            crop, box = picture(sheet, row)
            crops.append(crop)
            boxes.append(box)
    return Ink(tuple(crops), tuple(boxes), bool(crops))


@dataclass(frozen=True, slots=True)
class Piece:
    """A connected piece of ink as far as it lies in the window. Box in clean pixels."""

    label: int
    x0: int
    y0: int
    x1: int
    y1: int
    area: int
    inside: float  # share of its area within the zone

    @property
    def width(self) -> int:
        return self.x1 - self.x0

    @property
    def height(self) -> int:
        return self.y1 - self.y0

    @property
    def middle(self) -> float:
        return (self.y0 + self.y1) / 2


def pieces_of(sheet: Sheet) -> list[Piece]:
    """Every piece of ink of the page."""
    return [
        Piece(label, int(x), int(y), int(x + w), int(y + h), int(area), 1.0)
        for label, (x, y, w, h, area) in enumerate(sheet.stats)
        if label
    ]


Window = tuple[int, int, int, int]


def _window(sheet: Sheet, zone: Box) -> Window:
    pixels = sheet.dpi / _MM
    height, width = sheet.grey.shape
    x0 = max(0, int(zone.x0 - _SIDE_MM * pixels))
    y0 = max(0, int(zone.y0 - _REACH_MM * pixels))
    x1 = min(width, int(np.ceil(zone.x1 + _SIDE_MM * pixels)))
    y1 = min(height, int(np.ceil(zone.y1 + _REACH_MM * pixels)))
    return min(x0, width), min(y0, height), max(x1, 0), max(y1, 0)


def _pieces(sheet: Sheet, zone: Box, window: Window) -> list[Piece]:
    """The zone's own ink: what lies mostly inside it, and the marks that belong to that."""
    wx0, wy0, wx1, wy1 = window
    if wx1 <= wx0 or wy1 <= wy0:
        return []
    labels = sheet.labels[wy0:wy1, wx0:wx1]
    areas = np.bincount(labels.ravel())
    inner = labels[
        max(0, round(zone.y0) - wy0) : max(0, round(zone.y1) - wy0),
        max(0, round(zone.x0) - wx0) : max(0, round(zone.x1) - wx0),
    ]
    within = np.bincount(inner.ravel(), minlength=len(areas))
    found = []
    for label in np.flatnonzero(areas[1:]) + 1:
        x, y, w, h = (int(v) for v in sheet.stats[label, :4])
        box = max(x, wx0), max(y, wy0), min(x + w, wx1), min(y + h, wy1)
        share = float(within[label]) / float(areas[label])
        found.append(Piece(int(label), *box, int(areas[label]), share))
    own = [piece for piece in found if piece.inside >= 0.5]
    others = [piece for piece in found if piece.inside < 0.5]
    gap = _MARK_GAP_MM * sheet.dpi / _MM
    return own + [mark for mark in others if _hangs_on(mark, own, gap)]


def _hangs_on(mark: Piece, own: Sequence[Piece], gap: float) -> bool:
    """A mark above or below one of our letters, close to it and smaller."""
    return any(
        min(mark.x1, p.x1) - max(mark.x0, p.x0) > 0
        and max(mark.y0, p.y0) - min(mark.y1, p.y1) < gap
        and mark.area < 1.5 * p.area
        for p in own
    )


def _rows(pieces: Sequence[Piece], zone: Box, rows: int) -> list[list[Piece]]:
    """Pieces by the row whose middle they are nearest to; letters first, marks follow them."""
    if rows <= 1:
        return [list(pieces)]
    pitch = zone.height / rows
    found: list[list[Piece]] = [[] for _ in range(rows)]
    for piece in pieces:
        found[int(np.clip((piece.middle - zone.y0) // pitch, 0, rows - 1))].append(piece)
    return found


def _enough(pieces: Sequence[Piece], dpi: float) -> bool:
    """Writing, and not the dust that every scan has."""
    pixels = dpi / _MM
    if sum(piece.area for piece in pieces) < _LEAST_MM2 * pixels**2:
        return False
    return any(max(p.x1 - p.x0, p.y1 - p.y0) >= _LEAST_SIDE_MM * pixels for p in pieces)


def picture(sheet: Sheet, pieces: Sequence[Piece]) -> tuple[Grey, Box]:
    """The grey of these pieces with their soft edges; other ink is painted over with paper."""
    pixels = sheet.dpi / _MM
    margin = max(2, round(_MARGIN_MM * pixels))
    height, width = sheet.grey.shape
    x0 = max(0, min(p.x0 for p in pieces) - margin)
    y0 = max(0, min(p.y0 for p in pieces) - margin)
    x1 = min(width, max(p.x1 for p in pieces) + margin)
    y1 = min(height, max(p.y1 for p in pieces) + margin)
    mine = np.zeros((y1 - y0, x1 - x0), np.bool_)
    for p in pieces:
        patch = sheet.labels[p.y0 : p.y1, p.x0 : p.x1] == p.label
        mine[p.y0 - y0 : p.y1 - y0, p.x0 - x0 : p.x1 - x0] |= patch
    halo = 2 * max(1, round(_HALO_MM * pixels)) + 1
    crop = sheet.grey[y0:y1, x0:x1].copy()
    foreign = sheet.inked[y0:y1, x0:x1] & ~mine
    around = shapes.grown(foreign, halo) & ~shapes.grown(mine, halo)
    crop[foreign | around] = _paper(crop)
    return crop, Box(x0, y0, x1, y1)


def _paper(crop: npt.NDArray[Any]) -> int:
    return int(np.percentile(crop, 80))
