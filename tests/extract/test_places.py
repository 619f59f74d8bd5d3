"""Places found in the gazetteers, and places refused."""

from __future__ import annotations

import pytest

from extract.values.parsed import Parsed
from extract.values.place import parse


def path(parsed: Parsed) -> list[str]:
    return [level["code"] for level in parsed.value["levels"]]


def codes(parsed: Parsed) -> set[str]:
    return {p.code for p in parsed.problems}


@pytest.mark.parametrize(
    ("raw", "country", "expected"),
    [
        (
            "ភូមិអូរធំ ឃុំបន្ទាយនាង ស្រុកមង្គលបូរី ខេត្តបន្ទាយមានជ័យ",
            "KHM",
            ["01", "0102", "010201", "01020101"],
        ),
        # the reader lost the spaces
        ("ឃុំបន្ទាយនាងស្រុកមង្គលបូរីខេត្តបន្ទាយមានជ័យ", "KHM", ["01", "0102", "010201"]),
        ("ភ្នំពេញ", "KHM", ["12"]),
        ("ខណ្ឌច្បារអំពៅ រាជធានីភ្នំពេញ", "KHM", ["12", "1210"]),
        ("ต.บ้านใต้ อ.เกาะพะงัน จ.สุราษฎร์ธานี", "THA", ["84", "8405", "840502"]),
        ("ตำบลบ้านใต้ อำเภอเกาะพะงัน จังหวัดสุราษฎร์ธานี", "THA", ["84", "8405", "840502"]),
        ("อ.เมือง จ.เชียงใหม่", "THA", ["50", "5001"]),
        ("เขตบางนา กทม.", "THA", ["10", "1047"]),
        (
            "Kel. Sukarasa, Kec. Sukasari, Kota Bandung, Jawa Barat",
            "IDN",
            ["32", "32.73", "32.73.01", "32.73.01.1001"],
        ),
        ("Kec. Kota Ternate Utara, Kota Ternate, Maluku Utara", "IDN", ["82", "82.71", "82.71.03"]),
        ("Kab. Bandung Jawa Barat", "IDN", ["32", "32.04"]),
    ],
)
def test_an_exact_address_is_found_whole(raw: str, country: str, expected: list[str]) -> None:
    parsed = parse(raw, country)

    assert path(parsed) == expected
    assert codes(parsed) <= {"place_twin"}


@pytest.mark.parametrize(
    ("raw", "country", "expected"),
    [
        ("ខេត្តបាត់ដំបឺង", "KHM", ["02"]),
        ("ตำบลบ้านใต้ อำเภอเกาะพะงัน จังหวัดสุราษฏร์ธานี", "THA", ["84", "8405", "840502"]),
        ("Kec. Sukasarl, Kota Bandung, Jawa Barat", "IDN", ["32", "32.73", "32.73.01"]),
    ],
)
def test_a_small_misreading_is_matched_and_told(
    raw: str, country: str, expected: list[str]
) -> None:
    parsed = parse(raw, country)

    assert path(parsed) == expected
    assert "place_by_likeness" in codes(parsed)


def test_coeng_da_and_coeng_ta_are_one() -> None:
    assert path(parse("ខេត្តកណ្ដាល", "KHM")) == path(parse("ខេត្តកណ្តាល", "KHM")) == ["08"]


@pytest.mark.parametrize(
    ("raw", "country", "shared"),
    [
        ("Bandung, Jawa Barat", "IDN", ["32"]),  # the city or the regency
        ("Xyzzy, Jawa Barat", "IDN", ["32"]),
        ("Kota Bandumg", "IDN", []),  # misread and without its province
        ("xyz", "IDN", []),
        ("ឃុំឃឃឃឃ ខេត្តកណ្តាល", "KHM", ["08"]),
    ],
)
def test_what_fits_twice_or_not_at_all_is_refused(
    raw: str, country: str, shared: list[str]
) -> None:
    parsed = parse(raw, country)

    assert path(parsed) == shared
    assert "place_unmatched" in codes(parsed)
    assert parsed.value["rest"]


def test_a_lower_level_settles_what_fits_twice() -> None:
    assert path(parse("Sukasari, Bandung, Jawa Barat", "IDN")) == ["32", "32.73", "32.73.01"]


def test_a_level_left_out_is_inferred_and_told() -> None:
    parsed = parse("Kabupaten Indramayu", "IDN")

    assert path(parsed) == ["32", "32.12"]
    assert codes(parsed) == {"place_inferred"}


def test_an_abolished_area_names_its_successors() -> None:
    parsed = parse("แขวงบางนา เขตบางนา กทม.", "THA")

    last = parsed.value["levels"][-1]
    assert last["code"] == "104701"
    assert last["successors"] == ["104702", "104703"]
    assert codes(parsed) == {"place_abolished"}


def test_the_street_is_kept_beside_the_path() -> None:
    parsed = parse(
        "Jl. Merdeka No. 5, Kel. Sukarasa, Kec. Sukasari, Kota Bandung, Jawa Barat", "IDN"
    )

    assert parsed.value["rest"] == "Jl. Merdeka No. 5"
    assert parsed.problems == ()


def test_a_country_without_a_list_keeps_the_text() -> None:
    parsed = parse("Dagupan City, Pangasinan", "PHL")

    assert parsed.value == {"levels": [], "rest": "Dagupan City, Pangasinan"}
    assert codes(parsed) == {"place_unlisted"}


@pytest.mark.parametrize(
    ("raw", "country", "old", "now"),
    [
        ("ស្រុកមេមត់ ខេត្តកំពង់ចាម", "KHM", "03", "2503"),
        ("Kab. Merauke, Papua", "IDN", "91", "93.01"),
        ("อ.บึงกาฬ จ.หนองคาย", "THA", "43", "3801"),
    ],
)
def test_legacy_paper_names_districts_under_the_province_of_its_day(
    raw: str, country: str, old: str, now: str
) -> None:
    levels = parse(raw, country).value["levels"]

    assert levels[0]["code"] == old
    assert levels[1]["successors"] == [now]
