"""Numbers and dates in conditions, as the span of what they may be."""

from __future__ import annotations

import calendar
from collections.abc import Mapping
from datetime import date
from typing import Final

from extract.conditions.nodes import Amount, Count, Days, Number, Quantity, Sum, Years
from models.values import FieldStatus, FieldValue

#: the least and the most that something may be; dates are days since the year 1
Span = tuple[float, float]

_YEARS: Final = range(1800, 2200)
_GONE: Final = (FieldStatus.EMPTY, FieldStatus.NOT_APPLICABLE)


def days(text: str) -> Days | None:
    """The days that a date, a month or a year written in figures may be; None for no such day.

    >>> days("2019-02")
    Days(first=datetime.date(2019, 2, 1), last=datetime.date(2019, 2, 28))
    """
    parts = text.split("-")
    try:
        numbers = [int(part) for part in parts]
        first = date(*[*numbers, 1, 1][:3])
    except (ValueError, TypeError):
        return None
    if len(parts) >= 3:
        return Days(first, first)
    month = first.month if len(parts) == 2 else 12
    return Days(first, date(first.year, month, calendar.monthrange(first.year, month)[1]))


def is_date(amount: Amount) -> bool:
    """Whether it is a date; else it is a number."""
    match amount:
        case Days():
            return True
        case Quantity(_, dated):
            return dated
        case Sum(left, right):
            return is_date(left) and not is_date(right)
        case _:
            return False


def year(amount: Amount, beside: Amount) -> Amount:
    """A bare number beside a date is a year.

    >>> year(Number(2019), Quantity("dob", True)).last
    datetime.date(2019, 12, 31)
    """
    if isinstance(amount, Number) and is_date(beside) and amount.value in _YEARS:
        return days(str(int(amount.value))) or amount
    return amount


def span(amount: Amount, fields: Mapping[str, FieldValue]) -> Span | None:
    """What the amount may be in this record; None where nobody knows."""
    found: Span | None
    match amount:
        case Number(value):
            found = (value, value)
        case Days(first, last):
            found = (first.toordinal(), last.toordinal())
        case Quantity(key, dated):
            found = _held(fields.get(key), dated=dated)
        case Count(key):
            found = _counted(fields.get(key))
        case Sum(left, right, sign):
            found = _added(span(left, fields), span(right, fields), sign)
        case Years(start, end):
            found = _years(span(start, fields), span(end, fields))
    return found


def _added(a: Span | None, b: Span | None, sign: int) -> Span | None:
    if a is None or b is None:
        return None
    return (a[0] + b[0], a[1] + b[1]) if sign > 0 else (a[0] - b[1], a[1] - b[0])


def _years(start: Span | None, end: Span | None) -> Span | None:
    if start is None or end is None:
        return None
    return _age(start[1], end[0]), _age(start[0], end[1])


def _age(born: float, day: float) -> int:
    """Completed years between two days, negative when they stand the other way."""
    start, end = _day(born), _day(day)
    return end.year - start.year - ((end.month, end.day) < (start.month, start.day))


def _day(ordinal: float) -> date:
    return date.fromordinal(min(max(1, int(ordinal)), date.max.toordinal()))


def _held(field: FieldValue | None, *, dated: bool) -> Span | None:
    value = None if field is None else field.value
    if dated:
        found = days(str(value.get("iso", ""))) if isinstance(value, Mapping) else None
        return (found.first.toordinal(), found.last.toordinal()) if found else None
    if isinstance(value, Mapping):
        value = value.get("amount")  # money
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return float(value), float(value)


def _counted(field: FieldValue | None) -> Span | None:
    if field is None:
        return None
    value = field.value.get("codes") if isinstance(field.value, Mapping) else field.value
    if isinstance(value, list | tuple):
        return len(value), len(value)
    return (0, 0) if field.status in _GONE else None
