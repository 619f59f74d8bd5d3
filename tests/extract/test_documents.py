"""Passports, machine-readable zones and the numbers of other countries' papers."""

from __future__ import annotations

from datetime import date

import pytest

from extract.doubts import blocking
from extract.values import mrz, national_id, nrc, passport
from extract.values.check_digits import check_digit

HORIZON = date(2019, 7, 1)


def zone(number: str, birth: str, sex: str, expiry: str) -> str:
    """A passport's zone with right check digits; the number is filled up to nine signs."""
    number = number.ljust(9, "<")
    body = f"{number}{check_digit(number)}THA{birth}{check_digit(birth)}{sex}"
    body += f"{expiry}{check_digit(expiry)}{'<' * 14}<"
    whole = body[:10] + body[13:20] + body[21:]
    return f"{'P<THAJAIDEE<<SOMCHAI'.ljust(44, '<')}\n{body}{check_digit(whole)}"


def test_a_zone_says_who_holds_the_passport() -> None:
    found = mrz.read(zone("AA1234567", "980812", "M", "241231"), HORIZON)

    assert found is not None
    assert found.wrong == ()
    assert (found.number, found.family, found.given) == ("AA1234567", "JAIDEE", "SOMCHAI")
    assert (found.birth, found.sex, found.expiry) == ("1998-08-12", "male", "2024-12-31")


def test_letters_read_for_digits_are_put_right_where_the_check_digit_agrees() -> None:
    raw = zone("AA1234507", "980812", "M", "241231").replace("AA1234507", "AA12345O7")

    parsed = passport.parse(raw, "THA", horizon=HORIZON)

    assert parsed.value == "AA1234507"
    assert [repair.by for repair in parsed.repairs] == ["check"]


def test_a_wrong_digit_is_doubted_and_never_put_right() -> None:
    raw = zone("AA1234567", "980812", "M", "241231").replace("AA1234567", "AA1234568")

    parsed = passport.parse(raw, "THA", horizon=HORIZON)

    assert parsed.value == "AA1234568"
    assert blocking(parsed.problems)


@pytest.mark.parametrize("year", ["05", "98"])
def test_births_lie_before_the_form(year: str) -> None:
    found = mrz.read(zone("AA1234567", f"{year}0812", "F", "241231"), HORIZON)

    assert found is not None
    assert found.birth == {"05": "2005-08-12", "98": "1998-08-12"}[year]


@pytest.mark.parametrize("head", ["IDKHM", "LDKHM", "TDKHM"])
def test_a_cambodian_card_is_read_by_its_first_line(head: str) -> None:
    line = f"{head}010234567{check_digit('010234567')}".ljust(30, "<")

    parsed = national_id.parse(line, "KHM")

    assert parsed.value == "010234567"
    assert not parsed.problems
    assert parsed.parts == {"country": "KHM"}


@pytest.mark.parametrize(
    ("raw", "number"),
    [
        ("12/OUKAMA(N)123456", "12/OUKAMA(N)123456"),
        ("12/OuKaMa(N) 123456", "12/OUKAMA(N)123456"),
        ("၁၂/ဥကမ(နိုင်)၁၂၃၄၅၆", "12/ဥကမ(N)123456"),
        ("5/MAYANA[N]123456", "5/MAYANA(N)123456"),
    ],
)
def test_people_of_myanmar_write_their_number_on_every_country_s_form(
    raw: str, number: str
) -> None:
    parsed = national_id.parse(raw, "THA")

    assert parsed.value == number
    assert not parsed.problems


def test_an_impossible_registration_number_goes_to_a_person() -> None:
    assert blocking(nrc.parse("15/OUKAMA(N)123456").problems)
    assert blocking(nrc.parse("12/OUKAMA(N)1234567").problems)


@pytest.mark.parametrize(
    ("raw", "country", "codes"),
    [
        ("AA 1234567", "THA", []),
        ("N01234567", "KHM", []),
        ("P1234567A", "PHL", []),
        ("C1234567", "VNM", []),
        ("12345678", "THA", ["passport_shape"]),  # another paper: warned of, not rejected
        ("A-1", "THA", ["passport_unlikely"]),
    ],
)
def test_shapes_of_passports_warn(raw: str, country: str, codes: list[str]) -> None:
    parsed = passport.parse(raw, country)

    assert parsed.value
    assert [problem.code for problem in parsed.problems] == codes
