"""Pairs of a printed label and what was written to it, of a page that no definition describes."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from extract.lexicon import Known
from extract.pairs.boxes import around
from extract.pairs.ground import Ground
from extract.pairs.owners import Side, owners, usual_height
from extract.pairs.snippets import Snippet, snippets
from models.drawn import Drawn
from models.values import Box, Line


@dataclass(frozen=True, slots=True)
class Pair:
    """A label and its value, as they were read; boxes in the plane of the lines.

    `known` is the label's field where the lexicon knows it; `side` where the value stands;
    `lines` are the numbers of the lines that the value was read in. An empty value says that a
    known label has nothing beside it.
    """

    key: str
    value: str
    key_box: Box
    value_box: Box | None
    known: Known | None
    side: Side
    lines: tuple[int, ...] = ()


def pairs(lines: Sequence[Line], drawn: Drawn | None = None) -> tuple[Pair, ...]:
    """The pairs of a page, in the order of its labels. Lines must lie level and upright."""
    items = snippets(lines)
    em = usual_height(items)
    ground = Ground(drawn or Drawn(), em)
    found = owners(items, ground, em)
    answers: dict[int, list[int]] = defaultdict(list)
    columns: list[Pair] = []
    for n in sorted(found, key=lambda n: (items[n].box.y0, items[n].box.x0)):
        owner = found[n]
        if owner.side is Side.COLUMN:
            columns.append(_pair(items[owner.label], [items[n]], Side.COLUMN))
        else:
            answers[owner.label].append(n)
    made = []
    for m, item in enumerate(items):
        if item.asks and any(found[n].side is not Side.GOES_ON for n in answers[m]):
            first = next(found[n].side for n in answers[m] if found[n].side is not Side.GOES_ON)
            made.append(_pair(item, [items[n] for n in _in_order(answers[m], items)], first))
        elif item.label is not None:
            made.append(Pair(item.text, "", item.box, None, item.label, Side.RIGHT))
    return (*made, *columns)


def _in_order(numbers: Sequence[int], items: Sequence[Snippet]) -> list[int]:
    """Row by row, each from left to right."""
    left = sorted(numbers, key=lambda n: items[n].box.y0)
    rows: list[list[int]] = []
    for n in left:
        if rows and items[n].box.y0 < (items[rows[-1][0]].box.y0 + items[rows[-1][0]].box.y1) / 2:
            rows[-1].append(n)
        else:
            rows.append([n])
    return [n for row in rows for n in sorted(row, key=lambda n: items[n].box.x0)]


def _pair(label: Snippet, values: Sequence[Snippet], side: Side) -> Pair:
    return Pair(
        key=label.text,
        value=" ".join(value.text for value in values),
        key_box=label.box,
        value_box=around(value.box for value in values),
        known=label.label,
        side=side,
        lines=tuple(dict.fromkeys(value.line for value in values)),
    )
