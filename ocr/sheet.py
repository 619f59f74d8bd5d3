"""A page made ready for cutting: its ink, in pieces, with the form's furniture taken away."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from models.values import Box, CleanPage, Grey
from ocr import furniture, inking, shapes
from ocr.furniture import Furniture
from ocr.shapes import Labels, Mask, Stats

_MM: Final = 25.4
_MARGIN_MM: Final = 0.4  # paper left around the ink
_HALO_MM: Final = 0.2  # the soft edge of a stroke belongs to it


@dataclass(frozen=True, slots=True, eq=False)
class Sheet:
    """`inked` is all ink, `written` what is left without furniture; `labels` numbers the
    connected pieces of that, `stats` lists their boxes and areas (see `ocr.shapes`)."""

    grey: Grey
    dpi: float
    inked: Mask
    written: Mask
    printed: Grey | None  # the blank in the same plane, if the form is known
    labels: Labels
    stats: Stats
    furniture: Furniture


@dataclass(frozen=True, slots=True)
class Piece:
    """A connected piece of ink, or the part of it within a window. Box in clean pixels."""

    label: int
    x0: int
    y0: int
    x1: int
    y1: int
    area: int
    inside: float = 1.0  # share of it within the zone asked for

    @property
    def width(self) -> int:
        return self.x1 - self.x0

    @property
    def height(self) -> int:
        return self.y1 - self.y0

    @property
    def middle(self) -> float:
        return (self.y0 + self.y1) / 2


def ready(page: CleanPage, blank: Grey | None = None) -> Sheet:
    """Find the ink of a page once, for all its zones. `blank`: its form in the page's plane."""
    inked = inking.ink(page.grey, page.dpi)
    known = (
        furniture.of_page(inked, page.dpi)
        if blank is None
        else furniture.of_blank(blank, page.dpi, inked)
    )
    written = furniture.strip(inked, known, page.dpi)
    labels, stats = shapes.pieces(written)
    return Sheet(page.grey, page.dpi, inked, written, blank, labels, stats, known)


def pieces_of(sheet: Sheet) -> list[Piece]:
    """Every piece of ink of the page."""
    return [
        Piece(label, int(x), int(y), int(x + w), int(y + h), int(area))
        for label, (x, y, w, h, area) in enumerate(sheet.stats)
        if label
    ]


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
