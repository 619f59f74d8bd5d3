"""Which label a piece of writing belongs to: the one beside it, above it, or before it.

Every snippet that asks nothing looks for the label that it answers. Beside comes first; above
counts within one cell, under a label with nothing beside it, and where nothing asks on the left.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from statistics import median
from typing import Final

from extract.pairs.boxes import same_column, same_row
from extract.pairs.ground import Cell, Ground
from extract.pairs.snippets import Snippet
from models.values import Box

_ROW: Final = 0.5  # of the lower one's height, what two of a row share
_NEXT: Final = 1.6  # heights: between groups of digits in boxes
_WORD: Final = 0.45  # heights: a gap within a word or between two
_CLOSE: Final = 2.0  # heights: what stands so close behind a value goes on in the same sentence
_FAR: Final = 14.0  # heights: a gap that only a leader bridges
_UNDER: Final = 2.4  # heights of the page's lines: so far below its label a value begins
_LINE: Final = 1.1  # heights: between the lines of one value
_MARGIN: Final = 3.0  # heights: so near to the left edge of all writing a row begins
_ALIGNED: Final = 1.5  # heights
_HEADS: Final = 3  # side by side: a table
_TALL: Final = 4.0  # heights: no head of a column stands in a taller cell
_RIGHT: Final = 0.5  # of a page's labels have their value beside them: then few have it below
_HEAD: Final = re.compile(r"^(?:[0-9០-៩๐-๙]{1,2}|[IVX]{1,4}|[A-H])[.)]\s*\S")


class Side(StrEnum):
    """Where a value stands, seen from its label."""

    RIGHT = "right"
    BELOW = "below"
    COLUMN = "column"  # in a table, under the head of its column
    WRAPPED = "wrapped"  # at the beginning of the next row
    GOES_ON = "goes_on"  # a further line, or a further part, of a value


@dataclass(frozen=True, slots=True)
class Owner:
    """The number of the label that a snippet answers, and how it was found."""

    label: int
    side: Side


class _Page:
    """The snippets of a page while owners are looked for: rows, heads of columns, section heads."""

    def __init__(self, items: Sequence[Snippet], ground: Ground, em: float) -> None:
        self.items, self.ground, self.em = items, ground, em
        self.order = sorted(range(len(items)), key=lambda n: (items[n].box.y0, items[n].box.x0))
        self.rows = {n: _row(n, items) for n in self.order}
        self.edge = min((item.box.x0 for item in items), default=0.0)
        self.heads = {n for n in self.order if self._head(n)}
        self.columns = {n for n in self.order if items[n].asks and self._column(n)}
        self.found: dict[int, Owner] = {}
        self.rightly = False  # values of this page stand beside their labels

    def _head(self, n: int) -> bool:
        """Whether a snippet is the numbered head of a section."""
        return len(self.rows[n]) == 1 and _HEAD.match(self.items[n].text) is not None

    def _column(self, n: int) -> bool:
        """Whether a label heads the column of a table.

        Beneath its cell is another that asks nothing; two such, or further heads beside it, tell
        a table from a label over its value.
        """
        cell = self.ground.cell(self.items[n].box)
        if cell is None or cell.y1 - cell.y0 > _TALL * self.em or not self._alone(n, cell):
            return False
        count, under = 0, self.ground.beneath(cell)
        while under is not None and count < 2 and not self._asked(under):
            count, under = count + 1, self.ground.beneath(under)
        if count == 2:
            return True
        beside = [
            m for m in self.rows[n] if self.ground.cell(self.items[m].box) not in (None, cell)
        ]
        return bool(count) and len(beside) >= _HEADS - 1

    def _asked(self, cell: Cell) -> bool:
        return any(self.items[m].asks for m in self.within(cell))

    def within(self, cell: Cell) -> list[int]:
        """The numbers of what stands in a cell."""
        return [m for m, item in enumerate(self.items) if cell.holds(item.box)]

    def _alone(self, n: int, cell: Cell) -> bool:
        """Whether nothing but labels stands in a label's cell."""
        return all(self.items[m].asks for m in self.within(cell))

    def answered(self, label: int) -> bool:
        return any(owner.label == label for owner in self.found.values())


def owners(
    items: Sequence[Snippet], ground: Ground, em: float, settled: frozenset[int] = frozenset()
) -> Mapping[int, Owner]:
    """Snippet number -> its label's; snippets that answer nothing are left out.

    `settled` are questions that tick boxes answer. `em` is the usual height of lines (pixels).
    """
    page = _Page(items, ground, em)
    free = [n for n in page.order if not items[n].asks and not items[n].unit]
    free = [n for n in free if n not in page.heads and n not in settled]
    beside = {n: owner for n in free if (owner := _beside(n, page)) is not None}
    asked = {n for n in page.order if items[n].asks} - page.columns - page.heads
    right = {owner.label for owner in beside.values()}
    page.rightly = len(right) > _RIGHT * len(asked)
    for n in free:
        owner = beside.get(n) or _below(n, page) or _before(n, page) or _goes_on(n, page)
        if owner is not None:
            page.found[n] = owner
    return page.found


def usual_height(boxes: Sequence[Box]) -> float:
    """The usual height of a page's lines, in pixels."""
    return max(1.0, median(box.height for box in boxes)) if boxes else 1.0


def _row(n: int, items: Sequence[Snippet]) -> list[int]:
    """The numbers of a snippet's row, itself among them, from left to right."""
    box = items[n].box
    mine = [m for m, item in enumerate(items) if m == n or same_row(item.box, box) >= _ROW]
    return sorted(mine, key=lambda m: items[m].box.x0)


def _beside(n: int, page: _Page) -> Owner | None:
    """The label on the left; digits in boxes may stand in several groups."""
    right, side = page.items[n], Side.RIGHT
    row = page.rows[n]
    for m in reversed(row[: row.index(n)]):
        left = page.items[m]
        if left.box.x1 > right.box.x1:
            continue  # they lie over one another
        gap = (right.box.x0 - left.box.x1) / page.em
        walls = page.ground.walls(left.box, right.box)
        if left.asks:
            near = gap < _FAR or page.ground.leads(left.box, right.box)
            whole = walls <= 1 or (walls <= 2 and right.text[:1].isdigit())
            return Owner(m, side) if whole and near and m not in page.columns else None
        boxed = left.text.isdigit() and right.text.isdigit()
        line = left.line == right.line or (
            gap < _NEXT and (boxed or not page.ground.ends(left.box, right.box))
        )
        if not line or (walls and not boxed and gap > _WORD):
            return None
        right, side = left, Side.GOES_ON
    return None


def _upper(n: int, page: _Page) -> int | None:
    """The number of the nearest snippet over one."""
    me = page.items[n].box
    over = [
        (me.y0 - item.box.y1, m)
        for m, item in enumerate(page.items)
        if m != n
        and item.box.y1 <= me.y0 + 0.5 * page.em
        and item.box.y0 < me.y0
        and (same_column(item.box, me) > 0.2 or abs(item.box.x0 - me.x0) < page.em)
    ]
    return min(over)[1] if over else None


def _sentence(n: int, page: _Page) -> bool:
    """Whether something that is no label stands close before it in its row."""
    row = page.rows[n]
    at = row.index(n)
    if not at:
        return False
    left, me = page.items[row[at - 1]], page.items[n]
    close = me.box.x0 - left.box.x1 < _CLOSE * page.em
    return not left.asks and close and not page.ground.walls(left.box, me.box)


def _below(n: int, page: _Page) -> Owner | None:
    """The label over it."""
    m = _upper(n, page)
    if m is None or not page.items[m].asks or m in page.heads or _sentence(n, page):
        return None
    label, me = page.items[m], page.items[n]
    if me.box.y0 - label.box.y1 > _UNDER * page.em:
        return None
    if m in page.columns:
        return Owner(m, Side.COLUMN)
    rules = page.ground.rules(label.box, me.box)
    beside = any(o.label == m and o.side is Side.RIGHT for o in page.found.values())
    if beside and not rules:
        return None
    if page.rightly:
        one = not rules and page.ground.cell(label.box) is not None
        if not one and abs(label.box.x0 - me.box.x0) > _ALIGNED * page.em:
            return None
    return Owner(m, Side.BELOW)


def _goes_on(n: int, page: _Page) -> Owner | None:
    """The label of the line over it, whose value it continues."""
    m = _upper(n, page)
    owner = page.found.get(m) if m is not None else None
    if m is None or owner is None or _sentence(n, page):
        return None
    upper, me = page.items[m].box, page.items[n].box
    rules = page.ground.rules(upper, me)
    if owner.side is Side.COLUMN:
        near = me.y0 - upper.y1 < _UNDER * page.em
        return Owner(owner.label, Side.COLUMN) if near and rules <= 1 else None
    if owner.side is Side.GOES_ON or abs(upper.x0 - me.x0) < _ALIGNED * page.em:
        lined = bool(rules) and page.ground.on_rule(upper) and page.ground.on_rule(me)
        near = me.y0 - upper.y1 < (_UNDER if lined else _LINE) * page.em
        return Owner(owner.label, Side.GOES_ON) if near and (lined or not rules) else None
    return None


def _before(n: int, page: _Page) -> Owner | None:
    """The label that ends the row above with nothing behind it, where this begins a row."""
    me = page.items[n].box
    if page.rows[n][0] != n or me.x0 > page.edge + _MARGIN * page.em:
        return None
    if page.ground.walls(Box(me.x0 - page.em, me.y0, me.x0, me.y1), me):
        return None
    above = [
        m
        for m, item in enumerate(page.items)
        if item.box.y1 < me.y0 + 0.5 * page.em and me.y0 - item.box.y1 < _UNDER * page.em
    ]
    if not above:
        return None
    last = max(above, key=lambda m: page.items[m].box.x1)
    if not page.items[last].asks or len(page.rows[last]) < 2 or last in page.columns:
        return None
    return None if page.answered(last) else Owner(last, Side.WRAPPED)
