"""Text made comparable."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extract.scripts import script_doubts
from extract.text import clean, fold, scripts, without_leaders
from models.forms import Kind

LETTERS = st.text(
    alphabet=st.one_of(
        st.characters(min_codepoint=0x1780, max_codepoint=0x17F9),
        st.characters(min_codepoint=0xE01, max_codepoint=0xE5B),
        st.characters(min_codepoint=0x20, max_codepoint=0x7E),
        st.sampled_from("\u200b\u200d\u00ad\t\n"),
    ),
    max_size=60,
)


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("น\u0e4d\u0e49า", "น้ำ"),  # nikhahit, tone, sara aa
        ("นำ\u0e32", "นำ"),  # sara am written twice
        ("เเดง", "แดง"),  # two sara e for sara ae
        ("ภ្នំ\u200bពេញ", "ภ្នំពេញ"),
        ("a\u202eb", "ab"),
        ("a\x00b", "ab"),
        ("  a \n b ", "a b"),
    ],
)
def test_what_looks_the_same_is_spelled_the_same(written: str, expected: str) -> None:
    assert clean(written) == expected


def test_sara_am_is_never_split() -> None:
    assert "\u0e33" in clean("น้ำ")
    assert "\u0e33" not in unicodedata.normalize("NFKC", "น้ำ")


@given(LETTERS)
def test_cleaning_twice_changes_nothing_more(text: str) -> None:
    assert clean(clean(text)) == clean(text)


@given(st.text(max_size=40))
def test_folding_never_raises_and_holds_no_spaces(text: str) -> None:
    assert " " not in fold(text)


def test_leaders_go_and_points_stay() -> None:
    assert without_leaders("Siti ........ A. Rahman ____") == "Siti A. Rahman"
    assert without_leaders("ม.ค.") == "ม.ค."


def test_scripts_of_letters() -> None:
    assert scripts("សុខ Sok ๑") == {"khmer", "latin"}


@pytest.mark.parametrize(
    ("text", "kind", "languages", "doubts"),
    [
        ("សុខ វណ្ណា", Kind.NAME, ("khm",), set()),
        ("ភ្នំពេញ", Kind.PLACE, ("khm",), set()),
        ("នាយ\u17d2 ក", Kind.NAME, ("khm",), {"impossible_cluster"}),
        ("\u17b6ក", Kind.NAME, ("khm",), {"impossible_cluster"}),
        ("สมชาย ใจดี", Kind.NAME, ("tha",), set()),
        ("น้ำผึ้ง", Kind.NAME, ("tha",), set()),
        ("\u0e31กข", Kind.NAME, ("tha",), {"impossible_cluster"}),
        ("ก่้า", Kind.NAME, ("tha",), {"impossible_cluster"}),
        ("เ ก", Kind.NAME, ("tha",), {"impossible_cluster"}),
        ("สมชาย Jai", Kind.NAME, ("tha", "eng"), {"mixed_scripts"}),
        ("Somchai", Kind.NAME, ("tha",), {"unexpected_script"}),
        ("Иван", Kind.NAME, ("eng",), {"unexpected_script"}),
        ("Budi □", Kind.NAME, ("ind",), {"odd_characters"}),
    ],
)
def test_what_a_script_does_not_allow_is_doubted(
    text: str, kind: Kind, languages: tuple[str, ...], doubts: set[str]
) -> None:
    assert set(script_doubts(text, kind, languages)) == doubts
