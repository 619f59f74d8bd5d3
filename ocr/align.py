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
_GRID: Final = (6, 10)  # cells across and down; one patch a cell at most
_LEAST_STRENGTH: Final = 2.0  # grey levels of corner strength below which a cell is bare paper
_MARGINS_MM: Final = (3.0, 1.5)  # search, first wide, then narrow
_LIKE: Final = 0.45  # correlation from which a patch counts as found
_AGREE_MM: Final = 0.5  # a found patch agrees when it lies this near to the common fit
_LEAST_PATCHES: Final = 6


@dataclass(frozen=True, slots=True, eq=False)
class Patches:
    """Pieces of a blank: pictures (n, h, w) at PLANE_DPI and their corners (n, 2) in pixels."""

    pictures: npt.NDArray[np.uint8]
    corners: npt.NDArray[np.int32]


@dataclass(frozen=True, slots=True, eq=False)
class Fit:
    """Paper mm to picture pixels; score 0..1; residual the median error in mm."""

    to_picture: Matrix
    score: float
    residual: float


def choose(picture: Grey, dpi: float) -> Patches:
    """The most telling piece of each cell of the page: print with edges both ways."""
    plane = soft(resized(picture, PLANE_DPI / dpi)[0])
    corners = cv2.cornerMinEigenVal(plane, 5)
    strength = cv2.boxFilter(np.sqrt(np.maximum(corners, 0)) * 255, -1, (_WIDTH, _HEIGHT))
    height, width = plane.shape
    half_w, half_h = _WIDTH // 2, _HEIGHT // 2
    found: list[tuple[int, int]] = []
    for x0, y0, x1, y1 in _cells(width, height):
        x0, y0 = max(x0, half_w + 2), max(y0, half_h + 2)  # noqa: PLW2901
        x1, y1 = min(x1, width - half_w - 2), min(y1, height - half_h - 2)  # noqa: PLW2901
        if x1 <= x0 or y1 <= y0:
            continue
        _, most, _, (x, y) = cv2.minMaxLoc(strength[y0:y1, x0:x1])
        if most >= _LEAST_STRENGTH:
            found.append((x0 + x - half_w, y0 + y - half_h))
    pictures = [plane[y : y + _HEIGHT, x : x + _WIDTH] for x, y in found]
    return Patches(
        np.array(pictures, np.uint8).reshape(-1, _HEIGHT, _WIDTH),
        np.array(found, np.int32).reshape(-1, 2),
    )


def _cells(width: int, height: int) -> list[tuple[int, int, int, int]]:
    across, down = _GRID
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
    there, here = _found(plane, patches, margin)
    if len(there) < _LEAST_PATCHES:
        return None
    near = _AGREE_MM * PLANE_DPI / _MM
    agreed, inside = cv2.findHomography(there, here, cv2.RANSAC, near, maxIters=1000)
    if agreed is None or int(inside.sum()) < _LEAST_PATCHES:
        return None
    kept = inside.ravel().astype(bool)
    move = np.asarray(agreed, np.float64)
    errors = np.linalg.norm(moved(there[kept], move) - here[kept], axis=1) * _MM / PLANE_DPI
    pixels = PLANE_DPI / _MM
    improved = place @ scaling(1 / pixels) @ move @ scaling(pixels)
    score = float(kept.sum()) / len(patches.pictures)
    return Fit(improved / improved[2, 2], score, float(np.median(errors)))


def _found(
    plane: Grey, patches: Patches, margin: int
) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
    """Centres of patches on the blank, and where they were found, in plane pixels."""
    framed = cv2.copyMakeBorder(
        plane, margin, margin, margin, margin, cv2.BORDER_CONSTANT, value=(255,)
    )
    there: list[tuple[float, float]] = []
    here: list[tuple[float, float]] = []
    for picture, (x, y) in zip(patches.pictures, patches.corners, strict=True):
        window = framed[y : y + _HEIGHT + 2 * margin, x : x + _WIDTH + 2 * margin]
        if window.shape != (_HEIGHT + 2 * margin, _WIDTH + 2 * margin):
            continue
        likeness = cv2.matchTemplate(window, picture, cv2.TM_CCOEFF_NORMED)
        _, best, _, (px, py) = cv2.minMaxLoc(likeness)
        if best < _LIKE:
            continue
        dx, dy = _peak(likeness, px, py)
        centre = float(x) + _WIDTH / 2, float(y) + _HEIGHT / 2
        there.append(centre)
        here.append((centre[0] + dx - margin, centre[1] + dy - margin))
    return np.array(there, np.float64).reshape(-1, 2), np.array(here, np.float64).reshape(-1, 2)


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
