"""Cells sorted into what they are: tick boxes, combs, tables, frames."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Final

from models.values import Box

_SMALL_MM: Final = 9.5  # widest box for one letter
_TALL_MM: Final = 11.5
_TICK_MM: Final = 6.5  # largest tick box
_SQUARE: Final = 1.45  # times as long as short, a tick box at most
_TOUCH_MM: Final = 1.5  # between boxes of one comb
_GROUP_MM: Final = 5.5  # between groups of boxes of one comb
_LEVEL: Final = 0.3  # of their height by which neighbours may stand off
_SHARE_MM: Final = 1.2  # between cells that share a wall
_EDGE_MM: Final = 1.2  # by which edges of one column may differ
_HEADS: Final = 0.75  # of a head row's cells hold print
_BLANKS: Final = 0.7  # of the cells below a head are empty
_LOW_MM: Final = 4.0  # lowest row that one can write in

Inside = Callable[[Box], bool]  # whether print stands in a cell


@dataclass(frozen=True, slots=True)
class Grid:
    """A table: its head cells from left to right, and the columns and count of rows below."""

    heads: tuple[Box, ...]
    columns: tuple[Box, ...]
    rows: int


@dataclass(slots=True)
class Sorted:
    """What the cells of a page came to."""

    ticks: list[Box] = field(default_factory=list)
    combs: list[list[Box]] = field(default_factory=list)
    grids: list[Grid] = field(default_factory=list)
    frames: list[Box] = field(default_factory=list)


def sort(cells: Sequence[Box], printed: Inside, pixels: float) -> Sorted:
    """`printed` tells whether a cell holds print; `pixels` a millimetre."""
    made = Sorted()
    small = [c for c in cells if c.width <= _SMALL_MM * pixels and c.height <= _TALL_MM * pixels]
    large = [c for c in cells if c not in set(small)]
    rest = _small(small, printed, pixels, made)
    for group in _joined([*large, *rest], pixels):
        _group(group, printed, pixels, made)
    made.combs = _grouped(made.combs, pixels)
    return made


def _small(cells: Sequence[Box], printed: Inside, pixels: float, made: Sorted) -> list[Box]:
    """Put tick boxes and combs in their place; what is neither is given back."""
    rest: list[Box] = []
    for chain in _chains(cells, pixels):
        blank = [c for c in chain if not printed(c)]
        if len(chain) > 1 and len(blank) >= 0.8 * len(chain):
            made.combs.append(chain)
            continue
        for cell in chain:
            longer, shorter = max(cell.width, cell.height), min(cell.width, cell.height)
            if longer <= _TICK_MM * pixels and longer <= _SQUARE * shorter and not printed(cell):
                made.ticks.append(cell)
            else:
                rest.append(cell)
    return rest


def _chains(cells: Sequence[Box], pixels: float) -> list[list[Box]]:
    """Boxes of one size that stand side by side with next to nothing between them."""
    chains: list[list[Box]] = []
    for cell in sorted(cells, key=lambda c: (c.x0, c.y0)):
        for chain in chains:
            last = chain[-1]
            level = abs(last.y0 - cell.y0) + abs(last.y1 - cell.y1)
            alike = abs(last.height - cell.height) <= _LEVEL * last.height
            gap = cell.x0 - last.x1
            if alike and level <= _LEVEL * last.height and -2 <= gap <= _TOUCH_MM * pixels:
                chain.append(cell)
                break
        else:
            chains.append([cell])
    return chains


def _grouped(combs: Sequence[list[Box]], pixels: float) -> list[list[Box]]:
    """Groups of boxes of one number (3-3-3) are one comb."""
    joined: list[list[Box]] = []
    for comb in sorted(combs, key=lambda cells: (round(cells[0].y0 / (2 * pixels)), cells[0].x0)):
        last = joined[-1] if joined else None
        if last is not None:
            gap = comb[0].x0 - last[-1].x1
            level = abs(comb[0].y0 - last[-1].y0) <= _LEVEL * last[-1].height
            alike = abs(comb[0].width - last[-1].width) <= _LEVEL * last[-1].width
            if level and alike and 0 <= gap <= _GROUP_MM * pixels:
                last.extend(comb)
                continue
        joined.append(list(comb))
    return joined


def _joined(cells: Sequence[Box], pixels: float) -> list[list[Box]]:
    """Cells in groups that hang together by shared walls."""
    groups: list[list[Box]] = []
    for cell in cells:
        mine = [g for g in groups if any(_share(cell, other, pixels) for other in g)]
        groups = [g for g in groups if not any(g is m for m in mine)]
        groups.append([cell, *(c for g in mine for c in g)])
    return groups


def _share(a: Box, b: Box, pixels: float) -> bool:
    near = _SHARE_MM * pixels
    beside = abs(a.x1 - b.x0) <= near or abs(b.x1 - a.x0) <= near
    over = abs(a.y1 - b.y0) <= near or abs(b.y1 - a.y0) <= near
    tall = min(a.y1, b.y1) - max(a.y0, b.y0)
    wide = min(a.x1, b.x1) - max(a.x0, b.x0)
    return (beside and tall > near) or (over and wide > near)


def _group(group: list[Box], printed: Inside, pixels: float, made: Sorted) -> None:
    rows = _rows(group, pixels)
    number = 0
    while number < len(rows):
        grid, used = _grid(rows[number:], printed, pixels)
        if grid is None:
            made.frames += rows[number]
            number += 1
        else:
            made.grids.append(grid)
            number += used


def _rows(group: list[Box], pixels: float) -> list[list[Box]]:
    rows: list[list[Box]] = []
    for cell in sorted(group, key=lambda c: (c.y0, c.x0)):
        last = rows[-1] if rows else None
        if last is not None and abs(last[0].y0 - cell.y0) <= _EDGE_MM * pixels:
            last.append(cell)
        else:
            rows.append([cell])
    return [sorted(row, key=lambda c: c.x0) for row in rows]


def _grid(rows: list[list[Box]], printed: Inside, pixels: float) -> tuple[Grid | None, int]:
    """The table that begins with the first of these rows, and how many rows it takes."""
    head = rows[0]
    if len(head) < 2 or sum(map(printed, head)) < _HEADS * len(head):
        return None, 0
    body: list[list[Box]] = []
    for row in rows[1:]:
        if not _same_columns(head, row, pixels):
            break
        blanks = sum(not printed(c) for c in row)
        # The first column may hold the rows' numbers.
        if blanks < _BLANKS * (len(row) - 1) or blanks == 0:
            break
        if row[0].height < _LOW_MM * pixels:
            break
        body.append(row)
    if not body:
        return None, 0
    if not _even(body):
        body = body[:1]
    columns = tuple(
        Box(top.x0, top.y0, top.x1, foot.y1) for top, foot in zip(body[0], body[-1], strict=True)
    )
    return Grid(tuple(head), columns, len(body)), 1 + len(body)


def _even(body: list[list[Box]]) -> bool:
    heights = [row[0].height for row in body]
    return max(heights) <= 1.25 * min(heights)


def _same_columns(head: list[Box], row: list[Box], pixels: float) -> bool:
    near = _EDGE_MM * pixels
    return len(head) == len(row) and all(
        abs(a.x0 - b.x0) <= near and abs(a.x1 - b.x1) <= near
        for a, b in zip(head, row, strict=True)
    )
