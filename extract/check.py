"""Cross-checks: fields that must agree with one another.

A check never changes a value. It lowers both fields that disagree, with a reason in words, and
raises those that agree.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from datetime import date
from itertools import pairwise
from typing import Final

from extract.asked import asked, without_unasked
from extract.confidence import status, weigh
from extract.context import Context
from extract.doubts import doubt
from extract.findings import Finding, Values
from extract.kinds import country_of
from extract.languages.names import split_title
from extract.languages.words import Title
from extract.languages.words import languages as spoken_languages
from extract.readers import ceiling
from extract.text import clean, without_leaders
from extract.values import nik
from extract.values.case_code import ROMAN
from extract.victim import possible_victim
from models.forms import Form, Kind
from models.values import FieldStatus, FieldValue, Problem

_OLDEST: Final = 110
#: the pattern of the field notes for Indonesian case numbers
_CASE_CODE: Final = re.compile(r"^\d{3}/[A-Z]/[A-Z-]+/[A-Z ]+/([IVX]+)/(\d{4})$")
#: dates of one story in the order in which they must stand; the ends are the form's own fields
_ORDER: Final = (
    "dob",
    "recruit_date",
    "depart_date",
    "incident_date",
    "exit_date",
    "form_date",
)

Check = Callable[[Form, Values, Context], Iterable[Finding]]


def check(
    form: Form, fields: Iterable[FieldValue], context: Context | None = None
) -> tuple[FieldValue, ...]:
    """The fields with what the cross-checks found.

    The checks in ALWAYS run on every form, those in CHECKS where the form names them; a name that
    is not known is a fault of the definition and is told by `unknown_checks`.
    """
    values = Values(without_unasked(form, {f.key: f for f in fields}))
    around = context or Context()
    named = [CHECKS[name] for name in form.checks if name in CHECKS]
    findings = [
        finding
        for rule in dict.fromkeys((*ALWAYS, *named))
        for finding in rule(form, values, around)
    ]
    return tuple(_with(field, findings) for field in values.fields.values())


def unknown_checks(form: Form) -> tuple[str, ...]:
    """Names in the form's `checks` that no check answers to."""
    return tuple(name for name in form.checks if name not in CHECKS)


def age_on(born: date, day: date) -> int:
    """Completed years on `day`.

    >>> age_on(date(1998, 8, 12), date(2019, 8, 11))
    20
    """
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))


def _with(field: FieldValue, findings: list[Finding]) -> FieldValue:
    mine = [finding for finding in findings if field.key in finding.keys]
    if not mine:
        return field
    p = weigh(field.p, [f.code for f in mine], ceiling=ceiling(field.readings))
    new = (Problem(f.code, f.says) if f.says else doubt(f.code) for f in mine if f.doubtful)
    # one code may be said in several sentences: of every rule that is broken
    problems = tuple({(p.code, p.text): p for p in (*field.problems, *new)}.values())
    settled = field.status
    if any(f.doubtful for f in mine) or settled in (FieldStatus.ACCEPTED, FieldStatus.REVIEW):
        settled = status(Kind(field.kind), p, problems)
    if settled is FieldStatus.ACCEPTED and field.status not in (
        FieldStatus.ACCEPTED,
        FieldStatus.REVIEW,
    ):
        settled = field.status
    return replace(field, p=p, problems=problems, status=settled)


def required(form: Form, values: Values, context: Context) -> Iterable[Finding]:
    """A field that must be filled and is empty."""
    for field in form.fields:
        value = values.fields.get(field.key)
        if field.required and value and value.status is FieldStatus.EMPTY:
            yield Finding((field.key,), "required_missing")


def age_agrees_with_birth(form: Form, values: Values, context: Context) -> Iterable[Finding]:
    """Date of birth, age and date of the form agree within a year; the age is 0 to 110."""
    born, day, age = values.day("dob"), values.day("form_date"), values.number("age")
    if born is None or day is None:
        return
    counted = age_on(born, day)
    if not 0 <= counted <= _OLDEST:
        yield Finding(("dob", "form_date"), "age_outside")
    elif age is not None:
        agree = abs(counted - age) <= 1
        if agree:
            yield Finding(("dob", "age"), "age_agrees")
        else:
            yield Finding(("dob", "age", "form_date"), "age_and_birth")


def nik_agrees(form: Form, values: Values, context: Context) -> Iterable[Finding]:
    """The date of birth and the sex inside an Indonesian NIK are those of the form."""
    for field in form.fields:
        if field.key != "national_id" or country_of(field, context) not in ("IDN", ""):
            continue
        inside = nik.inside(values.text(field.key), values.day("form_date") or context.horizon)
        if inside is None:
            continue
        born, sex = values.whole_day("dob"), values.text("sex")
        if born:
            code = "nik_agrees" if born in inside.births else "nik_and_birth"
            yield Finding((field.key, "dob"), code)
        if sex in ("male", "female") and sex != inside.sex:
            yield Finding((field.key, "sex"), "nik_and_sex")


def title_agrees(form: Form, values: Values, context: Context) -> Iterable[Finding]:
    """The title before the person's name agrees with sex and age (docs/values.md, partly G)."""
    sex, age = values.text("sex"), values.number("age")
    for field in form.fields:
        if not field.key.startswith("name_") or field.key not in values.fields:
            continue
        raw = without_leaders(clean(values.fields[field.key].raw))
        title, _ = split_title(raw, field.languages)
        if title is None:
            title = _ticked_title(values.text("title"), field.languages)
        if title is None:
            continue
        if title.sex and sex in ("male", "female") and title.sex != sex:
            yield Finding((field.key, "sex"), "title_and_sex")
        if age is not None and (
            (title.under and age >= title.under) or (title.since and age < title.since)
        ):
            yield Finding((field.key, "age"), "title_and_age")


def _ticked_title(code: str, languages: tuple[str, ...]) -> Title | None:
    """The title of a tick box of its own (field "title"), whose codes are those of names.yaml."""
    found = (t for spoken in spoken_languages(languages) for t in spoken.titles if t.code == code)
    return next(found, None)


def case_code_pattern(form: Form, values: Values, context: Context) -> Iterable[Finding]:
    """NNN/X/UNIT/CITY/ROMAN MONTH/YYYY, and the month and year are those of the form's date."""
    code = values.text("case_code")
    if not code:
        return
    match = _CASE_CODE.match(code)
    if match is None or match[1] not in ROMAN:
        yield Finding(("case_code",), "code_pattern")
        return
    day = values.whole_day("form_date")
    if day and (ROMAN.index(match[1]) + 1, int(match[2])) == (day.month, day.year):
        yield Finding(("case_code", "form_date"), "code_and_date_agree")


def dates_in_order(form: Form, values: Values, context: Context) -> Iterable[Finding]:
    """Birth, recruitment, departure, incident, exit and the form's date follow one another."""
    known = [(key, day) for key in _ORDER if (day := values.whole_day(key)) is not None]
    for (first, earlier), (second, later) in pairwise(known):
        if earlier > later:
            yield Finding((first, second), "dates_out_of_order")


def minor_not_victim(form: Form, values: Values, context: Context) -> Iterable[Finding]:
    """A person under 18 who is marked as not a victim: a person looks again."""
    age = values.number("age")
    if age is not None and age < 18 and values.text("status") == "NotAVictimOfTrafficking":
        yield Finding(("status", "age"), "minor_not_victim")


ALWAYS: Final[tuple[Check, ...]] = (
    required,
    asked,
    age_agrees_with_birth,
    title_agrees,
    nik_agrees,
)
CHECKS: Final[Mapping[str, Check]] = {
    "required": required,
    "age_agrees_with_birth": age_agrees_with_birth,
    "nik_agrees_with_birth_and_sex": nik_agrees,
    "title_agrees_with_sex": title_agrees,
    "case_code_pattern": case_code_pattern,
    "dates_in_order": dates_in_order,
    "minor_not_victim": minor_not_victim,
    "possible_victim_rule": possible_victim,
}
