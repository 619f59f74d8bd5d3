"""Pages to records: which pages make one form, and what its fields mean together."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from extract.boxed import counted
from extract.check import check
from extract.confidence import weigh
from extract.context import Context
from extract.doubts import doubt
from extract.marks import parse_marks
from extract.parse import parse_field
from extract.placing import placed
from extract.presence import parse_presence
from extract.table import Cells, parse_table
from extract.triage import triage
from ingest.cases import Case, Sheet, cases
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
    per_case: int = 0,
) -> tuple[Record, ...]:
    """The records of one document, in the order of their pages.

    `per_case`: so many pages of the file make one case each; 0 leaves it to separator sheets and
    to the pages of the forms.
    """
    by_place = {page.page.number: page for page in pages}
    made = [
        _of_case(case, by_place, forms, provenance, today)
        for case in cases([_sheet(page) for page in pages], _lengths(forms), per_case)
    ]
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


def _sheet(page: PageRead) -> Sheet:
    read = page.page
    if page.found not in ("zone", "label"):
        return Sheet(read.number, separator=page.found == "separator")
    return Sheet(read.number, read.form, read.form_version, read.form_page, page.others)


def _lengths(forms: Mapping[tuple[str, str], Form]) -> dict[tuple[str, str], int]:
    return {key: len(form.pages) for key, form in forms.items()}


def _of_case(
    case: Case,
    pages: Mapping[int, PageRead],
    forms: Mapping[tuple[str, str], Form],
    provenance: Mapping[str, str],
    today: date | None,
) -> Record:
    """The record of a case; what is unsure of its pages stands on every field."""
    form = forms[case.key]
    group = [_read_as(pages[place], number, form, forms) for place, number in case.pages]
    numbers = {number for _, number in case.pages}
    codes = ["pages_unsure"] if case.unsure else []
    if any(not _same_fields(form, forms[key], n) for key in case.open_versions for n in numbers):
        codes.append("version_unsure")
    told = {} if case.how == "pages" else {"case": f"{case.number}, by {case.how}"}
    return _record(group, form, {**provenance, **told}, today, codes)


def _read_as(
    page: PageRead, number: int, form: Form, forms: Mapping[tuple[str, str], Form]
) -> PageRead:
    """A page taken for another one with the same print: zones of fields that are the same there."""
    read = page.page
    if (read.form, read.form_version, read.form_page) == (form.id, form.version, number):
        return page
    before = {f.key: f for f in forms[(read.form, read.form_version)].fields}
    same = {f.key for f in form.fields if f.page == number and _alike(before.get(f.key), f)}
    return replace(
        page,
        page=replace(read, form=form.id, form_version=form.version, form_page=number),
        zones={key: zone for key, zone in page.zones.items() if key in same},
    )


def _same_fields(one: Form, other: Form, number: int) -> bool:
    mine = [f for f in one.fields if f.page == number]
    theirs = {f.key: f for f in other.fields if f.page == number}
    return len(mine) == len(theirs) and all(_alike(theirs.get(f.key), f) for f in mine)


def _alike(one: FormField | None, other: FormField) -> bool:
    """Read in the same way at the same place, but for the number of the page."""
    return one is not None and replace(one, page=other.page) == other


def _record(
    group: Sequence[PageRead],
    form: Form,
    provenance: Mapping[str, str],
    today: date | None,
    codes: Sequence[str] = (),
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
    checked = [_doubted(field, codes) for field in check(form, fields, context)]
    numbers = tuple(page.page.number for page in group)
    return triage(form, checked, pages=numbers, provenance=provenance)


def _doubted(field: FieldValue, codes: Sequence[str]) -> FieldValue:
    if not codes:
        return field
    problems = (*field.problems, *(doubt(code) for code in codes))
    return replace(field, p=weigh(field.p, codes), problems=problems)


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
    return placed(_parsed(f, zone, number, context), f, page.spots)


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
