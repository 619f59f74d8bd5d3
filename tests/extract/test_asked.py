"""What a definition asks of a record: required if, asked if, and the rules of the form itself."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from extract.check import check
from extract.triage import triage
from models.forms import Form, Kind, Option, Rule
from models.values import FieldStatus, FieldValue, RecordState
from tests.extract.builders import BOX, a_field, a_form, codes

OPTIONS = tuple(Option(code, {"en": code}, BOX) for code in ("yes", "no"))


def form(**changes: Any) -> Form:
    made = a_form(
        a_field("age", Kind.NUMBER, ("eng",)),
        replace(a_field("guardian", Kind.NAME, ("eng",)), required_if="age < 18"),
        a_field("held", Kind.CHOICE, ("eng",), options=OPTIONS),
        replace(a_field("holder", Kind.NAME, ("eng",), label="Holder"), asked_if="held = yes"),
        replace(a_field("holder_phone", Kind.TEXT, ("eng",)), asked_if="not empty(holder)"),
    )
    rule = Rule("old_age", "age > 100", "held = no", {"km": "ខ្មែរ", "en": "Older than a century."})
    return replace(made, rules=(rule,), **changes)


def value(key: str, what: Any, p: float = 0.97) -> FieldValue:
    kind = form().field(key).kind.value
    status = FieldStatus.EMPTY if what is None else FieldStatus.ACCEPTED
    return FieldValue(key, kind, "" if what is None else str(what), what, p, status, 1, None)


def after(**values: Any) -> dict[str, FieldValue]:
    given: dict[str, Any] = dict.fromkeys(("age", "guardian", "held", "holder", "holder_phone"))
    given |= values
    fields = [v if isinstance(v, FieldValue) else value(k, v) for k, v in given.items()]
    return {field.key: field for field in check(form(), fields)}


def test_a_field_that_others_call_for_and_is_empty_goes_to_a_person_with_the_reason() -> None:
    found = after(age=12)
    assert found["guardian"].status is FieldStatus.REVIEW
    assert "age < 18" in found["guardian"].problems[0].text
    assert codes(found["age"]) == {"condition_unmet"}
    assert found["age"].p < 0.97


def test_an_absent_signature_that_others_call_for_goes_to_a_person() -> None:
    signed = replace(a_field("signature", Kind.SIGNATURE, ("eng",)), required_if="age < 18")
    both = a_form(a_field("age", Kind.NUMBER, ("eng",)), signed)
    absent = FieldValue("signature", "signature", "", False, 0.97, FieldStatus.ACCEPTED, 1, None)
    found = {field.key: field for field in check(both, [value("age", 12), absent])}
    assert codes(found["signature"]) == {"required_here"}
    assert found["signature"].status is FieldStatus.REVIEW


@pytest.mark.parametrize("age", [18, 40, None])
def test_a_field_that_nothing_calls_for_may_be_empty(age: int | None) -> None:
    assert after(age=age)["guardian"].status is FieldStatus.EMPTY


def test_an_empty_field_that_is_not_asked_is_not_applicable_and_so_is_what_hangs_on_it() -> None:
    found = after(held="no")
    assert found["holder"].status is FieldStatus.NOT_APPLICABLE
    assert found["holder_phone"].status is FieldStatus.NOT_APPLICABLE


def test_it_is_as_sure_as_the_field_that_says_so() -> None:
    found = after(held=value("held", "no", 0.4))
    assert found["holder"].p == pytest.approx(0.4)
    record = triage(form(), found.values())
    holder = next(f for f in record.fields if f.key == "holder")
    assert (record.state, holder.status) == (RecordState.NEEDS_REVIEW, FieldStatus.REVIEW)


def test_where_the_asking_field_is_blank_nothing_is_made_of_it() -> None:
    assert after()["holder"].status is FieldStatus.EMPTY


def test_a_field_filled_where_it_is_not_asked_lowers_both() -> None:
    found = after(held="no", holder="Mr B")
    assert codes(found["holder"]) == codes(found["held"]) == {"not_asked"}
    assert {found["holder"].status, found["held"].status} == {FieldStatus.REVIEW}
    assert "Holder is filled" in found["held"].problems[0].text


def test_a_broken_rule_is_told_in_its_own_words_on_all_its_fields() -> None:
    found = after(age=104, held="yes", holder="Mr B", holder_phone="1")
    assert [p.text for p in found["age"].problems] == ["Older than a century."]
    assert codes(found["held"]) == {"rule_broken"}
    assert found["held"].status is FieldStatus.REVIEW


def test_a_rule_that_holds_or_cannot_be_told_changes_nothing() -> None:
    assert not after(age=104, held="no")["age"].problems
    assert not after(age=104)["age"].problems
