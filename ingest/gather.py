"""Pages to records: which pages make one form, and what its fields mean together."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from extract.boxed import counted
from extract.check import check
from extract.context import Context
from extract.doubts import doubt
from extract.marks import parse_marks
from extract.parse import parse_field
from extract.presence import parse_presence
from extract.table import Cells, parse_table
from extract.triage import triage
from ingest.reads import PageRead
from ingest.unknown import doubted, forms_of
from ingest.zones import Zone
from models.forms import Form, FormField, Kind, Writing
from models.values import FieldStatus, FieldValue, Record


def records(
    pages: Sequence[PageRead],
    forms: Mapping[tuple[str, str], Form],
    *,
    provenance: Mapping[str, str],
    today: date | None = None,
) -> tuple[Record, ...]:
    """The records of one document, in the order of their pages."""
    made = [_record(group, forms[_form(group[0])], provenance, today) for group in _groups(pages)]
    made += _of_no_form(pages, provenance, today)
    return tuple(sorted(made, key=lambda record: record.pages))


def _of_no_form(
    pages: Sequence[PageRead], provenance: Mapping[str, str], today: date | None
) -> list[Record]:
    """Records of pages that no definition describes, by what their labels tell."""
    told = {p.page.number: p for p in pages if not p.found}
    made = []
    answers = [(number, page.unknown.answers) for number, page in told.items()]
    for form, zones in forms_of(answers):
        group = [
            replace(
                told[number],
                page=replace(told[number].page, form_page=number),
                zones=found,
                found="label",
            )
            for number, found in zones.items()
        ]
        made.append(doubted(_record(group, form, provenance, today)))
    return made


def _form(page: PageRead) -> tuple[str, str]:
    return page.page.form, page.page.form_version


def _groups(pages: Sequence[PageRead]) -> list[list[PageRead]]:
    """Runs of pages of one form: a page number that was there already begins the next record."""
    groups: list[list[PageRead]] = []
    for page in pages:
        if not page.found:
            continue
        last = groups[-1] if groups else []
        numbers = {p.page.form_page for p in last}
        if last and _form(last[0]) == _form(page) and page.page.form_page not in numbers:
            last.append(page)
        else:
            groups.append([page])
    return groups


def _record(
    group: Sequence[PageRead], form: Form, provenance: Mapping[str, str], today: date | None
) -> Record:
    by_number = {page.page.form_page: page for page in group}
    source = "label" if any(page.found == "label" for page in group) else "zone"
    context = Context(
        languages=tuple(dict.fromkeys(code for f in form.fields for code in f.languages)),
        country=form.country,
        latest=today or date.today(),  # noqa: DTZ011 - the day where the office is
        source=source,
    )
    context = _with_date_and_age(form, by_number, context)
    fields = [_field(f, by_number.get(f.page), context) for f in form.fields]
    checked = check(form, fields, context)
    numbers = tuple(page.page.number for page in group)
    return triage(form, checked, pages=numbers, provenance=provenance)


def _with_date_and_age(form: Form, pages: Mapping[int, PageRead], context: Context) -> Context:
    """The form's own date and the age help to understand the other dates."""
    form_date: date | None = None
    age: int | None = None
    for f in form.fields:
        if f.key not in ("form_date", "age"):
            continue
        value = _field(f, pages.get(f.page), context)
        if value.status is not FieldStatus.ACCEPTED:
            continue
        if f.key == "form_date":
            form_date = _day(value.value)
        elif isinstance(value.value, int):
            age = value.value
    return Context(
        context.languages, context.country, form_date, context.latest, age, context.source
    )


def _day(value: Any) -> date | None:
    try:
        return date.fromisoformat(value["iso"])
    except (TypeError, KeyError, ValueError):
        return None


def _field(f: FormField, page: PageRead | None, context: Context) -> FieldValue:
    if page is None:
        return _missing(f, "page_missing")
    number = page.page.number
    zone = page.zones.get(f.key)
    if zone is None:
        return _missing(f, "not_found", number)
    return _parsed(f, zone, number, context)


def _parsed(f: FormField, zone: Zone, number: int, context: Context) -> FieldValue:
    box = zone.box
    if f.kind in (Kind.SIGNATURE, Kind.PHOTO):
        sure = zone.confidence
        return parse_presence(
            f, zone.present, context=context, confidence=sure, box=box, page=number
        )
    if f.options and zone.marks:
        return parse_marks(f, zone.marks, zone.other, context=context, box=box, page=number)
    if f.writing is Writing.TABLE and zone.rows:
        cells = Cells(
            readings=zone.rows.readings,
            signed={
                cell: (seen.present, seen.confidence) for cell, seen in zone.rows.signed.items()
            },
            struck=zone.rows.struck,
            extended=zone.rows.extended,
        )
        return parse_table(f, cells, context=context, box=box, page=number)
    value = parse_field(f, zone.readings, context=context, box=box, page=number)
    return counted(value, f, zone.boxed) if zone.boxed else value


def _missing(f: FormField, code: str, page: int = 0) -> FieldValue:
    """A field whose place nobody saw: that is not the same as an empty one."""
    return FieldValue(
        key=f.key,
        kind=f.kind.value,
        raw="",
        value=None,
        p=0.0,
        status=FieldStatus.REVIEW,
        page=page,
        box=None,
        problems=(doubt(code),),
        source="",
    )
