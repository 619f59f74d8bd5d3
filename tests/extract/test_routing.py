"""Every field goes one of four ways, and nothing untrusted is accepted."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from extract.doubts import doubt
from extract.routing import routed
from extract.standing import BY_P, NEVER, NOTHING_KNOWN, Standing, Why
from models.forms import Kind
from models.lots import lot
from models.routing import Route
from models.values import FieldStatus, FieldValue, Record, RecordState
from tests.extract.builders import codes


def field(
    key: str = "age",
    value: Any = 31,
    p: float = 0.97,
    status: FieldStatus = FieldStatus.ACCEPTED,
    *problems: str,
) -> FieldValue:
    raw = "" if value is None else str(value)
    found = tuple(doubt(code) for code in problems)
    return FieldValue(key, Kind.NUMBER.value, raw, value, p, status, 1, None, found, "zone")


EMPTY = field("village", None, 0.97, FieldStatus.EMPTY)
DASH = replace(field("phone", None, 0.97, FieldStatus.NOT_APPLICABLE), raw="-")
DOUBT = field("dob", 3, 0.6, FieldStatus.REVIEW)
BLOCKED = field("name", 4, 0.97, FieldStatus.REVIEW, "two_marks")


def after(standing: Standing, *fields: FieldValue, drawn: str = "") -> Record:
    record = Record("form", "1", RecordState.FINISHED, fields, (1,))
    return routed(record, standing, lambda key: key == drawn)


def routes(record: Record) -> dict[str, tuple[str, str]]:
    return {f.key: (str(f.routing.route), f.routing.proposal) for f in record.fields if f.routing}


def test_a_trusted_form_accepts_what_is_probable_and_doubts_the_rest() -> None:
    record = after(BY_P, field(), EMPTY, DASH, DOUBT, BLOCKED)
    assert routes(record) == {
        "age": ("accepted", "accepted"),
        "village": ("accepted", "empty"),
        "phone": ("accepted", "not_applicable"),
        "dob": ("doubt", "accepted"),
        "name": ("doubt", ""),
    }
    assert record.state is RecordState.NEEDS_REVIEW
    assert after(BY_P, field(), EMPTY, DASH).state is RecordState.FINISHED


@pytest.mark.parametrize("standing", [NOTHING_KNOWN, NEVER])
def test_an_untrusted_form_accepts_nothing_not_even_an_empty_place(standing: Standing) -> None:
    record = after(standing, field(), EMPTY, DASH, DOUBT, BLOCKED)
    assert {f.status for f in record.fields} == {FieldStatus.REVIEW}
    assert {f.routing.route for f in record.fields if f.routing} == {Route.CONFIRM, Route.DOUBT}
    assert record.fields[0].value == 31, "it stays filled in"
    assert all(f.problems for f in record.fields), "each says why it waits"
    assert after(standing, EMPTY).state is RecordState.NEEDS_REVIEW


def test_what_waits_for_trust_says_so() -> None:
    assert codes(after(NOTHING_KNOWN, field()).fields[0]) == {"form_not_trusted"}
    assert codes(after(NEVER, field()).fields[0]) == {"never_accepted"}


def test_an_accepted_value_that_is_drawn_waits_for_a_look() -> None:
    record = after(BY_P, field(), DOUBT, drawn="age")
    assert routes(record)["age"] == ("sample", "accepted")
    assert codes(record.fields[0]) == {"sample"}
    assert routes(after(BY_P, DOUBT, drawn="dob"))["dob"] == ("doubt", "accepted")


def test_thresholds_of_the_form_decide_and_the_reason_goes_with_the_doubt() -> None:
    near = field("age", 31, 0.90, FieldStatus.REVIEW, "reader_unsure")
    lax = Standing(Why.TRUSTED, 0.02, strictness=-1.0)
    strict = Standing(Why.TRUSTED, 0.002, strictness=2.0)
    taken = after(lax, near).fields[0]
    assert (taken.status, taken.problems) == (FieldStatus.ACCEPTED, ())
    assert after(strict, field()).fields[0].status is FieldStatus.REVIEW
    assert codes(after(strict, field()).fields[0]) == {"reader_unsure"}


def test_what_waits_for_another_reason_is_not_let_pass_by_its_probability() -> None:
    """Somebody wanted a person to look at it, though its probability is high."""
    asked = field("age", 31, 0.97, FieldStatus.REVIEW)
    assert after(BY_P, asked).fields[0].status is FieldStatus.REVIEW


def test_what_a_person_said_is_left_alone() -> None:
    said = replace(field(p=0.1), source="person")
    assert after(NOTHING_KNOWN, said).fields[0] == said


def test_lots_fall_the_same_way_each_time_and_as_often_as_asked() -> None:
    subjects = [f"document:{n}:age" for n in range(20_000)]
    drawn = [s for s in subjects if lot("secret", s, 0.02)]
    assert drawn == [s for s in subjects if lot("secret", s, 0.02)]
    assert 320 <= len(drawn) <= 480
    assert set(drawn) != {s for s in subjects if lot("another", s, 0.02)}
    assert all(lot("secret", s, 1.0) for s in subjects[:50])
