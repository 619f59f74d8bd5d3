"""Date of birth, age, and the date of the form."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Final

from extract.context import Context
from extract.findings import Finding, Values
from models.forms import Form

_OLDEST: Final = 110
_ADULT: Final = 18


def age_on(born: date, day: date) -> int:
    """Completed years on `day`.

    >>> age_on(date(1998, 8, 12), date(2019, 8, 11))
    20
    """
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))


def age_agrees_with_birth(form: Form, values: Values, context: Context) -> Iterable[Finding]:
    """Date of birth, age and date of the form agree within a year; the age is 0 to 110."""
    born, day, age = values.day("dob"), values.day("form_date"), values.number("age")
    if born is None or day is None:
        return
    counted = age_on(born, day)
    if not 0 <= counted <= _OLDEST:
        says = f"Born {born} and asked on {day}: that gives an age of {counted}, outside 0 to 110."
        yield Finding(("dob", "form_date"), "age_outside", says)
    elif age is not None:
        if abs(counted - age) <= 1:
            yield Finding(("dob", "age"), "age_agrees")
        else:
            says = (
                f"Born {born} and asked on {day}: that gives {counted} years; the age says {age}."
            )
            yield Finding(("dob", "age", "form_date"), "age_and_birth", says)


def minor_not_victim(form: Form, values: Values, context: Context) -> Iterable[Finding]:
    """A person under 18 who is marked as not a victim: a person looks again."""
    age = values.number("age")
    if age is not None and age < _ADULT and values.text("status") == "NotAVictimOfTrafficking":
        yield Finding(("status", "age"), "minor_not_victim")
