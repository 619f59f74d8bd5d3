"""Whole pages: lines in reading order, where they stand on the scan."""

from __future__ import annotations

import numpy as np

from models.values import PageImage
from ocr.straighten import straighten
from ocr.text import read_page
from tests.ocr import drawing


def test_a_page_turned_and_skewed_reads_from_top_to_bottom() -> None:
    scan, _ = drawing.scanned(drawing.prose(4), 182)
    page = straighten(PageImage(1, scan, drawing.DPI))
    lines = read_page(page, ("eng",))
    assert [line.text for line in lines] == [
        "The harbour was quiet when the ship came in before dawn",
        "harbour was quiet when the ship came in before dawn The",
        "was quiet when the ship came in before dawn The harbour",
        "quiet when the ship came in before dawn The harbour was",
    ]
    tops = [line.box.y0 for line in lines]
    assert tops == sorted(tops, reverse=True)  # on the scan it stands on its head
    height, width = scan.shape
    for line in lines:
        assert 0 <= line.box.x0 < line.box.x1 <= width
        assert 0 <= line.box.y0 < line.box.y1 <= height
        assert len(line.words) == len(line.text.split())
        x0, y0, x1, y1 = (int(v) for v in line.words[0].box.as_list())
        assert (scan[y0:y1, x0:x1] < 120).mean() > 0.05


def test_labels_and_values_of_a_form_are_lines_without_its_furniture() -> None:
    page = straighten(PageImage(1, drawing.filled_form(), drawing.DPI))
    texts = [line.text for line in read_page(page, ("eng",))]
    for wanted in ("Name of person", "Budi Santoso", "Place of birth", "Jepara agung"):
        assert wanted in texts


def test_khmer_subscripts_and_vowels_stay_in_their_line() -> None:
    text = "ក្រសួងសង្គមកិច្ច អតីតយុទ្ធជន"
    scan = drawing.prose(5, drawing.KHMER, text)
    # Five equal lines are stripes both ways: only reading can tell how such a page lies.
    page = straighten(PageImage(1, scan, drawing.DPI))
    lines = read_page(page, ("khm",))
    assert len(lines) == 5
    assert lines[0].text.replace(" ", "") == text.replace(" ", "")


def test_a_blank_page_has_no_lines() -> None:
    page = straighten(PageImage(1, np.full((1600, 1100), 255, np.uint8), 200))
    assert read_page(page, ("eng",)) == ()
