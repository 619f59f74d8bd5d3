"""Tick boxes on pages that nobody knows."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from models.values import CleanPage, MarkState, Quality
from ocr.outlines import outlined
from ocr.sheet import Sheet, ready

_DPI = 200.0
_SIDE = 28
_STEP = 240
_FONT = cv2.FONT_HERSHEY_SIMPLEX


def a_sheet(make: str, ticked: tuple[int, ...], count: int = 4) -> Sheet:
    """A row of boxes of a make, some of them ticked, each with a word behind it."""
    grey = np.full((300, 1200), 255, np.uint8)
    for n in range(count):
        x, y = 80 + n * _STEP, 120
        if make == "square":
            cv2.rectangle(grey, (x, y), (x + _SIDE, y + _SIDE), 0, 2)
        elif make == "circle":
            cv2.circle(grey, (x + _SIDE // 2, y + _SIDE // 2), _SIDE // 2, 0, 2, cv2.LINE_AA)
        else:
            for edge, inner in ((x, x + 7), (x + 36, x + 29)):
                corners = [(inner, y), (edge, y), (edge, y + _SIDE), (inner, y + _SIDE)]
                cv2.polylines(grey, [np.array(corners, np.int32)], False, 0, 2)
        if n in ticked:
            cv2.line(grey, (x + 6, y + 14), (x + 13, y + 23), 0, 4)
            cv2.line(grey, (x + 13, y + 23), (x + 24, y + 5), 0, 4)
        cv2.putText(grey, "Boodle", (x + 52, y + 26), _FONT, 0.9, 0, 2)
    quality = Quality(0.0, 1.0, 1.0, 0.1, False, False)
    page = CleanPage(1, grey, _DPI, 0, np.eye(3), quality, 1200, 300)
    return ready(page)


@pytest.mark.parametrize("make", ["square", "circle", "bracket"])
def test_boxes_of_every_make_are_found_with_what_was_drawn_into_them(make: str) -> None:
    found = outlined(a_sheet(make, (1, 3)))
    states = [mark.state for _, mark in found]
    empty, filled = MarkState.EMPTY, MarkState.FILLED
    assert states == [empty, filled, empty, filled]
    assert [round(box.x0 / _STEP) for box, _ in found] == [0, 1, 2, 3]


def test_letters_are_no_tick_boxes() -> None:
    assert outlined(a_sheet("square", (), count=0)) == ()
    grey = np.full((300, 1200), 255, np.uint8)
    cv2.putText(grey, "DODO BOOK 0080 QOOD ABODE", (60, 160), _FONT, 1.4, 0, 3)
    quality = Quality(0.0, 1.0, 1.0, 0.1, False, False)
    page = CleanPage(1, grey, _DPI, 0, np.eye(3), quality, 1200, 300)
    assert outlined(ready(page)) == ()
