"""Which printed values count, and for whom."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from benchmarks.figures.pages import Page, Value, printed
from benchmarks.figures.values import counted


def field(**told: Any) -> dict[str, Any]:
    return {"key": "k", "kind": "text", "text": "", "handwritten": False, **told}


def texts(**told: Any) -> list[str]:
    return [value.text for value in printed(field(**told))]


def test_a_value_is_what_stands_on_one_line() -> None:
    assert texts(text="Siti Aminah") == ["Siti Aminah"]
    assert texts(text="a b\nc d", lines=[{"text": "a b"}, {"text": "c d"}]) == ["a b", "c d"]


def test_cells_and_words_beside_other_are_values_and_codes_of_ticks_are_not() -> None:
    assert texts(kind="table", text="x\ty", rows=[{"a": {"text": "Psikolog"}}]) == ["Psikolog"]
    assert texts(kind="multi", text="", ticks=[{"code": "Other", "text": "Paman"}]) == ["Paman"]
    assert texts(kind="choice", text="Female") == []


def test_handwriting_and_what_is_under_a_stamp_are_no_printed_values() -> None:
    assert texts(text="Siti Aminah", handwritten=True) == []
    assert texts(text="Siti Aminah", stamped=True) == []


def test_what_stands_anywhere_by_chance_is_left_out() -> None:
    assert texts(text="12") == []


def test_thai_digits_are_counted_apart() -> None:
    page = Page(Path("p.png"), "tha", "office", "form", (Value("ดำ 1"), Value("๑๒๓"), Value("แดง")))
    found = counted([page], lambda _page, value: value.text == "แดง")
    assert found == {("tha", "office", False): (1, 2), ("tha", "office", True): (0, 1)}
