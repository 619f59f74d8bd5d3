from __future__ import annotations

import cv2
import numpy as np
import pytest

from models.values import Box, Grey, MarkState, PageImage
from ocr.clean import clean
from ocr.marks import read_mark
from ocr.plane import box_through
from ocr.register import Matcher
from ocr.sheet import ready
from tests.ocr import drawing

WANTED = [MarkState.FILLED, MarkState.EMPTY, MarkState.FILLED, MarkState.STRUCK_OUT]


@pytest.fixture(scope="module")
def matcher() -> Matcher:
    return Matcher([drawing.blank_of(drawing.blank_form())])


def states(matcher: Matcher, page: Grey, angle: float, off: float = 0) -> list[MarkState]:
    scan, _ = drawing.scanned(page, angle)
    cleaned = clean(PageImage(1, scan, drawing.DPI), matcher)
    assert cleaned.match is not None
    sheet = ready(cleaned.page, cleaned.blank)
    boxes = [box_through(box, cleaned.match.to_clean) for box in drawing.TICK_BOXES]
    shift = off * sheet.dpi / 25.4
    places = [Box(b.x0 + shift, b.y0 - shift, b.x1 + shift, b.y1 - shift) for b in boxes]
    return [read_mark(sheet, place).state for place in places]


@pytest.mark.parametrize("angle", [0, 1.7, 180])
def test_ticks_crosses_and_strokes_through_are_told_apart(matcher: Matcher, angle: float) -> None:
    assert states(matcher, drawing.filled_form(), angle) == WANTED


def test_boxes_of_a_blank_form_are_empty(matcher: Matcher) -> None:
    assert states(matcher, drawing.blank_form(), 1.0) == [MarkState.EMPTY] * 4


def test_a_box_blacked_out_is_filled(matcher: Matcher) -> None:
    page = drawing.blank_form().copy()
    box = drawing.TICK_BOXES[1]
    page[drawing.mm(box.y0) : drawing.mm(box.y1), drawing.mm(box.x0) : drawing.mm(box.x1)] = 0
    assert states(matcher, page, 0)[1] is MarkState.FILLED


def test_a_speck_in_a_box_is_not_a_clear_answer(matcher: Matcher) -> None:
    page = drawing.blank_form().copy()
    y, x = drawing.mm(97), drawing.mm(22)
    page[y : y + 4, x : x + 4] = 0
    assert states(matcher, page, 0)[0] in {MarkState.UNSURE, MarkState.EMPTY}


def test_a_stamp_over_an_empty_box_is_no_tick(matcher: Matcher) -> None:
    page = drawing.blank_form().copy()
    box = drawing.TICK_BOXES[1]
    middle = drawing.mm((box.x0 + box.x1) / 2), drawing.mm((box.y0 + box.y1) / 2 + 14)
    cv2.circle(page, middle, drawing.mm(14), 90, drawing.mm(1))
    assert states(matcher, page, 0)[1] is MarkState.UNSURE


def test_confidence_is_a_probability(matcher: Matcher) -> None:
    scan, _ = drawing.scanned(drawing.filled_form(), 0)
    cleaned = clean(PageImage(1, scan, drawing.DPI), matcher)
    sheet = ready(cleaned.page, cleaned.blank)
    for x in np.arange(18, 26, 0.5):
        mark = read_mark(sheet, Box(x * 7.8, 95 * 7.8, (x + 4) * 7.8, 99 * 7.8))
        assert 0 <= mark.confidence <= 1
        assert 0 <= mark.measure <= 1
