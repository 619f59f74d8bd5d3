"""What a field must hold decides between letters that look alike, and never against the ink."""

from __future__ import annotations

from dataclasses import replace
from typing import ClassVar

import pytest

from models.expectations import (
    Branch,
    Date,
    Digits,
    Expectation,
    Letters,
    Number,
    Pattern,
    Phone,
    Place,
    Words,
)
from models.values import Reading, Verdict
from ocr.engines.scores import Scores
from ocr.engines.tokens import UNKNOWN
from ocr.expect import expected
from tests.ocr.scored import freely, scores_of

LATIN, THAI, KHMER = "0123456789", "๐๑๒๓๔๕๖๗๘๙", "០១២៣៤៥៦៧៨៩"
THAI_MONTHS = "ม.ค. ก.พ. มี.ค. เม.ย. พ.ค. มิ.ย. ก.ค. ส.ค. ก.ย. ต.ค. พ.ย. ธ.ค."
KHMER_MONTHS = "មករា កុម្ភៈ មីនា មេសា ឧសភា មិថុនា កក្កដា សីហា កញ្ញា តុលា វិច្ឆិកា ធ្នូ"
ENGLISH_MONTHS = "Jan Feb Mar Apr May Jun Jul August Sep Oct Nov Dec"
THAI_ID = Digits((LATIN, THAI), (13,), "thai_id")
THAI_DATE = Date(
    systems=(LATIN, THAI),
    months=tuple(
        (name,)
        for name in [
            "ม.ค.",
            "ก.พ.",
            "มี.ค.",
            "เม.ย.",
            "พ.ค.",
            "มิ.ย.",
            "ก.ค.",
            "ส.ค.",
            "ก.ย.",
            "ต.ค.",
            "พ.ย.",
            "ธ.ค.",
        ]
    ),
    day=("วันที่",),
    year=("พ.ศ.",),
    years=("19", "20", "24", "25"),
)
KHMER_DATE = Date(
    systems=(LATIN, KHMER),
    months=tuple(
        (name,)
        for name in [
            "មករា",
            "កុម្ភៈ",
            "មីនា",
            "មេសា",
            "ឧសភា",
            "មិថុនា",
            "កក្កដា",
            "សីហា",
            "កញ្ញា",
            "តុលា",
            "វិច្ឆិកា",
            "ធ្នូ",
        ]
    ),
    day=("ថ្ងៃទី",),
    month=("ខែ",),
    year=("ឆ្នាំ",),
)
ENGLISH_DATE = Date(
    systems=(LATIN,),
    months=tuple(
        (n,)
        for n in [
            "Jan",
            "Feb",
            "Mar",
            "Apr",
            "May",
            "Jun",
            "Jul",
            "August",
            "Sep",
            "Oct",
            "Nov",
            "Dec",
        ]
    ),
    month_first=True,
)
EIGHT = Words("eight", ("ម៉ាឡេស៊ី", "វៀតណាម", "ចិន", "ថៃ", "ឡាវ", "កម្ពុជា", "ជប៉ុន", "ឥណ្ឌា"))


def read(
    text: str, wanted: Expectation, doubts: dict[int, tuple[str, float]] | None = None
) -> Reading:
    scores = scores_of(text, doubts)
    return expected(scores, wanted, freely(scores))


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("1-2345-67890-12-1", THAI_ID),
        ("๑๒๓๔๕๖๗๘๙๐๑๒๑", THAI_ID),
        ("010 234 567", Digits((LATIN, KHMER), (9, 12))),
        ("២៥ ឆ្នាំ", Number((LATIN, KHMER), 3, ("ឆ្នាំ",))),
        ("1.250.000", Number((LATIN,))),
        ("0812-3456-7890", Phone((LATIN,))),
        ("+855 12 345 678", Phone((LATIN,))),
        ("๑๒ ส.ค. พ.ศ. ๒๕๔๐", THAI_DATE),
        ("๑๒/๐๘/๒๕๔๐", THAI_DATE),
        ("2540", THAI_DATE),
        ("ថ្ងៃទី១៥ ខែមករា ឆ្នាំ២០២០", KHMER_DATE),
        ("15-01-2020", KHMER_DATE),
        ("August 12, 1998", ENGLISH_DATE),
        ("08/12/98", ENGLISH_DATE),
        ("12 Jan. 1998", ENGLISH_DATE),
        ("1998-08-12", ENGLISH_DATE),
        ("12081998", ENGLISH_DATE),
        ("012/A/UPTD-PPA/KOTA BATAM/VII/2019", Pattern((LATIN,), "###/@/*/*/%/####")),
        ("កម្ពុជា", EIGHT),
        ("Siti Nur-Aisyah", Letters(((0x41, 0x5A), (0x61, 0x7A)))),
    ],
)
def test_what_is_written_as_expected_stays_and_is_surer(text: str, wanted: Expectation) -> None:
    found = read(text, wanted)
    assert found.text == text
    assert found.expected is not None and found.expected.verdict is Verdict.FITS
    assert found.confidence > 0.85


@pytest.mark.parametrize(
    ("text", "wanted", "doubts"),
    [
        ("1234567890121", THAI_ID, {9: ("O", 0.7)}),
        ("๑๒ ส.ค. ๒๕๔๐", THAI_DATE, {3: ("ล", 0.7)}),
        ("ថ្ងៃទី១៥ ខែមករា ឆ្នាំ២០២០", KHMER_DATE, {7: ("ឌ", 0.7)}),
        ("August 12, 1998", ENGLISH_DATE, {8: ("l", 0.7)}),
        ("កម្ពុជា", EIGHT, {3: ("ជ", 0.6)}),
        ("Lilis", Letters(((0x41, 0x5A), (0x61, 0x7A))), {2: ("1", 0.7)}),
    ],
)
def test_a_doubtful_letter_is_read_as_what_may_stand_there(
    text: str, wanted: Expectation, doubts: dict[int, tuple[str, float]]
) -> None:
    scores = scores_of(text, doubts)
    free = freely(scores)
    found = expected(scores, wanted, free)
    assert free.text != text
    assert found.text == text
    assert found.expected is not None and found.expected.changed
    assert (found.expected.free, found.expected.free_confidence) == (free.text, free.confidence)
    assert " ".join(word.text for word in found.words) == text


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("123456789012", THAI_ID),  # a digit is missing: none is made up
        ("1๒34567890121", THAI_ID),  # two digit systems in one number
        ("39 ส.ค. 2540", THAI_DATE),
        ("12/13/2540", THAI_DATE),
        ("tidak tahu", ENGLISH_DATE),
        ("-", THAI_ID),
        ("កាណាដា", EIGHT),  # a word that is not on the list
        ("កម្ពុញា", EIGHT),  # one clear letter away from one that is
        ("012/A/UPTD-PPA/BANDUNG/VIX/2019", Pattern((LATIN,), "###/@/*/*/%/####")),
    ],
)
def test_clear_letters_stand_whatever_was_expected(text: str, wanted: Expectation) -> None:
    found = read(text, wanted)
    assert found.text == text
    assert found.expected is not None and found.expected.free == text
    assert found.expected.verdict in (Verdict.KEPT, Verdict.UNSURE)


def test_a_check_digit_decides_between_digits_that_the_scores_allow() -> None:
    wrong = read("1101700230708", THAI_ID, {5: ("1", 0.55)})
    right = read("1101700230708", THAI_ID)
    assert right.text == wrong.text == "1101700230708"
    assert wrong.expected is not None and wrong.expected.verdict is Verdict.CHANGED


def test_a_wrong_check_digit_alone_changes_nothing() -> None:
    found = read("1101700230703", THAI_ID)
    assert found.text == "1101700230703"
    assert found.expected is not None and not found.expected.changed


def test_between_two_listed_words_the_reading_is_not_sure() -> None:
    twins = Words("twins", ("បារី", "បារំ"))
    clear, doubtful = read("បារី", twins), read("បារី", twins, {3: ("ំ", 0.45)})
    assert clear.confidence > 0.9 > doubtful.confidence
    assert doubtful.expected is not None
    assert [text for text, _ in doubtful.expected.others] == ["បារំ"]


def test_a_nearly_read_word_makes_a_free_reading_unsure() -> None:
    found = read("កម្ពុជា", EIGHT, {1: ("ញ", 0.97), 3: ("ជ", 0.9)})
    assert found.expected is not None
    assert found.expected.verdict in (Verdict.KEPT, Verdict.UNSURE)
    assert found.confidence <= 0.9


def test_dirt_is_no_number() -> None:
    marks = ".,'-:;|/"
    doubts = {n: (marks[(n + 3) % len(marks)], 0.4) for n in range(len(marks))}
    found = read(marks, THAI_ID, doubts)
    assert found.expected is not None and not found.expected.changed


def test_what_was_not_read_or_is_unknown_writing_stays_so() -> None:
    scores = scores_of("12")
    for text in ("", f"1{UNKNOWN}"):
        free = Reading("lontar", ("tha",), text, 0.2)
        found = expected(scores, THAI_ID, free)
        assert replace(found, expected=None) == free
    empty = Scores(scores.log[:0], scores.tokens, 4.0)
    assert expected(empty, THAI_ID, Reading("lontar", (), "1", 0.5)).text == "1"


class _Country:
    """Two provinces; both have a district "Ban", and one lies below each."""

    AREAS: ClassVar[dict[str, tuple[Branch, ...]]] = {
        "": (Branch("1", ("Aru",), ("Prov.",)), Branch("2", ("Oro",), ("Prov.",))),
        "1": (Branch("11", ("Ban",), ("Kab.",)),),
        "2": (Branch("21", ("Ban",), ("Kab.",)),),
        "11": (Branch("111", ("Muara",), ("Kec.",)),),
        "21": (Branch("211", ("Mvara",), ("Kec.",)),),
    }

    def below(self, code: str) -> tuple[Branch, ...]:
        return self.AREAS.get(code, ())


ADDRESS = Place("nowhere", _Country())


@pytest.mark.parametrize(
    "text",
    ["Kec. Muara, Kab. Ban, Prov. Aru", "Muara Ban Aru", "KEC. MUARA, ARU", "Kec. Mvara, Kab. Ban"],
)
def test_addresses_are_read_from_the_top_down_with_ranks_or_without(text: str) -> None:
    found = read(text, ADDRESS)
    assert found.text == text
    assert found.expected is not None and found.expected.verdict is Verdict.FITS


def test_an_area_is_looked_for_only_within_the_one_written_after_it() -> None:
    unsure = {6: ("v", 0.6)}  # Muara or Mvara: both exist, in different provinces
    assert read("Kec. Muara, Kab. Ban, Aru", ADDRESS, unsure).text == "Kec. Muara, Kab. Ban, Aru"
    other = read("Kec. Muara, Kab. Ban, Oro", ADDRESS, {6: ("v", 0.4)})
    assert other.text == "Kec. Mvara, Kab. Ban, Oro"


def test_a_place_that_is_not_listed_is_left_alone() -> None:
    found = read("Kec. Moara, Kab. Ban, Prov. Aru", ADDRESS)
    assert found.text == "Kec. Moara, Kab. Ban, Prov. Aru"
    assert found.expected is not None and not found.expected.changed


def test_an_address_behind_a_street_is_read_by_its_end() -> None:
    found = read("Jl. Melati 12 Kec. Muara, Kab. Ban, Aru", ADDRESS, {20: ("v", 0.6)})
    assert found.text == "Jl. Melati 12 Kec. Muara, Kab. Ban, Aru"
    assert found.expected is not None and found.expected.changed
    assert found.expected.free == "Jl. Melati 12 Kec. Mvara, Kab. Ban, Aru"
