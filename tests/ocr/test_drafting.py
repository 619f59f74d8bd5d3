"""Places for writing are found on a blank by what is drawn there."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from models.drafting import Room, RoomKind, Survey
from models.values import CleanPage, Grey, Quality
from ocr.drafting.survey import survey

DPI = 200.0
PX = DPI / 25.4
QUALITY = Quality(0.0, 1.0, 1.0, 0.02, blank=False, low_resolution=False)


class Paper:
    """A white A4 page to draw on; places in mm."""

    def __init__(self) -> None:
        self.grey: Grey = np.full((2339, 1654), 255, np.uint8)

    def rule(self, x0: float, y0: float, x1: float, y1: float, thick: int = 2) -> None:
        cv2.line(self.grey, _at(x0, y0), _at(x1, y1), (0,), thick)

    def frame(self, x0: float, y0: float, x1: float, y1: float, thick: int = 2) -> None:
        cv2.rectangle(self.grey, _at(x0, y0), _at(x1, y1), (0,), thick)

    def ring(self, x: float, y: float, radius: float) -> None:
        cv2.circle(self.grey, _at(x, y), round(radius * PX), (0,), 2, cv2.LINE_AA)

    def dots(self, x0: float, y: float, x1: float) -> None:
        for x in np.arange(x0, x1, 1.1):
            cv2.circle(self.grey, _at(float(x), y), 1, (0,), -1)

    def word(self, text: str, x: float, y: float) -> None:
        cv2.putText(self.grey, text, _at(x, y), cv2.FONT_HERSHEY_SIMPLEX, 0.85, (0,), 2)

    def surveyed(self) -> Survey:
        height, width = self.grey.shape
        page = CleanPage(1, self.grey, DPI, 0, np.eye(3), QUALITY, width, height)
        return survey(page, ("eng",))


def _at(x: float, y: float) -> tuple[int, int]:
    return round(x * PX), round(y * PX)


def of(found: Survey, kind: RoomKind) -> list[Room]:
    return [room for room in found.rooms if room.kind is kind]


@pytest.fixture(scope="module")
def found() -> Survey:
    paper = Paper()
    paper.word("Name of the person", 20, 40)
    paper.dots(75, 40, 180)
    paper.word("Address", 20, 55)
    for n in range(3):
        paper.rule(20, 66 + 9 * n, 190, 66 + 9 * n)
    for n in range(9):
        paper.frame(60 + 5.5 * n, 95, 60 + 5.5 * (n + 1), 101.5)
    paper.word("Number", 20, 100)
    paper.word("Sex", 20, 115)
    paper.frame(40, 111.6, 43.4, 115)
    paper.word("male", 46, 115)
    paper.ring(82, 113.4, 1.7)
    paper.word("female", 86, 115)
    for y in (130, 138, 146, 154):
        paper.rule(20, y, 190, y)
    for x in (20, 90, 130, 190):
        paper.rule(x, 130, x, 154)
    paper.word("name", 40, 136)
    paper.word("age", 105, 136)
    paper.word("place", 150, 136)
    paper.frame(20, 175, 190, 215)
    paper.word("What happened", 20, 172)
    paper.word("A heading", 20, 234)
    paper.rule(20, 236, 42, 236, 3)
    return paper.surveyed()


def test_leaders_and_ruled_lines_are_found_and_stacked(found: Survey) -> None:
    single, several = sorted(of(found, RoomKind.LINE), key=lambda room: room.rows)
    assert (single.rows, several.rows) == (1, 3)
    assert (single.box.x0, single.box.x1) == pytest.approx((75, 180), abs=1.5)
    assert single.box.y0 < 36 and single.box.y1 > 40
    assert (several.box.x0, several.box.x1) == pytest.approx((20, 190), abs=1)


def test_boxes_for_letters_are_one_comb(found: Survey) -> None:
    (comb,) = of(found, RoomKind.COMB)
    assert len(comb.cells) == 9
    assert comb.cells[4].x0 == pytest.approx(82, abs=0.4)


def test_square_and_round_tick_boxes_are_found_where_they_are(found: Survey) -> None:
    square, round_ = sorted(of(found, RoomKind.TICK), key=lambda room: room.box.x0)
    assert (square.box.x0, square.box.y1) == pytest.approx((40, 115), abs=0.4)
    assert (round_.box.x0, round_.box.x1) == pytest.approx((80.3, 83.7), abs=0.4)


def test_a_table_has_heads_columns_and_rows(found: Survey) -> None:
    (table,) = of(found, RoomKind.TABLE)
    assert (len(table.heads), len(table.columns), table.rows) == (3, 3, 2)
    assert (table.box.y0, table.box.y1) == pytest.approx((138, 154), abs=0.5)


def test_a_frame_is_found_and_an_underlined_heading_is_none(found: Survey) -> None:
    (frame,) = of(found, RoomKind.FRAME)
    assert frame.box.as_list() == pytest.approx([20, 175, 190, 215], abs=0.5)
    assert not [room for room in found.rooms if room.box.y1 > 220]


def test_words_are_read_and_end_where_the_places_begin(found: Survey) -> None:
    said = {"".join(text.text.lower().split()): text for text in found.texts}
    assert {"male", "female", "nameoftheperson"} <= set(said)
    assert said["nameoftheperson"].box.x1 < 76
