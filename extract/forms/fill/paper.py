"""A blank page written upon: every field of a case, with the truth of what was written."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random

from extract.forms.fill.asked import remember
from extract.forms.fill.canvas import Canvas, union
from extract.forms.fill.choices import no_ticks, ticks_of
from extract.forms.fill.corrections import stray, strays, strike_out
from extract.forms.fill.ink import Hand
from extract.forms.fill.marks import MACHINE, Nib, draw_tick, some_nib, some_tick
from extract.forms.fill.people import Person, some_person
from extract.forms.fill.signing import photograph, sign, thumbprint
from extract.forms.fill.truth import CellTruth, FieldTruth, TickTruth
from extract.forms.fill.values import Case, cell_of, left_empty, text_of
from extract.forms.fill.wordmarks import choose_word, some_way, strike_word
from extract.forms.fill.writing import Scribe, write_field, write_inside
from extract.forms.levels import Set
from extract.forms.typography import LINE_AT
from models.forms import Column, FormField, Kind, Option, Writing
from models.values import Box, MarkState

_THUMB_INK = (40, 30, 120)
_BY_MACHINE = 0.2  # of printed fillings have their boxes ticked by the printer too
_ROW_STRUCK = 0.02  # of the rows of tables are struck out; they are no part of the truth
_BY_EXCLUSION = 0.35  # of word lists are answered by striking out what does not apply


@dataclass(frozen=True, slots=True)
class Pens:
    """What one office writes with: a hand for words, a shape and a nib for ticks."""

    hand: Hand
    tick: str
    nib: Nib
    which: Set | None = None


@dataclass(frozen=True, slots=True)
class _Desk:
    """A page being filled in: what lies before the writer of a case."""

    canvas: Canvas
    case: Case
    pens: Pens

    @property
    def scribe(self) -> Scribe:
        return Scribe(self.canvas, self.pens.hand, self.case.rng)


def some_pens(hand: Hand, rng: Random, which: Set | None = None) -> Pens:
    """Ticks by pen, or by the printer's machine when the words are printed."""
    if not hand.handwritten and rng.random() < _BY_MACHINE:
        return Pens(hand, MACHINE, some_nib(hand.colour, rng, which), which)
    colour = rng.choice(((20, 30, 120), (15, 15, 18)))
    return Pens(hand, some_tick(rng, which), some_nib(colour, rng, which), which)


def write_on(
    canvas: Canvas, fields: tuple[FormField, ...], case: Case, pens: Pens
) -> tuple[FieldTruth, ...]:
    """Fill `fields` (all of one page) on `canvas`; boxes of the truth are page pixels."""
    desk = _Desk(canvas, case, pens)
    truths: list[FieldTruth] = []
    for field in fields:
        truth = _write(desk, field)
        remember(case.said, field, truth.text, truth.value, empty=truth.box is None)
        truths.append(truth)
    return tuple(truths)


def _write(desk: _Desk, field: FormField) -> FieldTruth:
    empty = left_empty(field, desk.case)
    if field.options:
        return _choose(desk, field, empty=empty)
    if field.kind is Kind.TABLE:
        return _table(desk, field, empty=empty)
    if empty:
        nothing = False if field.kind in (Kind.SIGNATURE, Kind.PHOTO) else None
        return FieldTruth(field.key, field.kind, field.languages[0], "", nothing, None)
    if field.kind in (Kind.SIGNATURE, Kind.PHOTO):
        return _present(desk, field)
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


def _present(desk: _Desk, field: FormField) -> FieldTruth:
    thumb = field.key == "signature" and desk.case.rng.random() < 0.35
    if field.kind is Kind.PHOTO:
        box = photograph(desk.canvas, field.zone, desk.case.rng)
    elif thumb:
        box = thumbprint(desk.canvas, field.zone, _THUMB_INK, desk.case.rng)
    else:
        box = sign(desk.canvas, field.zone, (24, 30, 110), desk.case.rng)
    by_hand = field.kind is Kind.SIGNATURE
    return FieldTruth(
        field.key, field.kind, field.languages[0], "", value=True, box=box, handwritten=by_hand
    )


def _mm(canvas: Canvas, box: Box) -> Box:
    return Box(*(canvas.px(side) for side in (box.x0, box.y0, box.x1, box.y1)))


def _choose(desk: _Desk, field: FormField, *, empty: bool) -> FieldTruth:
    ticks = no_ticks(field) if empty else ticks_of(field, desk.case)
    states = ticks.states
    mark = _mark_box
    if field.writing is Writing.WORDS:
        mark = _mark_word
        states = _word_states(states, desk.case.rng)
    inks: list[Box] = []
    truths: list[TickTruth] = []
    for option in field.options:
        state = states[option.code]
        inks += mark(desk, option, state)
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


def _mark_box(desk: _Desk, option: Option, state: MarkState) -> list[Box]:
    """The ink of one tick box; a box struck out had been ticked."""
    rng, pens, canvas = desk.case.rng, desk.pens, desk.canvas
    if state is MarkState.EMPTY:
        if pens.which is None or not strays(rng, pens.which):
            return []
        return [stray(canvas, option.box, pens.nib, rng, pens.which)]
    inks = [draw_tick(canvas, option.box, pens.tick, pens.nib, rng)]
    if state is MarkState.STRUCK_OUT:
        inks.append(strike_out(canvas, option.box, pens.nib, rng, pens.which))
    return inks


def _word_states(states: dict[str, MarkState], rng: Random) -> dict[str, MarkState]:
    """Some people mark the word that holds, others strike out those that do not."""
    filled = MarkState.FILLED in states.values()
    if not filled or rng.random() >= _BY_EXCLUSION:
        return {code: _or_empty(state) for code, state in states.items()}
    return {
        code: MarkState.EMPTY if state is MarkState.FILLED else MarkState.STRUCK_OUT
        for code, state in states.items()
    }


def _or_empty(state: MarkState) -> MarkState:
    return MarkState.EMPTY if state is MarkState.STRUCK_OUT else state


def _mark_word(desk: _Desk, option: Option, state: MarkState) -> list[Box]:
    rng, pens = desk.case.rng, desk.pens
    if state is MarkState.EMPTY:
        return []
    if state is MarkState.STRUCK_OUT:
        return [strike_word(desk.canvas, option.box, pens.nib, rng)]
    way = some_way(rng, pens.which)
    return [choose_word(desk.canvas, option.box, way, pens.nib, rng)]


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
    struck = desk.case.rng.randrange(round(1 / _ROW_STRUCK)) if desk.pens.which else -1
    for number in range(filled):
        person = some_person(
            desk.case.language,
            desk.case.form_date,
            desk.case.rng,
            ages=(2, 70, 30),
            which=desk.case.which,
        )
        top = field.zone.y0 + number * height
        band = Box(field.zone.x0, top, field.zone.x1, top + height)
        row = tuple(_cell(desk, c, band, person, field.languages) for c in field.columns)
        if filled > 1 and number == struck:
            strike_word(desk.canvas, band, desk.pens.nib, desk.case.rng)
        else:
            rows.append(row)
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
        scrawl = sign(desk.canvas, zone, desk.pens.nib.colour, desk.case.rng)
        return CellTruth(column.key, column.kind, desk.case.language, "", value=True, box=scrawl)
    if desk.case.rng.random() < 0.08:
        return CellTruth(column.key, column.kind, desk.case.language, "", None, None)
    written = cell_of(column.key, column.kind, desk.case, person, languages)
    lines = write_inside(desk.scribe, zone, written.text, written.language, base=0.66)
    box = lines[0].box if lines else None
    return CellTruth(column.key, column.kind, written.language, written.text, written.value, box)
