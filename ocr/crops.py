"""Zones cut for reading: tight line crops that hold all their ink and nobody else's."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np

from models.values import Box, Grey, Ink
from ocr import cells as boxed_cells
from ocr.combs import together
from ocr.seen import seen
from ocr.sheet import Piece, Sheet, picture

_MM: Final = 25.4
_MARK_GAP_MM: Final = 0.9  # between a letter and the marks above and below it
_STOP_GAP_MM: Final = 1.6  # between a letter and the stop, comma or dash beside it
_LETTER_MM: Final = 1.1  # longer side of the smallest letter; less is a mark or dust
_LETTER_MM2: Final = 0.22  # and its ink
_STAMP_MM: Final = 15.0  # nothing written in a zone is so large both ways
_STAMP_GAP_MM: Final = 2.0
_OFF_MM: Final = 4.0  # wider than any gap between two words
_TALLER: Final = 1.4  # times the height of a row is no letter


def cut(
    sheet: Sheet,
    zone: Box,
    rows: int = 1,
    *,
    boxed: bool = False,
    cells: Sequence[Box] = (),
) -> Ink:
    """The lines written in a zone (clean pixels), top to bottom. `rows` is how many it offers.

    `boxed` says that each letter has a box of its own: they are moved together, since readers
    expect letters side by side; `cells` says where these boxes are, so that nothing of them is
    taken for a letter. A zone without writing has no crops; dust is no writing.
    """
    pieces = _own(sheet, zone)
    if cells:
        pieces = boxed_cells.within(pieces, cells)
    crops: list[Grey] = []
    boxes: list[Box] = []
    for row in _rows(pieces, zone, rows):
        near = _without_what_stands_off(sheet, row, zone.height / max(1, rows))
        line = _without_dust(near, sheet.dpi / _MM)
        if line:
            crop, box = picture(sheet, line)
            crops.append(together(crop, line, box) if boxed else crop)
            boxes.append(box)
    inked = boxed_cells.written_in(sheet, cells) if cells else ()
    return Ink(tuple(crops), tuple(boxes), bool(crops), inked)


def _own(sheet: Sheet, zone: Box) -> list[Piece]:
    """The zone's own ink: what lies mostly inside it, and the marks that belong to that."""
    found = seen(sheet, zone)
    pixels = sheet.dpi / _MM
    own = [piece for piece in found if piece.inside >= 0.5]
    own = [piece for piece in own if not _apart(sheet, piece, own, pixels)]
    others = [piece for piece in found if piece.inside < 0.5]
    gap = _MARK_GAP_MM * pixels
    return own + [mark for mark in others if _hangs_on(mark, own, gap)]


def _apart(sheet: Sheet, piece: Piece, own: Sequence[Piece], pixels: float) -> bool:
    """Part of something large, a stamp, that stands clear of everything written here.

    A stamp across the writing stays: cutting letters out of it would lose them in silence.
    """
    _, _, width, height = (int(v) for v in sheet.stats[piece.label, :4])
    if min(width, height) < _STAMP_MM * pixels:
        return False
    gap = _STAMP_GAP_MM * pixels
    return not any(
        other is not piece and _is_letter(other, pixels) and _between(other, piece) < gap
        for other in own
    )


def _hangs_on(mark: Piece, own: Sequence[Piece], gap: float) -> bool:
    """A mark above or below one of our letters, close to it and not much larger."""
    return any(
        min(mark.x1, p.x1) - max(mark.x0, p.x0) > 0
        and max(mark.y0, p.y0) - min(mark.y1, p.y1) < gap
        and mark.area < 1.5 * p.area
        for p in own
    )


def _rows(pieces: Sequence[Piece], zone: Box, rows: int) -> list[list[Piece]]:
    """Pieces by the row of writing that their middle lies in."""
    if rows <= 1:
        return [list(pieces)]
    pitch = zone.height / rows
    found: list[list[Piece]] = [[] for _ in range(rows)]
    for piece in pieces:
        found[int(np.clip((piece.middle - zone.y0) // pitch, 0, rows - 1))].append(piece)
    return found


def _without_what_stands_off(sheet: Sheet, row: Sequence[Piece], pitch: float) -> list[Piece]:
    """Without what stands far to the right of the writing and is part of something taller than
    any line: a stamp pressed at the end of the line, a crease, the edge of a shadow."""
    gap = _OFF_MM * sheet.dpi / _MM
    groups: list[list[Piece]] = []
    end = 0.0
    for piece in sorted(row, key=lambda piece: piece.x0):
        if not groups or piece.x0 - end > gap:
            groups.append([])
        groups[-1].append(piece)
        end = max(end, piece.x1) if len(groups[-1]) > 1 else float(piece.x1)
    tall = _TALLER * pitch
    return [
        piece
        for number, group in enumerate(groups)
        if not number or max(int(sheet.stats[p.label, 3]) for p in group) <= tall
        for piece in group
    ]


def _without_dust(pieces: Sequence[Piece], pixels: float) -> list[Piece]:
    """Letters, and of the smaller pieces those that stand where marks and stops stand."""
    letters = [piece for piece in pieces if _is_letter(piece, pixels)]
    marks = [piece for piece in pieces if not _is_letter(piece, pixels)]
    above, beside = _MARK_GAP_MM * pixels, _STOP_GAP_MM * pixels
    return letters + [
        mark for mark in marks if any(_near(mark, letter, above, beside) for letter in letters)
    ]


def _is_letter(piece: Piece, pixels: float) -> bool:
    longer = max(piece.width, piece.height)
    return longer >= _LETTER_MM * pixels and piece.area >= _LETTER_MM2 * pixels**2


def _near(mark: Piece, letter: Piece, above: float, beside: float) -> bool:
    down = max(mark.y0, letter.y0) - min(mark.y1, letter.y1)
    across = _between(mark, letter)
    return (across < 0.3 * above and down < above) or (across < beside and down < 0)


def _between(a: Piece, b: Piece) -> int:
    """The free pixels between two pieces along the line; negative when they overlap."""
    return max(a.x0, b.x0) - min(a.x1, b.x1)
