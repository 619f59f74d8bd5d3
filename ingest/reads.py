"""One page read: its form, and what stands in each of the form's zones."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from extract.labels import find_values, identify
from ingest.known import Known
from models.forms import Form, FormField, Kind, Writing
from models.values import Box, CleanPage, Grey, Ink, Line, Mark, PageImage, Reading, ReadPage
from ocr.clean import Cleaned, clean
from ocr.crops import cut
from ocr.engines import tesseract
from ocr.engines.tesseract import read_lines
from ocr.marks import read_mark
from ocr.plane import box_through
from ocr.script import ScriptFinder
from ocr.sheet import Sheet, ready
from ocr.text import read_page as read_text

#: Languages of a page on which no line could be read.
_ANY: Final = ("eng",)
_PAD_MM: Final = 1.5

Slot = tuple[str, ...]  # field key, then row and column key, or "other" and an option's code


@dataclass(frozen=True, slots=True)
class Zone:
    """What one field's place holds. `box` in scan pixels, for people to look at."""

    box: Box
    present: bool = False
    readings: tuple[Reading, ...] = ()
    marks: Mapping[str, Mark] = field(default_factory=dict)
    other: Reading | None = None
    cells: Mapping[tuple[int, str], tuple[Reading, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, eq=False)
class PageRead:
    """A page with the zones of its form; `found` says how they were found: zone, label or ""."""

    page: ReadPage
    zones: Mapping[str, Zone]
    found: str = ""


def read(image: PageImage, known: Known) -> PageRead:
    """Read one page, by the zones of its form, else by its labels, else as plain text."""
    script = ScriptFinder()
    cleaned = clean(image, known.matcher, orient=script)
    page = _page(cleaned)
    if cleaned.match is not None:
        form = known.forms[(cleaned.match.form, cleaned.match.version)]
        return _by_zones(cleaned, page, form)
    if cleaned.page.quality.blank:
        return PageRead(page, {})
    lines = read_text(cleaned.page, script.languages() or _ANY)
    return _by_labels(replace(page, lines=lines), known)


def _page(cleaned: Cleaned) -> ReadPage:
    page, match = cleaned.page, cleaned.match
    return ReadPage(
        number=page.number,
        width=page.scan_width,
        height=page.scan_height,
        dpi=page.dpi,
        rotation=page.rotation,
        quality=page.quality,
        lines=(),
        form=match.form if match else "",
        form_version=match.version if match else "",
        form_page=match.page if match else 0,
        form_score=match.score if match else 0.0,
    )


def _by_labels(page: ReadPage, known: Known) -> PageRead:
    """The pixels did not fit any blank, but the words may: another printing of a form we know."""
    match = identify(page.lines, tuple(known.forms.values()))
    if match is None:
        return PageRead(page, {})
    form = match.form
    zones = {
        key: Zone(
            found.box,
            present=True,
            readings=(Reading(tesseract.NAME, (), found.raw, found.confidence),),
        )
        for key, found in find_values(page.lines, form, match.page).items()
    }
    named = replace(
        page,
        form=form.id,
        form_version=form.version,
        form_page=match.page,
        form_score=match.score,
    )
    return PageRead(named, zones, "label")


@dataclass(frozen=True, slots=True, eq=False)
class _Task:
    """Ink to read in a field's languages."""

    slot: Slot
    languages: tuple[str, ...]
    ink: Ink


def _by_zones(cleaned: Cleaned, page: ReadPage, form: Form) -> PageRead:
    sheet = ready(cleaned.page, cleaned.blank)
    fields = [f for f in form.fields if f.page == page.form_page]
    tasks = {task.slot: task for f in fields for task in _tasks(f, sheet, cleaned)}
    readings = _read_all(tasks.values())
    zones = {f.key: _zone(f, sheet, cleaned, tasks, readings) for f in fields}
    lines = (*_printed(form, page.form_page, cleaned), *_written(tasks, readings, cleaned.page))
    return PageRead(replace(page, lines=_in_order(lines)), zones, "zone")


def _tasks(f: FormField, sheet: Sheet, cleaned: Cleaned) -> Iterable[_Task]:
    """What of a field must be read as text."""

    def ink(zone: Box, rows: int = 1) -> Ink:
        boxed = f.writing is Writing.BOXES
        return cut(sheet, _on_clean(zone, cleaned), rows, boxed=boxed)

    if f.kind is Kind.SIGNATURE:
        return
    if f.writing is Writing.TICKS:
        for option in f.options:
            if option.other and option.text_zone is not None:
                yield _Task((f.key, "other", option.code), f.languages, ink(option.text_zone))
    elif f.writing is Writing.TABLE:
        for row in range(f.rows):
            for column in f.columns:
                zone = _cell(column.zone, f.rows, row)
                yield _Task((f.key, str(row), column.key), f.languages, ink(zone))
    else:
        yield _Task((f.key,), f.languages, ink(f.zone, f.rows))


def _cell(zone: Box, rows: int, row: int) -> Box:
    height = zone.height / rows
    return Box(zone.x0, zone.y0 + row * height, zone.x1, zone.y0 + (row + 1) * height)


def _read_all(tasks: Iterable[_Task]) -> dict[Slot, tuple[Reading, ...]]:
    """One engine call a set of languages, whatever the number of crops."""
    groups: dict[tuple[str, ...], list[tuple[Slot, Grey]]] = defaultdict(list)
    for task in tasks:
        groups[task.languages] += [(task.slot, crop) for crop in task.ink.crops]
    found: dict[Slot, list[Reading]] = defaultdict(list)
    for languages, crops in groups.items():
        for (slot, _), reading in zip(
            crops, read_lines([crop for _, crop in crops], languages), strict=True
        ):
            found[slot].append(reading)
    return {slot: tuple(readings) for slot, readings in found.items()}


def _zone(
    f: FormField,
    sheet: Sheet,
    cleaned: Cleaned,
    tasks: Mapping[Slot, _Task],
    readings: Mapping[Slot, tuple[Reading, ...]],
) -> Zone:
    box = _on_scan(_on_clean(f.zone, cleaned), cleaned.page)
    if f.kind is Kind.SIGNATURE:
        return Zone(box, present=cut(sheet, _on_clean(f.zone, cleaned)).present)
    if f.writing is Writing.TICKS:
        marks = {o.code: read_mark(sheet, _on_clean(o.box, cleaned)) for o in f.options}
        others = [_joined(r) for s, r in readings.items() if s[:2] == (f.key, "other")]
        return Zone(box, True, marks=marks, other=next(iter(others), None))
    if f.writing is Writing.TABLE:
        cells = {
            (int(slot[1]), slot[2]): (_joined(found),)
            for slot, found in readings.items()
            if slot[0] == f.key and len(slot) == 3
        }
        return Zone(box, bool(cells), cells=cells)
    found = readings.get((f.key,), ())
    ink = tasks[(f.key,)].ink
    seen = _on_scan(_around(ink.boxes, cleaned.page.dpi), cleaned.page) if ink.present else box
    return Zone(seen, ink.present, (_joined(found),) if found else ())


def _joined(readings: Sequence[Reading]) -> Reading:
    """The lines of one value as one reading, as sure as its weakest line."""
    if len(readings) == 1:
        return readings[0]
    return replace(
        readings[0],
        text="\n".join(reading.text for reading in readings if reading.text),
        confidence=min(reading.confidence for reading in readings),
        words=tuple(word for reading in readings for word in reading.words),
    )


def _on_clean(paper: Box, cleaned: Cleaned) -> Box:
    if cleaned.match is None:
        raise ValueError("only a page of a known form has zones")
    return box_through(paper, cleaned.match.to_clean)


def _on_scan(box: Box, page: CleanPage) -> Box:
    place = box_through(box, page.to_scan)
    return Box(
        max(0.0, place.x0),
        max(0.0, place.y0),
        min(float(page.scan_width), place.x1),
        min(float(page.scan_height), place.y1),
    )


def _around(boxes: Sequence[Box], dpi: float) -> Box:
    pad = _PAD_MM * dpi / 25.4
    return Box(
        min(box.x0 for box in boxes) - pad,
        min(box.y0 for box in boxes) - pad,
        max(box.x1 for box in boxes) + pad,
        max(box.y1 for box in boxes) + pad,
    )


def _printed(form: Form, number: int, cleaned: Cleaned) -> Iterable[Line]:
    """The form's own words: known from its definition, so they need not be read."""
    sure = cleaned.match.score if cleaned.match else 0.0
    places = [(c.text, c.zone) for c in form.captions if c.page == number]
    for f in form.fields:
        if f.page == number:
            places.append((f.labels, f.label_zone))
            places += [(o.words, o.box) for o in f.options]
            places += [(c.labels, c.label_zone or c.zone) for c in f.columns]
    for words, zone in places:
        text = " ".join(words.values())
        if text:
            yield Line(text, _on_scan(_on_clean(zone, cleaned), cleaned.page), sure)


def _written(
    tasks: Mapping[Slot, _Task], readings: Mapping[Slot, tuple[Reading, ...]], page: CleanPage
) -> Iterable[Line]:
    for slot, found in readings.items():
        for reading, box in zip(found, tasks[slot].ink.boxes, strict=True):
            if reading.text:
                yield Line(reading.text, _on_scan(box, page), reading.confidence)


def _in_order(lines: Iterable[Line]) -> tuple[Line, ...]:
    return tuple(sorted(lines, key=lambda line: (line.box.y0, line.box.x0)))
