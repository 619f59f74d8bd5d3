"""A definition drawn over its blank, and held against it."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

import numpy as np
from PIL import Image

from extract.forms.against_blank import doubts, picture_faults
from extract.forms.blank import BLANK_DPI
from extract.forms.faults import Fault
from extract.forms.load import find_form, load_form, load_forms
from extract.forms.zones_drawn import FAULT, ZONE, drawn
from models.forms import Form
from models.values import Box

FORM = find_form(load_forms(), "kh_ncct_short")
MM = BLANK_DPI / 25.4


def _colours_along_the_top(picture: Image.Image, box: Box) -> set[tuple[int, ...]]:
    pixels = np.asarray(picture)
    top, left, right = (round(at * MM) for at in (box.y0, box.x0 + 1, box.x1 - 1))
    rows = pixels[top - 1 : top + 2, left:right].reshape(-1, 3)
    return {tuple(int(part) for part in pixel) for pixel in rows}


def test_a_zone_is_outlined_where_it_lies_and_in_red_where_it_is_wrong() -> None:
    dob = FORM.field("dob")
    fine = drawn(FORM)
    wrong = drawn(FORM, (Fault("dob.zone", "lies wrong."),))
    assert len(fine) == len(FORM.pages)
    assert ZONE in _colours_along_the_top(fine[dob.page - 1], dob.zone)
    assert FAULT in _colours_along_the_top(wrong[dob.page - 1], dob.zone)
    assert FAULT not in _colours_along_the_top(fine[dob.page - 1], dob.zone)


def test_the_shipped_blank_shows_what_its_definition_says() -> None:
    assert list(doubts(FORM)) == []
    assert list(picture_faults(FORM)) == []


def _with_zone(form: Form, key: str, zone: Box) -> Form:
    fields = (replace(f, zone=zone) if f.key == key else f for f in form.fields)
    return replace(form, fields=tuple(fields))


def test_boxes_on_white_paper_and_zones_on_print_are_told() -> None:
    sex = FORM.field("sex")
    box = Box(190, 292, 193, 295)
    away = replace(sex, options=(replace(sex.options[0], box=box), *sex.options[1:]))
    moved = replace(FORM, fields=tuple(away if f.key == "sex" else f for f in FORM.fields))
    assert [d.where for d in doubts(moved)] == [f"sex.options.{sex.options[0].code}.box"]

    title = next(c for c in FORM.captions if c.role == "section" and c.page == 1)
    middle = Box(title.zone.x0 + 2, title.zone.y0 + 1, title.zone.x0 + 30, title.zone.y1 - 1)
    assert [d.where for d in doubts(_with_zone(FORM, "dob", middle))] == ["dob.zone"]


def test_a_zone_over_a_neighbours_label_is_told() -> None:
    age = FORM.field("age").label_zone
    said = [str(doubt) for doubt in doubts(_with_zone(FORM, "sex", age))]
    assert any("sex.zone: covers the label of age" in text for text in said)


def test_a_white_picture_is_no_blank(tmp_path: Path) -> None:
    folder = tmp_path / "1"
    shutil.copytree(FORM.folder, folder)
    with Image.open(folder / "page-1.png") as picture:
        Image.new("L", picture.size, 255).save(folder / "page-1.png")
    (fault,) = picture_faults(load_form(folder))
    assert (fault.where, "white" in fault.text) == ("pages.1.blank", True)
