"""Forms and fields by their printed labels.

Lines are made from the definitions, at the places where print puts them, with misreadings; a
last test reads a real filled page with Tesseract.
"""

from __future__ import annotations

import math
from random import Random

import pytest

from extract.forms.load import load_forms
from extract.labels import anchors, find_values, free_fields, identify
from extract.labels.plane import fit
from models.forms import Form, FormField, Kind
from models.values import Box, Line
from tests.extract.builders import a_line

FORMS = {form.id: form for form in load_forms()}
SCALE = 200 / 25.4  # pixels a mm
LOOK_ALIKES = {"ក": "គ", "ប": "ម", "น": "บ", "ด": "ต", "a": "o", "e": "c", "i": "l"}


def placed(text: str, zone: Box, confidence: float = 0.9) -> Line:
    height = 4 * SCALE
    y = (zone.y0 + zone.y1) / 2 * SCALE
    x = zone.x0 * SCALE
    return Line(text, Box(x, y - height / 2, x + 9 * len(text), y + height / 2), confidence)


def read_page(form: Form, page: int, values: dict[str, str], errors: float = 0.0) -> list[Line]:
    """The lines of a page whose labels have this share of look-alike misreadings."""
    rng = Random(7)

    def misread(text: str) -> str:
        return "".join(LOOK_ALIKES.get(c, c) if rng.random() < errors else c for c in text)

    lines = [
        placed(misread(next(iter(c.text.values()))), c.zone)
        for c in form.captions
        if c.page == page and c.role in ("section", "page", "title")
    ]
    for field in form.fields:
        if field.page == page:
            label = next(field.labels[code] for code in form.languages if code in field.labels)
            zone = field.label_zone
            one = Box(zone.x0, zone.y0, zone.x1, zone.y0 + zone.height / len(field.labels))
            lines.append(placed(misread(label), one))
            for option in field.options:
                words = next(option.words[c] for c in form.languages if c in option.words)
                box = option.box
                beside = Box(box.x1 + 1.2, box.y0, box.x1 + 30, box.y1)
                lines.append(placed(misread(words), beside))
            if field.key in values:
                lines.append(placed(values[field.key], field.zone))
    return lines


@pytest.mark.parametrize("form", FORMS.values(), ids=FORMS)
@pytest.mark.parametrize("errors", [0.0, 0.2])
def test_every_page_of_every_form_is_known_by_its_words(form: Form, errors: float) -> None:
    for page in form.pages:
        found = identify(read_page(form, page.number, {}, errors), list(FORMS.values()))

        assert found is not None
        assert (found.form.id, found.page) == (form.id, page.number)


@pytest.mark.parametrize(
    "texts",
    [
        [],
        ["INVOICE", "Total amount due", "Name of customer", "Date", "Age of account", "Phone"],
        ["ใบเสร็จรับเงิน", "วันที่", "ชื่อ", "จำนวนเงิน", "ผู้รับเงิน"],
        ["Nama", "Tanggal", "Umur", "Alamat", "Telepon", "KWITANSI"],
        ["លិខិតអញ្ជើញ", "កាលបរិច្ឆេទ", "ហត្ថលេខា"],
    ],
)
def test_a_page_of_another_paper_is_no_form(texts: list[str]) -> None:
    lines = [a_line(text, 100, 100 + 60 * i) for i, text in enumerate(texts)]

    assert identify(lines, list(FORMS.values())) is None


def test_without_forms_there_is_no_form() -> None:
    assert identify([a_line("Nama", 0, 0)], []) is None


def values_of(form: Form) -> dict[str, str]:
    wanted = (Kind.NAME, Kind.DATE, Kind.NUMBER, Kind.CASE_CODE, Kind.PHONE)
    return {f.key: f"Q{i}7X" for i, f in enumerate(form.fields) if f.kind in wanted}


@pytest.mark.parametrize("form", FORMS.values(), ids=FORMS)
def test_values_are_found_at_their_places(form: Form) -> None:
    values = values_of(form)

    found = find_values(read_page(form, 1, values, errors=0.1), form, 1)

    on_page = {f.key: values[f.key] for f in form.fields if f.page == 1 and f.key in values}
    assert {key: v.raw for key, v in found.items() if key in on_page} == on_page


@pytest.mark.parametrize("degrees", [0, 3, 180])
def test_anchors_are_pairs_of_one_place_whatever_way_the_page_lies(degrees: float) -> None:
    form = FORMS["id_uptd_ppa"]
    turn = complex(math.cos(math.radians(degrees)), math.sin(math.radians(degrees)))

    def turned(line: Line) -> Line:
        # a text turned by 180 degrees begins at its right edge: only small turns keep the edge
        box = line.box
        start = complex(box.x0, (box.y0 + box.y1) / 2) * turn + 3000
        return Line(
            line.text,
            Box(start.real, start.imag - 15, start.real + box.width, start.imag + 15),
            line.confidence,
        )

    found = anchors([turned(line) for line in read_page(form, 1, {})], form, 1)

    assert len(found) >= 15
    for anchor in found:
        there = complex(*anchor.paper) * SCALE * turn + 3000
        assert abs(there - complex(*anchor.scan)) < 2 * SCALE


def test_texts_that_stand_elsewhere_give_no_anchors() -> None:
    form = FORMS["id_uptd_ppa"]
    lines = read_page(form, 1, {})
    shuffled = [
        Line(line.text, lines[(7 * i + 3) % len(lines)].box, 0.9) for i, line in enumerate(lines)
    ]

    assert len(anchors(shuffled, form, 1)) < len(lines) / 3


def a_label(form: Form, key: str) -> str:
    field: FormField = form.field(key)
    return next(iter(field.labels.values()))


def test_without_a_plane_the_value_is_what_follows_the_label() -> None:
    form = FORMS["id_uptd_ppa"]
    lines = [
        a_line(f"{a_label(form, 'dob')}: 12-08-1998", 100, 100),
        a_line(a_label(form, "occupation"), 100, 200),
        a_line("Sopir", 400, 202),
    ]

    found = find_values(lines, form, form.field("dob").page)

    assert found["dob"].raw.lstrip(": ") == "12-08-1998"
    assert found["occupation"].raw == "Sopir"
    assert "age" not in found


def test_three_points_make_no_plane() -> None:
    pairs = [((x, y), (x * 8, y * 8)) for x, y in ((10.0, 10.0), (100.0, 10.0), (10.0, 200.0))]

    assert fit(pairs) is None


def test_outliers_do_not_move_the_plane() -> None:
    right = [((x, y), (x * 8 + 5, y * 8 - 3)) for x in (20.0, 90.0, 180.0) for y in (30.0, 250.0)]
    wrong = [((20.0, 30.0), (900.0, 2000.0)), ((90.0, 30.0), (1.0, 1.0))]

    plane = fit([*wrong, *right])

    assert plane is not None
    assert plane.to_scan((100.0, 100.0)) == pytest.approx((805, 797))
    assert plane.to_paper((805, 797)) == pytest.approx((100, 100))


def test_a_form_nobody_defined_still_gives_its_known_labels() -> None:
    lines = [
        a_line("Nama lengkap : Budi Santoso   NIK: 3273015208900001", 0, 0),
        a_line("អាយុ: ២៥", 0, 40),
        a_line("อายุ ๒๕ ปี สัญชาติ: ไทย", 0, 80),
        a_line("Pelaku mengambil paspor korban", 0, 120),  # prose, not a label
        a_line("", 0, 160),
    ]

    found = [(f.key, f.raw) for f in free_fields(lines)]

    assert found == [
        ("name_family_local", "Budi Santoso"),
        ("national_id", "3273015208900001"),
        ("age", "២៥"),
        ("age", "๒๕ ปี"),
        ("nationality", "ไทย"),
    ]
