from __future__ import annotations

from pathlib import Path
from random import Random

import cv2
import numpy as np
import pytest
from PIL import Image

from extract.forms.fill.canvas import Canvas
from extract.forms.fill.marks import Nib, draw_tick
from extract.forms.fill.outlines import KINDS
from extract.forms.fill.wordmarks import choose_word, strike_word
from models.errors import EnvironmentProblem
from models.values import Box, Grey, MarkState, PageImage
from ocr.clean import clean
from ocr.marks import read_mark, read_marks
from ocr.marks.find import find
from ocr.marks.table import BOXES, load
from ocr.marks.words import read_words
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
    return [mark.state for mark in read_marks(sheet, places)]


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


def test_boxes_are_read_without_their_blank(matcher: Matcher) -> None:
    scan, place = drawing.scanned(drawing.filled_form(), 0)
    page = clean(PageImage(1, scan, drawing.DPI)).page
    way = np.linalg.inv(page.to_scan) @ place
    marks = read_marks(ready(page), [box_through(box, way) for box in drawing.TICK_BOXES])
    assert [mark.state for mark in marks] == WANTED


def test_a_box_is_found_again_though_its_neighbours_lie_elsewhere(matcher: Matcher) -> None:
    """Half a millimetre off, all of them: as registration may leave them."""
    assert states(matcher, drawing.filled_form(), 0, off=0.5) == WANTED


@pytest.mark.parametrize("worn", ["broken", "thick"])
def test_worn_outlines_do_not_tick_a_box(matcher: Matcher, worn: str) -> None:
    canvas = Canvas(drawing.filled_form().copy(), drawing.DPI)
    for box in drawing.TICK_BOXES:
        KINDS[worn](canvas, box, Random(3))
    assert states(matcher, np.asarray(canvas.pixels), 0)[:3] == WANTED[:3]


@pytest.mark.parametrize("shape", ["x", "check", "blob", "slash", "plus", "hook", "star"])
def test_every_way_to_tick_counts(matcher: Matcher, shape: str) -> None:
    canvas = Canvas(drawing.blank_form().copy(), drawing.DPI)
    draw_tick(canvas, drawing.TICK_BOXES[1], shape, Nib((10, 10, 60), 0.45), Random(5))
    found = states(matcher, np.asarray(canvas.pixels), 0.4)
    assert found == [MarkState.EMPTY, MarkState.FILLED, MarkState.EMPTY, MarkState.EMPTY]


def test_a_box_scribbled_over_is_never_taken_for_a_tick(matcher: Matcher) -> None:
    for seed in range(4):
        canvas = Canvas(drawing.blank_form().copy(), drawing.DPI)
        box = drawing.TICK_BOXES[1]
        wide = Box(box.x0 - 1.2, box.y0 - 0.5, box.x1 + 1.0, box.y1 + 0.5)
        draw_tick(canvas, wide, "scribble", Nib((10, 10, 10), 0.7, 1.0, 0.03), Random(seed))
        draw_tick(canvas, wide, "scribble", Nib((10, 10, 10), 0.7, 1.0, 0.03), Random(seed + 9))
        state = states(matcher, np.asarray(canvas.pixels), 0)[1]
        assert state in {MarkState.STRUCK_OUT, MarkState.UNSURE}


def test_tick_boxes_of_an_unknown_page_are_found_and_nothing_else() -> None:
    scan, place = drawing.scanned(drawing.filled_form(), 0.3)
    page = clean(PageImage(1, scan, drawing.DPI)).page
    way = np.linalg.inv(page.to_scan) @ place
    wanted = [box_through(box, way) for box in drawing.TICK_BOXES]
    seen = find(ready(page))
    assert len(seen) == len(wanted)
    for box, want in zip(seen, wanted, strict=True):
        assert abs(box.x0 - want.x0) < 4
        assert abs(box.y1 - want.y1) < 4


def test_boxes_for_single_letters_and_prose_are_no_tick_boxes() -> None:
    scan, _ = drawing.scanned(drawing.prose(), 0)
    assert find(ready(clean(PageImage(1, scan, drawing.DPI)).page)) == ()


WORDS = (Box(20, 12, 34, 15.5), Box(42, 12, 56, 15.5), Box(64, 12, 78, 15.5))


def words_page() -> Grey:
    image = Image.fromarray(drawing.blank_form(title="").copy())
    for word, box in zip(("married", "single", "widow"), WORDS, strict=True):
        drawing.write(image, word, box.x0 + 0.4, box.y0, 3.0)
    return np.asarray(image)


@pytest.mark.parametrize("way", ["ring", "underline", "double", "struck"])
def test_words_ringed_underlined_and_struck_out_are_told_apart(way: str) -> None:
    canvas = Canvas(words_page().copy(), drawing.DPI)
    nib = Nib((10, 10, 90), 0.4)
    if way == "struck":
        strike_word(canvas, WORDS[1], nib, Random(2))
    else:
        choose_word(canvas, WORDS[1], way, nib, Random(2))
    scan, _ = drawing.scanned(np.asarray(canvas.pixels), 0.5)
    cleaned = clean(PageImage(1, scan, drawing.DPI), Matcher([drawing.blank_of(words_page())]))
    assert cleaned.match is not None
    boxes = [box_through(box, cleaned.match.to_clean) for box in WORDS]
    found = [m.state for m in read_words(ready(cleaned.page, cleaned.blank), boxes)]
    wanted = MarkState.STRUCK_OUT if way == "struck" else MarkState.FILLED
    assert found == [MarkState.EMPTY, wanted, MarkState.EMPTY]


def test_words_without_a_blank_are_left_to_a_person() -> None:
    page = clean(PageImage(1, words_page(), drawing.DPI)).page
    assert read_words(ready(page), [Box(150, 90, 260, 120)])[0].state is MarkState.UNSURE


def test_a_table_of_marks_that_is_damaged_is_named(tmp_path: Path) -> None:
    file = tmp_path / "boxes.yaml"
    file.write_text(BOXES.read_text("utf-8").replace("ladder:", "leader:"), "utf-8")
    with pytest.raises(EnvironmentProblem, match=r"boxes\.yaml"):
        load(file)
