"""Fields that must agree with one another, and the end of the way: finished or to a person."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from extract.check import CHECKS, check
from extract.context import Context
from extract.forms.load import schema_text
from extract.triage import triage
from models.forms import Column, Form, Kind
from models.values import FieldStatus, FieldValue, RecordState
from tests.extract.builders import BOX, a_field, a_form, codes

CONTEXT = Context(("ind",), "IDN", date(2019, 7, 1))


def value(key: str, kind: Kind, what: Any, raw: str = "", p: float = 0.97) -> FieldValue:
    status = FieldStatus.EMPTY if what is None else FieldStatus.ACCEPTED
    return FieldValue(key, kind.value, raw or str(what), what, p, status, 1, None)


def day(key: str, iso: str) -> FieldValue:
    return value(key, Kind.DATE, {"iso": iso, "written": iso, "era": "CE"})


def form(*checks: str, country: str = "IDN") -> Form:
    languages = ("ind",) if country == "IDN" else ("tha",)
    return a_form(
        a_field("form_date", Kind.DATE, languages, required=True),
        a_field("case_code", Kind.CASE_CODE, languages),
        a_field("name_given_local", Kind.NAME, languages, required=True),
        a_field("sex", Kind.CHOICE, languages),
        a_field("dob", Kind.DATE, languages),
        a_field("age", Kind.NUMBER, languages),
        a_field("national_id", Kind.NATIONAL_ID, languages, country=country),
        checks=checks,
        country=country,
    )


def after(fields: list[FieldValue], *checks: str, country: str = "IDN") -> dict[str, FieldValue]:
    context = replace(CONTEXT, country=country)
    return {f.key: f for f in check(form(*checks, country=country), fields, context)}


@pytest.mark.parametrize(("age", "agrees"), [(20, True), (21, True), (19, True), (25, False)])
def test_birth_age_and_form_date_agree_within_a_year(age: int, agrees: bool) -> None:
    before = [
        day("form_date", "2019-07-01"),
        day("dob", "1998-08-12"),
        value("age", Kind.NUMBER, age),
    ]

    found = after(before)

    for key in ("dob", "age"):
        assert (found[key].status is FieldStatus.ACCEPTED) == agrees
        assert ("age_and_birth" in codes(found[key])) != agrees
        assert (found[key].p > 0.97) == agrees


def test_a_year_of_birth_alone_is_compared_too() -> None:
    found = after(
        [day("form_date", "2019-07-01"), day("dob", "1998"), value("age", Kind.NUMBER, 30)]
    )

    assert "age_and_birth" in codes(found["dob"])


def test_nobody_is_born_after_the_form() -> None:
    found = after([day("form_date", "2019-07-01"), day("dob", "2020-01-01")])

    assert "age_outside" in codes(found["dob"])


@pytest.mark.parametrize(
    ("born", "sex", "problems"),
    [
        ("2005-08-12", "female", set()),
        ("2005-08-13", "female", {"nik_and_birth"}),
        ("2005-08-12", "male", {"nik_and_sex"}),
        ("1905-08-12", "female", {"nik_and_birth"}),
    ],
)
def test_the_nik_agrees_with_birth_and_sex(born: str, sex: str, problems: set[str]) -> None:
    found = after(
        [
            day("form_date", "2019-07-01"),
            day("dob", born),
            value("sex", Kind.CHOICE, sex),
            value("national_id", Kind.NATIONAL_ID, "3273015208050001"),
        ]
    )

    assert codes(found["national_id"]) == problems


@pytest.mark.parametrize(
    ("raw", "sex", "age", "problems"),
    [
        ("ด.ช. ก้อง", "male", 9, set()),
        ("ด.ช. ก้อง", "female", 9, {"title_and_sex"}),
        ("ด.ช. ก้อง", "male", 20, {"title_and_age"}),
        ("นางสาวสมหญิง", "female", 12, {"title_and_age"}),
        ("สมหญิง", "male", 12, set()),
    ],
)
def test_a_thai_title_agrees_with_sex_and_age(
    raw: str, sex: str, age: int, problems: set[str]
) -> None:
    found = after(
        [
            value("name_given_local", Kind.NAME, "x", raw=raw),
            value("sex", Kind.CHOICE, sex),
            value("age", Kind.NUMBER, age),
        ],
        country="THA",
    )

    assert codes(found["name_given_local"]) == problems
    assert codes(found["sex"]) | codes(found["age"]) == problems


def test_a_required_field_that_is_empty_goes_to_a_person() -> None:
    found = after([value("name_given_local", Kind.NAME, None), value("age", Kind.NUMBER, None)])

    assert found["name_given_local"].status is FieldStatus.REVIEW
    assert codes(found["name_given_local"]) == {"required_missing"}
    assert found["age"].status is FieldStatus.EMPTY


@pytest.mark.parametrize(
    ("code", "problems"),
    [
        ("012/P/UPTD-PPA/BANDUNG/VII/2019", set()),
        ("012/P/UPTD-PPA/BANDUNG/2019", {"code_pattern"}),
        ("0I2/P/UPTD-PPA/BANDUNG/VII/2019", {"code_pattern"}),
    ],
)
def test_the_case_number_has_the_shape_that_the_form_asks(code: str, problems: set[str]) -> None:
    found = after(
        [day("form_date", "2019-07-01"), value("case_code", Kind.CASE_CODE, code)],
        "case_code_pattern",
    )

    assert codes(found["case_code"]) == problems


def test_dates_that_cannot_follow_one_another_are_told() -> None:
    fields = [day("recruit_date", "2020-01-01"), day("form_date", "2019-07-01")]

    assert codes(after(fields)["recruit_date"]) == set()
    assert codes(after(fields, "dates_in_order")["recruit_date"]) == {"dates_out_of_order"}


@pytest.mark.parametrize(
    ("means", "age", "status", "doubted"),
    [
        (["force"], 30, "PossibleVictimOfTrafficking", False),
        ([], 12, "PossibleVictimOfTrafficking", False),
        ([], 30, "PossibleVictimOfTrafficking", True),
        (["force"], 30, "NotAVictimOfTrafficking", True),
        ([], 30, "NotAVictimOfTrafficking", False),
    ],
)
def test_act_means_and_purpose_suggest_the_result_and_a_person_decides(
    means: list[str], age: int, status: str, doubted: bool
) -> None:
    found = after(
        [
            value("act", Kind.MULTI, ["recruit"]),
            value("means_legal", Kind.MULTI, means or None),
            value("exploit_type", Kind.MULTI, {"codes": ["Other"], "other": "x"}),
            value("age", Kind.NUMBER, age),
            value("status", Kind.CHOICE, status),
        ],
        "possible_victim_rule",
    )

    assert ("victim_rule" in codes(found["status"])) == doubted
    assert found["status"].value == status


def test_a_definition_may_name_every_check_there_is_and_no_other() -> None:
    named = json.loads(schema_text())["properties"]["checks"]["items"]["enum"]

    assert sorted(named) == sorted(CHECKS)


def test_a_record_without_doubt_is_finished() -> None:
    record = triage(form(), [value("age", Kind.NUMBER, 20)], pages=(1, 2), provenance={"a": "1"})

    assert record.state is RecordState.FINISHED
    assert (record.form, record.version, record.pages) == ("small", "1", (1, 2))


@pytest.mark.parametrize(
    "field",
    [
        value("age", Kind.NUMBER, 20, p=0.5),
        replace(value("age", Kind.NUMBER, 20), status=FieldStatus.REVIEW),
        value("form_date", Kind.DATE, None),  # required
        replace(value("age", Kind.NUMBER, None), status=FieldStatus.ILLEGIBLE),
    ],
)
def test_one_field_in_doubt_sends_the_record_to_a_person(field: FieldValue) -> None:
    fields = [value("sex", Kind.CHOICE, "male"), field]

    record = triage(form(), fields)

    assert record.state is RecordState.NEEDS_REVIEW
    assert next(f.status for f in record.fields) is FieldStatus.ACCEPTED


def test_a_field_that_a_person_filled_is_not_doubted_again() -> None:
    field = replace(value("age", Kind.NUMBER, 20, p=0.1), source="person")

    assert triage(form(), [field]).state is RecordState.FINISHED


def test_thresholds_can_be_set() -> None:
    fields = [value("age", Kind.NUMBER, 20)]

    assert triage(form(), fields, thresholds={Kind.NUMBER: 0.99}).state is RecordState.NEEDS_REVIEW


def test_a_field_that_goes_to_a_person_always_says_why() -> None:
    unsure = value("age", Kind.NUMBER, 20, p=0.5)
    record = triage(form(), [unsure])
    assert [f.status for f in record.fields] == [FieldStatus.REVIEW]
    assert [p.code for p in record.fields[0].problems] == ["reader_unsure"]


def identity(*fields: FieldValue) -> dict[str, FieldValue]:
    """A form of a person with names in two scripts, a passport and what was told."""
    whole = a_form(
        a_field("form_date", Kind.DATE, ("tha",)),
        a_field("name_family_local", Kind.NAME, ("tha",)),
        a_field("name_given_local", Kind.NAME, ("tha",)),
        a_field("name_latin", Kind.NAME, ("eng",)),
        a_field("dob", Kind.DATE, ("tha",)),
        a_field("nationality", Kind.CHOICE, ("tha",)),
        a_field("national_id", Kind.NATIONAL_ID, ("tha",), country="THA"),
        a_field("passport_no", Kind.PASSPORT, ("eng",)),
        a_field("depart_date", Kind.DATE, ("tha",)),
        a_field("exit_date", Kind.DATE, ("tha",)),
        a_field("duration_months", Kind.NUMBER, ("tha",)),
        country="THA",
    )
    around = Context(("tha",), "THA", date(2019, 7, 1))
    return {f.key: f for f in check(whole, fields, around)}


def test_a_passport_s_zone_of_another_birth_lowers_both_and_says_why() -> None:
    passport = replace(
        value("passport_no", Kind.PASSPORT, "AA1234567"), parts={"birth": "1997-08-12"}
    )

    found = identity(passport, day("dob", "1998-08-12"))

    for key in ("passport_no", "dob"):
        assert found[key].status is FieldStatus.REVIEW
        (problem,) = found[key].problems
        assert "1997-08-12" in problem.text and "1998-08-12" in problem.text


@pytest.mark.parametrize(("latin", "doubted"), [("SOMCHAI JAIDEE", False), ("ROBERT KING", True)])
def test_a_name_sounds_alike_in_both_scripts(latin: str, doubted: bool) -> None:
    found = identity(
        value("name_given_local", Kind.NAME, "สมชาย"),
        value("name_family_local", Kind.NAME, "ใจดี"),
        value("name_latin", Kind.NAME, latin),
    )

    assert ("names_differ" in codes(found["name_latin"])) is doubted


def test_a_number_of_myanmar_beside_another_nationality_is_looked_at() -> None:
    written = value("national_id", Kind.NATIONAL_ID, "12/OUKAMA(N)123456")

    assert "id_and_nationality" in codes(
        identity(written, value("nationality", Kind.CHOICE, "THA"))["national_id"]
    )
    assert not codes(identity(written, value("nationality", Kind.CHOICE, "MMR"))["national_id"])


@pytest.mark.parametrize(("months", "doubted"), [(6, False), (7, False), (20, True)])
def test_months_told_lie_between_the_dates(months: int, doubted: bool) -> None:
    found = identity(
        day("depart_date", "2018-01-10"),
        day("exit_date", "2018-07-12"),
        value("duration_months", Kind.NUMBER, months),
    )

    assert ("duration_differs" in codes(found["duration_months"])) is doubted


@pytest.mark.parametrize(("total", "doubted"), [(450, False), (540, True)])
def test_a_total_is_the_sum_of_its_rows(total: int, doubted: bool) -> None:
    column = Column("amount", Kind.MONEY, {"en": "Amount"}, BOX)
    whole = a_form(
        a_field("debts", Kind.TABLE, ("eng",), columns=(column,), rows=2),
        a_field("debts_total", Kind.MONEY, ("eng",)),
    )
    rows = [{"amount": {"amount": n, "currency": "USD"}} for n in (200, 250)]
    fields = [
        value("debts", Kind.TABLE, rows),
        value("debts_total", Kind.MONEY, {"amount": total, "currency": "USD"}),
    ]

    found = {f.key: f for f in check(whole, fields, Context())}

    assert ("sum_differs" in codes(found["debts"])) is doubted
    assert ("sum_differs" in codes(found["debts_total"])) is doubted
