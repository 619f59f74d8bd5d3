"""Steps are taken when their measure asks for it, do what they promise, and else do nothing."""

from __future__ import annotations

import time

import cv2
import numpy as np
import pytest

from models.values import Box, Colour, Grey, PageImage
from ocr import light
from ocr.clean import Cleaned, clean
from ocr.plane import moved
from ocr.steps import STEPS
from tests.ocr import damage, drawing

GEOMETRY = {"fax", "downscaled", "corners", "lines", "desk", "stamps"}


def cleaned(picture: Grey | Colour, dpi: float = drawing.DPI, *skip: str) -> Cleaned:
    return clean(PageImage(1, picture, dpi), skip=frozenset(skip))


def names(page: Cleaned) -> set[str]:
    return {step.name for step in page.page.steps}


@pytest.mark.parametrize("noise", [0.0, 3.0])
def test_a_clean_page_is_left_as_it_is(noise: float) -> None:
    picture = damage.noisy(drawing.filled_form(), noise)
    page = cleaned(picture)
    assert names(page) <= {"light"}
    assert page.stamps is None
    assert page.pens is None
    quality = page.page.quality
    assert not (quality.blank or quality.not_text or quality.blurry or quality.faint)
    kept = light.ink(page.page.grey) != light.ink(np.asarray(picture))
    assert page.page.grey.shape == picture.shape
    assert kept.mean() < 0.002


def test_all_steps_together_cost_little_on_a_clean_page() -> None:
    picture = cv2.resize(drawing.prose(), (1654, 2339), interpolation=cv2.INTER_CUBIC)
    page = PageImage(1, np.asarray(damage.noisy(picture), np.uint8), 200.0)
    clean(page)
    every = frozenset(name for name, _ in STEPS) | GEOMETRY | {"borders"}
    spent = {}
    for skip in (frozenset[str](), every):
        started = time.process_time()
        clean(page, skip=skip)
        spent[bool(skip)] = time.process_time() - started
    assert spent[False] - spent[True] < 0.5  # generous: machines differ; 0.1 s was measured


# --- what lies around the paper


def test_black_borders_are_painted_and_writing_beside_them_stays() -> None:
    picture = drawing.prose()
    scan = picture.copy()
    scan[:, :40] = 12
    scan[-70:] = 8
    page = cleaned(scan)
    assert {"borders", "desk"} & names(page)
    assert page.page.grey[:, 5:35].mean() > 235
    inside = np.s_[20:-90, 60:]
    assert (light.ink(page.page.grey)[inside] != light.ink(picture)[inside]).mean() < 0.003


def test_a_deep_shadow_at_the_edge_is_no_border() -> None:
    picture = drawing.prose().astype(np.float32)
    picture[:, :260] *= 0.42
    page = cleaned(picture.astype(np.uint8))
    assert "borders" not in names(page)
    assert "desk" not in names(page)
    words = light.ink(page.page.grey)[:, 120:250]
    assert (words != light.ink(drawing.prose())[:, 120:250]).mean() < 0.01


def test_a_hard_shadow_leaves_no_line() -> None:
    picture = drawing.prose().astype(np.float32)
    picture[:, 500:] *= 0.5
    flat = light.flatten(picture.astype(np.uint8), drawing.DPI)
    assert (light.ink(flat) != light.ink(drawing.prose())).mean() < 0.002


def test_punch_holes_are_filled_and_bullets_are_not() -> None:
    picture = drawing.prose().copy()
    holes = [(mm, drawing.mm(9)) for mm in (drawing.mm(65), drawing.mm(145))]
    for y, x in holes:
        cv2.circle(picture, (x, y), drawing.mm(3), 40, -1)
    cv2.circle(picture, (drawing.mm(12), drawing.mm(21)), drawing.mm(1.2), 0, -1)  # a bullet
    page = cleaned(picture)
    assert "holes" in names(page)
    for y, x in holes:
        assert page.page.grey[y - 5 : y + 5, x - 5 : x + 5].min() > 240
    assert page.page.grey[drawing.mm(21), drawing.mm(12)] < 60


# --- photographs


CORNERS = ((0.06, 0.05), (0.93, 0.03), (0.97, 0.95), (0.02, 0.97))


def test_a_photographed_sheet_is_made_flat_by_its_corners() -> None:
    picture = drawing.filled_form()
    photo, place = damage.on_desk(picture, CORNERS)
    page = cleaned(photo, 0.0)
    assert {"desk", "corners"} <= names(page)
    height, width = page.page.grey.shape
    assert height / width == pytest.approx(drawing.HEIGHT_MM / drawing.WIDTH_MM, rel=0.02)
    corners = np.array([[0, 0], [width, 0], [width, height], [0, height]], np.float64)
    there = moved(corners, page.page.to_scan)
    sheet = np.array([[0, 0], [1, 0], [1, 1], [0, 1]]) * picture.shape[::-1]
    assert np.abs(there - moved(sheet, place)).max() < drawing.mm(1.2)


def test_a_small_sheet_on_a_grained_desk_is_found_and_tells_its_resolution() -> None:
    small = ((0.24, 0.22), (0.74, 0.25), (0.70, 0.78), (0.27, 0.74))
    picture = drawing.filled_form()
    photo, place = damage.on_desk(picture, small, desk=-1)
    page = cleaned(photo, 0.0).page
    assert page.dpi == pytest.approx(0.53 * picture.shape[0] / 11.69, rel=0.06)
    there = moved(np.array([[0, 0], page.grey.shape[::-1]], np.float64), page.to_scan)
    sheet = moved(np.array([[0, 0], picture.shape[::-1]], np.float64), place)
    assert np.abs(there - sheet).max() < 12


def test_a_scan_with_a_shaded_box_along_its_edge_shows_no_desk() -> None:
    scan = drawing.prose(14).copy()
    scan[:, :150] = np.minimum(scan[:, :150], 200)  # a shaded column of the form
    for y in range(200, 1500, 90):
        cv2.putText(scan, "No.", (30, y), cv2.FONT_HERSHEY_SIMPLEX, 1.2, 0, 3)
    assert "desk" not in names(cleaned(scan))


def test_what_is_seen_on_a_flat_page_maps_back_to_the_photograph() -> None:
    photo, _ = damage.on_desk(drawing.prose(), CORNERS)
    page = cleaned(photo, 0.0).page
    dark = np.argwhere(page.grey < 60)[::700]
    there = moved(dark[:, ::-1] + 0.5, page.to_scan).astype(int)
    around = [photo[y - 1 : y + 2, x - 1 : x + 2].min() for x, y in there]
    assert max(around) < 150
    assert (page.scan_height, page.scan_width) == photo.shape


def test_lines_that_converge_are_made_parallel_where_no_edge_is_seen() -> None:
    picture = drawing.prose(16)
    aslant, _ = damage.on_desk(picture, ((0, 0), (1, 0.03), (1, 0.97), (0, 1)), desk=255)
    page = cleaned(aslant)
    assert "lines" in names(page)
    assert "corners" not in names(page)
    bent = cleaned(aslant, drawing.DPI, "lines")
    assert _spread_of_skew(page.page.grey) < 0.5 * _spread_of_skew(bent.page.grey)


def _spread_of_skew(grey: Grey) -> float:
    """Difference in slope (degrees) between the first and the last line of a page."""
    inked = light.ink(grey)
    rows = np.flatnonzero(inked.any(axis=1))
    breaks = np.flatnonzero(np.diff(rows) > 8)
    slopes = []
    for band in (rows[: breaks[0] + 1], rows[breaks[-1] + 1 :]):
        part = inked[band[0] : band[-1] + 1]
        y, x = np.nonzero(part)
        slopes.append(np.polyfit(x, y, 1)[0])
    return float(abs(np.degrees(slopes[0] - slopes[1])))


# --- colour


def test_a_red_stamp_goes_and_the_print_under_it_stays() -> None:
    picture = drawing.prose()
    at, radius = (520, 640), 130
    scan = damage.noisy(damage.stamped(damage.coloured(picture), at, radius), 2.0)
    page = cleaned(scan)
    assert "stamps" in names(page)
    around = np.s_[at[1] - 150 : at[1] + 150, at[0] - 150 : at[0] + 150]
    without = cleaned(scan, drawing.DPI, "stamps").page.grey
    true = light.ink(picture)[around]
    wrong = (light.ink(page.page.grey)[around] != true).mean()
    assert wrong < 0.15 * (light.ink(without)[around] != true).mean()
    assert page.stamped(Box(at[0] - 60, at[1] - 60, at[0] + 60, at[1] + 60)) > 0.9
    assert page.stamped(Box(100, 1300, 300, 1400)) == 0.0


def test_a_blue_signature_is_a_pen_and_stays_with_a_stamp_of_its_colour_over_it() -> None:
    scan = damage.coloured(drawing.prose())
    scan = damage.signed(scan, 300, 1500, 420)
    scan = damage.stamped(scan, (420, 1490), 130, damage.BLUE)
    scan = np.asarray(damage.noisy(scan, 2.0))
    page = cleaned(scan)
    assert page.pens is not None
    assert page.penned(Box(580, 1400, 730, 1600)) > 0.6
    assert page.penned(Box(100, 300, 900, 420)) == 0.0
    assert (page.page.grey[1400:1600, 300:720] < 120).sum() > 2000


def test_a_thumbprint_and_a_signature_are_no_stamps() -> None:
    scan = damage.coloured(drawing.prose())
    for n in range(9):
        cv2.ellipse(scan, (700, 1400), (6 * n, 8 * n), 0, 20, 330, damage.VIOLET, 3)
    scan = np.asarray(damage.noisy(damage.signed(scan, 200, 1450, 300), 2.0))
    page = cleaned(scan)
    assert "stamps" not in names(page)
    assert page.stamps is None


def test_the_ring_of_a_stamp_is_seen_without_colour_too() -> None:
    scan = damage.stamped(damage.coloured(drawing.filled_form()), (600, 1150), 130)
    grey = np.asarray(damage.noisy(scan.mean(axis=2).astype(np.uint8)))
    page = cleaned(grey)
    assert page.stamped(Box(560, 1100, 640, 1200)) > 0.9
    assert page.stamped(Box(100, 100, 400, 200)) == 0.0


# --- paper and ink


def test_the_reverse_side_goes_and_the_front_stays() -> None:
    front, back = drawing.filled_form(), drawing.prose(16)
    scan = np.asarray(damage.noisy(damage.shone_through(front, back, 0.42), 3.0))
    page = cleaned(scan)
    assert "bleed" in names(page)
    true = light.ink(front)
    near = cv2.dilate(true.view(np.uint8), np.ones((9, 9))).astype(np.bool_)
    assert (page.page.grey < 225)[~near].sum() < 0.02 * (scan < 225)[~near].sum()
    assert (light.ink(page.page.grey) & true).sum() > 0.97 * true.sum()


def test_pale_print_on_a_page_with_strong_print_is_no_ghost() -> None:
    picture = drawing.prose(14).copy()
    picture[900:] = np.maximum(picture[900:], 150)  # a pencil
    assert "bleed" not in names(cleaned(np.asarray(damage.noisy(picture, 2.0))))


def test_dirt_goes_and_full_stops_stay() -> None:
    picture = drawing.prose(text="one. two. three. four. five. six. seven. eight.")
    page = cleaned(damage.peppered(picture, 0.004))
    assert "speckle" in names(page)
    paper = light.ink(page.page.grey) & ~cv2.dilate(
        light.ink(picture).view(np.uint8), np.ones((5, 5))
    ).astype(np.bool_)
    assert paper.sum() < 60  # of some 1,900 black dots
    assert (light.ink(page.page.grey) & light.ink(picture)).sum() > 0.97 * light.ink(picture).sum()


def test_faint_ink_is_made_strong() -> None:
    scan = np.asarray(damage.noisy(damage.faded(drawing.prose(), 0.22), 1.5))
    page = cleaned(scan)
    assert "faint" in names(page)
    assert page.page.quality.faint
    true = light.ink(drawing.prose())
    assert (light.ink(page.page.grey) & true).sum() > 0.9 * true.sum()
    assert (light.ink(page.page.grey) & ~true).sum() < 0.1 * true.sum()


def test_a_background_of_dots_becomes_paper() -> None:
    picture = drawing.prose(14)
    scan = damage.screened(picture, 200, 6, (60, 400, 1100, 1000))
    page = cleaned(scan)
    assert "screens" in names(page)
    part = np.s_[420:980, 80:1080]
    near = cv2.dilate(light.ink(picture).view(np.uint8), np.ones((7, 7))).astype(np.bool_)[part]
    assert (page.page.grey[part] < 170)[~near].mean() < 0.02
    assert (scan[part] < 170)[~near].mean() > 0.15
    assert page.page.grey[part][light.ink(picture)[part]].mean() < 120


def test_a_fax_without_its_second_lines_gets_its_height_back() -> None:
    picture = drawing.prose(14)
    fax = damage.squashed(picture)
    page = cleaned(fax, 0.0)
    assert "fax" in names(page)
    assert page.page.quality.bilevel
    height, width = page.page.grey.shape
    assert height / width == pytest.approx(picture.shape[0] / picture.shape[1], rel=0.01)
    assert moved(np.array([[width, height]]), page.page.to_scan)[0] == pytest.approx(
        fax.shape[::-1], abs=1
    )


# --- what cannot be read


def noise(kind: str) -> Grey:
    dice = np.random.default_rng(2)
    shape = (1600, 1130)
    if kind == "uniform":
        return dice.integers(0, 256, shape, dtype=np.uint8)
    if kind == "soft":
        soft = cv2.GaussianBlur(dice.random(shape).astype(np.float32), (0, 0), 4)
        return np.asarray(cv2.normalize(soft, None, 0, 255, cv2.NORM_MINMAX), np.uint8)
    share = {"half": 0.5, "sparse": 0.05}[kind]
    return np.where(dice.random(shape) < share, 0, 255).astype(np.uint8)


@pytest.mark.parametrize("kind", ["uniform", "soft", "half", "sparse"])
def test_noise_is_no_text(kind: str) -> None:
    assert cleaned(noise(kind)).page.quality.not_text


def test_a_face_is_no_text() -> None:
    y, x = np.mgrid[0:1200, 0:900].astype(np.float32)
    face = np.full((1200, 900, 3), (120, 150, 170), np.float32)
    for cx, cy, rx, ry, ink in (
        (450, 600, 270, 430, (205, 160, 130)),
        (450, 280, 290, 170, (40, 30, 25)),
        (350, 560, 45, 20, (240, 240, 240)),
        (550, 560, 45, 20, (240, 240, 240)),
        (350, 560, 16, 18, (30, 20, 15)),
        (550, 560, 16, 18, (30, 20, 15)),
        (450, 820, 90, 24, (150, 60, 60)),
    ):
        face[((x - cx) / rx) ** 2 + ((y - cy) / ry) ** 2 < 1] = ink
    face *= (0.6 + 0.4 * x / 900)[..., None]
    soft = np.asarray(cv2.GaussianBlur(face, (0, 0), 4), np.uint8)
    assert cleaned(np.asarray(damage.noisy(soft, 5.0)), 0.0).page.quality.not_text


def test_a_black_page_is_no_text() -> None:
    assert cleaned(np.zeros((1600, 1130), np.uint8)).page.quality.not_text
    black = np.random.default_rng(1).normal(12, 4, (1600, 1130)).clip(0, 255).astype(np.uint8)
    assert cleaned(black).page.quality.not_text


@pytest.mark.parametrize("shape", [(1, 1), (5, 5), (1, 3000), (19, 400)])
def test_scraps_are_cleaned_without_harm(shape: tuple[int, int]) -> None:
    for scrap in (np.full(shape, 200, np.uint8), damage.noisy(np.full(shape, 128, np.uint8), 60)):
        quality = cleaned(np.asarray(scrap), 0.0).page.quality
        assert quality.blank or quality.not_text


def test_a_strip_of_twenty_thousand_pixels_keeps_its_letters() -> None:
    line = drawing.prose(1)[drawing.mm(18) : drawing.mm(27)]
    strip = np.concatenate([line] * (20_000 // line.shape[1] + 1), axis=1)[:, :20_000]
    page = cleaned(np.ascontiguousarray(strip), 0.0).page
    assert 120 < page.dpi < 320
    assert not page.quality.not_text


def test_a_very_fine_scan_is_read_at_three_hundred_dpi() -> None:
    picture = cv2.resize(drawing.prose(6), None, fx=3, fy=3, interpolation=cv2.INTER_CUBIC)
    page = cleaned(np.asarray(picture, np.uint8), 600.0)
    assert "downscaled" in names(page)
    assert page.page.dpi == 300.0
    height, width = page.page.grey.shape
    assert moved(np.array([[width, height]]), page.page.to_scan)[0] == pytest.approx(
        picture.shape[::-1], abs=2
    )


def test_a_picture_out_of_focus_is_called_blurry() -> None:
    soft = np.asarray(cv2.GaussianBlur(drawing.prose(), (0, 0), 2.4), np.uint8)
    assert cleaned(soft).page.quality.blurry


def test_a_single_word_on_a_page_is_text() -> None:
    quality = cleaned(damage.noisy(drawing.prose(1, text="yes, two"))).page.quality
    assert not quality.blank
    assert not quality.not_text


def test_single_lines_cut_out_are_not_judged() -> None:
    line = drawing.prose(1)[drawing.mm(18) : drawing.mm(27)]
    assert not cleaned(np.ascontiguousarray(line), 0.0).page.quality.not_text
