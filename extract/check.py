"""Cross-checks: fields that must agree with one another.

A check never changes a value. It lowers both fields that disagree, with a reason in words, and
raises those that agree.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from typing import Final

from extract.asked import asked, without_unasked
from extract.checks.ages import age_agrees_with_birth, minor_not_victim
from extract.checks.identity import id_and_nationality, nik_agrees, zone_agrees
from extract.checks.names import names_sound_alike, title_agrees
from extract.checks.office import case_code_pattern, patterns, required
from extract.checks.story import dates_in_order, duration_agrees, sums_agree
from extract.confidence import status, weigh
from extract.context import Context
from extract.doubts import doubt
from extract.findings import Finding, Values
from extract.readers import ceiling
from extract.victim import possible_victim
from models.forms import Form, Kind
from models.values import FieldStatus, FieldValue, Problem

Check = Callable[[Form, Values, Context], Iterable[Finding]]


def check(
    form: Form, fields: Iterable[FieldValue], context: Context | None = None
) -> tuple[FieldValue, ...]:
    """The fields with what the cross-checks found.

    The checks in ALWAYS run on every form, those in CHECKS where the form names them: the schema
    of definitions knows their names.
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


ALWAYS: Final[tuple[Check, ...]] = (
    required,
    asked,
    age_agrees_with_birth,
    title_agrees,
    names_sound_alike,
    nik_agrees,
    zone_agrees,
    id_and_nationality,
    patterns,
    duration_agrees,
    sums_agree,
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
