"""What was written is cut out whole; what the form printed stays behind."""

from __future__ import annotations

import cv2
import numpy as np
import pytest
from PIL import Image

from models.values import Box, Grey, PageImage
from ocr.clean import clean
from ocr.crops import cut
from ocr.engines import tesseract
from ocr.plane import box_through, scaling
from ocr.register import Matcher
from ocr.sheet import Sheet, ready
from tests.ocr import drawing

TO_PIXELS = scaling(drawing.DPI / 25.4)


@pytest.fixture(scope="module")
def matcher() -> Matcher:
    return Matcher([drawing.blank_of(drawing.blank_form())])


def sheet_of(matcher: Matcher, page: Grey, angle: float = 0) -> tuple[Sheet, np.ndarray]:
    scan, _ = drawing.scanned(page, angle)
    cleaned = clean(PageImage(1, scan, drawing.DPI), matcher)
    assert cleaned.match is not None
    return ready(cleaned.page, cleaned.blank), cleaned.match.to_clean


@pytest.mark.parametrize("angle", [0, 2.2, 181])
def test_values_on_dots_rules_and_in_boxes_read_as_written(matcher: Matcher, angle: float) -> None:
    sheet, place = sheet_of(matcher, drawing.filled_form(), angle)
    zones = (drawing.NAME_ZONE, drawing.PLACE_ZONE, drawing.BOXED_ZONE)
    crops = [
        cut(sheet, box_through(zone, place), boxed=zone is drawing.BOXED_ZONE).crops
        for zone in zones
    ]
    assert [len(lines) for lines in crops] == [1, 1, 1]
    texts = [r.text for r in tesseract.read_lines([c for (c,) in crops], ("eng",))]
    assert texts[:2] == ["Budi Santoso", "Jepara agung"]
    assert texts[2].replace(" ", "") == "40719365"


def test_a_zone_with_only_its_own_print_is_empty(matcher: Matcher) -> None:
    sheet, place = sheet_of(matcher, drawing.blank_form())
    for zone in (drawing.NAME_ZONE, drawing.PLACE_ZONE, drawing.EMPTY_ZONE, drawing.BOXED_ZONE):
        assert not cut(sheet, box_through(zone, place)).present


@pytest.mark.parametrize(
    ("font", "text"),
    [(drawing.KHMER, "ស្ត្រីខ្មែរ ម្នាក់"), (drawing.THAI, "ปู่ญี่ปุ่น ฎีกา")],
)
def test_subscripts_and_low_vowels_on_the_rule_keep_their_ink(
    matcher: Matcher, font: object, text: str
) -> None:
    """As much ink is left as the same words have on bare paper, to a tenth."""
    bare = Image.new("L", (drawing.mm(148), drawing.mm(210)), 255)
    drawing.write(bare, text, 52, 43.5, 3.4, font)  # type: ignore[arg-type]
    form = np.minimum(drawing.blank_form(), np.asarray(bare))
    sheet, place = sheet_of(matcher, form)
    ink = cut(sheet, box_through(drawing.PLACE_ZONE, place))
    (box,) = ink.boxes
    want = Box(*(float(v) for v in Image.eval(bare, lambda v: 255 - v).getbbox() or ()))
    pixels = sheet.dpi / drawing.DPI
    assert box.y0 <= want.y0 * pixels + 2
    assert box.y1 >= want.y1 * pixels - 2
    had = float((np.asarray(bare) < 128).sum()) * pixels**2
    kept = float((ink.crops[0] < 150).sum())
    assert kept == pytest.approx(had, rel=0.15)


def test_rows_of_a_zone_come_apart(matcher: Matcher) -> None:
    image = Image.fromarray(drawing.blank_form().copy())
    zone = Box(20, 180, 130, 204)
    for row, text in enumerate(("first row", "second gypsy row", "third row")):
        drawing.write(image, text, 22, 182 + 8 * row, 3.4)
    sheet, place = sheet_of(matcher, np.asarray(image))
    ink = cut(sheet, box_through(zone, place), rows=3)
    assert [r.text for r in tesseract.read_lines(ink.crops, ("eng",))] == [
        "first row",
        "second gypsy row",
        "third row",
    ]


def test_dust_is_no_writing_and_joins_no_line(matcher: Matcher) -> None:
    page = drawing.filled_form().copy()
    for x, y in ((100, 60), (110, 64), (120, 61), (126, 63)):
        page[drawing.mm(y) : drawing.mm(y) + 3, drawing.mm(x) : drawing.mm(x) + 3] = 0
    page[drawing.mm(32) : drawing.mm(32) + 3, drawing.mm(120) : drawing.mm(120) + 3] = 0
    sheet, place = sheet_of(matcher, page)
    assert not cut(sheet, box_through(drawing.EMPTY_ZONE, place)).present
    (box,) = cut(sheet, box_through(drawing.NAME_ZONE, place)).boxes
    assert box.x1 < box_through(drawing.NAME_ZONE, place).x1 - 200


def test_a_zone_beyond_the_paper_is_empty(matcher: Matcher) -> None:
    sheet, _ = sheet_of(matcher, drawing.filled_form())
    assert not cut(sheet, Box(-50, -50, -10, -10)).present
    assert not cut(sheet, Box(9000, 9000, 9100, 9050)).present


def test_a_stamp_far_to_the_right_of_the_writing_is_not_cut_out_with_it(matcher: Matcher) -> None:
    filled = np.array(drawing.filled_form("Budi", "Jepara"))
    middle = drawing.mm(118), drawing.mm(27)
    cv2.circle(filled, middle, drawing.mm(7), 0, 4)
    cv2.circle(filled, middle, drawing.mm(5), 0, 3)
    sheet, place = sheet_of(matcher, filled)
    (box,) = cut(sheet, box_through(drawing.NAME_ZONE, place)).boxes
    assert box.width < drawing.mm(20)
