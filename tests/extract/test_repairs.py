"""What knows better than one reading, and that it is told: rules, lists, other readers."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from extract.context import Context
from extract.likeness import Letter, likeness
from extract.parse import parse_field
from extract.spelling import mended
from extract.values.place import parse as parse_place
from models.forms import FormField, Kind
from models.values import Expected, FieldStatus, FieldValue, Reading, Verdict
from tests.extract.builders import a_field

CONTEXT = Context(("ind",), "IDN", date(2019, 7, 1))


def reading(text: str, sure: float, *others: tuple[str, float], expected: str = "") -> Reading:
    """A joint reading of engines that differ; `expected` is nearly as probable to the first."""
    engines = [Reading(f"engine-{n}", (), t, p) for n, (t, p) in enumerate(((text, sure), *others))]
    if expected:
        note = Expected("digits", "grammar", Verdict.UNSURE, text, sure, ((expected, 0.8),))
        engines[0] = replace(engines[0], expected=note)
    return Reading("joint", (), text, sure, candidates=tuple(engines), agreement=0.3)


def read(field: FormField, what: Reading, context: Context = CONTEXT) -> FieldValue:
    return parse_field(field, [what], context=context)


def test_a_stroke_too_many_goes_where_the_network_holds_the_number_without_it() -> None:
    nik = a_field("national_id", Kind.NATIONAL_ID, ("ind",), country="IDN")

    found = read(nik, reading("13273015208050001", 0.2, expected="3273015208050001"))

    assert found.value == "3273015208050001"
    assert [(r.read, r.taken, r.by) for r in found.repairs] == [
        ("13273015208050001", "3273015208050001", "check")
    ]
    assert found.status is FieldStatus.REVIEW
    assert "read_otherwise" in [problem.code for problem in found.problems]


def test_of_two_readings_the_one_whose_check_digit_agrees_is_taken() -> None:
    field = a_field("national_id", Kind.NATIONAL_ID, ("tha",), country="THA")
    thai = Context(("tha",), "THA", date(2019, 7, 1))

    found = read(field, reading("1234567890124", 0.4, ("1234567890121", 0.9)), thai)

    assert found.value == "1234567890121"


def test_a_sure_reading_that_breaks_no_rule_stands_whatever_others_read() -> None:
    name = a_field("name_given_local", Kind.NAME, ("ind",))

    found = read(name, reading("Slamet", 0.3, ("Selamat", 0.99)))

    assert found.value == "Slamet"
    assert found.repairs == ()


def test_a_reading_that_no_other_text_mends_stays_with_its_doubt() -> None:
    nik = a_field("national_id", Kind.NATIONAL_ID, ("ind",), country="IDN")

    found = read(nik, reading("32730152080", 0.2, ("3273015208", 0.4)))

    assert found.repairs == ()
    assert found.status is FieldStatus.REVIEW


def test_a_place_that_was_misread_is_told_as_it_was_read_and_as_it_was_taken() -> None:
    place = a_field("origin", Kind.PLACE, ("ind",), country="IDN")

    found = read(place, reading("Kec Tanah Merah, Kabupaten Indragiri Hilii, Riau", 0.9))

    assert [level["code"] for level in found.value["levels"]] == ["14", "14.04", "14.04.10"]
    assert [(r.read, r.taken, r.by) for r in found.repairs] == [
        ("Indragiri Hilii", "Kabupaten Indragiri Hilir", "gazetteer")
    ]


@pytest.mark.parametrize(
    ("raw", "country", "codes", "last"),
    [
        ("ต้าบลปล่องหอย อำเฮอกะพ้อ จังหวัดปัตตานี", "THA", ("tha",), "941103"),
        ("อ.ละอน จ.ระนอง", "THA", ("tha",), "8502"),
        ("ស្រកព្រៃនប់ ខេត្តព្រះសីហនុ", "KHM", ("khm",), "1802"),
    ],
)
def test_words_for_levels_and_lost_marks_do_not_lose_a_place(
    raw: str, country: str, codes: tuple[str, ...], last: str
) -> None:
    parsed = parse_place(raw, country, codes)

    assert parsed.value["levels"][-1]["code"] == last


def test_a_letter_its_reader_was_not_sure_of_may_be_another() -> None:
    sure = [Letter(char) for char in "banzung"]
    unsure = [*sure[:3], Letter("z", 0.3, "d"), *sure[4:]]

    assert likeness("banzung", "bandung", 0.5, unsure) > likeness("banzung", "bandung", 0.5, sure)


def test_parts_of_a_case_number_come_from_whoever_read_them() -> None:
    code = a_field("case_code", Kind.CASE_CODE, ("ind",))
    code = replace(code, pattern="###/@/*/*/%/####")
    texts = ("793/R/UPTP-PPA/BANPUNG/IV/2022", "793/R/UPTP-PPA/BANDUNG/IV/2C22")

    found = read(code, reading(texts[0], 0.4, (texts[1], 0.9)))

    assert found.value == "793/R/UPTD-PPA/BANDUNG/IV/2022"
    assert [(r.read, r.taken) for r in found.repairs] == [(texts[0], found.value)]
    assert found.status is FieldStatus.REVIEW


def test_a_case_number_without_the_shape_of_its_office_goes_to_a_person() -> None:
    code = replace(a_field("case_code", Kind.CASE_CODE, ("eng",)), pattern="NCCT-####-####")

    assert read(code, reading("NCCT-2013-478", 0.99)).status is FieldStatus.REVIEW


def test_a_misread_word_of_a_vocabulary_becomes_its_code() -> None:
    field = replace(a_field("marital_word", Kind.TEXT, ("ind",)), vocabulary="nationality")

    found = read(field, reading("Kambcja", 0.9))

    assert found.value == "KHM"
    assert [(r.read, r.taken, r.by) for r in found.repairs] == [
        ("Kambcja", "Kamboja", "vocabulary")
    ]


def test_words_that_no_list_foresees_stay_as_they_were_written() -> None:
    field = replace(a_field("marital_word", Kind.TEXT, ("ind",)), vocabulary="nationality")

    found = read(field, reading("Rohingya dari Rakhine", 0.97))

    assert found.value == "Rohingya dari Rakhine"
    assert "term_unknown" in [problem.code for problem in found.problems]


def test_thai_words_get_their_lost_marks_back_and_listed_words_stay() -> None:
    assert mended("ไมประสงค์เข้ารับ")[0] == "ไม่ประสงค์เข้ารับ"
    assert mended("งานโรงงาน มีที่พักให้") == ("งานโรงงาน มีที่พักให้", ())
