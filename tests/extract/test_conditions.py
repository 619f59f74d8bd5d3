"""Conditions: what a definition says of its fields in one line, and what it comes to."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extract.conditions import cycle, holds, parse, variables
from extract.conditions.cycles import in_order
from models.errors import BadFormDefinition
from models.forms import FormField, Kind, Option
from models.values import FieldStatus, FieldValue
from tests.extract.builders import BOX, a_field


def _options(*codes: str) -> tuple[Option, ...]:
    return tuple(Option(code, {"en": code}, BOX) for code in codes)


FIELDS: dict[str, FormField] = {
    field.key: field
    for field in (
        a_field("age", Kind.NUMBER, ("eng",)),
        a_field("wage", Kind.MONEY, ("eng",)),
        a_field("kept", Kind.MONEY, ("eng",)),
        a_field("dob", Kind.DATE, ("eng",)),
        a_field("form_date", Kind.DATE, ("eng",)),
        a_field("sex", Kind.CHOICE, ("eng",), options=_options("male", "female")),
        a_field("act", Kind.MULTI, ("eng",), options=_options("recruit", "transport", "age")),
        a_field("alias", Kind.NAME, ("eng",)),
        a_field("signature", Kind.SIGNATURE, ("eng",)),
        a_field("family", Kind.TABLE, ("eng",)),
        a_field("origin", Kind.PLACE, ("eng",)),
    )
}


def value(key: str, what: Any, status: FieldStatus = FieldStatus.ACCEPTED) -> FieldValue:
    if what is None and status is FieldStatus.ACCEPTED:
        status = FieldStatus.EMPTY
    raw = "" if what is None else str(what)
    return FieldValue(key, FIELDS[key].kind.value, raw, what, 0.97, status, 1, None)


def said(text: str, **values: Any) -> bool | None:
    fields = {
        key: what if isinstance(what, FieldValue) else value(key, what)
        for key, what in values.items()
    }
    return holds(parse(text, FIELDS), fields)


def iso(day: str) -> dict[str, str]:
    return {"iso": day}


@pytest.mark.parametrize(
    ("text", "values", "answer"),
    [
        ("age < 18", {"age": 17}, True),
        ("age < 18", {"age": 18}, False),
        ("age >= 18 and age <= 20", {"age": 20}, True),
        ("age != 18", {"age": 18}, False),
        ("sex = female", {"sex": "female"}, True),
        ("sex = female", {"sex": {"code": "female", "text": "f"}}, True),
        ("sex != female", {"sex": "male"}, True),
        ("sex in (male, female)", {"sex": "male"}, True),
        ("act has recruit", {"act": ["transport", "recruit"]}, True),
        ("act has (recruit, transport)", {"act": ["age"]}, False),
        ("act has age", {"act": {"codes": ["age"], "text": ""}}, True),
        ("act has recruit", {"act": None}, False),
        ("count(act) = 2", {"act": ["age", "recruit"]}, True),
        ("count(family) > 1", {"family": [{"name": "a"}]}, False),
        ("empty(alias)", {"alias": None}, True),
        ("not empty(alias)", {"alias": "Noy"}, True),
        ("empty(signature)", {"signature": False}, True),
        ("empty(signature)", {"signature": True}, False),
        ("wage - kept >= 0", {"wage": {"amount": 500}, "kept": {"amount": 600}}, False),
        ("alias = 'Noy N.'", {"alias": "Noy N."}, True),
        ("dob < form_date", {"dob": iso("2001-05-01"), "form_date": iso("2019-05-01")}, True),
        ("form_date >= 2019-06-01", {"form_date": iso("2019-05-31")}, False),
        ("form_date >= 2019", {"form_date": iso("2019-01-01")}, True),
        ("form_date > 2019", {"form_date": iso("2019-12-31")}, False),
        ("2019-05 < form_date", {"form_date": iso("2019-06-01")}, True),
        ("dob = 2001", {"dob": iso("2001-05-01")}, True),
        ("dob = 2001", {"dob": iso("2001")}, True),
        ("dob != 2001-05", {"dob": iso("2001-06-01")}, True),
        (
            "years(dob, form_date) < 18",
            {"dob": iso("2001-05-02"), "form_date": iso("2019-05-01")},
            True,
        ),
        (
            "form_date - dob > 30",
            {"dob": iso("2019-04-01"), "form_date": iso("2019-05-01")},
            False,
        ),
        ("not (age < 18 or sex = male)", {"age": 30, "sex": "female"}, True),
        ("age < 18 or age > 60 and sex = male", {"age": 12, "sex": "female"}, True),
    ],
)
def test_a_condition_is_answered(text: str, values: dict[str, Any], answer: bool) -> None:
    assert said(text, **values) is answer


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("age < 18", {}),
        ("age < 18", {"age": None}),
        ("sex = female", {"sex": None}),
        ("empty(alias)", {}),
        ("empty(alias)", {"alias": value("alias", None, FieldStatus.REVIEW)}),
        ("act has recruit", {"act": value("act", ["age"], FieldStatus.REVIEW)}),
        ("empty(act)", {"act": replace(value("act", [], FieldStatus.REVIEW), raw="")}),
        ("empty(signature)", {"signature": value("signature", False, FieldStatus.REVIEW)}),
        ("dob < 2001-06-01", {"dob": iso("2001")}),
        ("years(dob, form_date) < 18", {"dob": iso("2001"), "form_date": iso("2019-05-01")}),
        ("age < 18 and sex = male", {"age": 12}),
        ("age < 18 or sex = male", {"age": 30}),
    ],
)
def test_what_cannot_be_told_is_neither_yes_nor_no(text: str, values: dict[str, Any]) -> None:
    assert said(text, **values) is None


def test_one_no_settles_and_one_yes_settles_or() -> None:
    assert said("age < 18 and sex = male", age=30) is False
    assert said("age < 18 or sex = male", age=12) is True


def test_a_partial_date_settles_what_all_its_days_settle() -> None:
    assert said("dob < 2002-01-01", dob=iso("2001")) is True
    assert said("years(dob, form_date) >= 18", dob=iso("2000-11"), form_date=iso("2019-05")) is True


def test_what_is_not_asked_is_empty_and_holds_no_word() -> None:
    gone = value("sex", None, FieldStatus.NOT_APPLICABLE)
    assert said("empty(sex)", sex=gone) is True
    assert said("sex = female", sex=gone) is False


def test_a_nought_is_a_value() -> None:
    assert said("empty(age)", age=0) is False
    assert said("age < 1", age=0) is True


def test_writing_that_nobody_could_read_is_not_empty() -> None:
    unread = replace(value("alias", None, FieldStatus.REVIEW), raw="N~y")
    assert said("empty(alias)", alias=unread) is False
    assert said("empty(alias)", alias=value("alias", None, FieldStatus.ILLEGIBLE)) is False


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("age <", "the end"),
        ("age < 18 sex", "sex"),
        ("age", "comparison"),
        ("agee < 18", "is age meant"),
        ("sex = femal", "is female meant"),
        ("sex < female", "=, !=, has or in"),
        ("act = recruit", "act has"),
        ("alias has Noy", "options"),
        ("origin = Kandal", "empty(origin)"),
        ("age < dob", "a date cannot be compared"),
        ("dob + form_date > 3", "a date can only be taken"),
        ("dob > 2019-02-30", "2019-02-30"),
        ("years(age, dob) > 3", "two dates"),
        ("count(sex) > 1", "several options"),
        ("sex in female", "`(`"),
        ("(age < 18", "`)`"),
        ("age < 18; import os", "; import os"),
        ("age.__class__ = 3", ".__class__"),
        ("empty(age", "`)`"),
        ("", "the end"),
        ("(" * 300 + "age < 1" + ")" * 300, "too many brackets"),
        ("not " * 300 + "age < 1", "too many brackets"),
    ],
)
def test_what_is_no_condition_is_refused_in_words(text: str, named: str) -> None:
    with pytest.raises(BadFormDefinition) as caught:
        parse(text, FIELDS)
    assert named in caught.value.detail


_WORDS = ["age", "sex", "act", "dob", "wage", "and", "or", "not", "has", "in", "empty", "years"]
_SIGNS = ["(", ")", ",", "<", "<=", "=", "!=", "+", "-", "18", "2019-02", "female", "'x'", "#"]


@given(st.lists(st.sampled_from(_WORDS + _SIGNS), max_size=12), st.data())
def test_any_text_is_a_condition_or_refused_and_never_fails(
    words: list[str], data: st.DataObject
) -> None:
    try:
        condition = parse(" ".join(words), FIELDS)
    except BadFormDefinition:
        return
    fields = {
        key: value(key, data.draw(st.sampled_from([None, 3, "female", ["age"], iso("2001"), {}])))
        for key in variables(condition)
    }
    assert holds(condition, fields) in (True, False, None)


def test_variables_are_the_fields_that_are_asked_about() -> None:
    text = (
        "years(dob, form_date) < 18 and not (act has recruit or empty(alias)) and wage - kept > 0"
    )
    named = {"dob", "form_date", "act", "alias", "wage", "kept"}
    assert variables(parse(text, FIELDS)) == named


def test_a_ring_is_found_wherever_it_begins() -> None:
    assert cycle({"x": {"a"}, "a": {"b"}, "b": {"a"}}) == ("a", "b", "a")
    assert cycle({"a": {"a"}}) == ("a", "a")
    assert cycle({"a": {"b", "c"}, "b": {"c"}, "c": ()}) == ()


def test_fields_are_settled_after_those_they_wait_for() -> None:
    order = in_order({"c": {"b"}, "b": {"a"}, "a": {"sex"}})
    assert order == ("a", "b", "c")
