"""Pairs of a printed label and what was written to it, of a page that no definition describes."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from extract.lexicon import Known
from extract.pairs.boxes import around
from extract.pairs.ground import Ground
from extract.pairs.options import Ticked, options
from extract.pairs.owners import Owner, Side, owners, usual_height
from extract.pairs.questions import questions
from extract.pairs.snippets import Snippet, snippets
from models.drawn import Drawn
from models.values import Box, Line, MarkState


@dataclass(frozen=True, slots=True)
class Pair:
    """A label and its value, as they were read; boxes in the plane of the lines.

    `known` is the label's field where the lexicon knows it; `side` where the value stands;
    `lines` are the numbers of the lines that the value was read in. An empty value says that a
    known label has nothing beside it. `options` are the tick boxes of a question; its value is
    what is ticked.
    """

    key: str
    value: str
    key_box: Box
    value_box: Box | None
    known: Known | None
    side: Side
    lines: tuple[int, ...] = ()
    options: tuple[Ticked, ...] = ()


def pairs(lines: Sequence[Line], drawn: Drawn | None = None) -> tuple[Pair, ...]:
    """The pairs of a page, in the order of its labels. Lines must lie level and upright."""
    on_page = drawn or Drawn()
    em = usual_height([line.box for line in lines])
    ticked, written = options(lines, on_page.ticks, em)
    items = snippets(written)
    asked = questions(ticked, items, em)
    answers = owners(items, Ground(on_page, em), em, frozenset(asked))
    by_label: dict[int, list[int]] = defaultdict(list)
    for n in sorted(answers, key=lambda n: (items[n].box.y0, items[n].box.x0)):
        by_label[answers[n].label].append(n)
    made: list[Pair] = []
    for m, item in enumerate(items):
        if m in asked:
            made.append(_ticked(item, asked[m]))
        elif by_label[m]:
            made += _answered(item, by_label[m], answers, items)
        elif item.label is not None:
            made.append(Pair(item.text, "", item.box, None, item.label, Side.RIGHT))
    return tuple(made)


def _ticked(label: Snippet, boxes: Sequence[Ticked]) -> Pair:
    filled = [one.words for one in boxes if one.tick.mark.state is MarkState.FILLED]
    return Pair(
        key=label.text,
        value="; ".join(filled),
        key_box=label.box,
        value_box=around(one.box for one in boxes),
        known=label.label,
        side=Side.RIGHT,
        options=tuple(boxes),
    )


def _answered(
    label: Snippet, numbers: Sequence[int], found: Mapping[int, Owner], items: Sequence[Snippet]
) -> list[Pair]:
    """One pair; of the head of a column one for each cell beneath."""
    columns = [n for n in numbers if found[n].side is Side.COLUMN]
    made = [_pair(label, [items[n]], Side.COLUMN) for n in columns]
    others = [n for n in numbers if found[n].side is not Side.COLUMN]
    first = next((found[n].side for n in others if found[n].side is not Side.GOES_ON), None)
    if first is not None:
        made.insert(0, _pair(label, [items[n] for n in _in_order(others, items)], first))
    return made


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
