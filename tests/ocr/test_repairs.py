"""Tesseract's standing errors."""

from __future__ import annotations

import pytest

from models.values import Box, Grey, Reading, Word
from ocr.engines import tesseract
from ocr.engines.repairs import lone, mended
from tests.ocr.drawing import LATIN, THAI
from tests.ocr.test_tesseract import line

THAI_ONLY = ("tha",)


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("ต\u0e4d\u0e32บล", "ตำบล"),
        ("น้าขุ่น", "น้ำขุ่น"),
        ("แม่น้าโขง", "แม่น้ำโขง"),
        ("แม่น้า", "แม่น้ำ"),
        ("น้้าไหล", "น้ำไหล"),
        ("ทำซื้า", "ทำซ้ำ"),
        ("ต.ถ้าใหญ่", "ต.ถ้ำใหญ่"),
        ("ตำกว่า", "ต่ำกว่า"),
    ],
)
def test_sara_am_under_a_tone_is_put_back(written: str, meant: str) -> None:
    assert mended(written, THAI_ONLY) == meant


@pytest.mark.parametrize(
    "word",
    [
        "น้า",
        "น้าสาว",
        "หน้า",
        "หัวหน้า",
        "โน้มน้าว",
        "ถ้า",
        "ถ้าหาก",
        "ค่าแรง",
        "ซ้าย",
        "ย้าย",
        "ตำบล",
        "เต่า",
        "เย้า",
    ],
)
def test_words_that_only_look_like_it_stay(word: str) -> None:
    assert mended(word, THAI_ONLY) == word


def test_strokes_of_a_roman_month_are_no_digits() -> None:
    assert mended("145/P/UPTD/VII1/2015", ("ind",)) == "145/P/UPTD/VIII/2015"
    assert mended("032/P/MEDAN/X1/2004", ("ind",)) == "032/P/MEDAN/XI/2004"


def test_days_between_slashes_stay_digits() -> None:
    assert mended("12/11/2015", ("ind",)) == "12/11/2015"


def test_a_letter_alone_is_a_capital_where_nobody_could_tell() -> None:
    assert (lone("p"), lone("a"), lone("op")) == ("P", "a", "op")


def test_water_is_read_where_it_is_printed() -> None:
    (reading,) = tesseract.read_lines([line("ตำบลคลองน้ำไหล", THAI, 40)], THAI_ONLY)
    assert reading.text == "ตำบลคลองน้ำไหล"


def test_what_is_unsure_is_looked_at_again_and_stays_in_doubt_where_looks_differ(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    looks: list[list[Grey]] = []

    def read(_: list[Grey], shown: list[Grey], languages: tuple[str, ...]) -> tuple[Reading, ...]:
        looks.append(list(shown))
        said = [("Jakatra", 0.4), ("Medan", 0.9)] if len(looks) == 1 else [("Jakarta", 0.95)]
        return tuple(
            Reading("tesseract", languages, text, sure, (Word(text, Box(0, 0, 60, 30), sure),))
            for text, sure in said
        )

    monkeypatch.setattr(tesseract, "_read", read)
    crops = [line("Jakarta", LATIN), line("Medan", LATIN)]
    first, second = tesseract.read_lines(crops, ("ind",))
    assert [len(look) for look in looks] == [2, 1]
    assert looks[1][0].shape[1] == pytest.approx(0.75 * crops[0].shape[1], abs=1)
    assert (first.text, second.text) == ("Jakarta", "Medan")
    assert first.confidence == 0.75


def test_boxes_of_a_line_shown_smaller_lie_where_the_words_stand() -> None:
    crop = line("Jakarta Barat", LATIN, 90)
    (reading,) = tesseract.read_lines([crop], ("ind",))
    assert crop.shape[0] > 60
    assert reading.text == "Jakarta Barat"
    assert reading.words[1].box.x1 == pytest.approx(crop.shape[1] - 4, abs=12)
