"""What a definition asks of a record: fields that others call for, fields not asked, and its rules.

A condition that cannot be told (a field unread, a page missing) finds nothing: the doubt stands
on the field that was not read.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Final

from extract.conditions import Condition, holds, parse, variables
from extract.conditions.cycles import in_order
from extract.conditions.evaluate import empty, holds_nothing
from extract.context import Context
from extract.findings import Finding, Values
from models.forms import Form, FormField, Rule
from models.values import FieldStatus, FieldValue

_GONE: Final = (FieldStatus.EMPTY, FieldStatus.NOT_APPLICABLE)


def without_unasked(form: Form, fields: Mapping[str, FieldValue]) -> dict[str, FieldValue]:
    """The fields by key, where an empty one that is not asked (`asked_if`) is not applicable.

    It is as sure as the fields that say so. What hangs on such a field is settled after it.
    Raises BadFormDefinition for a condition that `extract.forms` would have refused.
    """
    conditions = _parsed(form, {f.key: f.asked_if for f in form.fields})
    needs = {key: variables(condition) for key, condition in conditions.items()}
    now = dict(fields)
    for key in in_order(needs):
        field = now.get(key)
        if field is None or field.status is not FieldStatus.EMPTY:
            continue
        if holds(conditions[key], now) is False:
            p = min([field.p, *(now[other].p for other in needs[key] if other in now)])
            now[key] = replace(field, status=FieldStatus.NOT_APPLICABLE, p=p)
    return now


def remarks(form: Form, fields: Mapping[str, FieldValue]) -> tuple[Finding, ...]:
    """What conditions and rules find wrong with these fields, once those not asked are settled."""
    return tuple(asked(form, Values(without_unasked(form, fields)), Context()))


def asked(form: Form, values: Values, context: Context) -> Iterable[Finding]:
    """Empty where a condition asks for it, filled where it does not, and rules that are broken."""
    fields = values.fields
    for key, condition in _parsed(form, {f.key: f.required_if for f in form.fields}).items():
        field = fields.get(key)
        if field and _missing(field) and holds(condition, fields):
            text = form.field(key).required_if
            others = tuple(sorted(variables(condition)))
            yield Finding((key,), "required_here", f"It must be filled where {text}; it is empty.")
            yield Finding(others, "condition_unmet", f"{_name(form, key)} is empty where {text}.")
    for key, condition in _parsed(form, {f.key: f.asked_if for f in form.fields}).items():
        field = fields.get(key)
        if field and _filled(field) and holds(condition, fields) is False:
            text = form.field(key).asked_if
            keys = (key, *sorted(variables(condition)))
            says = f"{_name(form, key)} is filled, and is asked only where {text}."
            yield Finding(keys, "not_asked", says)
    for rule in form.rules:
        yield from _broken(form, rule, fields)


def _parsed(form: Form, texts: Mapping[str, str]) -> dict[str, Condition]:
    by_key: dict[str, FormField] = {field.key: field for field in form.fields}
    return {key: parse(text, by_key) for key, text in texts.items() if text}


def _broken(form: Form, rule: Rule, fields: Mapping[str, FieldValue]) -> Iterable[Finding]:
    by_key: dict[str, FormField] = {field.key: field for field in form.fields}
    when, then = parse(rule.when, by_key), parse(rule.then, by_key)
    if holds(when, fields) and holds(then, fields) is False:
        keys = tuple(sorted(variables(when) | variables(then)))
        says = rule.says.get("en") or rule.says[next(iter(rule.says))]
        yield Finding(keys, "rule_broken", says)


def _missing(field: FieldValue) -> bool:
    """Whether certainly nothing stands there, and nobody said that it does not apply."""
    return empty(field) is True and field.status is not FieldStatus.NOT_APPLICABLE


def _filled(field: FieldValue) -> bool:
    """Whether something certainly stands there."""
    return field.status not in _GONE and not holds_nothing(field.value)


def _name(form: Form, key: str) -> str:
    """What people call the field: its printed English label, else that of the form's language."""
    labels = form.field(key).labels
    return next((labels[code] for code in ("en", *form.languages) if code in labels), key)
