"""Khmer, Thai and Latin digits."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extract.languages.digits import LATIN, local_digits, systems, to_latin, to_local
from models.languages import ENGINE_LANGUAGES


@pytest.mark.parametrize("code", ENGINE_LANGUAGES)
def test_ten_different_digits_stand_for_ten_values(code: str) -> None:
    digits = local_digits(code)

    assert len(set(digits)) == 10
    assert [int(digit) for digit in digits] == list(range(10))


@given(st.text(alphabet=LATIN), st.sampled_from(ENGINE_LANGUAGES))
def test_to_local_and_back_changes_nothing(number: str, code: str) -> None:
    assert to_latin(to_local(number, code)) == number


@given(st.text())
def test_every_other_character_stays(text: str) -> None:
    changed = to_latin(text)

    assert len(changed) == len(text)
    assert all(a == b for a, b in zip(text, changed, strict=True) if not systems(a))


def test_two_systems_in_one_value_are_seen() -> None:
    assert systems("២០2០") == {"khm", "latin"}
