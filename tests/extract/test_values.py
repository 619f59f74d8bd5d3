"""Numbers, telephone numbers, case numbers, names, texts and words for options."""

from __future__ import annotations

import pytest

from extract.languages.names import split_title
from extract.values import case_code, name, number, phone, text, word
from extract.values.absent import absent
from extract.values.parsed import Parsed


def codes(parsed: Parsed) -> set[str]:
    return {p.code for p in parsed.problems}


@pytest.mark.parametrize(
    ("raw", "code", "value"),
    [
        ("25", "eng", 25),
        ("២៥", "khm", 25),
        ("២៥ ឆ្នាំ", "khm", 25),
        ("อายุ ๒๕ ปี", "tha", 25),
        ("25 tahun", "ind", 25),
        ("25 th.", "ind", 25),
        ("2 5", "eng", 25),
        ("1.250.000", "ind", 1_250_000),
        ("1,250,000", "eng", 1_250_000),
        ("ម្ភៃប្រាំ", "khm", 25),
        ("ប្រាំមួយ", "khm", 6),
        ("ยี่สิบเอ็ด", "tha", 21),
        ("สิบ", "tha", 10),
        ("dua puluh lima", "ind", 25),
        ("lima belas", "ind", 15),
        ("twenty-five", "eng", 25),
        ("one hundred and", "eng", None),
        ("", "eng", None),
    ],
)
def test_a_number_is_read(raw: str, code: str, value: int | None) -> None:
    assert number.parse(raw, (code,)).value == value


@pytest.mark.parametrize(
    ("raw", "key", "problem"),
    [
        ("2S", "age", "odd_characters"),
        ("25.5", "age", "number_not_whole"),
        ("250", "age", "number_out_of_range"),
        ("25", "hours_day", "number_out_of_range"),
        ("12 atau 13", "age", "several_values"),
        ("abc", "age", "number_unreadable"),
        ("๒5", "age", "mixed_digits"),
    ],
)
def test_an_odd_number_says_why(raw: str, key: str, problem: str) -> None:
    assert problem in codes(number.parse(raw, ("ind",), key=key))


@pytest.mark.parametrize(
    ("raw", "country", "value"),
    [
        ("012 345 678", "KHM", "+85512345678"),
        ("០១២ ៣៤៥ ៦៧៨", "KHM", "+85512345678"),
        ("+855 12 345 678", "", "+85512345678"),
        ("081-234-5678", "THA", "+66812345678"),
        ("๐๘๑-๒๓๔-๕๖๗๘", "THA", "+66812345678"),
        ("0812-3456-7890", "IDN", "+6281234567890"),
        ("+62 812 3456 7890", "IDN", "+6281234567890"),
        ("(021) 390 4567", "IDN", "+62213904567"),
        ("0917 123 4567", "PHL", "+639171234567"),
    ],
)
def test_a_telephone_number_becomes_e164(raw: str, country: str, value: str) -> None:
    parsed = phone.parse(raw, country)

    assert parsed.value == value
    assert parsed.problems == ()


@pytest.mark.parametrize(
    ("raw", "problem"),
    [
        ("0812-3456", "phone_invalid"),
        ("08I2-3456-7890", "odd_characters"),
        ("0812-3456-7890 / 0813-2233-4455", "several_values"),
        ("12", "phone_unreadable"),
        ("๐812-3456-7890", "mixed_digits"),
    ],
)
def test_an_odd_telephone_number_says_why(raw: str, problem: str) -> None:
    assert problem in codes(phone.parse(raw, "IDN"))


@pytest.mark.parametrize(
    ("raw", "value", "problems"),
    [
        ("012/a/uptd-ppa/bandung/vii/2019", "012/A/UPTD-PPA/BANDUNG/VII/2019", set()),
        ("NCCT-២០១៦-០២៣៤", "NCCT-2016-0234", set()),
        ("MDT-๐๑๔๒/๒๕๕๖", "MDT-0142/2556", set()),
        ("012/A/UPTD/BANDUNG/VIl/2019", "012/A/UPTD/BANDUNG/VIL/2019", {"code_month"}),
        ("012/A/UPTD/BANDUNG/VII/3019", "012/A/UPTD/BANDUNG/VII/3019", {"code_year"}),
        ("ABC", "ABC", {"code_without_digits"}),
        ("2019*001", "2019*001", {"odd_characters"}),
    ],
)
def test_a_case_number_is_tidied_and_never_guessed(
    raw: str, value: str, problems: set[str]
) -> None:
    parsed = case_code.parse(raw)

    assert parsed.value == value
    assert codes(parsed) == problems


@pytest.mark.parametrize(
    ("raw", "code", "title", "rest"),
    [
        ("នាង សុខ ណារី", "khm", "miss", "សុខ ណារី"),
        ("លោកស្រី សុខ ណារី", "khm", "mrs", "សុខ ណារី"),
        ("លោកសុខ", "khm", "mr", "សុខ"),
        ("នាយសុខ", "khm", "", "នាយសុខ"),
        ("นายสมชาย ใจดี", "tha", "mr", "สมชาย ใจดี"),
        ("นางสาวสมหญิง", "tha", "miss", "สมหญิง"),
        ("น.ส. สมหญิง", "tha", "miss", "สมหญิง"),
        ("ด.ช.ก้อง", "tha", "boy", "ก้อง"),
        ("ด.ญ. แก้ว", "tha", "girl", "แก้ว"),
        ("นายิกา", "tha", "", "นายิกา"),
        ("พระพาย", "tha", "", "พระพาย"),
        ("Sdr. Budi", "ind", "brother", "Budi"),
        ("Ny. Siti", "ind", "mrs", "Siti"),
        ("Hj. Siti", "ind", "hajjah", "Siti"),
        ("Hartono", "ind", "", "Hartono"),
        ("Ibunda", "ind", "", "Ibunda"),
        ("Tuanku", "ind", "", "Tuanku"),
        ("Mr. Cruz", "eng", "mr", "Cruz"),
        ("Drake", "eng", "", "Drake"),
    ],
)
def test_titles_come_off_names_and_names_stay_whole(
    raw: str, code: str, title: str, rest: str
) -> None:
    found, left = split_title(raw, (code,))

    assert (found.code if found else "") == title
    assert left == rest


def test_a_single_name_is_a_name() -> None:
    assert name.parse("Suharti", ("ind",)) == Parsed("Suharti")


@pytest.mark.parametrize(
    ("raw", "problem"),
    [("Bud1", "name_digits"), ("Bu_di", "odd_characters"), ("B", "name_too_short")],
)
def test_an_odd_name_says_why(raw: str, problem: str) -> None:
    assert problem in codes(name.parse(raw, ("ind",)))


def test_text_is_tidied_not_corrected() -> None:
    assert text.parse("  Buruh   pabrk ........").value == "Buruh pabrk"
    assert "too_long" in codes(text.parse("a" * 301))


@pytest.mark.parametrize(
    ("raw", "code", "kind"),
    [
        ("-", "eng", "none"),
        ("—", "eng", "none"),
        ("N/A", "eng", "none"),
        ("គ្មាន", "khm", "none"),
        ("ไม่มี", "tha", "none"),
        ("ไม่ทราบ", "tha", "unknown"),
        ("មិនដឹង", "khm", "unknown"),
        ("tidak tahu", "ind", "unknown"),
        ("Nona", "ind", ""),
    ],
)
def test_written_answers_that_are_no_value(raw: str, code: str, kind: str) -> None:
    assert absent(raw, (code,)) == kind


@pytest.mark.parametrize(
    ("raw", "code", "value"),
    [
        ("L", "ind", "male"),
        ("P", "ind", "female"),
        ("ស", "khm", "female"),
        ("ប្រុស", "khm", "male"),
        ("ญ", "tha", "female"),
        ("M", "eng", "male"),
    ],
)
def test_letters_of_sex_in_narrow_cells(raw: str, code: str, value: str) -> None:
    assert word.parse(raw, "sex", (code,)) == Parsed(value)


def test_a_letter_that_means_nothing_is_doubted() -> None:
    assert codes(word.parse("X", "sex", ("eng",))) == {"option_unknown"}
