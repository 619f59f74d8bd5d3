"""A known form is found in any position, and nothing else is taken for it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import cv2
import numpy as np
import pytest
from PIL import Image

from models.values import CleanPage, Grey, PageImage
from ocr import register
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


def version(number: int) -> Grey:
    """A second version has one more row; all beneath it stands 12 mm lower."""
    blank = drawing.blank_form()
    if number == 1:
        return blank
    later = blank.copy()
    below, height = drawing.mm(105), blank.shape[0]
    later[below + drawing.mm(12) :] = blank[below : height - drawing.mm(12)]
    image = Image.fromarray(later)
    image.paste(255, (0, below, later.shape[1], below + drawing.mm(12)))
    drawing.write(image, "Telephone of the person", 12, 108, 3.0)
    return np.asarray(image)


@pytest.fixture(scope="module")
def versions() -> Matcher:
    return Matcher(
        [replace(drawing.blank_of(version(n), "form_a"), version=str(n)) for n in (1, 2)]
    )


@pytest.mark.parametrize("number", [1, 2])
@pytest.mark.parametrize("angle", [0.7, 181.5])
def test_a_version_with_one_more_row_is_told(versions: Matcher, number: int, angle: float) -> None:
    scan, _ = drawing.scanned(version(number), angle, scale=0.98)
    laid = versions.lay(scan, drawing.DPI * 0.98)
    assert laid is not None
    assert (laid.blank.version, laid.others) == (str(number), ())


def test_versions_with_one_print_are_both_named() -> None:
    blanks = [replace(drawing.blank_of(version(1), "form_a"), version=v) for v in ("1", "2")]
    laid = Matcher(blanks).lay(drawing.scanned(drawing.filled_form(), 1)[0], drawing.DPI)
    assert laid is not None
    assert {laid.blank.version, *(other.version for other in laid.others)} == {"1", "2"}


def test_two_forms_on_one_glass_are_both_found(versions: Matcher) -> None:
    one, other = drawing.filled_form(), np.rot90(version(2), 2)
    gap = np.full((one.shape[0], drawing.mm(8)), 255, np.uint8)
    found = versions.lay_all(np.hstack([one, gap, other]), drawing.DPI)
    assert sorted(laid.blank.version for laid in found) == ["1", "2"]
    apart = moved(GRID[:1], found[0].to_picture) - moved(GRID[:1], found[1].to_picture)
    assert abs(apart[0, 0]) > drawing.mm(100)


def test_a_page_alone_is_one_form(versions: Matcher) -> None:
    assert len(versions.lay_all(drawing.scanned(drawing.filled_form(), 3)[0], drawing.DPI)) == 1


def test_of_a_torn_page_the_print_that_is_there_is_told(matcher: Matcher) -> None:
    torn = drawing.filled_form().copy()
    torn[drawing.mm(125) :] = 255
    match = matcher.match(clean(PageImage(1, torn, drawing.DPI)).page)
    assert match is not None
    lost = [spot for spot in match.spots if spot.off is None]
    assert all(spot.y < 129 for spot in match.spots if spot.off is not None)
    assert lost
    assert all(spot.y > 115 for spot in lost)


def test_the_reverse_of_a_form_is_no_form(matcher: Matcher) -> None:
    assert matcher.lay(drawing.filled_form()[:, ::-1].copy(), drawing.DPI) is None


@pytest.mark.parametrize("number", [1, 2])
def test_the_version_of_a_torn_page_is_told_by_what_is_left(versions: Matcher, number: int) -> None:
    torn = version(number).copy()
    torn[drawing.mm(150) :] = 255
    laid = versions.lay(torn, drawing.DPI)
    assert laid is not None
    assert (laid.blank.version, laid.others) == (str(number), ())


def test_a_form_with_the_same_head_that_goes_on_otherwise_is_refused(matcher: Matcher) -> None:
    page = drawing.filled_form().copy()
    below = drawing.mm(92)
    page[below:] = drawing.prose(14, text="Wage Hours Debt Passport Boat Witness Village")[below:]
    assert matcher.lay(page, drawing.DPI) is None


def test_a_form_of_which_one_part_is_spoilt_is_left_to_its_words(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    # the drawn form has too few parts for one of them to be spoilt by the usual measure
    monkeypatch.setattr(register, "_NEARLY_ALL", 0.7)
    monkeypatch.setattr(register, "_SPOILT", 0.0)
    matcher = Matcher([drawing.blank_of(drawing.blank_form(), "form_a")])
    page = drawing.filled_form().copy()
    below = drawing.mm(140)
    page[below:] = drawing.prose(14, text="Wage Hours Debt Passport Boat Witness Village")[below:]
    sure, doubtful = matcher.tried(page, drawing.DPI)
    assert sure == ()
    assert doubtful is not None
    cleaned = clean(PageImage(1, page, drawing.DPI), matcher)
    assert cleaned.match is None
    assert cleaned.perhaps is not None
    assert cleaned.perhaps.match is not None
    assert cleaned.perhaps.match.form == "form_a"
