"""A blank page written upon: every field of a case, with the truth of what was written."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random

from extract.forms.fill.canvas import Canvas, union
from extract.forms.fill.choices import no_ticks, ticks_of
from extract.forms.fill.ink import Hand
from extract.forms.fill.marks import SHAPES, Shape, draw_tick, sign, strike_out, thumbprint
from extract.forms.fill.people import Person, some_person
from extract.forms.fill.truth import CellTruth, FieldTruth, TickTruth
from extract.forms.fill.values import Case, cell_of, left_empty, text_of
from extract.forms.fill.writing import write_field, write_inside
from extract.forms.typography import LINE_AT
from models.forms import FormField, Kind, Option
from models.values import Box, MarkState

_THUMB_INK = (40, 30, 120)


@dataclass(frozen=True, slots=True)
class Pens:
    """What one office writes with: a hand for words, a shape and a colour for ticks."""

    hand: Hand
    tick: Shape
    pen: tuple[int, int, int]


def some_pens(hand: Hand, rng: Random) -> Pens:
    """Ticks by pen, or by the printer's machine when the words are printed."""
    tick = rng.choice(SHAPES if not hand.handwritten else SHAPES[:4])
    pen = hand.colour if tick == "machine" else rng.choice(((20, 30, 120), (15, 15, 18)))
    return Pens(hand, tick, pen)


def write_on(
    canvas: Canvas, fields: tuple[FormField, ...], case: Case, pens: Pens
) -> tuple[FieldTruth, ...]:
    """Fill `fields` (all of one page) on `canvas`; boxes of the truth are page pixels."""
    return tuple(_write(canvas, field, case, pens) for field in fields)


def _write(canvas: Canvas, field: FormField, case: Case, pens: Pens) -> FieldTruth:
    empty = left_empty(field, case)
    if field.options:
        return _tick(canvas, field, case, pens, empty=empty)
    if field.kind is Kind.TABLE:
        return _table(canvas, field, case, pens, empty=empty)
    if empty:
        value = False if field.kind is Kind.SIGNATURE else None
        return FieldTruth(field.key, field.kind, field.languages[0], "", value, None)
    if field.kind is Kind.SIGNATURE:
        return _sign(canvas, field, case)
    written = text_of(field, case)
    lines = write_field(canvas, field, written.text, written.language, pens.hand, case.rng)
    text = "\n".join(line.text for line in lines)
    value = text.replace("\n", " ") if field.kind is Kind.LONGTEXT else written.value
    return FieldTruth(
        key=field.key,
        kind=field.kind,
        language=written.language,
        text=text,
        value=value,
        box=union([line.box for line in lines]) if lines else None,
        handwritten=pens.hand.handwritten,
        lines=tuple((line.text, line.box) for line in lines),
    )


def _sign(canvas: Canvas, field: FormField, case: Case) -> FieldTruth:
    thumb = field.key == "signature" and case.rng.random() < 0.35
    if thumb:
        box = thumbprint(canvas, field.zone, _THUMB_INK, case.rng)
    else:
        box = sign(canvas, field.zone, (24, 30, 110), case.rng)
    return FieldTruth(
        field.key, field.kind, field.languages[0], "", value=True, box=box, handwritten=True
    )


def _mm(canvas: Canvas, box: Box) -> Box:
    return Box(*(canvas.px(side) for side in (box.x0, box.y0, box.x1, box.y1)))


def _tick(canvas: Canvas, field: FormField, case: Case, pens: Pens, *, empty: bool) -> FieldTruth:
    ticks = no_ticks(field) if empty else ticks_of(field, case)
    inks: list[Box] = []
    truths: list[TickTruth] = []
    for option in field.options:
        state = ticks.states[option.code]
        if state is not MarkState.EMPTY:
            inks.append(draw_tick(canvas, option.box, pens.tick, pens.pen, case.rng))
        if state is MarkState.STRUCK_OUT:
            reach = case.rng.uniform(3, 9)
            inks.append(strike_out(canvas, option.box, reach, pens.pen, case.rng))
        text, box = "", None
        if option.other and ticks.other:
            text, box = _other(canvas, option, ticks.other, case, pens)
        if box is not None:
            inks.append(box)
        truths.append(TickTruth(option.code, state, _mm(canvas, option.box), text, box))
    value = ticks.filled if field.kind is Kind.MULTI else next(iter(ticks.filled), None)
    return FieldTruth(
        key=field.key,
        kind=field.kind,
        language=case.language,
        text=ticks.other,
        value=value,
        box=union(inks) if inks else None,
        handwritten=pens.hand.handwritten,
        ticks=tuple(truths),
    )


def _other(
    canvas: Canvas, option: Option, words: str, case: Case, pens: Pens
) -> tuple[str, Box | None]:
    assert option.text_zone is not None  # noqa: S101 - the loader sees to it
    lines = write_inside(
        canvas, option.text_zone, words, case.language, pens.hand, case.rng, base=LINE_AT - 0.06
    )
    return (lines[0].text, lines[0].box) if lines else ("", None)


def _table(canvas: Canvas, field: FormField, case: Case, pens: Pens, *, empty: bool) -> FieldTruth:
    filled = 0 if empty else case.rng.randrange(1, field.rows + 1)
    height = field.zone.height / field.rows
    rows: list[tuple[CellTruth, ...]] = []
    for number in range(filled):
        person = some_person(case.language, case.form_date, case.rng, ages=(2, 70, 30))
        top = field.zone.y0 + number * height
        rows.append(
            tuple(
                _cell(canvas, field, column, Box(0, top, 0, top + height), case, person, pens)
                for column in range(len(field.columns))
            )
        )
    boxes = [cell.box for row in rows for cell in row if cell.box is not None]
    return FieldTruth(
        key=field.key,
        kind=field.kind,
        language=field.languages[0],
        text="\n".join("\t".join(cell.text for cell in row) for row in rows),
        value=[{cell.column: cell.value for cell in row} for row in rows],
        box=union(boxes) if boxes else None,
        handwritten=pens.hand.handwritten and bool(boxes),
        rows=tuple(rows),
    )


def _cell(
    canvas: Canvas,
    field: FormField,
    index: int,
    band: Box,
    case: Case,
    person: Person,
    pens: Pens,
) -> CellTruth:
    column = field.columns[index]
    zone = Box(column.zone.x0, band.y0, column.zone.x1, band.y1)
    if column.kind is Kind.SIGNATURE:
        box = sign(canvas, zone, pens.pen, case.rng)
        return CellTruth(column.key, column.kind, case.language, "", value=True, box=box)
    if case.rng.random() < 0.08:
        return CellTruth(column.key, column.kind, case.language, "", None, None)
    written = cell_of(column.key, column.kind, case, person, field.languages)
    lines = write_inside(
        canvas, zone, written.text, written.language, pens.hand, case.rng, base=0.66
    )
    box = lines[0].box if lines else None
    return CellTruth(column.key, column.kind, written.language, written.text, written.value, box)
