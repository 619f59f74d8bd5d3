"""A page as scanned to a page as it lies on the desk: upright, straight, evenly lit.

A known form settles everything at once: its paper, laid upon the scan, gives orientation, skew,
scale and perspective. Only what no form claims is straightened by its lines.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import cv2
import numpy as np

from models.values import CleanPage, FormMatch, Grey, Matrix, PageImage
from ocr import light, quality
from ocr.plane import density, grey_of, moved, scaling, warp
from ocr.register import Laid, Matcher, form_match
from ocr.straighten import Orient, guessed_dpi, straighten

_MM: Final = 25.4
_MOST_DPI: Final = 300.0  # more costs time and reads no better
_LEAST_DPI: Final = 100.0


@dataclass(frozen=True, slots=True, eq=False)
class Cleaned:
    """A clean page; if its form is known, the match and the blank in the page's plane."""

    page: CleanPage
    match: FormMatch | None = None
    blank: Grey | None = None


def clean(
    page: PageImage, matcher: Matcher | None = None, *, orient: Orient | None = None
) -> Cleaned:
    """Straighten a page, by its form if `matcher` knows it, else by its lines.

    `orient` tells upright from upside down for pages of no known form (see `straighten`).
    """
    cv2.setNumThreads(1)
    grey = grey_of(page.image)
    dpi = page.dpi or guessed_dpi(grey)
    if matcher is not None and not quality.is_blank(grey, dpi):
        laid = matcher.lay(grey, dpi)
        if laid is not None:
            return _by_form(page.number, grey, laid)
    return Cleaned(straighten(page, orient=orient))


def _by_form(number: int, scan: Grey, laid: Laid) -> Cleaned:
    """The paper plane of the form, at the resolution that the scan really has."""
    blank = laid.blank
    middle = blank.width_mm / 2, blank.height_mm / 2
    dpi = float(np.clip(density(laid.to_picture, *middle) * _MM, _LEAST_DPI, _MOST_DPI))
    pixels = dpi / _MM
    width, height = round(blank.width_mm * pixels), round(blank.height_mm * pixels)
    to_scan = laid.to_picture @ scaling(1 / pixels)
    grey = light.flatten(warp(scan, to_scan, width, height, fine=True), dpi)
    rotation, skew = turn(laid.to_picture, *middle)
    page = CleanPage(
        number=number,
        grey=grey,
        dpi=dpi,
        rotation=rotation,
        to_scan=to_scan,
        quality=quality.measure(grey, dpi, skew),
        scan_width=scan.shape[1],
        scan_height=scan.shape[0],
    )
    to_clean = scaling(pixels)
    match = form_match(Laid(blank, to_clean, laid.score, laid.residual))
    to_blank = scaling(blank.dpi / dpi)
    return Cleaned(page, match, warp(blank.picture, to_blank, width, height))


def turn(place: Matrix, x: float, y: float) -> tuple[int, float]:
    """How a plane lies in a picture at (x, y): the clockwise turn (0, 90, 180 or 270 degrees)
    that brings the picture upright, and the skew left over (degrees, clockwise positive)."""
    here, right = moved(np.array([[x, y], [x + 1, y]]), place)
    angle = float(np.degrees(np.arctan2(right[1] - here[1], right[0] - here[0])))
    quarter = round(angle / 90)
    return (-90 * quarter) % 360, angle - 90 * quarter
