"""A page as scanned to a page as it lies on the desk: upright, straight, flat, evenly lit.

`clean` is the one door. A known form settles everything at once: its paper, laid upon the scan,
gives orientation, skew, scale and perspective. Only what no form claims is made flat by the edges
of its sheet and straightened by its lines.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

import cv2
import numpy as np
import numpy.typing as npt

from models.values import Box, CleanPage, FormMatch, Grey, Matrix, PageImage, Step
from ocr import perspective, quality, written
from ocr.perspective import Plane
from ocr.plane import density, moved, resized, scaling, warp
from ocr.register import Laid, Matcher, form_match
from ocr.shapes import Mask
from ocr.steps import Prepared, prepare
from ocr.straighten import straighten

_MM: Final = 25.4
_MOST_DPI: Final = 300.0  # more costs time and reads no better
_LEAST_DPI: Final = 100.0
_STRIPES_DPI: Final = 100.0
_MORE_STRIPED: Final = 1.1  # times, from which a page is taken to have been aslant
_ON_GLASS: Final = 3  # forms on one picture, at most
_INK: Final = 160  # grey level below which a clean pixel is ink, for shares of pens


@dataclass(frozen=True, slots=True, eq=False)
class Cleaned:
    """A clean page; if its form is known, the match and the blank in the page's plane.

    `stamps` and `pens` are masks of the clean page: where a stamp lies, and where coloured ink
    that is no stamp's (a pen, as a rule) was used; None when there is none. `perhaps` is the same
    page laid by a form that fits but for one part of it: right if its words say so too.
    """

    page: CleanPage
    match: FormMatch | None = None
    blank: Grey | None = None
    stamps: Mask | None = None
    pens: Mask | None = None
    perhaps: Cleaned | None = None

    def stamped(self, box: Box) -> float:
        """The share (0..1) of a box, in clean pixels, that a stamp covers."""
        part = _within(self.stamps, box)
        return float(part.mean()) if part is not None and part.size else 0.0

    def penned(self, box: Box) -> float:
        """The share (0..1) of a box's ink, in clean pixels, that is coloured pen."""
        part = _within(self.pens, box)
        if part is None or not part.size:
            return 0.0
        ink = _cut(self.page.grey, box) < _INK
        return float((part & ink).sum() / max(1, int(ink.sum())))


def clean(
    page: PageImage,
    matcher: Matcher | None = None,
    *,
    skip: frozenset[str] = frozenset(),
) -> Cleaned:
    """Clean a page and straighten it, by its form if `matcher` knows it, else by its lines.

    Of several forms on one picture, the one that is surest. Steps named in `skip` are not taken;
    their effect is measured so (see `Step.name`).
    """
    return _cleaned(page, matcher, skip, 1)[0]


def clean_all(page: PageImage, matcher: Matcher) -> tuple[Cleaned, ...]:
    """Every form that lies on one picture, from left to right or from the top; at least one page.

    They share the page's number and its scan.
    """
    return _cleaned(page, matcher, frozenset(), _ON_GLASS)


def _cleaned(
    page: PageImage, matcher: Matcher | None, skip: frozenset[str], most: int
) -> tuple[Cleaned, ...]:
    cv2.setNumThreads(1)
    height, width = page.image.shape[:2]
    ready = prepare(page, skip)
    known = None if quality.is_blank(ready.grey, ready.dpi) else matcher
    laid, doubtful = known.tried(ready.grey, ready.dpi, most=most) if known else ((), None)
    sheet = None
    if not laid and ready.corners is not None and "corners" not in skip:
        sheet = _sheet(ready, ready.corners, page.dpi)
    if not laid and sheet is not None and known:
        flat = known.lay(sheet.grey, sheet.plane.dpi)
        laid = () if flat is None else (_beneath(flat, sheet.plane),)
    if not laid:
        done = _finished(_by_itself(page.number, ready, sheet, skip), ready, width, height)
        if doubtful is not None:
            perhaps = _finished(_by_form(page.number, ready, doubtful), ready, width, height)
            done = replace(done, perhaps=perhaps)
        return (done,)
    return tuple(
        _finished(_by_form(page.number, ready, one), ready, width, height)
        for one in sorted(laid, key=_place_on_glass)
    )


def _place_on_glass(laid: Laid) -> tuple[int, int]:
    """In rows and columns of the picture, a sheet high and wide about."""
    x, y = moved(np.array([[laid.blank.width_mm / 2, laid.blank.height_mm / 2]]), laid.to_picture)[
        0
    ]
    side = density(laid.to_picture, 0, 0) * min(laid.blank.width_mm, laid.blank.height_mm)
    return int(y / side), int(x / side)


@dataclass(frozen=True, slots=True, eq=False)
class _Sheet:
    """A photographed sheet made flat, and where its plane lies in the photograph."""

    grey: Grey
    plane: Plane


def _sheet(ready: Prepared, corners: npt.NDArray[np.float64], dpi: float) -> _Sheet | None:
    plane = perspective.by_corners(corners, ready.grey.shape, sized=dpi > 0)
    if plane is None:
        return None
    flat = warp(ready.grey, plane.to_picture, plane.width, plane.height, fine=True)
    return _Sheet(flat, plane)


def _beneath(laid: Laid, plane: Plane) -> Laid:
    """A form found on the flat sheet, laid upon the photograph itself."""
    return replace(laid, to_picture=plane.to_picture @ laid.to_picture)


def _finished(made: Cleaned, ready: Prepared, width: int, height: int) -> Cleaned:
    """With what is known of the page as prepared: its steps, its scan, its masks."""
    page = made.page  # whose `to_scan` goes as far as the prepared page
    size = ready.grey.shape
    faint = any(step.name == "faint" for step in ready.steps)
    whole = replace(
        page,
        to_scan=ready.to_scan @ page.to_scan,
        scan_width=width,
        scan_height=height,
        steps=(*ready.steps, *page.steps),
        quality=replace(page.quality, faint=faint, bilevel=ready.bilevel),
    )
    return replace(
        made,
        page=whole,
        stamps=_seen(ready.stamps, size, page),
        pens=_seen(ready.pens, size, page),
    )


def _by_itself(
    number: int,
    ready: Prepared,
    sheet: _Sheet | None,
    skip: frozenset[str],
) -> Cleaned:
    """A page of no known form."""
    if sheet is None:
        page = straighten(PageImage(number, ready.grey, ready.dpi))
    else:
        page = straighten(PageImage(number, sheet.grey, sheet.plane.dpi))
        step = Step("corners", round(sheet.plane.measure, 2))
        page = _once_more(page, ready.grey, sheet.plane.to_picture, step)
    if page.quality.blank:
        return Cleaned(replace(page, quality=replace(page.quality, not_text=ready.black)))
    bent = None if "lines" in skip else perspective.by_lines(page.grey, page.dpi)
    if bent is not None and not ready.bilevel:  # no photograph is black and white alone
        flat = _unbent(page, ready.grey, bent)
        # Rows of marks over and under the letters can feign lines that converge.
        if _striped(flat) > _MORE_STRIPED * _striped(page):
            page = flat
    if ready.black or not written.looks_written(page.grey, page.dpi):
        page = replace(page, quality=replace(page.quality, not_text=True))
    return Cleaned(page)


def _striped(page: CleanPage) -> float:
    """How clearly its lines lie level: what is written changes from row to row of pixels."""
    small, _ = resized(page.grey, min(1.0, _STRIPES_DPI / page.dpi))
    rows = np.count_nonzero(small < _INK, axis=1).astype(np.float64)
    return float(np.square(np.diff(rows)).sum() / max(1.0, rows.sum()))


def _once_more(page: CleanPage, picture: Grey, before: Matrix, step: Step) -> CleanPage:
    """A page that was straightened after a warp, seen through both at once."""
    height, width = page.grey.shape
    to_picture = before @ page.to_scan
    _, skew = turn(to_picture, width / 2, height / 2)
    return replace(
        page,
        grey=warp(picture, to_picture, width, height, fine=True),
        to_scan=to_picture,
        quality=replace(page.quality, skew=skew),
        steps=(*page.steps, step),
    )


def _unbent(page: CleanPage, picture: Grey, plane: Plane) -> CleanPage:
    """A straight page whose lines converged, seen so that they do not."""
    to_picture = page.to_scan @ plane.to_picture
    grey = warp(picture, to_picture, plane.width, plane.height, fine=True)
    step = Step("lines", round(plane.measure, 2))
    return replace(page, grey=grey, to_scan=to_picture, steps=(*page.steps, step))


def _by_form(number: int, ready: Prepared, laid: Laid) -> Cleaned:
    """The paper plane of the form, at the resolution that the scan really has."""
    blank = laid.blank
    middle = blank.width_mm / 2, blank.height_mm / 2
    dpi = float(np.clip(density(laid.to_picture, *middle) * _MM, _LEAST_DPI, _MOST_DPI))
    pixels = dpi / _MM
    width, height = round(blank.width_mm * pixels), round(blank.height_mm * pixels)
    to_picture = laid.to_picture @ scaling(1 / pixels)
    grey = warp(ready.grey, to_picture, width, height, fine=True)
    rotation, skew = turn(laid.to_picture, *middle)
    page = CleanPage(
        number=number,
        grey=grey,
        dpi=dpi,
        rotation=rotation,
        to_scan=to_picture,
        quality=quality.measure(grey, dpi, skew),
        scan_width=ready.grey.shape[1],
        scan_height=ready.grey.shape[0],
    )
    to_clean = scaling(pixels)
    match = form_match(replace(laid, to_picture=to_clean))
    to_blank = scaling(blank.dpi / dpi)
    return Cleaned(page, match, warp(blank.picture, to_blank, width, height))


def turn(place: Matrix, x: float, y: float) -> tuple[int, float]:
    """How a plane lies in a picture at (x, y): the clockwise turn (0, 90, 180 or 270 degrees)
    that brings the picture upright, and the skew left over (degrees, clockwise positive)."""
    here, right = moved(np.array([[x, y], [x + 1, y]]), place)
    angle = float(np.degrees(np.arctan2(right[1] - here[1], right[0] - here[0])))
    quarter = round(angle / 90)
    return (-90 * quarter) % 360, angle - 90 * quarter


def _seen(mask: Mask | None, size: tuple[int, ...], page: CleanPage) -> Mask | None:
    """A mask that lies over a picture of `size`, in the plane of the clean page."""
    if mask is None:
        return None
    height, width = page.grey.shape
    over = scaling(mask.shape[1] / size[1], mask.shape[0] / size[0])
    light = np.where(mask, 0, 255).astype(np.uint8)
    return np.asarray(warp(light, over @ page.to_scan, width, height) < 128, np.bool_)


def _within(mask: Mask | None, box: Box) -> Mask | None:
    return None if mask is None else np.asarray(_cut(mask.view(np.uint8), box), np.bool_)


def _cut(picture: Grey, box: Box) -> Grey:
    y0, x0 = max(0, int(box.y0)), max(0, int(box.x0))
    return picture[y0 : max(y0, round(box.y1)), x0 : max(x0, round(box.x1))]
