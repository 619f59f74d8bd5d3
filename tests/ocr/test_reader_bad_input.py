"""Crops without any text that we read: little confidence or no text, never a sure invention.

What is read goes through `ocr.reader.read`, as in the product. Chinese and Burmese crops are
pictures drawn in Noto faces (OFL 1.1), since no package that we need has Chinese letters.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path
from random import Random

import cv2
import numpy as np
import pytest
from PIL import Image

from benchmarks.pages import value_crops
from extract.confidence import THRESHOLD
from extract.forms.fill.canvas import Canvas
from extract.forms.fill.stamps import stamp
from extract.forms.packaged import REMEDY, packages_lie_ready
from models.forms import Kind
from models.languages import ENGINE_LANGUAGES
from models.values import Grey, Reading
from ocr import reader
from ocr.clusters import canonical
from ocr.engines import own
from ocr.engines.own import Own
from ocr.engines.tesseract_engine import Tesseract
from ocr.panel import Panel, open_panel
from ocr.plane import grey_of
from tests.ocr.drawing import write

#: Less than any kind of value of one line is accepted with.
MANY_LINES = (Kind.LONGTEXT, Kind.TABLE)
NO_LINE = (Kind.CHOICE, Kind.MULTI, Kind.SIGNATURE, Kind.PHOTO)
DOUBTED = min(p for kind, p in THRESHOLD.items() if kind not in (*MANY_LINES, *NO_LINE))
PICTURES = Path(__file__).parent / "pictures"
needs_faces = pytest.mark.skipif(
    not packages_lie_ready(), reason=f"font packages are not installed. {REMEDY}"
)
needs_our_own = pytest.mark.skipif(
    not own.MODEL.exists(), reason="the network of our own reader is not there"
)


@pytest.fixture(scope="module")
def panel() -> Panel:
    return open_panel()


def read(crops: Sequence[Grey], panel: Panel) -> tuple[Reading, ...]:
    return reader.read(crops, ENGINE_LANGUAGES, panel=panel)


def sure(readings: Sequence[Reading]) -> list[tuple[str, float]]:
    """What was invented: texts that no person would be asked about."""
    return [(r.text, r.confidence) for r in readings if r.text and r.confidence >= DOUBTED]


def noisy(crop: Grey, seed: int = 1) -> Grey:
    grains = np.random.default_rng(seed).normal(0, 5, crop.shape)
    soft = cv2.GaussianBlur(crop, (0, 0), 0.7)
    return np.clip(soft * 0.9 + 20 + grains, 0, 255).astype(np.uint8)


def paper(height: int, width: int) -> Grey:
    return np.full((height, width), 255, np.uint8)


def furniture() -> list[Grey]:
    """Rules, leaders, boxes, corners of tables: what a form has without anything written."""
    rule, double, comb, ticks, corner, dots = (paper(44, 420) for _ in range(6))
    cv2.line(rule, (0, 30), (419, 30), 0, 2)
    cv2.line(double, (0, 12), (419, 12), 0, 2)
    cv2.line(double, (0, 34), (419, 34), 0, 3)
    for left, right in pairwise(range(8, 419, 30)):
        cv2.rectangle(comb, (left, 6), (right, 38), 0, 2)
    for x in range(10, 400, 90):
        cv2.rectangle(ticks, (x, 12), (x + 20, 32), 0, 2)
    cv2.line(corner, (60, 0), (60, 43), 0, 2)
    cv2.line(corner, (60, 22), (419, 22), 0, 2)
    for x in range(4, 419, 8):
        cv2.circle(dots, (x, 34), 1, 0, -1)
    return [rule, double, comb, ticks, corner, dots]


def test_furniture_of_forms_is_no_text(panel: Panel) -> None:
    crops = [noisy(crop, n) for n, crop in enumerate(furniture())]
    assert sure(read(crops, panel)) == []


@needs_faces
def test_the_rings_of_stamps_are_not_read_surely(panel: Panel) -> None:
    crops = []
    for seed in range(6):
        canvas = Canvas(paper(520, 520), 200)
        box = stamp(canvas, "khm" if seed % 2 else "ind", (33.0, 33.0), Random(seed))
        assert box is not None
        top = round(box.y0 + (0.1 + 0.12 * seed) * box.height)
        crops.append(canvas.pixels[top : top + 46, round(box.x0) : round(box.x1)].copy())
    assert sure(read(crops, panel)) == []


@needs_faces
@pytest.mark.parametrize("language", ENGINE_LANGUAGES)
def test_handwriting_is_not_read_surely_unless_it_is_read_rightly(
    language: str, panel: Panel
) -> None:
    drawn = value_crops(language, 24, 31, "office", "judge")
    crops = [crop for crop in drawn if crop.label == "handwritten"]
    found = read([grey_of(crop.image) for crop in crops], panel)
    truth = {canonical(crop.text) for crop in crops}
    assert len(sure(found)) <= len(crops) / 2
    assert [said for said in sure(found) if canonical(said[0]) not in truth] == []


@pytest.mark.parametrize("script", ["chinese", "burmese"])
def test_scripts_that_nobody_here_reads_are_not_read_surely(script: str, panel: Panel) -> None:
    crops = [np.asarray(Image.open(p)) for p in sorted(PICTURES.glob(f"{script}-*.png"))]
    assert len(crops) == 3
    assert sure(read(crops, panel)) == []


@pytest.mark.parametrize(
    ("height", "width"), [(44, 400), (3, 300), (300, 3), (1, 1), (48, 5000), (3, 5000)]
)
def test_paper_of_any_size_is_empty(height: int, width: int, panel: Panel) -> None:
    blank, grainy = paper(height, width), noisy(paper(height, width))
    assert [reading.text for reading in read([blank, grainy], panel)] == ["", ""]


def test_letters_three_pixels_high_are_not_read_surely(panel: Panel) -> None:
    image = Image.fromarray(paper(40, 400))
    write(image, "Siti Aminah 0812", 1, 0.5, 3.0)
    low = cv2.resize(np.asarray(image), (300, 3), interpolation=cv2.INTER_AREA)
    assert sure(read([np.asarray(low, np.uint8)], panel)) == []


def test_a_line_of_5000_pixels_is_read_whole(panel: Panel) -> None:
    words = "Budi Santoso lives in Jepara and works in Semarang since May"
    image = Image.fromarray(paper(64, 5000))
    for n in range(4):
        write(image, words, 1 + 158 * n, 1, 3.6)
    (reading,) = read([np.asarray(image)], panel)
    assert reading.text.count("Jepara") == 4
    assert reading.words[-1].box.x1 <= 5000


def test_a_crop_that_is_black_all_over_is_no_text(panel: Panel) -> None:
    assert sure(read([np.zeros((44, 300), np.uint8), 255 - noisy(paper(44, 300))], panel)) == []


@needs_our_own
def test_with_a_damaged_network_the_other_engines_go_on_and_it_is_told(tmp_path: Path) -> None:
    damaged = tmp_path / "reader.onnx"
    damaged.write_bytes(own.MODEL.read_bytes()[: own.MODEL.stat().st_size // 2])
    panel = Panel([Own(damaged), Tesseract()])
    image = Image.fromarray(paper(60, 420))
    write(image, "Budi Santoso", 2, 1.2, 3.6)
    (reading,) = read([np.asarray(image)], panel)
    assert reading.text == "Budi Santoso"
    (fault,) = [fault for fault in panel.faults if fault.engine == own.NAME]
    assert "reader.onnx" in fault.detail
    assert fault.remedy
