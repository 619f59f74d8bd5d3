"""Filled pages: repeatable, and their truth is true."""

from __future__ import annotations

import json
from datetime import date
from itertools import islice
from pathlib import Path
from random import Random
from typing import Any

import cv2
import numpy as np
import pytest
from PIL import Image

from extract.forms.fill import FilledForm, fill
from extract.forms.fill.save import save
from extract.forms.fill.sets import set_of
from extract.forms.fill.stock import stock
from extract.forms.fill.values import some_case, text_of
from extract.forms.load import load_forms
from extract.forms.packaged import REMEDY, packages_lie_ready
from extract.forms.pictures import printed_pages
from models.forms import Form, Kind
from models.languages import ENGINE_LANGUAGE

SHIPPED = {form.id: form for form in load_forms()}
IDS = sorted(SHIPPED)


def _some(form: str, n: int, level: Any, seed: int = 4, **more: Any) -> list[FilledForm]:
    return list(fill(SHIPPED[form], n=n, seed=seed, level=level, **more))


def _fields(filled: FilledForm) -> dict[str, dict[str, Any]]:
    return {f["key"]: f for page in filled.pages for f in page.truth["fields"]}


@pytest.mark.parametrize("level", ["clean", "office", "rough"])
def test_the_same_seed_gives_the_same_pixels_and_truth(level: Any) -> None:
    one, two = (_some("id_uptd_ppa", 2, level) for _ in range(2))
    for a, b in zip(one, two, strict=True):
        for left, right in zip(a.pages, b.pages, strict=True):
            assert np.array_equal(left.image, right.image)
            assert left.truth == right.truth


def test_a_form_does_not_depend_on_how_many_are_made() -> None:
    form = SHIPPED["id_uptd_ppa"]
    alone = next(islice(fill(form, n=9, seed=4, level="clean"), 1, 2))
    assert alone.pages[0].truth == _some("id_uptd_ppa", 2, "clean")[1].pages[0].truth


def test_another_seed_gives_other_people() -> None:
    texts = [
        _fields(filled)["name_family_local"]["text"]
        for seed in range(5)
        for filled in _some("id_uptd_ppa", 1, "clean", seed)
    ]
    assert len(set(texts)) > 2


def _blank_on_scan(form: Form, page: Any) -> Any:
    """The blank as it lies on the scan, by the homography of the truth file."""
    blank = printed_pages(form, page.dpi)[page.number - 1]
    to_pixels = np.diag([25.4 / page.dpi, 25.4 / page.dpi, 1.0])
    centre = np.array([[1, 0, 0.5], [0, 1, 0.5], [0, 0, 1]])
    matrix = np.array(page.truth["paper_to_scan"]) @ to_pixels
    moved = np.linalg.inv(centre) @ matrix @ centre
    size = (page.truth["width"], page.truth["height"])
    return cv2.warpPerspective(blank, moved, size, borderValue=255)


@pytest.mark.parametrize("form_id", IDS)
def test_on_clean_pages_all_new_ink_lies_in_truth_boxes_and_every_box_has_ink(form_id: str) -> None:
    form = SHIPPED[form_id]
    for page in _some(form_id, 1, "clean")[0].pages:
        image = page.image if page.image.ndim == 2 else cv2.cvtColor(page.image, cv2.COLOR_RGB2GRAY)
        blank = cv2.erode(_blank_on_scan(form, page), np.ones((3, 3), np.uint8))
        new = (image < 140) & (blank > 200)
        seen = np.zeros_like(new)
        for field in page.truth["fields"]:
            if field["box"] is None:
                continue
            x0, y0, x1, y1 = (round(v) for v in field["box"])
            ink = new[y0:y1, x0:x1]
            assert ink.any(), field["key"]
            seen[y0 - 2 : y1 + 2, x0 - 2 : x1 + 2] = True
            if field["kind"] in {"text", "name", "date", "number"}:
                # the box is tight: ink reaches each of its sides
                rows, columns = np.flatnonzero(ink.any(1)), np.flatnonzero(ink.any(0))
                # (what hangs into the dots beneath is not seen as new)
                assert rows[0] <= 4 and rows[-1] >= ink.shape[0] - 8, field["key"]
                assert columns[0] <= 4 and columns[-1] >= ink.shape[1] - 5, field["key"]
        assert (new & ~seen).sum() < 0.002 * new.sum() + 20


@pytest.mark.parametrize("level", ["office", "rough"])
def test_tick_boxes_of_the_truth_lie_on_printed_boxes_whatever_happened_to_the_page(
    level: Any,
) -> None:
    found, checked = 0, 0
    for filled in _some("id_uptd_ppa", 6, level):
        for page in filled.pages:
            image = page.image if page.image.ndim == 2 else page.image.min(axis=2)
            for field in page.truth["fields"]:
                for tick in field.get("ticks", ()):
                    if tick["state"] == "empty":
                        found += _framed(image, tick["box"])
                        checked += 1
    assert checked > 150
    assert found >= 0.97 * checked  # stamps, holes and shadows may hide a few


def _framed(image: Any, box: list[float]) -> bool:
    """Whether a line runs within 2 pixels along each side of `box`, and its middle is clear."""
    x0, y0, x1, y1 = (round(v) for v in box)
    third = (x1 - x0) // 3
    across, down = slice(x0 + third, x1 - third), slice(y0 + third, y1 - third)
    middle = float(image[down, across].mean())
    lines = [
        image[y0 - 2 : y0 + 3, across].mean(axis=1).min(),
        image[y1 - 3 : y1 + 2, across].mean(axis=1).min(),
        image[down, x0 - 2 : x0 + 3].mean(axis=0).min(),
        image[down, x1 - 3 : x1 + 2].mean(axis=0).min(),
    ]
    return max(lines) < middle - 20


def test_ages_birth_dates_and_form_dates_agree() -> None:
    for form in SHIPPED.values():
        keys = ("form_date", "dob", "age")
        present = [f for f in form.fields if f.key in keys]
        for seed in range(12):
            case = some_case(form, ENGINE_LANGUAGE[form.languages[0]], Random(seed))
            said = {field.key: text_of(field, case).value for field in present}
            day, birth = date.fromisoformat(said["form_date"]), case.person.born
            assert said["dob"] in {birth.isoformat(), str(birth.year)}
            years = day.year - birth.year - ((day.month, day.day) < (birth.month, birth.day))
            assert said.get("age", years) == years


def test_ticked_sex_and_title_agree_with_the_person() -> None:
    for filled in _some("th_mdt_screening", 8, "clean", 2):
        fields = _fields(filled)
        title, sex = fields["title"]["value"], fields["sex"]["value"]
        if title and sex:
            assert sex == ("male" if title in {"mr", "boy"} else "female")


def test_values_of_ticks_are_the_filled_boxes() -> None:
    states = set()
    for filled in _some("ph_dswd_intake_referral", 6, "clean"):
        for field in _fields(filled).values():
            if "ticks" not in field:
                continue
            chosen = [t["code"] for t in field["ticks"] if t["state"] == "filled"]
            wanted = chosen if field["kind"] == "multi" else next(iter(chosen), None)
            assert field["value"] == wanted
            states |= {t["state"] for t in field["ticks"]}
    assert states == {"filled", "empty", "struck_out"}


def test_levels_differ_in_what_they_do_to_pages() -> None:
    turned = {"clean": 0, "rough": 0}
    leaning = {"clean": 0.0, "rough": 0.0}
    for level in turned:
        for filled in _some("id_uptd_ppa", 8, level):
            for page in filled.pages:
                turned[level] += page.truth["rotation"] != 0
                leaning[level] = max(leaning[level], abs(page.truth["skew"]))
    assert turned["clean"] == 0
    assert turned["rough"] > 0
    assert leaning["clean"] <= 0.25
    assert 1.0 < leaning["rough"] <= 4.0


def test_handwritten_forms_say_so_in_the_truth() -> None:
    by_hand = _some("kh_ncct_short", 1, "clean", handwritten=1.0)[0]
    printed = _some("kh_ncct_short", 1, "clean", handwritten=0.0)[0]
    kinds = {"name", "date", "text", "place"}

    def said(filled: FilledForm) -> set[bool]:
        fields = _fields(filled).values()
        return {f["handwritten"] for f in fields if f["kind"] in kinds and not f["empty"]}

    assert said(by_hand) == {True}
    assert said(printed) == {False}


@pytest.mark.parametrize("format_", ["pdf", "tiff", "jpeg", "png"])
def test_files_and_truth_lie_side_by_side(tmp_path: Path, format_: Any) -> None:
    filled = _some("id_uptd_ppa", 1, "office")[0]
    files = save(filled, tmp_path, format_)
    assert len(files) == (1 if format_ in {"pdf", "tiff"} else 3)
    stem = "id_uptd_ppa-office-4-0001"
    for page in filled.pages:
        truth = json.loads((tmp_path / f"{stem}-p{page.number}.json").read_text("utf-8"))
        assert truth["file"] in {file.name for file in files}
        assert (truth["form"], truth["page"], truth["pages"]) == ("id_uptd_ppa", page.number, 3)
    if format_ == "tiff":
        with Image.open(files[0]) as image:
            assert image.n_frames == 3
    if format_ == "png":
        with Image.open(files[0]) as image:
            assert image.size == (filled.pages[0].truth["width"], filled.pages[0].truth["height"])
    again = tmp_path / "again"
    assert [f.read_bytes() for f in save(filled, again, format_)] == [f.read_bytes() for f in files]


def test_every_kind_of_value_is_written_somewhere() -> None:
    kinds = {
        field["kind"]
        for form_id in ("kh_ncct_long", "id_uptd_ppa")
        for filled in _some(form_id, 2, "clean", 5)
        for field in _fields(filled).values()
        if not field["empty"]
    }
    assert kinds == {kind.value for kind in Kind}


@pytest.mark.skipif(not packages_lie_ready(), reason=f"font packages are not installed. {REMEDY}")
def test_forms_of_a_set_are_written_in_its_words_and_say_so(tmp_path: Path) -> None:
    for which in ("tune", "judge"):
        for filled in _some("id_uptd_ppa", 4, "office", which=which):
            family = _fields(filled)["name_family_local"]
            given = stock("names")["ind"]["male"] + stock("names")["ind"]["female"]
            written = [name for name in given if family["text"].startswith(f"{name} ")]
            assert not written or any(set_of(name) == which for name in written)
            assert {page.truth["set"] for page in filled.pages} == {which}
        (file,) = save(filled, tmp_path, "pdf")
        assert f"-{which}-" in file.name
    assert "set" not in _some("id_uptd_ppa", 1, "clean")[0].pages[0].truth
