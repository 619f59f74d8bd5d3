"""Fine registration: patches of a blank's own print are looked for where they should be."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import cv2
import numpy as np
import numpy.typing as npt

from models.values import Grey, Matrix
from ocr.plane import moved, resized, scaling, warp

_MM: Final = 25.4
PLANE_DPI: Final = 100.0  # of the paper plane in which patches are compared
_WIDTH, _HEIGHT = 56, 32  # pixels of a patch: 14 x 8 mm
_GRIDS: Final = ((6, 10), (9, 20), (12, 40))  # cells across and down; one patch a cell at most
_ENOUGH: Final = 24  # patches; a page with less print on it is cut finer
_LEAST_STRENGTH: Final = 2.0  # grey levels of corner strength below which a cell is bare paper
_MARGINS_MM: Final = (3.0, 1.5)  # search, first wide, then narrow
_LIKE: Final = 0.45  # correlation from which a patch counts as found
_LEAST_CONTRAST: Final = 0.1  # of a patch's own, below which there is nothing to compare
_LEAST_DEVIATION: Final = 1.5  # grey levels
_A_FEW: Final = 8  # places that make a part of the page
_AGREE_MM: Final = 0.5  # a found patch agrees when it lies this near to the common fit
_LEAST_PATCHES: Final = 4
_HOMOGRAPHY: Final = 12  # found patches, and
_SPREAD: Final = 0.25  # the share of the paper they span, from which perspective is measured
_AFFINE: Final = 6  # found patches from which shear is


@dataclass(frozen=True, slots=True, eq=False)
class Patches:
    """Pieces of a blank: pictures (n, h, w) at PLANE_DPI and their corners (n, 2) in pixels."""

    pictures: npt.NDArray[np.uint8]
    corners: npt.NDArray[np.int32]


@dataclass(frozen=True, slots=True, eq=False)
class Fit:
    """Paper mm to picture pixels; score 0..1; residual the median error in mm.

    `kept` (0..1) is the share found of what the page shows at all: where it is bare beyond the
    print that was found (torn off), nothing is held against it. `worst` is that share in the
    quarter of the page, from top to bottom, where it is least.
    `spots` (n, 2) are the middles of all patches in mm, `off` (n, 2) how far from its place (mm)
    each was found; NaN where it was not.
    """

    to_picture: Matrix
    score: float
    residual: float
    kept: float
    worst: float
    spots: npt.NDArray[np.float64]
    off: npt.NDArray[np.float64]


def choose(picture: Grey, dpi: float) -> Patches:
    """The most telling piece of each cell of the page: print with edges both ways."""
    plane = soft(resized(picture, PLANE_DPI / dpi)[0])
    corners = cv2.cornerMinEigenVal(plane, 5)
    strength = cv2.boxFilter(np.sqrt(np.maximum(corners, 0)) * 255, -1, (_WIDTH, _HEIGHT))
    found: list[tuple[int, int]] = []
    for grid in _GRIDS:
        found = _strongest(strength, grid)
        if len(found) >= _ENOUGH:
            break
    pictures = [plane[y : y + _HEIGHT, x : x + _WIDTH] for x, y in found]
    return Patches(
        np.array(pictures, np.uint8).reshape(-1, _HEIGHT, _WIDTH),
        np.array(found, np.int32).reshape(-1, 2),
    )


def _strongest(strength: npt.NDArray[Any], grid: tuple[int, int]) -> list[tuple[int, int]]:
    """Upper left corners of the patches of a grid."""
    height, width = strength.shape
    half_w, half_h = _WIDTH // 2, _HEIGHT // 2
    found: list[tuple[int, int]] = []
    for x0, y0, x1, y1 in _cells(width, height, grid):
        x0, y0 = max(x0, half_w + 2), max(y0, half_h + 2)  # noqa: PLW2901
        x1, y1 = min(x1, width - half_w - 2), min(y1, height - half_h - 2)  # noqa: PLW2901
        if x1 <= x0 or y1 <= y0:
            continue
        _, most, _, (x, y) = cv2.minMaxLoc(strength[y0:y1, x0:x1])
        if most >= _LEAST_STRENGTH:
            found.append((x0 + x - half_w, y0 + y - half_h))
    return found


def _cells(width: int, height: int, grid: tuple[int, int]) -> list[tuple[int, int, int, int]]:
    across, down = grid
    return [
        (
            width * i // across,
            height * j // down,
            width * (i + 1) // across,
            height * (j + 1) // down,
        )
        for j in range(down)
        for i in range(across)
    ]


def soft(grey: Grey) -> Grey:
    """Blurred a little, so that thick and thin copies of the same print look alike."""
    return np.asarray(cv2.GaussianBlur(grey, (0, 0), 1.0), np.uint8)


def refine(
    grey: Grey, patches: Patches, place: Matrix, width_mm: float, height_mm: float
) -> Fit | None:
    """Improve `place` (paper mm to pixels of `grey`); None when the print is not there."""
    if len(patches.pictures) < _LEAST_PATCHES:
        return None
    fit: Fit | None = None
    for margin in _MARGINS_MM:
        plane = _plane(grey, place, width_mm, height_mm)
        fit = _fitted(plane, patches, place, margin)
        if fit is None:
            return None
        place = fit.to_picture
    return fit


def _plane(grey: Grey, place: Matrix, width_mm: float, height_mm: float) -> Grey:
    """The paper plane at PLANE_DPI as it looks through `place`."""
    pixels = PLANE_DPI / _MM
    return soft(
        warp(grey, place @ scaling(1 / pixels), round(width_mm * pixels), round(height_mm * pixels))
    )


def _fitted(plane: Grey, patches: Patches, place: Matrix, margin_mm: float) -> Fit | None:
    margin = round(margin_mm * PLANE_DPI / _MM)
    centres = patches.corners + np.array([_WIDTH / 2, _HEIGHT / 2])
    here = found_at(plane, patches, margin)
    seen = ~np.isnan(here[:, 0])
    if int(seen.sum()) < _LEAST_PATCHES:
        return None
    move = _agreed(centres[seen], here[seen], plane.shape)
    if move is None:
        return None
    # what is off is told in the blank's own plane
    back = moved(here, np.asarray(np.linalg.inv(move), np.float64)) - centres
    kept = seen & (np.hypot(back[:, 0], back[:, 1]) < _AGREE_MM * PLANE_DPI / _MM)
    if int(kept.sum()) < _LEAST_PATCHES:
        return None
    shown = kept | ~_torn(plane, patches, centres, kept)
    pixels = PLANE_DPI / _MM
    improved = place @ scaling(1 / pixels) @ move @ scaling(pixels)
    off = np.where(kept[:, None], back, np.nan) / pixels
    return Fit(
        improved / improved[2, 2],
        float(kept.sum()) / len(patches.pictures),
        float(np.median(np.hypot(off[kept, 0], off[kept, 1]))),
        float(kept[shown].mean()),
        _worst(kept[shown], centres[shown, 1]),
        centres / pixels,
        off,
    )


def _agreed(
    there: npt.NDArray[np.float64], here: npt.NDArray[np.float64], shape: tuple[int, ...]
) -> Matrix | None:
    """The movement that most patches agree on, as free as their number and spread allow."""
    near = _AGREE_MM * PLANE_DPI / _MM
    spread = np.prod(np.ptp(there, axis=0)) / (shape[0] * shape[1])
    if len(there) >= _HOMOGRAPHY and spread >= _SPREAD:
        found, inside = cv2.findHomography(there, here, cv2.RANSAC, near, maxIters=1000)
        if found is not None and int(inside.sum()) >= _HOMOGRAPHY:
            return np.asarray(found, np.float64)
    way = cv2.estimateAffine2D if len(there) >= _AFFINE else cv2.estimateAffinePartial2D
    found, inside = way(there, here, method=cv2.RANSAC, ransacReprojThreshold=near)
    if found is None or int(inside.sum()) < _LEAST_PATCHES:
        return None
    return np.vstack([np.asarray(found, np.float64), [0.0, 0.0, 1.0]])


def _worst(kept: npt.NDArray[np.bool_], heights: npt.NDArray[np.float64]) -> float:
    """The least share found in a quarter of the places, neighbours from top to bottom."""
    along = kept[np.argsort(heights, kind="stable")].astype(np.float64)
    count = min(len(along), max(_A_FEW, len(along) // 4))
    return float(np.convolve(along, np.full(count, 1 / count), "valid").min())


def _torn(
    plane: Grey,
    patches: Patches,
    centres: npt.NDArray[np.float64],
    kept: npt.NDArray[np.bool_],
) -> npt.NDArray[np.bool_]:
    """Which patches lie beyond all print that was found, where the page is bare."""
    hull = cv2.convexHull(centres[kept].astype(np.float32))
    torn = ~kept
    for n in np.flatnonzero(torn):
        x, y = patches.corners[n]
        far = cv2.pointPolygonTest(hull, tuple(map(float, centres[n])), True) < -_HEIGHT
        torn[n] = far and _bare(plane[y : y + _HEIGHT, x : x + _WIDTH], patches.pictures[n])
    return torn


def found_at(plane: Grey, patches: Patches, margin: int) -> npt.NDArray[np.float64]:
    """Where the middle of each patch was found (n, 2), in plane pixels; NaN where it was not."""
    framed = cv2.copyMakeBorder(
        plane, margin, margin, margin, margin, cv2.BORDER_CONSTANT, value=(255,)
    )
    here = np.full((len(patches.pictures), 2), np.nan)
    for n, (picture, (x, y)) in enumerate(zip(patches.pictures, patches.corners, strict=True)):
        window = framed[y : y + _HEIGHT + 2 * margin, x : x + _WIDTH + 2 * margin]
        if window.shape != (_HEIGHT + 2 * margin, _WIDTH + 2 * margin):
            continue
        likeness = cv2.matchTemplate(window, picture, cv2.TM_CCOEFF_NORMED)
        _, best, _, (px, py) = cv2.minMaxLoc(likeness)
        if best < _LIKE or _bare(window[py : py + _HEIGHT, px : px + _WIDTH], picture):
            continue
        dx, dy = _peak(likeness, px, py)
        here[n] = x + _WIDTH / 2 + dx - margin, y + _HEIGHT / 2 + dy - margin
    return here


def _bare(seen: npt.NDArray[Any], wanted: npt.NDArray[Any]) -> bool:
    """Paper without print correlates with anything, by the noise of its last bit."""
    return float(seen.std()) < max(_LEAST_DEVIATION, _LEAST_CONTRAST * float(wanted.std()))


def _peak(likeness: npt.NDArray[Any], x: int, y: int) -> tuple[float, float]:
    """The peak of a correlation to a fraction of a pixel, by a parabola each way."""
    rows, columns = likeness.shape
    dx = dy = 0.0
    if 0 < x < columns - 1:
        dx = _vertex(likeness[y, x - 1], likeness[y, x], likeness[y, x + 1])
    if 0 < y < rows - 1:
        dy = _vertex(likeness[y - 1, x], likeness[y, x], likeness[y + 1, x])
    return x + dx, y + dy


def _vertex(before: float, at: float, after: float) -> float:
    bend = before - 2 * at + after
    return 0.0 if bend >= 0 else float(np.clip(0.5 * (before - after) / bend, -0.5, 0.5))
