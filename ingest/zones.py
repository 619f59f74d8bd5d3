"""What stands in the zones of a known form's page: cut, read all together, put back by field."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from ingest.expected import expectation_of
from ingest.joined import joined
from ingest.looked import PRESENT, Looked, look
from ingest.planes import on_clean, on_scan
from ingest.rows import Rows, rows_of
from models.expectations import Expectation
from models.forms import Form, FormField, Writing
from models.values import Box, Ink, Looks, Mark, Reading
from ocr import reader
from ocr.clean import Cleaned
from ocr.crops import cut
from ocr.panel import Panel
from ocr.sheet import Sheet, ready

_PAD_MM: Final = 1.5
_BY_PEN: Final = 0.6  # of a value's ink is coloured: a pen wrote it, if it is no print
_UNDER_STAMP: Final = 0.1  # of a value's box is covered

Slot = tuple[str, ...]  # field key, then row and column key, or "other" and an option's code


@dataclass(frozen=True, slots=True)
class Zone:
    """What one field's place holds. `box` in scan pixels, for people to look at."""

    box: Box
    present: bool = False
    readings: tuple[Reading, ...] = ()
    marks: Mapping[str, Mark] = field(default_factory=dict)
    other: Reading | None = None
    rows: Rows = field(default_factory=Rows)
    confidence: float = 1.0  # in what `present` says, of what is only looked for
    boxed: int = 0  # how many boxes for single characters were written in


@dataclass(frozen=True, slots=True)
class Written:
    """A line that was read in a zone; `place` is its crop's box in clean pixels."""

    reading: Reading
    place: Box


@dataclass(frozen=True, slots=True, eq=False)
class _Task:
    """Ink to read in a field's languages, and what the form says of it."""

    slot: Slot
    languages: tuple[str, ...]
    ink: Ink
    expectation: Expectation | None = None


@dataclass(frozen=True, slots=True, eq=False)
class _Page:
    """A page of a known form, its ink, and what was looked at."""

    cleaned: Cleaned
    sheet: Sheet
    looked: Looked


def read_zones(
    cleaned: Cleaned, form: Form, number: int, panel: Panel
) -> tuple[dict[str, Zone], list[Written]]:
    """The zones of page `number` of a form by field key, and every line read in them."""
    sheet = ready(cleaned.page, cleaned.blank)
    fields = [f for f in form.fields if f.page == number]
    page = _Page(cleaned, sheet, look(fields, sheet, cleaned))
    tasks = {task.slot: task for f in fields for task in _tasks(form, f, sheet, cleaned)}
    readings = {
        slot: _inked(found, tasks[slot].ink, cleaned)
        for slot, found in _read_all(tasks.values(), panel).items()
    }
    zones = {f.key: _zone(f, page, tasks, readings) for f in fields}
    written = [
        Written(reading, box)
        for slot, found in readings.items()
        for reading, box in zip(found, tasks[slot].ink.boxes, strict=True)
    ]
    return zones, written


def _tasks(form: Form, f: FormField, sheet: Sheet, cleaned: Cleaned) -> Iterable[_Task]:
    """What of a field must be read as text."""

    def ink(zone: Box, rows: int = 1) -> Ink:
        boxed = f.writing is Writing.BOXES
        cells = tuple(on_clean(cell, cleaned) for cell in f.cells) if boxed else ()
        return cut(sheet, on_clean(zone, cleaned), rows, boxed=boxed, cells=cells)

    if f.kind in PRESENT:
        return
    if f.options:
        for option in f.options:
            if option.other and option.text_zone is not None:
                yield _Task((f.key, "other", option.code), f.languages, ink(option.text_zone))
    elif f.writing is Writing.TABLE:
        for row in range(f.rows):
            for column in f.columns:
                if column.kind in PRESENT:
                    continue
                expectation = expectation_of(form, f, column.key)
                found = ink(f.cell(column, row))
                yield _Task((f.key, str(row), column.key), f.languages, found, expectation)
    else:
        yield _Task((f.key,), f.languages, ink(f.zone, f.rows), expectation_of(form, f))


def _read_all(tasks: Iterable[_Task], panel: Panel) -> dict[Slot, tuple[Reading, ...]]:
    """The page's crops go to the reader together: engines start once, not once a field."""
    slots = [
        (task.slot, reader.Task(crop, task.languages, expectation=task.expectation))
        for task in tasks
        for crop in task.ink.crops
    ]
    found: dict[Slot, list[Reading]] = defaultdict(list)
    readings = reader.read_tasks([task for _, task in slots], panel)
    for (slot, _), reading in zip(slots, readings, strict=True):
        found[slot].append(reading)
    return {slot: tuple(group) for slot, group in found.items()}


def _inked(readings: Sequence[Reading], ink: Ink, cleaned: Cleaned) -> tuple[Reading, ...]:
    """Readings with what colour tells of their ink, where the scan has colour."""
    return tuple(
        replace(reading, looks=_coloured(reading.looks, box, cleaned))
        for reading, box in zip(readings, ink.boxes, strict=True)
    )


def _coloured(looks: Looks | None, box: Box, cleaned: Cleaned) -> Looks | None:
    if looks is Looks.UNSURE and cleaned.penned(box) > _BY_PEN:
        return Looks.HANDWRITTEN
    if looks in (Looks.PRINTED, Looks.UNSURE) and cleaned.stamped(box) > _UNDER_STAMP:
        return Looks.STAMPED
    return looks


def _zone(
    f: FormField,
    page: _Page,
    tasks: Mapping[Slot, _Task],
    readings: Mapping[Slot, tuple[Reading, ...]],
) -> Zone:
    cleaned, looked = page.cleaned, page.looked
    box = on_scan(on_clean(f.zone, cleaned), cleaned.page)
    if f.key in looked.present:
        seen = looked.present[f.key]
        return Zone(box, present=seen.present, confidence=seen.confidence)
    if f.options:
        others = [joined(r) for s, r in readings.items() if s[:2] == (f.key, "other")]
        return Zone(box, True, marks=looked.of(f), other=next(iter(others), None))
    if f.writing is Writing.TABLE:
        cells = {
            (int(slot[1]), slot[2]): joined(found)
            for slot, found in readings.items()
            if slot[0] == f.key and len(slot) == 3
        }
        rows = rows_of(f, cells, page.sheet, cleaned)
        return Zone(box, bool(rows), rows=rows)
    found = readings.get((f.key,), ())
    ink = tasks[(f.key,)].ink
    place = on_scan(_around(ink.boxes, cleaned.page.dpi), cleaned.page) if ink.present else box
    value = (joined(found),) if found else ()
    return Zone(place, ink.present, value, boxed=len(ink.cells))


def _around(boxes: Sequence[Box], dpi: float) -> Box:
    pad = _PAD_MM * dpi / 25.4
    return Box(
        min(box.x0 for box in boxes) - pad,
        min(box.y0 for box in boxes) - pad,
        max(box.x1 for box in boxes) + pad,
        max(box.y1 for box in boxes) + pad,
    )
