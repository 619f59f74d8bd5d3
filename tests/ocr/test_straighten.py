"""Pages without a form come out upright, straight and mapped back to their scan."""

from __future__ import annotations

import time
from pathlib import Path

import numpy as np
import pytest

from models.values import CleanPage, PageImage
from ocr.plane import moved
from ocr.straighten import straighten
from tests.ocr import drawing

KHMER = "ក្រសួងសង្គមកិច្ច អតីតយុទ្ធជន និងយុវនីតិសម្បទា រាជធានីភ្នំពេញ"
THAI = "กระทรวงการพัฒนาสังคมและความมั่นคงของมนุษย์ กรุงเทพมหานคร"


def clean_of(angle: float) -> CleanPage:
    scan, _ = drawing.scanned(drawing.prose(), angle)
    return straighten(PageImage(1, scan, drawing.DPI))


@pytest.mark.parametrize("angle", [0.0, 0.7, -2.35, 8.2, -14.0, 31.0])
def test_skew_is_found_to_a_tenth_of_a_degree(angle: float) -> None:
    assert clean_of(angle).quality.skew == pytest.approx(angle, abs=0.1)


@pytest.mark.parametrize(("turned", "rotation"), [(0, 0), (90, 270), (180, 180), (270, 90)])
@pytest.mark.parametrize(
    ("font", "text", "script"),
    [(drawing.LATIN, "", "latin"), (drawing.KHMER, KHMER, "khm"), (drawing.THAI, THAI, "tha")],
)
def test_a_page_is_stood_upright_whichever_way_it_lay(
    font: Path, text: str, script: str, turned: int, rotation: int
) -> None:
    scan, _ = drawing.scanned(drawing.prose(8, font, text), turned + 1.5)
    page = straighten(PageImage(1, scan, drawing.DPI))
    assert page.rotation == rotation
    assert page.quality.skew == pytest.approx(1.5, abs=0.15)
    assert page.upright > 0.9
    assert page.scripts == (script,)


@pytest.mark.parametrize("turned", [0, 180])
def test_one_short_line_is_enough(turned: int) -> None:
    scan, _ = drawing.scanned(drawing.prose(1, text="Jakarta, 12 Mei"), turned)
    assert straighten(PageImage(1, scan, drawing.DPI)).rotation == turned


def test_a_page_at_45_degrees_is_straightened_or_doubted() -> None:
    page = clean_of(45.0)
    straight = abs(page.quality.skew) == pytest.approx(45, abs=0.2)
    assert straight or page.upright < 0.7


def test_a_page_without_text_has_no_sure_way_up() -> None:
    grains = np.random.default_rng(2).integers(0, 256, (600, 500), np.uint8)
    page = straighten(PageImage(1, grains, 100))
    assert page.upright < 0.6
    assert page.scripts == ()


def test_every_clean_pixel_maps_back_to_its_place_on_the_scan() -> None:
    scan, _ = drawing.scanned(drawing.prose(), 94.0, noise=0)
    page = straighten(PageImage(1, scan, drawing.DPI))
    dark = np.argwhere(page.grey < 40)[::500]
    there = moved(dark[:, ::-1] + 0.5, page.to_scan).astype(int)
    around = [scan[y - 1 : y + 2, x - 1 : x + 2].min() for x, y in there]
    assert max(around) < 140
    assert (page.scan_height, page.scan_width) == scan.shape


@pytest.mark.parametrize("shade", [255, 235, 190])
def test_a_blank_page_is_known_at_once(shade: int) -> None:
    grains = np.random.default_rng(1).normal(shade, 4, (2339, 1654))
    scan = np.clip(grains, 0, 255).astype(np.uint8)
    scan[:30] = 20  # the scanner's lid
    scan[1000:1003, 700:702] = 40  # dust
    started = time.process_time()
    page = straighten(PageImage(1, scan, 200))
    assert page.quality.blank
    assert time.process_time() - started < 1.0


def test_a_single_short_line_is_not_blank() -> None:
    assert not straighten(PageImage(1, drawing.prose(1, text="yes, two"), 200)).quality.blank


def test_a_shadow_across_the_page_is_taken_out() -> None:
    picture = drawing.prose().astype(np.float32)
    picture *= np.linspace(0.45, 1.0, picture.shape[1])[None, :]
    page = straighten(PageImage(1, picture.astype(np.uint8), 200))
    paper = np.percentile(page.grey, 80, axis=0)[50:-50]
    assert paper.min() > 235
