"""Boxes for single characters: which of them somebody wrote in, and their ink alone."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np

from models.values import Box
from ocr.sheet import Piece, Sheet

_MM: Final = 25.4
_WALL: Final = 0.12  # of a cell's width: what stands wholly so near its side is the side
_THIN: Final = 0.3  # of a cell's width, that the rest of a side may be wide
_INSET: Final = 0.16  # of a cell, at each side, that is not looked at
_TALL_MM: Final = 0.9  # the lowest character, and its ink
_INK_MM2: Final = 0.16


def written_in(sheet: Sheet, cells: Sequence[Box]) -> tuple[int, ...]:
    """The numbers (from 0) of the cells (clean pixels) that hold a character."""
    return tuple(n for n, cell in enumerate(cells) if _character(sheet, cell))


def within(pieces: Sequence[Piece], cells: Sequence[Box]) -> list[Piece]:
    """A line's ink without what is left of the walls between its cells: that is no 1."""
    return [piece for piece in pieces if not _wall(piece, cells)]


def _wall(piece: Piece, cells: Sequence[Box]) -> bool:
    """Whether it is thin and stands in none of the cells, but at their sides."""
    middle = (piece.x0 + piece.x1) / 2
    for cell in cells:
        aside = _WALL * cell.width
        if piece.width > _THIN * cell.width or cell.x0 + aside < middle < cell.x1 - aside:
            return False
    return True


def _character(sheet: Sheet, cell: Box) -> bool:
    pixels = sheet.dpi / _MM
    across, down = _INSET * cell.width, _INSET * cell.height
    part = sheet.written[
        max(0, round(cell.y0 + down)) : max(0, round(cell.y1 - down)),
        max(0, round(cell.x0 + across)) : max(0, round(cell.x1 - across)),
    ]
    if not part.size or part.sum() < _INK_MM2 * pixels**2:
        return False
    rows = np.flatnonzero(part.any(axis=1))
    columns = np.flatnonzero(part.any(axis=0))
    return bool(max(rows[-1] - rows[0], columns[-1] - columns[0]) >= _TALL_MM * pixels)
