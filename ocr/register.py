"""Which known form a page is, and where on the page every millimetre of its paper lies.

Features propose (turned, scaled, in perspective, half covered by writing), patches of the form's
own print decide: they measure how much of the blank is really there, and refine the place. Where
several blanks fit, the print in which they differ tells. "None of them" is an answer.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

import cv2
import numpy as np
import numpy.typing as npt

from models.values import CleanPage, FormMatch, Grey, Matrix, Spot
from ocr import features
from ocr.align import Fit, Patches, choose, refine
from ocr.features import FEATURE_DPI, Features
from ocr.plane import moved, resized, scaling
from ocr.rivals import Seen, advantage
from ocr.shortlist import Shortlist, agreeing

_MM: Final = 25.4
_LONG_INCHES: Final = 11.69  # of a page whose resolution nobody knows: A4
_CANDIDATES: Final = 8  # blanks laid on a page, at most
_WORTH: Final = 0.45  # of the best one's votes, from which another blank is tried
_SURE: Final = 0.85  # score from which blanks with fewer votes are
_FEWER: Final = 0.75  # tried only from this share of votes on
_RATIO: Final = 0.9
_LEAST_PAIRS: Final = 6
_NEAR_MM: Final = 2.0  # how far a proposed point may lie off; refinement does the rest
_LEAST_SCORE: Final = 0.45  # measured: forms that share words and sections reach 0.31
_LEAST_KEPT: Final = 0.6  # of the places that the page shows: else it is another form or version
_LEAST_WORST: Final = 0.35  # the same in the worst part of the page: other forms have 0.25 at most
_NEARLY_ALL: Final = 0.78  # share in place on the whole page, from which a part that is worse may
_SPOILT: Final = 0.2  # be spoilt by a stamp or a fold: then the page's words must say the same
_FEW_SPOTS: Final = 16  # places; a page with fewer is known only if nearly all
_FEW_SCORE: Final = 0.7  # are in place
_RIVAL: Final = 0.35  # blanks whose score is this much lower are no rivals
_TELLS: Final = 0.5  # advantage from which one blank is preferred to another
_MANY: Final = 16  # pairs, and
_SPREAD: Final = 0.2  # the share of the paper they span, from which perspective is proposed
_SCALE: Final = (0.5, 2.0)  # of the paper, against what its resolution says
_GLASS: Final = 3  # forms on one picture, at most
_LEFT: Final = 60  # features off the first form, from which a second is looked for


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
    """A blank laid upon a picture: `to_picture` maps paper mm to its pixels.

    `spots` (n, 2) are the places (mm) where its print was looked for, `off` (n, 2) by how much (mm)
    it was found elsewhere, NaN where it was not found. `others` fit as well: the same print. A
    `doubtful` one fits but for one part of the page: it is the form only if its words say so too.
    """

    blank: Blank
    to_picture: Matrix
    score: float  # share of the blank's print found in place, 0..1
    residual: float  # median error, mm
    spots: npt.NDArray[np.float64]
    off: npt.NDArray[np.float64]
    others: tuple[Blank, ...] = ()
    doubtful: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class _Known:
    blank: Blank
    features: Features  # points in mm
    patches: Patches

    @property
    def middle(self) -> tuple[float, float]:
        return self.blank.width_mm / 2, self.blank.height_mm / 2


class Matcher:
    """Knows a set of blanks. `cache` is a folder where their features are kept between starts."""

    def __init__(self, blanks: Sequence[Blank], cache: Path | None = None) -> None:
        cv2.setNumThreads(1)
        self._known = [_learn(blank, cache) for blank in blanks]
        self._shortlist = Shortlist(
            [known.features for known in self._known], [known.middle for known in self._known]
        )

    def match(self, page: CleanPage) -> FormMatch | None:
        """The form of a straightened page, or None. Boxes map from paper mm to clean pixels."""
        laid = self.lay(page.grey, page.dpi)
        return None if laid is None else form_match(laid)

    def lay(self, grey: Grey, dpi: float = 0.0) -> Laid | None:
        """The best blank laid upon a picture in any orientation, or None. `dpi` 0: unknown."""
        return next(iter(self.lay_all(grey, dpi, most=1)), None)

    def lay_all(self, grey: Grey, dpi: float = 0.0, *, most: int = _GLASS) -> tuple[Laid, ...]:
        """Every form that lies on a picture, the surest first: several may share one glass."""
        return self.tried(grey, dpi, most=most)[0]

    def tried(
        self, grey: Grey, dpi: float = 0.0, *, most: int = _GLASS
    ) -> tuple[tuple[Laid, ...], Laid | None]:
        """As `lay_all`; and where nothing lies there surely, a doubtful one if there is one."""
        dpi = dpi or max(grey.shape) / _LONG_INCHES
        small, smaller = resized(grey, FEATURE_DPI / dpi)
        larger = _back(smaller)
        found = features.extract(small)
        laid: list[Laid] = []
        doubtful: Laid | None = None
        while len(laid) < most:
            one, perhaps = self._best(grey, found, larger)
            doubtful = doubtful or perhaps
            if one is None or any(_lies_on(one, other) for other in laid):
                break
            laid.append(one)
            found = found.only(~_covered(found, smaller @ one.to_picture, one.blank))
            if len(found) < _LEFT:
                break
        return tuple(laid), None if laid else doubtful

    def _best(self, grey: Grey, found: Features, larger: Matrix) -> tuple[Laid | None, Laid | None]:
        """The best fit, and the best doubtful one."""
        fits = list(self._fits(grey, found, larger))
        sure = [laid for laid in fits if not laid.doubtful]
        perhaps = max(
            (laid for laid in fits if laid.doubtful), key=lambda one: one.score, default=None
        )
        return (_told_apart(grey, sure) if sure else None), perhaps

    def _fits(self, grey: Grey, found: Features, larger: Matrix) -> Iterator[Laid]:
        """Blanks that lie on the picture, tried from the likeliest on while that promises more."""
        votes = self._shortlist.votes(found)
        best = 0.0
        for n in np.argsort(votes)[::-1][:_CANDIDATES]:
            worth = _FEWER if best >= _SURE else _WORTH
            if votes[n] < max(_LEAST_PAIRS, worth * max(votes)):
                return
            known = self._known[n]
            proposed = _propose(found, known)
            if proposed is None:
                continue
            laid = _decide(grey, known, larger @ proposed)
            if laid is not None:
                best = best if laid.doubtful else max(best, laid.score)
                yield laid


def form_match(laid: Laid) -> FormMatch:
    """What the other rooms are told of it."""
    blank = laid.blank
    return FormMatch(
        blank.form,
        blank.version,
        blank.page,
        laid.score,
        laid.to_picture,
        laid.residual,
        tuple((other.form, other.version, other.page) for other in laid.others),
        _spots(laid),
    )


def _spots(laid: Laid) -> tuple[Spot, ...]:
    return tuple(
        Spot(float(x), float(y), None if np.isnan(dx) else float(np.hypot(dx, dy)))
        for (x, y), (dx, dy) in zip(laid.spots, laid.off, strict=True)
    )


def _told_apart(grey: Grey, fits: Sequence[Laid]) -> Laid:
    """The blank that explains the page best where they differ; `others` where nothing tells."""
    ranked = sorted(fits, key=lambda laid: laid.score, reverse=True)
    rivals = [laid for laid in ranked if laid.score >= ranked[0].score - _RIVAL]
    if len(rivals) == 1:
        return rivals[0]
    seen = {id(laid): _seen(grey, laid) for laid in rivals}
    best, equal = rivals[0], list[Laid]()
    for rival in rivals[1:]:
        better = advantage(seen[id(rival)], seen[id(best)])
        if better > _TELLS:
            best, equal = rival, []
        elif better >= -_TELLS:
            equal.append(rival)
    return replace(best, others=tuple(laid.blank for laid in equal))


def _seen(grey: Grey, laid: Laid) -> Seen:
    found = laid.spots[~np.isnan(laid.off[:, 0])]
    return Seen(laid.blank.picture, laid.blank.dpi, grey, laid.to_picture, found)


def _back(place: Matrix) -> Matrix:
    return np.asarray(np.linalg.inv(place), np.float64)


def _covered(found: Features, place: Matrix, blank: Blank) -> npt.NDArray[np.bool_]:
    """Which features lie on the paper of a blank that was laid."""
    paper = moved(found.points, _back(place))
    inside = (paper > 0) & (paper < (blank.width_mm, blank.height_mm))
    return np.asarray(inside.all(axis=1), np.bool_)


def _lies_on(one: Laid, other: Laid) -> bool:
    """Whether the middle of one paper is on the other: then it is no paper of its own."""
    middle = np.array([[one.blank.width_mm / 2, one.blank.height_mm / 2]])
    ((x, y),) = moved(middle, _back(other.to_picture) @ one.to_picture)
    return bool(0 < x < other.blank.width_mm and 0 < y < other.blank.height_mm)


def _learn(blank: Blank, cache: Path | None) -> _Known:
    def make() -> dict[str, np.ndarray]:
        small, smaller = resized(blank.picture, FEATURE_DPI / blank.dpi)
        found = features.extract(small)
        to_mm = scaling(_MM / blank.dpi) @ np.linalg.inv(smaller)
        patches = choose(blank.picture, blank.dpi)
        return {
            "points": moved(found.points, to_mm).astype(np.float32),
            "sizes": found.sizes * np.float32(to_mm[0, 0]),
            "angles": found.angles,
            "descriptors": found.descriptors,
            "pictures": patches.pictures,
            "corners": patches.corners,
        }

    kept = features.cached(blank.picture, cache, make)
    found = Features(kept["points"], kept["sizes"], kept["angles"], kept["descriptors"])
    return _Known(blank, found, Patches(kept["pictures"], kept["corners"]))


def _propose(found: Features, known: _Known) -> Matrix | None:
    """Paper mm to reduced pixels, from feature pairs that agree; None when too few do."""
    matched = features.pairs(found, known.features, _RATIO)
    matched = matched[agreeing(found, known.features, matched, known.middle)]
    if len(matched) < _LEAST_PAIRS:
        return None
    here, there = found.points[matched[:, 0]], known.features.points[matched[:, 1]]
    proposed = _through(there, here, known.blank)
    return proposed if proposed is not None and _plausible(proposed, known.blank) else None


def _through(there: features.Points, here: features.Points, blank: Blank) -> Matrix | None:
    """The perspective that most pairs agree on, or a similarity where they are few or crowded."""
    near = _NEAR_MM * FEATURE_DPI / _MM
    spread = float(np.prod(np.ptp(there, axis=0))) / (blank.width_mm * blank.height_mm)
    if len(there) >= _MANY and spread >= _SPREAD:
        place, inside = cv2.findHomography(there, here, cv2.USAC_MAGSAC, near, maxIters=2000)
        if place is not None and int(inside.sum()) >= _MANY:
            return np.asarray(place, np.float64)
    place, inside = cv2.estimateAffinePartial2D(
        there, here, method=cv2.RANSAC, ransacReprojThreshold=2 * near
    )
    if place is None or int(inside.sum()) < _LEAST_PAIRS:
        return None
    return np.vstack([np.asarray(place, np.float64), [0.0, 0.0, 1.0]])


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
    if fit is None or fit.kept < _LEAST_KEPT:
        return None
    nearly_all = min(fit.kept, fit.score) >= _NEARLY_ALL
    if fit.worst < (_SPOILT if nearly_all else _LEAST_WORST):
        return None
    if fit.score < (_LEAST_SCORE if len(fit.spots) >= _FEW_SPOTS else _FEW_SCORE):
        return None
    return replace(_laid(known.blank, fit), doubtful=fit.worst < _LEAST_WORST)


def _laid(blank: Blank, fit: Fit) -> Laid:
    return Laid(blank, fit.to_picture, fit.score, fit.residual, fit.spots, fit.off)
