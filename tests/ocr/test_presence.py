"""Signatures, thumbprints, photographs; rows struck out; boxes written in."""

from __future__ import annotations

from random import Random

import cv2
import numpy as np
import pytest
from PIL import Image

from extract.forms.fill.canvas import Canvas
from extract.forms.fill.signing import photograph, sign, thumbprint
from models.values import Box, CleanPage, Grey, Quality
from ocr.cells import written_in
from ocr.presence import pictured, signed
from ocr.sheet import Sheet, ready
from ocr.struckrows import struck_rows
from tests.ocr import drawing

DPI = drawing.DPI
MM = DPI / 25.4
FRAME = Box(60, 150, 95, 195)  # mm
COLUMNS = (Box(20, 60, 50, 100), Box(50, 60, 80, 100), Box(80, 60, 120, 100))
BLUE = (20, 30, 120)


def pixels(box: Box) -> Box:
    return Box(box.x0 * MM, box.y0 * MM, box.x1 * MM, box.y1 * MM)


def a_page() -> Grey:
    """A frame, and a table of three columns and four rows."""
    page = np.full((drawing.mm(210), drawing.mm(148)), 255, np.uint8)
    for box in (FRAME, *COLUMNS):
        corners = [drawing.mm(v) for v in (box.x0, box.y0, box.x1, box.y1)]
        cv2.rectangle(page, corners[:2], corners[2:], 0, 2)
    for row in range(1, 4):
        y = drawing.mm(60 + 10 * row)
        cv2.line(page, (drawing.mm(20), y), (drawing.mm(120), y), 0, 2)
    return page


def sheet_of(page: Grey) -> Sheet:
    height, width = page.shape
    quality = Quality(0, 1, 1, 0.1, blank=False, low_resolution=False)
    clean = CleanPage(1, page, DPI, 0, np.eye(3), quality, width, height)
    return ready(clean, a_page())


def test_an_empty_place_is_not_signed() -> None:
    found = signed(sheet_of(a_page()), pixels(FRAME))
    assert not found.present
    assert found.confidence > 0.9


@pytest.mark.parametrize("seed", range(3))
def test_a_signature_and_a_thumbprint_are_there(seed: int) -> None:
    for draw in (sign, thumbprint):
        canvas = Canvas(a_page(), DPI)
        draw(canvas, FRAME, BLUE, Random(seed))
        found = signed(sheet_of(np.asarray(canvas.pixels)), pixels(FRAME))
        assert found.present
        assert found.confidence > 0.9


def test_dust_is_no_signature() -> None:
    page = a_page()
    for x, y in ((65, 160), (80, 170), (90, 185)):
        page[drawing.mm(y) : drawing.mm(y) + 3, drawing.mm(x) : drawing.mm(x) + 3] = 0
    assert not signed(sheet_of(page), pixels(FRAME)).present


def test_ink_under_a_stamp_alone_is_left_to_a_person() -> None:
    canvas = Canvas(a_page(), DPI)
    sign(canvas, FRAME, BLUE, Random(1))
    sheet = sheet_of(np.asarray(canvas.pixels))
    stamps = np.ones(sheet.grey.shape, np.bool_)
    assert signed(sheet, pixels(FRAME), stamps).confidence < 0.7


@pytest.mark.parametrize("seed", range(3))
def test_a_photograph_is_told_from_its_empty_frame(seed: int) -> None:
    assert not pictured(sheet_of(a_page()), pixels(FRAME)).present
    canvas = Canvas(a_page(), DPI)
    photograph(canvas, FRAME, Random(seed))
    found = pictured(sheet_of(np.asarray(canvas.pixels)), pixels(FRAME))
    assert found.present
    assert found.confidence > 0.9


def columns() -> list[Box]:
    return [pixels(column) for column in COLUMNS]


def test_a_row_struck_out_is_found_and_writing_is_no_stroke() -> None:
    image = Image.fromarray(a_page())
    for row in range(3):
        for column in COLUMNS:
            drawing.write(image, "Siti Aminah", column.x0 + 1, 62.5 + 10 * row, 3.0)
    page = np.array(image)
    assert struck_rows(sheet_of(page), columns(), 4) == ()
    start, end = (drawing.mm(22), drawing.mm(76)), (drawing.mm(116), drawing.mm(74))
    cv2.line(page, start, end, 30, 3)
    assert struck_rows(sheet_of(page), columns(), 4) == (1,)


def test_boxes_written_in_are_counted() -> None:
    cells = [Box(20 + 7 * n, 120, 27 + 7 * n, 128) for n in range(5)]
    blank, page = a_page(), a_page()
    for picture in (blank, page):
        for cell in cells:
            corners = [drawing.mm(v) for v in (cell.x0, cell.y0, cell.x1, cell.y1)]
            cv2.rectangle(picture, corners[:2], corners[2:], 0, 2)
    for n in (0, 1, 3):
        place = drawing.mm(cells[n].x0 + 2.2), drawing.mm(126.5)
        cv2.putText(page, "7", place, cv2.FONT_HERSHEY_SIMPLEX, 1.2, (0,), 3)
    height, width = page.shape
    quality = Quality(0, 1, 1, 0.1, blank=False, low_resolution=False)
    sheet = ready(CleanPage(1, page, DPI, 0, np.eye(3), quality, width, height), blank)
    assert written_in(sheet, [pixels(cell) for cell in cells]) == (0, 1, 3)
