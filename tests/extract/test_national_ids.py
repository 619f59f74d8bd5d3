"""Identity numbers of three countries, with the exceptions the field notes name."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extract.values import national_id, nik, thai_id

FORM_DATE = date(2019, 7, 1)


def codes(raw: str, country: str) -> set[str]:
    return {p.code for p in national_id.parse(raw, country, horizon=FORM_DATE).problems}


@pytest.mark.parametrize("first", "0123456789")
def test_every_first_digit_of_a_thai_number_is_accepted(first: str) -> None:
    body = f"{first}23456789012"[:12]
    number = body + thai_id.check_digit(body)

    parsed = national_id.parse(number, "THA")

    assert parsed.value == number
    assert {p.code for p in parsed.problems} <= {"id_first_digit"}
    assert ("id_first_digit" in {p.code for p in parsed.problems}) == (first in "06789")


def remainder(digits: str) -> int:
    return sum(int(d) * w for d, w in zip(digits[:12], range(13, 1, -1), strict=True)) % 11


@given(st.text(alphabet="0123456789", min_size=12, max_size=12), st.integers(0, 12), st.data())
def test_one_misread_digit_of_a_thai_number_is_caught_except_the_third(
    body: str, place: int, data: st.DataObject
) -> None:
    number = body + thai_id.check_digit(body)
    wrong = data.draw(st.sampled_from([d for d in "0123456789" if d != number[place]]))
    misread = number[:place] + wrong + number[place + 1 :]

    caught = "check_digit_wrong" in codes(misread, "THA")

    # the third digit has weight 11, and the remainders 0 and 10 share a check digit
    blind = place == 2 or {remainder(number), remainder(misread)} == {0, 10}
    assert caught != blind


def test_thai_digits_and_hyphens_are_read() -> None:
    assert national_id.parse("๑-๒๓๔๕-๖๗๘๙๐-๑๒-๑", "THA").value == "1234567890121"


@pytest.mark.parametrize(
    ("raw", "country", "problem"),
    [
        ("1-2345-67890-12-2", "THA", "check_digit_wrong"),
        ("1-2345-67890-12", "THA", "id_length"),
        ("1-2345-6789O-12-1", "THA", "id_letters"),
        ("12345678", "KHM", "id_length"),
        ("123456789012", "KHM", "id_length_unusual"),
        ("327301520805000", "IDN", "id_length"),
        ("3273018108050001", "IDN", "nik_date"),  # day 81, which python-stdnum accepts
        ("3273013213050001", "IDN", "nik_date"),
        ("3273013202050001", "IDN", "nik_date"),
        ("0073015208050001", "IDN", "nik_region"),
        ("๑2345", "THA", "mixed_digits"),
    ],
)
def test_a_wrong_number_says_what_is_wrong_and_keeps_its_digits(
    raw: str, country: str, problem: str
) -> None:
    parsed = national_id.parse(raw, country, horizon=FORM_DATE)

    assert problem in {p.code for p in parsed.problems}
    assert parsed.value


@pytest.mark.parametrize(
    ("number", "sex", "births"),
    [
        ("3273015208050001", "female", (date(2005, 8, 12),)),  # python-stdnum says 1905
        ("3273011208980001", "male", (date(1998, 8, 12),)),
        ("3273017112150001", "female", (date(2015, 12, 31), date(1915, 12, 31))),
        ("3273012902000001", "male", (date(2000, 2, 29),)),
    ],
)
def test_a_nik_tells_sex_and_birth(number: str, sex: str, births: tuple[date, ...]) -> None:
    assert nik.inside(number, FORM_DATE) == nik.Inside(sex, births)


def test_khmer_digits_of_a_cambodian_card() -> None:
    parsed = national_id.parse("០១០ ២៣៤ ៥៦៧", "KHM")

    assert parsed.value == "010234567"
    assert parsed.problems == ()


def test_the_country_follows_from_the_language_when_the_field_names_none() -> None:
    assert national_id.parse("010234567", "", ("khm",)).problems == ()
    assert national_id.parse("ABC", "").value is None
