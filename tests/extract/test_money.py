"""Sums of money as people write them in four languages."""

from __future__ import annotations

from typing import Any

import pytest

from extract.doubts import blocking
from extract.values.money import parse


@pytest.mark.parametrize(
    ("raw", "country", "codes", "value"),
    [
        ("Rp 5.000.000,-", "IDN", ("ind",), {"amount": 5_000_000, "currency": "IDR"}),
        ("2,5 juta", "IDN", ("ind",), {"amount": 2_500_000, "currency": "IDR"}),
        ("dua juta rupiah", "IDN", ("ind",), {"amount": 2_000_000, "currency": "IDR"}),
        (
            "Rp. 3.500.000 per bulan",
            "IDN",
            ("ind",),
            {"amount": 3_500_000, "currency": "IDR", "per": "month"},
        ),
        ("๑๒,๐๐๐ บาท", "THA", ("tha",), {"amount": 12_000, "currency": "THB"}),
        (
            "เดือนละ 9,000 บาท",
            "THA",
            ("tha",),
            {"amount": 9_000, "currency": "THB", "per": "month"},
        ),
        ("3 หมื่นบาท", "THA", ("tha",), {"amount": 30_000, "currency": "THB"}),
        ("១.២០០.០០០ រៀល", "KHM", ("khm",), {"amount": 1_200_000, "currency": "KHR"}),
        ("១ លាន រៀល", "KHM", ("khm",), {"amount": 1_000_000, "currency": "KHR"}),
        ("500 ដុល្លារ", "KHM", ("khm",), {"amount": 500, "currency": "USD"}),
        ("PHP 10,000.00", "PHL", ("eng",), {"amount": 10_000, "currency": "PHP"}),
        ("₱1,250.50", "PHL", ("eng",), {"amount": 1250.5, "currency": "PHP"}),
    ],
)
def test_sums_are_read(raw: str, country: str, codes: tuple[str, ...], value: Any) -> None:
    parsed = parse(raw, country, codes)

    assert parsed.value == value
    assert not blocking(parsed.problems)


def test_a_sum_without_a_currency_takes_that_of_the_country_and_says_so() -> None:
    parsed = parse("5000", "THA", ("tha",))

    assert parsed.value == {"amount": 5000, "currency": "THB"}
    assert [problem.code for problem in parsed.problems] == ["currency_assumed"]


@pytest.mark.parametrize("raw", ["hidup", "Rp", "9" * 30, "1.2.3.4"])
def test_what_is_no_sum_goes_to_a_person(raw: str) -> None:
    assert blocking(parse(raw, "IDN", ("ind",)).problems)


def test_an_s_beside_a_sum_is_a_dollar_sign_in_doubt_and_no_five() -> None:
    parsed = parse("S2530", "KHM", ("khm",))

    assert parsed.value == {"amount": 2530, "currency": "USD"}
    assert "currency_by_likeness" in [problem.code for problem in parsed.problems]
