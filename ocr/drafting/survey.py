"""A blank page surveyed: its places for writing and its printed words, in millimetres."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from models.drafting import PrintedText, PrintedWord, Room, RoomKind, Survey
from models.values import Box, CleanPage, Line
from ocr import lines, reader, shapes
from ocr import sheet as sheets
from ocr.drafting import bands, cells, grids, open_combs, strokes, ticks, writing
from ocr.drafting.grids import Sorted
from ocr.drafting.parts import by_script
from ocr.panel import Panel
from ocr.placed import line_of
from ocr.reader import Task
from ocr.shapes import Mask
from ocr.sheet import Sheet

_MM: Final = 25.4
_INSET_MM: Final = 0.5  # of a cell: its walls' soft edges are no print
_PRINT_MM2: Final = 0.3  # of ink: more is print
_LONG_MM: Final = 12.0  # a straight run of this length is no letter
_BAR_MM: Final = 2.4  # nor is what is so thick both ways a rule


@dataclass(frozen=True, slots=True, eq=False)
class _Found:
    sheet: Sheet  # without the rings and brackets that are tick boxes
    sorted: Sorted
    strokes: list[strokes.Stroke]
    cells: list[Box]


def survey(page: CleanPage, languages: tuple[str, ...], panel: Panel | None = None) -> Survey:
    """What stands on a straightened blank page. `languages` are those it may be printed in.

    Raises EngineFailed and EnvironmentProblem when no engine can read.
    """
    found = _found(page)
    texts = _texts(found.sheet, languages, panel)
    pixels = page.dpi / _MM
    height, width = page.grey.shape
    rooms = _rooms(found, [line.box for line in texts], pixels)
    return Survey(
        number=page.number,
        width=round(width / pixels, 1),
        height=round(height / pixels, 1),
        rooms=tuple(sorted(rooms, key=lambda room: (room.box.y0, room.box.x0))),
        texts=tuple(_text(line, pixels) for line in texts),
        bands=tuple(_mm(box, pixels) for box in bands.find(found.sheet)),
        colons=tuple(_mm(box, pixels) for box in bands.colons(found.sheet)),
    )


def _found(page: CleanPage) -> _Found:
    sheet = sheets.ready(page)
    pixels = sheet.dpi / _MM
    ruled = sheet.furniture.flat | sheet.furniture.standing | _thick(sheet, pixels)
    every = cells.find(ruled, pixels)
    made = grids.sort(every, _print_in(sheet, pixels), pixels)
    made.combs += open_combs.find(sheet, every)
    round_ = [*ticks.rings(sheet), *ticks.brackets(sheet)]
    made.ticks += [cell for cell, _ in round_]
    taken = [label for _, labels in round_ for label in labels]
    walls = [cell for cell, _ in round_]
    return _Found(
        _without(sheet, taken, walls),
        made,
        strokes.find(sheet, every),
        every,
    )


def _thick(sheet: Sheet, pixels: float) -> Mask:
    """Rules that are too thick to write on, or lie so close that two look like one."""
    long, solid = round(_LONG_MM * pixels), round(_BAR_MM * pixels)
    rules = shapes.opened(sheet.inked, long, 1) | shapes.opened(sheet.inked, 1, long)
    return rules & ~shapes.grown(shapes.opened(sheet.inked, solid), 3)


def _print_in(sheet: Sheet, pixels: float) -> grids.Inside:
    inset, least = _INSET_MM * pixels, _PRINT_MM2 * pixels**2

    def printed(cell: Box) -> bool:
        rows = slice(int(cell.y0 + inset), int(cell.y1 - inset))
        columns = slice(int(cell.x0 + inset), int(cell.x1 - inset))
        return int(sheet.written[rows, columns].sum()) > least

    return printed


def _without(sheet: Sheet, taken: Sequence[int], walls: Sequence[Box]) -> Sheet:
    """The sheet without some pieces; where they were, lines of text end."""
    if not taken:
        return sheet
    gone = np.zeros(len(sheet.stats), np.bool_)
    gone[list(taken)] = True
    written = sheet.written & ~gone[sheet.labels]
    labels, stats = shapes.pieces(written)
    sides = [
        side for c in walls for side in ((c.x0, c.y0, c.x0 + 2, c.y1), (c.x1 - 2, c.y0, c.x1, c.y1))
    ]
    more = np.asarray(sides, np.int32).reshape(-1, 4)
    furniture = replace(sheet.furniture, walls=np.concatenate([sheet.furniture.walls, more]))
    return replace(sheet, written=written, labels=labels, stats=stats, furniture=furniture)


def _texts(sheet: Sheet, languages: tuple[str, ...], panel: Panel | None) -> list[Line]:
    """The printed words, boxes in pixels of the page; every script of a line is read alone."""
    runs = lines.runs(sheet)
    read = _read(sheet, runs, [languages] * len(runs), panel)
    parted: list[lines.Run] = []
    spoken: list[tuple[str, ...]] = []
    whole: list[Line] = []
    for run, line in zip(runs, read, strict=True):
        parts = by_script(run, line, languages)
        if len(parts) < 2:
            whole.append(line)
        for part, known in parts if len(parts) > 1 else ():
            parted.append(part)
            spoken.append(known)
    whole += _read(sheet, parted, spoken, panel)
    return [line for line in whole if any(char.isalnum() for char in line.text)]


def _read(
    sheet: Sheet,
    runs: Sequence[lines.Run],
    languages: Sequence[tuple[str, ...]],
    panel: Panel | None,
) -> list[Line]:
    """Each run in languages of its own."""
    cuts = [lines.cut(sheet, run) for run in runs]
    tasks = [Task(crop, known, None) for (crop, _), known in zip(cuts, languages, strict=True)]
    readings = reader.read_tasks(tasks, panel)
    here = np.eye(3)
    return [
        replace(line_of(reading, box, here), box=_ink_box(run))
        for reading, run, (_, box) in zip(readings, runs, cuts, strict=True)
    ]


def _ink_box(run: lines.Run) -> Box:
    return Box(
        min(p.x0 for p in run.pieces),
        min(p.y0 for p in run.pieces),
        max(p.x1 for p in run.pieces),
        max(p.y1 for p in run.pieces),
    )


def _rooms(found: _Found, texts: Sequence[Box], pixels: float) -> list[Room]:
    made = found.sorted
    rooms = [Room(RoomKind.TICK, _mm(cell, pixels)) for cell in made.ticks]
    for comb in made.combs:
        own = tuple(_mm(cell, pixels) for cell in comb)
        rooms.append(Room(RoomKind.COMB, around(own), cells=own))
    for grid in made.grids:
        columns = tuple(_mm(cell, pixels) for cell in grid.columns)
        heads = tuple(_mm(cell, pixels) for cell in grid.heads)
        rooms.append(
            Room(RoomKind.TABLE, around(columns), rows=grid.rows, columns=columns, heads=heads)
        )
    rooms += [Room(RoomKind.FRAME, _mm(cell, pixels)) for cell in made.frames]
    barriers = [*made.frames, *made.ticks]
    barriers += [cell for comb in made.combs for cell in comb]
    barriers += [cell for grid in made.grids for cell in (*grid.heads, *grid.columns)]
    free = [s for s in found.strokes if not _floor(s, made.combs, pixels)]
    for written in writing.rooms(free, texts, barriers, pixels):
        rooms.append(Room(RoomKind.LINE, _mm(written.box, pixels), rows=written.rows))
    return rooms


def _floor(stroke: strokes.Stroke, combs: Sequence[Sequence[Box]], pixels: float) -> bool:
    """Whether a line is the floor of boxes that are open at the top."""
    return any(
        abs(stroke.y - comb[0].y1) < 1.5 * pixels
        and comb[0].x0 - 2 * pixels < stroke.x0
        and stroke.x1 < comb[-1].x1 + 2 * pixels
        for comb in combs
    )


def _text(line: Line, pixels: float) -> PrintedText:
    words = tuple(PrintedWord(word.text, _mm(word.box, pixels)) for word in line.words)
    return PrintedText(line.text, _mm(line.box, pixels), round(line.confidence, 3), words)


def _mm(box: Box, pixels: float) -> Box:
    return Box(*(round(float(v) / pixels, 2) for v in (box.x0, box.y0, box.x1, box.y1)))


def around(boxes: Sequence[Box]) -> Box:
    """The smallest box that holds all of these."""
    return Box(
        min(b.x0 for b in boxes),
        min(b.y0 for b in boxes),
        max(b.x1 for b in boxes),
        max(b.y1 for b in boxes),
    )
