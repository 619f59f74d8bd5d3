"""Lines on pages of no known form: no furniture, label and value apart, marks in their line."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFont

from models.values import CleanPage, Grey, PageImage
from ocr import boxes, leaders, lines
from ocr.engines.tesseract import read_lines
from ocr.inking import ink
from ocr.sheet import Sheet, ready
from ocr.straighten import straighten
from tests.ocr.drawing import DPI, KHMER, LATIN, THAI, mm, write

PIXELS = DPI / 25.4


def paper(draw: Callable[[Image.Image, ImageDraw.ImageDraw], None]) -> Grey:
    image = Image.new("L", (mm(148), mm(80)), 255)
    draw(image, ImageDraw.Draw(image))
    return np.asarray(image)


def sheet_of(grey: Grey) -> Sheet:
    page: CleanPage = straighten(PageImage(1, grey, DPI))
    return ready(page)


def texts(grey: Grey, language: str = "eng") -> list[str]:
    sheet = sheet_of(grey)
    crops = [lines.cut(sheet, run)[0] for run in lines.runs(sheet)]
    return [reading.text for reading in read_lines(crops, (language,))]


def dots(draw: ImageDraw.ImageDraw, x0: float, x1: float, y: float, pitch: float = 1.0) -> None:
    for x in np.arange(x0, x1, pitch):
        draw.ellipse([mm(x), mm(y), mm(x) + 2, mm(y) + 2], fill=0)


def test_a_leader_is_taken_away_between_words_too_and_parts_label_from_value() -> None:
    def form(image: Image.Image, draw: ImageDraw.ImageDraw) -> None:
        write(image, "Name", 10, 20, 3.0)
        dots(draw, 28, 130, 23.6)
        write(image, "Siti Aminah, Kota Jepara", 32, 20, 3.0)
        write(image, "Unrelated words to read", 10, 50, 3.0)

    assert texts(paper(form)) == ["Name", "Siti Aminah, Kota Jepara", "Unrelated words to read"]


def test_a_leader_that_a_value_covers_from_end_to_end_is_known_by_the_pages_others() -> None:
    def form(image: Image.Image, draw: ImageDraw.ImageDraw) -> None:
        dots(draw, 10, 130, 13.6)
        dots(draw, 10, 62, 33.6)
        write(image, "one two six ten act end ace", 10, 30, 3.4)

    sheet = sheet_of(paper(form))
    assert len(sheet.furniture.leaders) == 2
    assert texts(paper(form))[-1] == "one two six ten act end ace"


@pytest.mark.parametrize("joined", [False, True])
def test_dashes_that_a_copier_made_thick_go_and_letters_keep_their_feet(joined: bool) -> None:
    def form(image: Image.Image, draw: ImageDraw.ImageDraw) -> None:
        for x in np.arange(20.0, 130.0, 2.0):
            draw.rectangle([mm(x), mm(24.3), mm(x) + mm(1.5), mm(24.3) + mm(0.7)], fill=0)
        if joined:
            draw.line([mm(20), mm(24.6), mm(131), mm(24.6)], fill=0, width=2)
        write(image, "Amir bin Saleh", 32, 20, 3.4)

    sheet = sheet_of(paper(form))
    left = sheet.written[mm(23.5) : mm(26.5)]
    assert not left[:, : mm(31)].any()
    assert not left[:, mm(70) :].any()
    assert texts(paper(form)) == ["Amir bin Saleh"]


def test_a_full_stop_that_has_grown_into_a_leaders_dot_stays_and_is_no_comma() -> None:
    def form(image: Image.Image, draw: ImageDraw.ImageDraw) -> None:
        dots(draw, 10, 130, 33.6)
        stop = mm(70), mm(33.6) - 3
        draw.rectangle([*stop, stop[0] + 4, stop[1] + 3], fill=0)

    sheet = sheet_of(paper(form))
    rows = np.flatnonzero(sheet.written.any(axis=1))
    assert len(rows)
    assert rows[-1] - rows[0] < 5  # the dot at its foot is gone
    assert abs(int(np.flatnonzero(sheet.written.any(axis=0)).mean()) - mm(70)) < 6


def test_full_stops_are_no_leader() -> None:
    def prose(image: Image.Image, draw: ImageDraw.ImageDraw) -> None:
        write(image, "Mr. A. B. Cruz of St. Ana St. no. 4, Brgy. Uno.", 10, 20, 3.0)

    inked = paper(prose) < 128
    found = leaders.find(inked, PIXELS)
    assert not found.leaders
    assert not (found.dots | found.dashes).any()


@pytest.mark.parametrize("open_top", [False, True])
def test_letters_in_boxes_are_one_word(open_top: bool) -> None:
    def form(image: Image.Image, draw: ImageDraw.ImageDraw) -> None:
        write(image, "NIK", 10, 21, 3.0)
        for n, digit in enumerate("3602066603930816"):
            left, group = 25 + 6 * n + (2 if n > 5 else 0), 6
            if open_top:
                left = 25 + group * n
                draw.line([mm(left), mm(24), mm(left), mm(26)], fill=0, width=2)
            else:
                draw.rectangle([mm(left), mm(19), mm(left + 6), mm(26)], outline=0, width=2)
            write(image, digit, left + 2.0, 20.5, 3.0)
        if open_top:
            draw.line([mm(25 + 96), mm(24), mm(25 + 96), mm(26)], fill=0, width=2)
            draw.line([mm(25), mm(26), mm(25 + 96), mm(26)], fill=0, width=2)

    sheet = sheet_of(paper(form))
    runs = lines.runs(sheet)
    assert [run.boxed for run in runs] == [False, True]
    assert [t.replace(" ", "") for t in texts(paper(form))] == ["NIK", "3602066603930816"]


def test_boxes_open_at_the_top_that_stand_apart_are_boxes_too() -> None:
    def form(image: Image.Image, draw: ImageDraw.ImageDraw) -> None:
        write(image, "NIK", 10, 21, 3.0)
        for n, digit in enumerate("3602066603"):
            left, right = mm(25 + 6 * n), mm(25 + 6 * n + 5.2)
            draw.line([left, mm(24), left, mm(26), right, mm(26), right, mm(24)], fill=0, width=2)
            write(image, digit, 26.6 + 6 * n, 20.3, 3.0)

    sheet = sheet_of(paper(form))
    assert [run.boxed for run in lines.runs(sheet)] == [False, True]
    assert [t.replace(" ", "") for t in texts(paper(form))] == ["NIK", "3602066603"]


def test_cells_of_a_table_are_lines_of_their_own() -> None:
    def table(image: Image.Image, draw: ImageDraw.ImageDraw) -> None:
        for row, words in enumerate((("Budi", "Anak", "14"), ("Sari", "Ibu", "41"))):
            for column, word in enumerate(words):
                x, y = 10 + 22 * column, 10 + 8 * row
                draw.rectangle([mm(x), mm(y), mm(x + 22), mm(y + 8)], outline=0, width=2)
                write(image, word, x + 8, y + 2.2, 3.0)

    assert texts(paper(table)) == ["Budi", "Anak", "14", "Sari", "Ibu", "41"]


def test_letters_that_stand_on_a_rule_keep_their_stems() -> None:
    def form(image: Image.Image, draw: ImageDraw.ImageDraw) -> None:
        draw.line([mm(10), mm(24.4), mm(130), mm(24.4)], fill=0, width=2)
        write(image, "United Emirates Mimmim HEN", 12, 20, 3.4)

    grey = paper(form)
    assert not boxes.find(grey < 128, PIXELS).walls.size
    assert texts(grey) == ["United Emirates Mimmim HEN"]


def test_round_letters_are_no_boxes() -> None:
    def title(image: Image.Image, draw: ImageDraw.ImageDraw) -> None:
        write(image, "DOORBOOD 0800 QUO", 10, 20, 5.0)

    inked = paper(title) < 128
    rules = boxes.find(inked, PIXELS)
    assert not rules.flat.any()
    assert not rules.standing.any()


@pytest.mark.parametrize(
    ("font", "text"),
    [(THAI, "ที่นี่มีผู้ใหญ่สิบคู่ ฤทธิ์เดช ชื่อปู่"), (KHMER, "ខ្ញុំមានសេចក្តីរីករាយ ស្ត្រីភ្ញៀវ")],
)
def test_marks_upon_marks_and_below_subscripts_stay_with_their_line(font: Path, text: str) -> None:
    def prose(image: Image.Image, draw: ImageDraw.ImageDraw) -> None:
        for row in range(4):
            write(image, text, 10, 8 + 9.5 * row, 4.0, font)

    grey = paper(prose)
    sheet = sheet_of(grey)
    runs = lines.runs(sheet)
    assert len(runs) == 4
    # Every line of the same text has the same ink.
    ink_of = [sum(piece.area for piece in run.pieces) for run in runs]
    assert max(ink_of) - min(ink_of) < 0.02 * max(ink_of)


def test_a_caption_in_small_print_is_a_line_of_its_own() -> None:
    def form(image: Image.Image, draw: ImageDraw.ImageDraw) -> None:
        write(image, "NAMA LENGKAP", 10, 20, 4.0)
        write(image, "full name as in passport", 10, 25.2, 2.0)

    assert texts(paper(form)) == ["NAMA LENGKAP", "full name as in passport"]


def test_faint_print_beside_a_black_frame_is_ink() -> None:
    image = Image.new("L", (mm(100), mm(30)), 255)
    draw = ImageDraw.Draw(image)
    draw.rectangle([mm(5), mm(5), mm(95), mm(25)], outline=0, width=8)
    draw.rectangle([mm(60), mm(8), mm(90), mm(22)], fill=20)
    face = ImageFont.truetype(str(LATIN), mm(4))
    draw.text((mm(10), mm(12)), "Housewife", font=face, fill=185)
    grey = np.asarray(image)
    found = ink(grey, DPI)
    name = (slice(mm(11), mm(18)), slice(mm(9), mm(50)))
    strokes = grey[name] < 200
    assert found[name][strokes].mean() > 0.95
    assert not found[name][grey[name] == 255].any()
