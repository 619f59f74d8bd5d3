"""Dates as they stand on paper in four languages."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extract.context import Context
from extract.doubts import blocking
from extract.values.date import format_date, parse
from models.languages import ENGINE_LANGUAGES

FORM_DATE = date(2019, 7, 1)


def context(code: str, **more: object) -> Context:
    return Context((code,), form_date=FORM_DATE, **more)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("code", "written", "iso", "era"),
    [
        ("khm", "ថ្ងៃទី១៥ ខែមករា ឆ្នាំ២០១៨", "2018-01-15", "CE"),
        ("khm", "ថ្ងៃទី 15 ខែ មករា ឆ្នាំ 2018", "2018-01-15", "CE"),
        ("khm", "ថ្ងៃទី១៥ ខែ០៨ ឆ្នាំ១៩៩៨", "1998-08-15", "CE"),
        ("khm", "១៥-០៨-១៩៩៨", "1998-08-15", "CE"),
        ("khm", "១៥/០៨/១៩៩៨", "1998-08-15", "CE"),
        ("khm", "ថ្ងៃអង្គារ ទី១៥ ខែកញ្ញា ឆ្នាំ១៩៩៨", "1998-09-15", "CE"),
        ("khm", "១២កើត ខែមាឃ ត្រូវនឹងថ្ងៃទី១៥ ខែមករា ឆ្នាំ២០១៨", "2018-01-15", "CE"),
        ("tha", "๑๒ สิงหาคม พ.ศ. ๒๕๔๐", "1997-08-12", "BE"),
        ("tha", "๑๒สิงหาคม๒๕๔๐", "1997-08-12", "BE"),
        ("tha", "12 ส.ค. 2540", "1997-08-12", "BE"),
        ("tha", "12 ส. ค. 2540", "1997-08-12", "BE"),
        ("tha", "วันที่ 12 เดือน สิงหาคม พ.ศ. 2540", "1997-08-12", "BE"),
        ("tha", "12/08/2540", "1997-08-12", "BE"),
        ("tha", "12 สิงหาคม ค.ศ. 1997", "1997-08-12", "CE"),
        ("tha", "29 กุมภาพันธ์ 2543", "2000-02-29", "BE"),
        ("ind", "12 Agustus 1998", "1998-08-12", "CE"),
        ("ind", "12 Agt 1998", "1998-08-12", "CE"),
        ("ind", "12 Agst. 1998", "1998-08-12", "CE"),
        ("ind", "1 Peb 1998", "1998-02-01", "CE"),
        ("ind", "30 Nop 1998", "1998-11-30", "CE"),
        ("ind", "Rabu, 12-08-1998", "1998-08-12", "CE"),
        ("ind", "12/VIII/1998", "1998-08-12", "CE"),
        ("eng", "August 12, 1998", "1998-08-12", "CE"),
        ("eng", "12 December 1998", "1998-12-12", "CE"),
        ("eng", "1998-08-12", "1998-08-12", "CE"),
        ("eng", "1 2 0 8 1 9 9 8", "1998-08-12", "CE"),
        ("eng", "12081998", "1998-08-12", "CE"),
    ],
)
def test_a_whole_date_is_understood(code: str, written: str, iso: str, era: str) -> None:
    parsed = parse(written, context(code))

    assert parsed.value == {"iso": iso, "written": written, "era": era}
    assert {p.code for p in parsed.problems} <= {"short_month_alike"}


@pytest.mark.parametrize(
    ("code", "written", "iso"),
    [
        ("tha", "2540", "1997"),
        ("tha", "พ.ศ. ๒๕๔๐", "1997"),
        ("khm", "ឆ្នាំ១៩៩៨", "1998"),
        ("ind", "Agustus 1998", "1998-08"),
        ("ind", "08/1998", "1998-08"),
    ],
)
def test_a_part_of_a_date_is_a_value_with_a_note(code: str, written: str, iso: str) -> None:
    parsed = parse(written, context(code), birth=True)

    assert parsed.value["iso"] == iso
    assert [p.code for p in parsed.problems] == ["date_partial"]


@pytest.mark.parametrize(
    ("code", "written", "problem"),
    [
        ("ind", "31-02-1998", "date_impossible"),
        ("tha", "29 กุมภาพันธ์ 2542", "date_impossible"),
        ("eng", "32 August 1998", "date_impossible"),
        ("ind", "13-13-1998", "date_impossible"),
        ("tha", "12 สิงหาคม พ.ศ. 1997", "era_conflict"),
        ("eng", "12 August 3998", "date_unreadable"),
        ("eng", "12 August 199", "date_unreadable"),
        ("eng", "soon", "date_unreadable"),
        ("khm", "១២កើត ខែមាឃ", "lunar_only"),
        ("eng", "12-08-1998-1999", "date_unreadable"),
    ],
)
def test_what_is_no_date_has_no_value(code: str, written: str, problem: str) -> None:
    parsed = parse(written, context(code))

    assert parsed.value is None
    assert problem in {p.code for p in parsed.problems}


@pytest.mark.parametrize(
    ("code", "written", "age", "iso"),
    [
        ("ind", "12-08-98", None, "1998-08-12"),
        ("ind", "12-08-08", 10, "2008-08-12"),
        ("tha", "12 ส.ค. พ.ศ. 40", None, "1997-08-12"),
        ("tha", "12 ส.ค. 40", 21, "1997-08-12"),
        ("tha", "12 ส.ค. 40", 79, "1940-08-12"),
    ],
)
def test_two_digits_of_a_year_are_settled_by_form_date_and_age(
    code: str, written: str, age: int | None, iso: str
) -> None:
    parsed = parse(written, context(code, age=age), birth=True)

    assert parsed.value["iso"] == iso
    assert "year_two_digits" in {p.code for p in parsed.problems}


@pytest.mark.parametrize(
    ("code", "written", "around"),
    [
        ("ind", "12-08-10", Context(("ind",), form_date=FORM_DATE)),  # 1910 or 2010
        ("ind", "12-08-98", Context(("ind",))),  # nothing to settle it by
    ],
)
def test_two_digits_that_fit_twice_go_to_a_person(code: str, written: str, around: Context) -> None:
    parsed = parse(written, around, birth=True)

    assert parsed.value is None
    assert "year_ambiguous" in {p.code for p in parsed.problems}


def test_two_digits_written_in_thai_are_proposed_as_buddhist_and_still_go_to_a_person() -> None:
    parsed = parse("12 ส.ค. 40", Context(("tha",), form_date=FORM_DATE), birth=True)  # or 1940

    assert parsed.value["iso"] == "1997-08-12"
    assert blocking(parsed.problems)


def test_an_age_that_no_century_agrees_with_is_not_obeyed() -> None:
    around = Context(("ind",), form_date=FORM_DATE, age=2)

    assert parse("19-05-87", around, birth=True).value["iso"] == "1987-05-19"


def test_american_order_is_doubted_and_usual_in_the_philippines() -> None:
    elsewhere = parse("08/25/1998", context("eng"))
    unclear = parse("08/05/1998", context("eng", country="PHL"))
    clear = parse("08/25/1998", context("eng", country="PHL"))

    assert [p.code for p in elsewhere.problems] == ["day_month_order"]
    assert unclear.value["iso"] == "1998-08-05"
    assert [p.code for p in unclear.problems] == ["day_month_order"]
    assert clear.value["iso"] == "1998-08-25"
    assert clear.problems == ()


@pytest.mark.parametrize(
    ("written", "problem"),
    [
        ("12 Agusfus 1998", "month_by_likeness"),
        ("12 Agustus 2019", "date_in_future"),
        ("12 Agustus 1900", "date_too_early"),
        ("១2 Agustus 1998", "mixed_digits"),
    ],
)
def test_an_odd_date_keeps_its_value_and_says_why(written: str, problem: str) -> None:
    parsed = parse(written, context("ind"))

    assert parsed.value is not None
    assert problem in {p.code for p in parsed.problems}


def test_a_thai_new_year_before_1941_is_left_to_a_person() -> None:
    parsed = parse("3 มกราคม 2480", Context(("tha",), form_date=date(2004, 1, 1)), birth=True)

    assert "old_thai_year" in {p.code for p in parsed.problems}


def test_a_buddhist_year_on_a_khmer_form_is_doubted() -> None:
    parsed = parse("15-08-2541", Context(("khm",)))

    assert "era_assumed" in {p.code for p in parsed.problems}


@given(
    st.integers(0, 60 * 365),
    st.sampled_from(ENGINE_LANGUAGES),
    st.sampled_from(("CE", "BE")),
    st.booleans(),
)
def test_a_written_date_reads_back(days: int, code: str, era: str, local: bool) -> None:
    day = date(1955, 1, 1) + timedelta(days=days)
    written = format_date(day, code, era=era, local=local)
    if era == "BE" and code == "ind":
        written = format_date(day, code, local=local)  # Indonesia has no word for that era

    parsed = parse(written, Context((code, "tha") if era == "BE" else (code,)))

    assert parsed.value["iso"] == day.isoformat()
    assert parsed.problems == ()


@pytest.mark.parametrize(
    ("written", "code", "doubts"),
    [
        ("วันพุธที่ 29 มกราคม 2563", "tha", []),
        ("Jumat, 31 Januari 2020", "ind", []),
        ("Senin, 31 Januari 2020", "ind", ["weekday_differs"]),
        ("ថ្ងៃពុធ ៥កើត ព.ស.២៥៦៣ ត្រូវនឹងថ្ងៃទី២៩ ខែមករា ឆ្នាំ២០២០", "khm", []),
        ("ថ្ងៃពុធ ៥កើត ព.ស.២៥៥៣ ត្រូវនឹងថ្ងៃទី២៩ ខែមករា ឆ្នាំ២០២០", "khm", ["lunar_differs"]),
    ],
)
def test_weekdays_and_the_lunar_line_check_the_date(
    written: str, code: str, doubts: list[str]
) -> None:
    parsed = parse(written, Context((code,)))

    assert parsed.value is not None
    assert [problem.code for problem in parsed.problems] == doubts
