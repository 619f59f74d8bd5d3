"""Readings to fields."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from extract.confidence import CEILING, CEILING_ONE, reading_p
from extract.context import Context
from extract.kinds import PARSERS
from extract.parse import parse_field
from extract.table import Cells, parse_table
from models.forms import Column, Kind
from models.languages import ENGINE_LANGUAGES
from models.values import FieldStatus
from tests.extract.builders import BOX, a_field, codes, read

CONTEXT = Context(("ind",), "IDN", date(2019, 7, 1))
AGE = a_field("age", Kind.NUMBER, ("ind",))
THAI_AGE = a_field("age", Kind.NUMBER, ("tha",))


def test_no_ink_is_an_empty_field() -> None:
    found = parse_field(AGE, [], context=CONTEXT)

    assert (found.status, found.value, found.raw) == (FieldStatus.EMPTY, None, "")


def test_ink_that_nobody_could_read_goes_to_a_person() -> None:
    found = parse_field(AGE, [read("  ")], context=CONTEXT)

    assert found.status is FieldStatus.REVIEW
    assert codes(found) == {"unreadable"}


def test_a_clear_value_is_accepted_with_what_was_written() -> None:
    found = parse_field(AGE, [read("25 tahun")], context=CONTEXT, box=BOX, page=3)

    assert (found.raw, found.value, found.status) == ("25 tahun", 25, FieldStatus.ACCEPTED)
    assert (found.page, found.box, found.source) == (3, BOX, "zone")
    assert found.readings[0].text == "25 tahun"


def test_a_reader_that_is_not_sure_is_not_believed() -> None:
    found = parse_field(AGE, [read("25", 0.4)], context=CONTEXT)

    assert found.value == 25
    assert found.status is FieldStatus.REVIEW


def test_thai_digits_by_tesseract_alone_are_never_accepted() -> None:
    alone = parse_field(THAI_AGE, [read("๒๕", 0.99)], context=CONTEXT)
    twice = parse_field(THAI_AGE, [read("๒๕", 0.99), read("๒๕", 0.99)], context=CONTEXT)
    other = parse_field(THAI_AGE, [read("๒๕"), read("๒๕", 0.97, "digits")], context=CONTEXT)

    for found in (alone, twice):
        assert found.status is FieldStatus.REVIEW
        assert "thai_digits_unconfirmed" in codes(found)
    assert other.status is FieldStatus.ACCEPTED


def test_a_right_check_digit_does_not_free_thai_digits_from_review() -> None:
    field = a_field("national_id", Kind.NATIONAL_ID, ("tha",), country="THA")

    found = parse_field(field, [read("๑๒๓๑๕๑๒๓๑๕๑๒๐", 0.99)], context=CONTEXT)

    assert found.status is FieldStatus.REVIEW
    assert "thai_digits_unconfirmed" in codes(found)


def test_two_readers_that_agree_are_believed_more_than_one() -> None:
    khmer = a_field("name_given_local", Kind.NAME, ("khm",))
    one = parse_field(khmer, [read("វណ្ណា", 0.9)], context=CONTEXT)
    both = parse_field(khmer, [read("វណ្ណា", 0.9), read("វណ្ណា", 0.9, "own")], context=CONTEXT)

    assert both.p > one.p
    assert one.p <= CEILING_ONE
    assert both.p <= CEILING


def test_two_readers_that_mean_the_same_agree_however_they_write_it() -> None:
    found = parse_field(
        a_field("phone", Kind.PHONE, ("ind",), country="IDN"),
        [read("0812-3456-7890"), read("081234567890", engine="own")],
        context=CONTEXT,
    )

    assert "readers_disagree" not in codes(found)


def test_two_readers_that_disagree_send_the_field_to_a_person() -> None:
    found = parse_field(AGE, [read("25"), read("26", engine="own")], context=CONTEXT)

    assert found.status is FieldStatus.REVIEW
    assert "readers_disagree" in codes(found)
    assert [r.text for r in found.readings] == ["25", "26"]  # nothing is thrown away


@pytest.mark.parametrize(
    ("kind", "key", "text", "value"),
    [
        (Kind.NAME, "name_family_local", "Sdr. Budi Santoso ....", "Budi Santoso"),
        (Kind.PHONE, "phone", "0812-3456-7890", "+6281234567890"),
        (Kind.NATIONAL_ID, "national_id", "3273 0152 0805 0001", "3273015208050001"),
        (Kind.TEXT, "occupation", "Buruh pabrik", "Buruh pabrik"),
        (Kind.CASE_CODE, "case_code", "012/p/UPTD/KOTA/VII/2019", "012/P/UPTD/KOTA/VII/2019"),
    ],
)
def test_each_kind_has_its_value(kind: Kind, key: str, text: str, value: str) -> None:
    found = parse_field(a_field(key, kind, ("ind",), country="IDN"), [read(text)], context=CONTEXT)

    assert (found.value, found.status) == (value, FieldStatus.ACCEPTED)


@pytest.mark.parametrize("text", ["-", "tidak ada", "tidak tahu"])
def test_a_written_no_answer_is_not_a_value(text: str) -> None:
    found = parse_field(AGE, [read(text)], context=CONTEXT)

    assert (found.value, found.status) == (None, FieldStatus.NOT_APPLICABLE)


def test_leaders_alone_are_an_empty_field() -> None:
    found = parse_field(AGE, [read("..........")], context=CONTEXT)

    assert found.value is None
    assert found.status in (FieldStatus.EMPTY, FieldStatus.NOT_APPLICABLE)


def test_a_value_found_by_its_label_is_believed_less() -> None:
    zone = parse_field(AGE, [read("25")], context=CONTEXT)
    label = parse_field(AGE, [read("25")], context=replace(CONTEXT, source="label"))

    assert label.p < zone.p
    assert label.source == "label"


def test_one_reader_of_thai_is_believed_less_than_one_of_indonesian() -> None:
    assert reading_p(0.95, "tha") < reading_p(0.95, "khm") < reading_p(0.95, "ind")
    assert reading_p(float("nan"), "ind") < 0.5


def test_a_table_gives_rows_and_names_the_cell_in_doubt() -> None:
    columns = tuple(
        Column(key, kind, {"id": key}, BOX)
        for key, kind in (("name", Kind.NAME), ("sex", Kind.TEXT), ("age", Kind.NUMBER))
    )
    table = a_field("perpetrators", Kind.TABLE, ("ind",), columns=columns, rows=3)
    cells = {
        (0, "name"): [read("Budi")],
        (0, "sex"): [read("L")],
        (0, "age"): [read("40")],
        (2, "name"): [read("Siti")],
        (2, "age"): [read("4O0")],
    }

    found = parse_table(table, Cells(cells), context=CONTEXT)

    assert found.value[0] == {"name": "Budi", "sex": "male", "age": 40}
    assert found.value[1]["sex"] is None
    assert found.status is FieldStatus.REVIEW
    assert any(p.text.startswith("Row 3, age") for p in found.problems)
    assert parse_table(table, Cells(), context=CONTEXT).status is FieldStatus.EMPTY


ANY_TEXT = st.text(
    alphabet=st.one_of(
        st.characters(min_codepoint=0x1780, max_codepoint=0x17F9),
        st.characters(min_codepoint=0xE01, max_codepoint=0xE5B),
        st.characters(min_codepoint=0x20, max_codepoint=0x7E),
        st.characters(),
        st.sampled_from("0123456789/-.:๐๑๒០១២"),
    ),
    max_size=50,
)
READ_KINDS = list(PARSERS)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    ANY_TEXT,
    st.sampled_from(READ_KINDS),
    st.sampled_from(ENGINE_LANGUAGES),
    st.floats(0, 1),
    st.sampled_from(("dob", "form_date", "age", "origin", "phone", "sex")),
)
def test_no_text_makes_parsing_raise(
    text: str, kind: Kind, code: str, confidence: float, key: str
) -> None:
    found = parse_field(a_field(key, kind, (code,)), [read(text, confidence)], context=CONTEXT)

    assert 0 < found.p < 1
    if found.value is None:
        assert found.status is not FieldStatus.ACCEPTED


@pytest.mark.parametrize("kind", READ_KINDS)
def test_hostile_lengths_are_survived(kind: Kind) -> None:
    for text in ("9" * 5000, "ក្" * 3000, "เ" * 3000, "/" * 3000, "1 " * 3000, "a" * 5000):
        found = parse_field(a_field("dob", kind, ("khm",)), [read(text)], context=CONTEXT)

        assert found.status is not FieldStatus.ACCEPTED or kind in (Kind.LONGTEXT, Kind.TEXT)


@pytest.mark.parametrize(
    ("text", "problem"),
    [("lin", "name_lower_case"), ("Brqy", "odd_letters"), ("Adminqstrasi", "odd_letters")],
)
def test_latin_letters_that_are_often_misread_are_doubted(text: str, problem: str) -> None:
    found = parse_field(a_field("alias", Kind.NAME, ("ind",)), [read(text)], context=CONTEXT)

    assert found.status is FieldStatus.REVIEW
    assert problem in codes(found)


@pytest.mark.parametrize("text", ["Taufiq", "Qurrotul", "Siti"])
def test_names_with_q_where_it_belongs_are_fine(text: str) -> None:
    found = parse_field(a_field("alias", Kind.NAME, ("ind",)), [read(text)], context=CONTEXT)

    assert found.problems == ()
