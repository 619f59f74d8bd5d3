"""The zones of one field within the room it is given: label, writing, boxes, columns."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from extract.forms.spec import SpecField
from extract.forms.typography import MM_PER_POINT, TICK_SIDE, lines, look, runs, word_middle
from models.errors import BadFormDefinition
from models.forms import Column, FormField, Kind, Option, Writing
from models.values import Box

_GAP: Final = 1.6  # mm between label and writing, box and word
_CELL: Final = (5.0, 6.2)  # width and height of a boxed digit
_CELL_GAP: Final = 2.2  # between groups of digits
_OTHER: Final = 34.0  # least line after "Other:"
_RING: Final = 5.0  # between words to ring
_AIR: Final = 1.25  # of a row of tick boxes: height of a row of words to ring
_LEAST: Final = 12.0  # least writing room beside a label


@dataclass(frozen=True, slots=True)
class Placed:
    """A field with its zones, and how much height it took (mm)."""

    field: FormField
    height: float


def place(
    spec: SpecField, room: Box, page: int, languages: Sequence[str], *, alone: bool = True
) -> Placed:
    """Set `spec` into the top of `room`; `alone` when it has its row for itself.

    Raises BadFormDefinition when it is too narrow.
    """
    writing = Writing(spec.writing)
    label = _label_size(spec.labels, languages)
    above = spec.above or writing is Writing.TABLE
    if above:
        label_zone = Box(room.x0, room.y0, room.x0 + label[0], room.y0 + label[1])
        rest = Box(room.x0, label_zone.y1, room.x1, room.y1)
    else:
        middle = word_middle(languages, len(spec.labels))
        top = room.y0
        if writing in (Writing.TICKS, Writing.WORDS):
            option = look(languages).option * (_AIR if writing is Writing.WORDS else 1.0)
            top += 0.0 if alone or len(spec.labels) > 1 else max(0.0, middle - option / 2)
            middle = top - room.y0 + max(label[1], option) / 2
        half = label[1] / 2
        label_zone = Box(
            room.x0, room.y0 + middle - half, room.x0 + label[0], room.y0 + middle + half
        )
        rest = Box(label_zone.x1 + _GAP, top, room.x1, room.y1)
    if rest.width < _LEAST or label_zone.x1 > room.x1:
        raise BadFormDefinition(
            f"{spec.key}: its label leaves no room to write.",
            remedy="Give it more width, or `above: true`.",
        )
    field = FormField(
        key=spec.key,
        kind=Kind(spec.kind),
        labels=spec.labels,
        page=page,
        label_zone=label_zone,
        zone=rest,
        writing=writing,
        languages=spec.languages or ("eng",),
        rows=spec.rows,
        required=spec.required,
        country=spec.country,
        personal=spec.personal,
        provenance=spec.provenance,
        vocabulary=spec.vocabulary,
        required_if=spec.required_if,
        asked_if=spec.asked_if,
        pattern=spec.pattern,
        least=spec.least,
        most=spec.most,
        standards=spec.standards,
    )
    field = _WAYS[writing](field, spec, rest, languages)
    bottom = max(label_zone.y1, field.zone.y1)
    return Placed(field, bottom - room.y0 + (1.0 if writing in _SPACED else 0.0))


def _label_size(labels: Mapping[str, str], languages: Sequence[str]) -> tuple[float, float]:
    sizes = look(languages)
    set_ = lines(labels, languages, sizes.label, sizes.second)
    width = max(line.width for line in set_) + 0.8
    return width, sum(line.points * MM_PER_POINT * 1.62 for line in set_)


def _dots(field: FormField, spec: SpecField, rest: Box, languages: Sequence[str]) -> FormField:
    height = look(languages).pitch * spec.rows
    return replace(field, zone=Box(rest.x0, rest.y0, rest.x1, rest.y0 + height))


def _frame(field: FormField, spec: SpecField, rest: Box, languages: Sequence[str]) -> FormField:
    pitch = look(languages).pitch
    top = rest.y0 + (0.6 if rest.y0 > field.label_zone.y0 else 0.8)
    return replace(field, zone=Box(rest.x0, top, rest.x1, top + pitch * spec.rows - 0.8))


def _boxes(field: FormField, spec: SpecField, rest: Box, languages: Sequence[str]) -> FormField:
    width, height = _CELL
    middle = word_middle(languages, len(spec.labels))
    top = rest.y0 + min(middle, look(languages).pitch - height / 2 - 0.3) - height / 2
    cells: list[Box] = []
    x = rest.x0 + 0.5
    for group in spec.cells:
        cells += [Box(x + i * width, top, x + (i + 1) * width, top + height) for i in range(group)]
        x += group * width + _CELL_GAP
    if cells[-1].x1 > rest.x1:
        raise BadFormDefinition(f"{field.key}: {len(cells)} boxes need more width.")
    zone = Box(rest.x0, rest.y0, cells[-1].x1 + 0.5, rest.y0 + look(languages).pitch)
    return replace(field, zone=zone, cells=tuple(cells))


def _ticks(field: FormField, spec: SpecField, rest: Box, languages: Sequence[str]) -> FormField:
    sizes = look(languages)
    step = rest.width / spec.grid if spec.grid else 0.0
    options: list[Option] = []
    x, y, column = rest.x0, rest.y0, 0
    for item in spec.options:
        set_ = runs(item.words, languages, sizes.label - 0.3, sizes.second, head=False)
        words = sum(run.width for run in set_) + 1.2 * (len(set_) - 1)
        width = TICK_SIDE + _GAP + words + (_OTHER if item.other else 0.0)
        if step and width > step and item.other:
            column = spec.grid  # "Other" takes a row of its own when a column is too narrow
        if (column >= spec.grid if step else x + width > rest.x1) and x > rest.x0:
            x, y, column = rest.x0, y + sizes.option, 0
        if x + width > rest.x1 + 0.01:
            raise BadFormDefinition(f"{field.key}.{item.code}: its words are wider than its room.")
        top = y + (sizes.option - TICK_SIDE) / 2
        box = Box(x + 0.4, top, x + 0.4 + TICK_SIDE, top + TICK_SIDE)
        line = None
        if item.other:
            start = box.x1 + _GAP + words + 1.0
            end = rest.x1 if not step or column >= spec.grid or x == rest.x0 else x + step - 2
            line = Box(start, y, max(end, start + 10), y + sizes.option)
        options.append(Option(item.code, item.words, box, item.other, line))
        across = max(1, -(-int((width + 3) * 100) // int(step * 100))) if step else 1
        x, column = (x + across * step, column + across) if step else (x + width + 4.0, column + 1)
    zone = Box(rest.x0, rest.y0, rest.x1, y + sizes.option)
    return replace(field, zone=zone, options=tuple(options))


def _words(field: FormField, spec: SpecField, rest: Box, languages: Sequence[str]) -> FormField:
    """Words to ring or underline, apart enough for a ring round each."""
    sizes = look(languages)
    pitch = sizes.option * _AIR
    options: list[Option] = []
    x, y = rest.x0 + _RING / 2, rest.y0
    for item in spec.options:
        set_ = runs(item.words, languages, sizes.label - 0.3, sizes.second, head=False)
        width = sum(run.width for run in set_) + 1.2 * (len(set_) - 1) + 0.6
        line = _OTHER if item.other else 0.0
        if x + width + line > rest.x1 and options:
            x, y = rest.x0 + _RING / 2, y + pitch
        if x + width + line > rest.x1 + 0.01:
            raise BadFormDefinition(f"{field.key}.{item.code}: its words are wider than its room.")
        half = set_[0].points * MM_PER_POINT * 0.75
        middle = y + pitch / 2
        box = Box(x, middle - half, x + width, middle + half)
        text_zone = Box(box.x1 + 1.0, y, rest.x1, y + pitch) if item.other else None
        options.append(Option(item.code, item.words, box, item.other, text_zone))
        x = rest.x1 if item.other else box.x1 + _RING
    zone = Box(rest.x0, rest.y0, rest.x1, y + pitch)
    return replace(field, zone=zone, options=tuple(options))


def _table(field: FormField, spec: SpecField, rest: Box, languages: Sequence[str]) -> FormField:
    sizes = look(languages)
    most = 2 if any(len(column.labels) > 1 for column in spec.columns) else 1
    head = sizes.label * MM_PER_POINT * 1.8 + (most - 1) * sizes.second * MM_PER_POINT * 1.5
    top = rest.y0 + 0.6 + head
    body = Box(rest.x0, top, rest.x1, top + sizes.pitch * spec.rows)
    share = rest.width / sum(c.width for c in spec.columns)
    columns: list[Column] = []
    x = rest.x0
    for item in spec.columns:
        end = x + item.width * share
        columns.append(
            Column(
                item.key,
                Kind(item.kind),
                item.labels,
                Box(x, body.y0, end, body.y1),
                Box(x, body.y0 - head, end, body.y0),
            )
        )
        x = end
    return replace(field, zone=body, columns=tuple(columns))


_SPACED: Final = {Writing.FRAME, Writing.TABLE, Writing.TICKS, Writing.WORDS}
_WAYS: Final[dict[Writing, Callable[[FormField, SpecField, Box, Sequence[str]], FormField]]] = {
    Writing.DOTS: _dots,
    Writing.FRAME: _frame,
    Writing.BOXES: _boxes,
    Writing.TICKS: _ticks,
    Writing.WORDS: _words,
    Writing.TABLE: _table,
}
