"""A person's correction is held against the form's conditions at once."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

from api.amend import Said, understand
from models.forms import Form, Kind, Option, Rule
from models.tables import Field, Record
from tests.extract.builders import BOX, a_field, a_form

OPTIONS = tuple(Option(code, {"en": code}, BOX) for code in ("yes", "no"))


def _form() -> Form:
    form = a_form(
        a_field("age", Kind.NUMBER, ("eng",)),
        replace(a_field("guardian", Kind.NAME, ("eng",)), required_if="age < 18"),
        a_field("held", Kind.CHOICE, ("eng",), options=OPTIONS),
        replace(a_field("holder", Kind.NAME, ("eng",)), asked_if="held = yes"),
    )
    says = {"en": "So old a person is not held."}
    return replace(form, rules=(Rule("old", "age > 90", "held = no", says),))


def _field(key: str, kind: str, value: Any) -> Field:
    status = "empty" if value is None else "review"
    return Field(
        key=key,
        kind=kind,
        raw="" if value is None else str(value),
        value=value,
        confidence=0.5,
        status=status,
        page=1,
        problems=[],
    )


def _said(*words: Said) -> dict[str, list[str]]:
    record = Record(form="small", form_version="1")
    record.fields = [
        _field("age", "number", 40),
        _field("guardian", "name", None),
        _field("held", "choice", "yes"),
        _field("holder", "name", "Mr B"),
    ]
    changes = understand(record, words, [_form()], latest=date(2024, 1, 1))
    return {change.key: [problem["text"] for problem in change.problems] for change in changes}


def test_a_correction_that_calls_for_another_field_says_so() -> None:
    assert _said(Said("age", "correct", "14")) == {"age": ["guardian is empty where age < 18."]}


def test_a_correction_that_breaks_a_rule_says_so_unless_another_mends_it() -> None:
    broken = _said(Said("age", "correct", "95"))
    assert broken == {"age": ["So old a person is not held."]}
    mended = _said(
        Said("age", "correct", "95"),
        Said("held", "correct", codes=("no",)),
        Said("holder", "empty"),
    )
    assert mended == {"age": [], "held": [], "holder": []}


def test_a_correction_after_which_a_filled_field_is_not_asked_says_so() -> None:
    (text,) = _said(Said("held", "correct", codes=("no",)))["held"]
    assert "holder is filled" in text


def test_whoever_confirms_has_seen_what_speaks_against_it() -> None:
    assert _said(Said("age", "confirm")) == {"age": []}
