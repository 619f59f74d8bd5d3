"""Which question a tick box answers: the words on the left of its row, or over it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from extract.pairs.boxes import middle
from extract.pairs.options import Ticked
from extract.pairs.snippets import Snippet
from models.values import Box

_PLAIN: Final = 6.0  # heights: words that are no known label ask when they stand so close
_UNDER: Final = 2.6  # heights: between rows of boxes of one question, and under its words
_LEFT: Final = 3.0  # heights: so far left of its question a row of boxes may begin


def questions(
    ticked: Sequence[Ticked], items: Sequence[Snippet], em: float
) -> Mapping[int, tuple[Ticked, ...]]:
    """Snippet number -> the tick boxes that answer it; boxes without a question are left out."""
    found: dict[int, list[Ticked]] = {}
    above: tuple[Box, int] | None = None  # the last row of boxes, and what it answers
    for row in _rows(ticked):
        mine: int | None = None
        for one in row:
            left = _left(one, row, items, em)
            if left is None and mine is None:
                left = _over(row[0], items, above, em)
            mine = left if left is not None else mine
            if mine is not None:
                found.setdefault(mine, []).append(one)
        above = (row[0].box, mine) if mine is not None else None
    return {number: tuple(boxes) for number, boxes in found.items()}


def _rows(ticked: Sequence[Ticked]) -> list[list[Ticked]]:
    rows: list[list[Ticked]] = []
    for one in sorted(ticked, key=lambda t: middle(t.tick.box)[1]):
        y = middle(one.tick.box)[1]
        if rows and y < rows[-1][0].tick.box.y1:
            rows[-1].append(one)
        else:
            rows.append([one])
    return [sorted(row, key=lambda t: t.tick.box.x0) for row in rows]


def _left(one: Ticked, row: Sequence[Ticked], items: Sequence[Snippet], em: float) -> int | None:
    """The words right before a box, if no other box stands between."""
    _, y = middle(one.tick.box)
    before = max((t.box.x1 for t in row if t.box.x1 <= one.tick.box.x0), default=float("-inf"))
    near = [
        n
        for n, item in enumerate(items)
        if item.box.y0 < y < item.box.y1 and before < middle(item.box)[0] < one.tick.box.x0
    ]
    if not near:
        return None
    last = max(near, key=lambda n: items[n].box.x1)
    close = one.tick.box.x0 - items[last].box.x1 < _PLAIN * em
    return last if items[last].asks or (close and not items[last].unit) else None


def _over(
    one: Ticked, items: Sequence[Snippet], above: tuple[Box, int] | None, em: float
) -> int | None:
    """The question of the row of boxes above, or the label above."""
    box = one.tick.box
    if above is not None:
        last, number = above
        if 0 < box.y0 - last.y1 + em < _UNDER * em and box.x0 > items[number].box.x0 - em:
            return number
    over = [
        (box.y0 - item.box.y1, n)
        for n, item in enumerate(items)
        if item.box.y1 < middle(box)[1] and -_LEFT * em < box.x0 - item.box.x0
    ]
    if not over:
        return None
    gap, number = min(over)
    return number if gap < _UNDER * em and items[number].asks else None
