"""Which known form a page is, and where on the page every millimetre of its paper lies.

Features propose (turned, scaled, in perspective, half covered by writing), patches of the form's
own print decide: they measure how much of the blank is really there, and refine the place.
"None of them" is an answer.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import cv2
import numpy as np

from models.values import CleanPage, FormMatch, Grey, Matrix
from ocr import features
from ocr.align import Patches, choose, refine
from ocr.features import FEATURE_DPI, Features
from ocr.plane import moved, resized, scaling

_MM: Final = 25.4
_LONG_INCHES: Final = 11.69  # of a page whose resolution nobody knows: A4
_SCREEN: Final = 500  # strongest page features that choose the candidates
_CANDIDATES: Final = 3
_RATIO: Final = 0.85
_LEAST_PAIRS: Final = 8
_NEAR_MM: Final = 2.0  # how far a proposed point may lie off; refinement does the rest
_LEAST_SCORE: Final = 0.35
_SCALE: Final = (0.5, 2.0)  # of the paper, against what its resolution says


@dataclass(frozen=True, slots=True, eq=False)
class Blank:
    """A page of a form as printed: `picture` (height, width) at `dpi`, its paper in mm."""

    form: str
    version: str
    page: int
    picture: Grey
    dpi: float
    width_mm: float
    height_mm: float


@dataclass(frozen=True, slots=True, eq=False)
class Laid:
    """A blank laid upon a picture: `to_picture` maps paper mm to its pixels."""

    blank: Blank
    to_picture: Matrix
    score: float  # share of the blank's print found in place, 0..1
    residual: float  # median error, mm


@dataclass(frozen=True, slots=True, eq=False)
class _Known:
    blank: Blank
    features: Features  # points in mm
    patches: Patches


class Matcher:
    """Knows a set of blanks. `cache` is a folder where their features are kept between starts."""

    def __init__(self, blanks: Sequence[Blank], cache: Path | None = None) -> None:
        cv2.setNumThreads(1)
        self._known = [_learn(blank, cache) for blank in blanks]

    def match(self, page: CleanPage) -> FormMatch | None:
        """The form of a straightened page, or None. Boxes map from paper mm to clean pixels."""
        laid = self.lay(page.grey, page.dpi)
        return None if laid is None else form_match(laid)

    def lay(self, grey: Grey, dpi: float = 0.0) -> Laid | None:
        """The best blank laid upon a picture in any orientation, or None. `dpi` 0: unknown."""
        dpi = dpi or max(grey.shape) / _LONG_INCHES
        small, smaller = resized(grey, FEATURE_DPI / dpi)
        larger = np.linalg.inv(smaller)
        found = features.extract(small)
        best: Laid | None = None
        for known in self._candidates(found):
            proposed = _propose(found, known)
            if proposed is None:
                continue
            laid = _decide(grey, known, larger @ proposed)
            if laid is not None and (best is None or laid.score > best.score):
                best = laid
        return best

    def _candidates(self, found: Features) -> list[_Known]:
        votes = [
            len(features.pairs(found, known.features, _RATIO, _SCREEN)) for known in self._known
        ]
        order = np.argsort(votes)[::-1][:_CANDIDATES]
        return [self._known[i] for i in order if votes[i] >= _LEAST_PAIRS]


def form_match(laid: Laid) -> FormMatch:
    """What the other rooms are told of it."""
    blank = laid.blank
    return FormMatch(
        blank.form, blank.version, blank.page, laid.score, laid.to_picture, laid.residual
    )


def _learn(blank: Blank, cache: Path | None) -> _Known:
    def make() -> dict[str, np.ndarray]:
        small, smaller = resized(blank.picture, FEATURE_DPI / blank.dpi)
        found = features.extract(small)
        to_mm = scaling(_MM / blank.dpi) @ np.linalg.inv(smaller)
        patches = choose(blank.picture, blank.dpi)
        return {
            "points": moved(found.points, to_mm).astype(np.float32),
            "descriptors": found.descriptors,
            "pictures": patches.pictures,
            "corners": patches.corners,
        }

    kept = features.cached(blank.picture, cache, make)
    return _Known(
        blank,
        Features(kept["points"], kept["descriptors"]),
        Patches(kept["pictures"], kept["corners"]),
    )


def _propose(found: Features, known: _Known) -> Matrix | None:
    """Paper mm to reduced pixels, from feature pairs that agree; None when too few do."""
    matched = features.pairs(found, known.features, _RATIO)
    if len(matched) < _LEAST_PAIRS:
        return None
    here, there = found.points[matched[:, 0]], known.features.points[matched[:, 1]]
    near = _NEAR_MM * FEATURE_DPI / _MM
    place, inside = cv2.findHomography(there, here, cv2.USAC_MAGSAC, near, maxIters=4000)
    if place is None or inside is None or int(inside.sum()) < _LEAST_PAIRS:
        return None
    proposed = np.asarray(place, np.float64)
    return proposed if _plausible(proposed, known.blank) else None


def _plausible(place: Matrix, blank: Blank) -> bool:
    """A sheet of paper: seen from its front, not folded over, about its own size."""
    w, h = blank.width_mm, blank.height_mm
    corners = np.array([[0, 0], [w, 0], [w, h], [0, h]], np.float64)
    quad = moved(corners, place).astype(np.float32)
    if not np.isfinite(quad).all() or not cv2.isContourConvex(quad):
        return False
    area = float(cv2.contourArea(quad, oriented=True))
    true = w * h * (FEATURE_DPI / _MM) ** 2
    sides = np.linalg.norm(quad - np.roll(quad, -1, axis=0), axis=1)
    ratio = (sides[0] + sides[2]) / (sides[1] + sides[3]) / (w / h)
    low, high = _SCALE
    return low**2 < area / true < high**2 and 0.75 < ratio < 1.33


def _decide(grey: Grey, known: _Known, place: Matrix) -> Laid | None:
    fit = refine(grey, known.patches, place, known.blank.width_mm, known.blank.height_mm)
    if fit is None or fit.score < _LEAST_SCORE:
        return None
    return Laid(known.blank, fit.to_picture, fit.score, fit.residual)
