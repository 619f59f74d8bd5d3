"""What is told: dates in their order, how long it took, and sums."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import pairwise
from typing import Any, Final

from extract.context import Context
from extract.findings import Finding, Values
from models.forms import Form, FormField, Kind

#: dates of one story in the order in which they must stand; the ends are the form's own fields
_ORDER: Final = (
    "dob",
    "recruit_date",
    "depart_date",
    "incident_date",
    "exit_date",
    "form_date",
)
_STARTS: Final = ("depart_date", "recruit_date")
_MONTHS_OFF: Final = 2  # people round, and months are counted from either end
_MONTH: Final = 30.44  # days
_CENT: Final = 0.01


def dates_in_order(form: Form, values: Values, context: Context) -> Iterable[Finding]:
    """Birth, recruitment, departure, incident, exit and the form's date follow one another."""
    known = [(key, day) for key in _ORDER if (day := values.whole_day(key)) is not None]
    for (first, earlier), (second, later) in pairwise(known):
        if earlier > later:
            says = f"{_name(form, first)} ({earlier}) lies after {_name(form, second)} ({later})."
            yield Finding((first, second), "dates_out_of_order", says)


def duration_agrees(form: Form, values: Values, context: Context) -> Iterable[Finding]:
    """The months told lie between departure (or recruitment) and exit, within two months."""
    months = values.number("duration_months")
    end = values.whole_day("exit_date")
    start = next(((k, d) for k in _STARTS if (d := values.whole_day(k)) is not None), None)
    if months is None or end is None or start is None or start[1] > end:
        return
    counted = (end - start[1]).days / _MONTH
    keys = ("duration_months", start[0], "exit_date")
    if months > counted + _MONTHS_OFF:
        says = f"From {start[1]} to {end} are {counted:.0f} months; the form says {months}."
        yield Finding(keys, "duration_differs", says)
    elif abs(counted - months) <= 1:
        yield Finding(keys, "duration_agrees")


def sums_agree(form: Form, values: Values, context: Context) -> Iterable[Finding]:
    """A total is the sum of its column: a field `TABLE_total` or `TABLE_COLUMN_total` beside a
    table with a column of numbers or money."""
    keys = {field.key for field in form.fields}
    for table in form.fields:
        columns = [c.key for c in table.columns if c.kind in (Kind.NUMBER, Kind.MONEY)]
        for column in columns:
            names = [f"{table.key}_{column}_total"]
            names += [f"{table.key}_total"] if len(columns) == 1 else []
            for total in keys.intersection(names):
                yield from _summed(table, column, total, values)


def _summed(table: FormField, column: str, total: str, values: Values) -> Iterable[Finding]:
    rows = values.fields[table.key].value if table.key in values.fields else None
    said = _amount(values.fields[total].value) if total in values.fields else None
    parts = [_amount(row.get(column)) for row in rows or () if isinstance(row, Mapping)]
    if said is None or not parts or any(part is None for part in parts):
        return
    counted = sum(part for part in parts if part is not None)
    if abs(counted - said) < _CENT:
        yield Finding((table.key, total), "sum_agrees")
    else:
        says = f"The rows come to {counted:g}; the total says {said:g}."
        yield Finding((table.key, total), "sum_differs", says)


def _amount(value: Any) -> float | None:
    if isinstance(value, Mapping):
        value = value.get("amount")
    known = isinstance(value, int | float) and not isinstance(value, bool)
    return float(value) if known else None


def _name(form: Form, key: str) -> str:
    """What people call a field: its label in English, else its first, else its key."""
    field = next((f for f in form.fields if f.key == key), None)
    labels = dict(field.labels) if field else {}
    return labels.get("en") or next(iter(labels.values()), key)
