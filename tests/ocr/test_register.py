"""A known form is found in any position, and nothing else is taken for it."""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
import pytest

from models.values import CleanPage, PageImage
from ocr.clean import clean
from ocr.plane import moved
from ocr.register import Matcher
from tests.ocr import drawing

GRID = np.stack(np.meshgrid(np.linspace(10, 138, 6), np.linspace(10, 200, 6)), -1).reshape(-1, 2)


@pytest.fixture(scope="module")
def matcher() -> Matcher:
    other = drawing.blank_form("Agreement to be housed: form B")[:, ::-1].copy()
    other[mm_rows(60, 200)] = drawing.blank_form()[mm_rows(10, 150)]
    return Matcher(
        [drawing.blank_of(other, "form_b"), drawing.blank_of(drawing.blank_form(), "form_a")]
    )


def mm_rows(y0: float, y1: float) -> slice:
    return slice(drawing.mm(y0), drawing.mm(y0) + drawing.mm(y1 - y0))


@pytest.mark.parametrize(
    ("angle", "scale"), [(0, 1.0), (180, 1.0), (90, 0.96), (271.5, 1.04), (-6, 1.0), (184, 0.75)]
)
def test_a_filled_form_is_laid_to_a_quarter_millimetre(
    matcher: Matcher, angle: float, scale: float
) -> None:
    scan, true = drawing.scanned(drawing.filled_form(), angle, scale=scale)
    laid = matcher.lay(scan, drawing.DPI * scale)
    assert laid is not None
    assert laid.blank.form == "form_a"
    off = np.linalg.norm(moved(GRID, laid.to_picture) - moved(GRID, true), axis=1)
    assert off.max() / (drawing.DPI * scale / 25.4) < 0.25
    assert laid.residual < 0.2


def test_a_picture_taken_from_the_side_is_laid(matcher: Matcher) -> None:
    page = drawing.filled_form()
    height, width = page.shape
    flat = np.array([[0, 0], [width, 0], [width, height], [0, height]], np.float32)
    seen = flat + np.array([[60, 40], [-10, 90], [-70, -30], [20, -60]], np.float32)
    way = cv2.getPerspectiveTransform(flat, seen)
    scan = cv2.warpPerspective(page, way, (width, height), borderValue=(120,))
    laid = matcher.lay(np.asarray(scan, np.uint8))
    assert laid is not None
    off = moved(GRID, laid.to_picture) - moved(GRID * drawing.DPI / 25.4, way)
    assert np.linalg.norm(off, axis=1).max() / (drawing.DPI / 25.4) < 0.3


def test_the_clean_page_of_a_form_is_its_paper(matcher: Matcher) -> None:
    scan, _ = drawing.scanned(drawing.filled_form(), 183, scale=0.97)
    cleaned = clean(PageImage(4, scan, 0), matcher)
    assert cleaned.match is not None
    assert cleaned.blank is not None
    page = cleaned.page
    assert (page.number, page.rotation) == (4, 180)
    assert page.quality.skew == pytest.approx(3, abs=0.2)
    assert page.grey.shape == cleaned.blank.shape
    assert page.dpi == pytest.approx(drawing.DPI * 0.97, rel=0.02)
    both = cv2.matchTemplate(page.grey, cleaned.blank, cv2.TM_CCOEFF_NORMED)
    assert float(both.max()) > 0.8


def test_a_page_already_clean_can_be_matched_again(matcher: Matcher) -> None:
    scan, _ = drawing.scanned(drawing.filled_form(), 0)
    page: CleanPage = clean(PageImage(1, scan, 200)).page
    match = matcher.match(page)
    assert match is not None
    assert match.form == "form_a"


@pytest.mark.parametrize("seed", range(4))
def test_pages_of_no_known_form_are_refused(matcher: Matcher, seed: int) -> None:
    pages = (
        drawing.prose(),
        drawing.prose(14, text="Name of person Place of birth Other remarks Number on card"),
        np.random.default_rng(seed).integers(0, 255, (1600, 1100), np.uint8),
        np.full((1600, 1100), 255, np.uint8),
    )
    assert matcher.lay(pages[seed]) is None


def test_features_are_kept_between_starts(tmp_path: Path) -> None:
    blank = drawing.blank_of(drawing.blank_form())
    Matcher([blank], tmp_path)
    (kept,) = tmp_path.iterdir()
    before = kept.stat().st_mtime_ns
    again = Matcher([blank], tmp_path)
    assert [file.stat().st_mtime_ns for file in tmp_path.iterdir()] == [before]
    assert again.lay(drawing.scanned(drawing.filled_form(), 2)[0]) is not None


def test_a_spoilt_cache_is_made_anew(tmp_path: Path) -> None:
    blank = drawing.blank_of(drawing.blank_form())
    Matcher([blank], tmp_path)
    (kept,) = tmp_path.iterdir()
    kept.write_bytes(kept.read_bytes()[:300])
    assert Matcher([blank], tmp_path).lay(drawing.filled_form(), drawing.DPI) is not None
