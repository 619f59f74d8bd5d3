"""Single values to measure readers on, and how their figures are told."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from benchmarks.figures import curve
from benchmarks.figures.crops import as_cut, drawn, tight
from benchmarks.figures.pages import Choice
from benchmarks.figures.scans import keyed
from benchmarks.figures.sureness import expectation, system
from benchmarks.figures.tables import interval, share
from benchmarks.pages import KINDS, NUMBERS, single_values
from extract.forms.packaged import REMEDY, packages_lie_ready
from models.expectations import Date, Digits
from models.languages import ENGINE_LANGUAGES

needs_faces = pytest.mark.skipif(
    not packages_lie_ready(), reason=f"font packages are not installed. {REMEDY}"
)


@needs_faces
@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_is_there_in_every_language_and_the_same_from_the_same_seed(kind: str) -> None:
    for language in ENGINE_LANGUAGES:
        one, again = (next(single_values(kind, language, 1, 5, "rough", "judge")) for _ in "ab")
        assert one.text
        assert one.text == again.text
        assert np.array_equal(one.image, again.image)


@needs_faces
@pytest.mark.parametrize("local", [True, False])
def test_numbers_stand_in_the_digits_asked_for(local: bool) -> None:
    for kind in NUMBERS:
        for one in single_values(kind, "tha", 3, 8, "clean", "judge", local=local):
            digits = [c for c in one.text if c.isdigit()]
            assert digits
            assert all(c.isascii() is not local for c in digits)


@needs_faces
def test_an_ideal_crop_holds_the_ink_and_little_else() -> None:
    for one in single_values("name", "khm", 4, 2, "clean", "judge"):
        crop = tight(one)
        dark = np.argwhere(crop < 150)
        height, width = crop.shape
        assert dark.min() < 0.2 * height
        assert dark[:, 1].max() - dark[:, 1].min() > 0.8 * width


@needs_faces
def test_on_leaders_and_rules_values_are_cut_as_pages_are() -> None:
    found = [
        as_cut(one) for one in single_values("date", "ind", 6, 3, "office", "judge", bare=False)
    ]
    assert all(crop is not None and crop.shape[1] > crop.shape[0] for crop in found)


@needs_faces
def test_digit_systems_are_told_by_the_text_itself() -> None:
    samples = [
        *drawn(("khm",), ("clean",), 1, Choice("judge", 4), kinds=("digits",), local=True),
        *drawn(("eng",), ("clean",), 1, Choice("judge", 4), kinds=("digits",)),
    ]
    assert [system(one) for one in samples] == ["Khmer digits", "Latin digits"]


def test_what_a_form_says_of_a_kind_of_value_is_that_of_the_shipped_forms() -> None:
    assert isinstance(expectation("tha", "id"), Digits)
    assert isinstance(expectation("khm", "date"), Date)
    assert expectation("eng", "prose") is None


def test_a_share_comes_with_its_interval() -> None:
    assert share(98, 100) == "0.980 of 100 (0.930-0.994)"
    assert share(0, 0) == "-"
    low, high = interval(5000, 5000)
    assert 0.999 < low < high <= 1.0


def test_keyed_values_are_cut_out_of_their_page_and_long_ones_left_out(tmp_path: Path) -> None:
    from PIL import Image  # noqa: PLC0415

    (tmp_path / "gt").mkdir()
    (tmp_path / "images").mkdir()
    Image.new("L", (200, 100), 255).save(tmp_path / "images" / "a.png")
    values = [
        {"value": "May", "value_box": [50, 10, 90, 22], "key_box": [5, 10, 40, 22]},
        {"value": "two lines", "value_box": [50, 30, 90, 70], "key_box": [5, 30, 40, 42]},
    ]
    (tmp_path / "gt" / "a.json").write_text(json.dumps({"key_values": values}))
    (only,) = keyed(tmp_path, "eng")
    assert (only.text, only.crop.shape) == ("May", (16, 44))


def test_the_curve_is_drawn_from_the_judgements_of_a_log(tmp_path: Path) -> None:
    rows = [
        {"step": 1, "samples": 500, "minutes": 0.5, "loss": 3.0},
        {"step": 1, "samples": 1000, "minutes": 1.0, "exact": {"khm": 0.25}},
        {"step": 2, "samples": 2000, "minutes": 2.0, "exact": {"khm": 0.5}},
        {"step": 3, "samples": 8000, "minutes": 8.0, "exact": {"khm": 0.75}},
    ]
    log = tmp_path / "log.jsonl"
    log.write_text("\n".join(map(json.dumps, rows)))
    found = curve.points(log)
    assert [point.samples for point in found] == [1000, 2000, 8000]
    assert "| khm | 25.0 % | -0.50 |" in curve.told(found)
    assert curve.drawn(found).count("<polyline") == 1


@needs_faces
def test_square_digits_on_a_leader_are_not_taken_for_boxes() -> None:
    for one in single_values("short_date", "khm", 5, 77, "office", "tune", local=True, bare=False):
        crop = as_cut(one)
        assert crop is not None
        assert crop.shape[1] > 0.95 * one.box.width
