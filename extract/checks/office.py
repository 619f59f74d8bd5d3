"""What the office itself writes: fields that must be filled, and its case number."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

from extract.context import Context
from extract.findings import Finding, Values
from extract.values.case_code import INDONESIAN
from extract.values.masks import shape
from extract.values.roman import ROMAN
from models.forms import Form, FormField, Kind
from models.values import FieldStatus

_YEAR: Final = re.compile(r"(?:^|\D)((?:19|20|25)\d{2})$")


def required(form: Form, values: Values, context: Context) -> Iterable[Finding]:
    """A field that must be filled and is empty."""
    for field in form.fields:
        value = values.fields.get(field.key)
        if field.required and value and value.status is FieldStatus.EMPTY:
            yield Finding((field.key,), "required_missing")


def case_code_pattern(form: Form, values: Values, context: Context) -> Iterable[Finding]:
    """The case number has the shape of NNN/X/UNIT/CITY/ROMAN MONTH/YYYY, and its month and year
    are those of the form's date; a mask of the field itself goes before."""
    if not any(field.key == "case_code" and field.pattern for field in form.fields):
        yield from _shaped("case_code", INDONESIAN, values)


def patterns(form: Form, values: Values, context: Context) -> Iterable[Finding]:
    """A case number that has the shape of its definition holds the month of the form's date. That
    it has that shape is seen where it is parsed."""
    for field in form.fields:
        if field.kind is Kind.CASE_CODE and field.pattern:
            found = _shaped(field.key, field.pattern, values)
            yield from (finding for finding in found if not finding.doubtful)


def mask_of(form: Form, field: FormField) -> str:
    """The shape of a case number by its definition, "" where it may have any."""
    if field.pattern or field.kind is not Kind.CASE_CODE:
        return field.pattern
    return INDONESIAN if "case_code_pattern" in form.checks else ""


def _shaped(key: str, mask: str, values: Values) -> Iterable[Finding]:
    code = values.text(key)
    if not code:
        return
    match = shape(mask).fullmatch(code)
    if match is None:
        says = f"The case number {code} has not the shape {mask} that this office's form gives."
        yield Finding((key,), "code_pattern", says)
        return
    day, year = values.whole_day("form_date"), _YEAR.search(code)
    month = match.groupdict().get("month")
    if day and year and month and year[1] == str(day.year) and ROMAN[day.month - 1] == month:
        yield Finding((key, "form_date"), "code_and_date_agree")
