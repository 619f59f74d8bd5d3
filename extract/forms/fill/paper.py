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
from extract.forms.fill.writing import Scribe, write_field, write_inside
from extract.forms.typography import LINE_AT
from models.forms import Column, FormField, Kind, Option
from models.values import Box, MarkState

_THUMB_INK = (40, 30, 120)


@dataclass(frozen=True, slots=True)
class Pens:
    """What one office writes with: a hand for words, a shape and a colour for ticks."""

    hand: Hand
    tick: Shape
    pen: tuple[int, int, int]


@dataclass(frozen=True, slots=True)
class _Desk:
    """A page being filled in: what lies before the writer of a case."""

    canvas: Canvas
    case: Case
    pens: Pens

    @property
    def scribe(self) -> Scribe:
        return Scribe(self.canvas, self.pens.hand, self.case.rng)


def some_pens(hand: Hand, rng: Random) -> Pens:
    """Ticks by pen, or by the printer's machine when the words are printed."""
    tick = rng.choice(SHAPES if not hand.handwritten else SHAPES[:4])
    pen = hand.colour if tick == "machine" else rng.choice(((20, 30, 120), (15, 15, 18)))
    return Pens(hand, tick, pen)


def write_on(
    canvas: Canvas, fields: tuple[FormField, ...], case: Case, pens: Pens
) -> tuple[FieldTruth, ...]:
    """Fill `fields` (all of one page) on `canvas`; boxes of the truth are page pixels."""
    desk = _Desk(canvas, case, pens)
    return tuple(_write(desk, field) for field in fields)


def _write(desk: _Desk, field: FormField) -> FieldTruth:
    empty = left_empty(field, desk.case)
    if field.options:
        return _tick(desk, field, empty=empty)
    if field.kind is Kind.TABLE:
        return _table(desk, field, empty=empty)
    if empty:
        nothing = False if field.kind is Kind.SIGNATURE else None
        return FieldTruth(field.key, field.kind, field.languages[0], "", nothing, None)
    if field.kind is Kind.SIGNATURE:
        return _sign(desk, field)
    written = text_of(field, desk.case)
    lines = write_field(desk.scribe, field, written.text, written.language)
    text = "\n".join(line.text for line in lines)
    value = text.replace("\n", " ") if field.kind is Kind.LONGTEXT else written.value
    return FieldTruth(
        key=field.key,
        kind=field.kind,
        language=written.language,
        text=text,
        value=value,
        box=union([line.box for line in lines]) if lines else None,
        handwritten=desk.pens.hand.handwritten,
        lines=tuple((line.text, line.box) for line in lines),
    )


def _sign(desk: _Desk, field: FormField) -> FieldTruth:
    thumb = field.key == "signature" and desk.case.rng.random() < 0.35
    if thumb:
        box = thumbprint(desk.canvas, field.zone, _THUMB_INK, desk.case.rng)
    else:
        box = sign(desk.canvas, field.zone, (24, 30, 110), desk.case.rng)
    return FieldTruth(
        field.key, field.kind, field.languages[0], "", value=True, box=box, handwritten=True
    )


def _mm(canvas: Canvas, box: Box) -> Box:
    return Box(*(canvas.px(side) for side in (box.x0, box.y0, box.x1, box.y1)))


def _tick(desk: _Desk, field: FormField, *, empty: bool) -> FieldTruth:
    ticks = no_ticks(field) if empty else ticks_of(field, desk.case)
    inks: list[Box] = []
    truths: list[TickTruth] = []
    for option in field.options:
        state = ticks.states[option.code]
        if state is not MarkState.EMPTY:
            inks.append(
                draw_tick(desk.canvas, option.box, desk.pens.tick, desk.pens.pen, desk.case.rng)
            )
        if state is MarkState.STRUCK_OUT:
            reach = desk.case.rng.uniform(3, 9)
            inks.append(strike_out(desk.canvas, option.box, reach, desk.pens.pen, desk.case.rng))
        text, box = "", None
        if option.other and ticks.other:
            text, box = _other(desk, option, ticks.other)
        if box is not None:
            inks.append(box)
        truths.append(TickTruth(option.code, state, _mm(desk.canvas, option.box), text, box))
    value = ticks.filled if field.kind is Kind.MULTI else next(iter(ticks.filled), None)
    return FieldTruth(
        key=field.key,
        kind=field.kind,
        language=desk.case.language,
        text=ticks.other,
        value=value,
        box=union(inks) if inks else None,
        handwritten=desk.pens.hand.handwritten,
        ticks=tuple(truths),
    )


def _other(desk: _Desk, option: Option, words: str) -> tuple[str, Box | None]:
    assert option.text_zone is not None  # noqa: S101 - the loader sees to it
    lines = write_inside(
        desk.scribe, option.text_zone, words, desk.case.language, base=LINE_AT - 0.06
    )
    return (lines[0].text, lines[0].box) if lines else ("", None)


def _table(desk: _Desk, field: FormField, *, empty: bool) -> FieldTruth:
    filled = 0 if empty else desk.case.rng.randrange(1, field.rows + 1)
    height = field.zone.height / field.rows
    rows: list[tuple[CellTruth, ...]] = []
    for number in range(filled):
        person = some_person(
            desk.case.language,
            desk.case.form_date,
            desk.case.rng,
            ages=(2, 70, 30),
            which=desk.case.which,
        )
        top = field.zone.y0 + number * height
        rows.append(
            tuple(
                _cell(desk, column, Box(0, top, 0, top + height), person, field.languages)
                for column in field.columns
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
        handwritten=desk.pens.hand.handwritten and bool(boxes),
        rows=tuple(rows),
    )


def _cell(
    desk: _Desk, column: Column, band: Box, person: Person, languages: tuple[str, ...]
) -> CellTruth:
    zone = Box(column.zone.x0, band.y0, column.zone.x1, band.y1)
    if column.kind is Kind.SIGNATURE:
        scrawl = sign(desk.canvas, zone, desk.pens.pen, desk.case.rng)
        return CellTruth(column.key, column.kind, desk.case.language, "", value=True, box=scrawl)
    if desk.case.rng.random() < 0.08:
        return CellTruth(column.key, column.kind, desk.case.language, "", None, None)
    written = cell_of(column.key, column.kind, desk.case, person, languages)
    lines = write_inside(desk.scribe, zone, written.text, written.language, base=0.66)
    box = lines[0].box if lines else None
    return CellTruth(column.key, column.kind, written.language, written.text, written.value, box)
