"""Coloured ink on a scan: stamps told from pens. `ocr.unstamp` takes the stamps away."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import cv2
import numpy as np
import numpy.typing as npt

from models.values import Colour, Grey
from ocr import rings, shapes
from ocr.plane import grey_of
from ocr.shapes import Mask

_MM: Final = 25.4
_DPI: Final = 75.0  # at which colour is looked for
_PAPER_MM: Final = 9.0
_CHROMA: Final = 26.0  # grey levels between the strongest and weakest channel
_PALE: Final = 14.0  # the same, for worn parts of a stamp
_PURE: Final = 0.24  # of what ink takes away, that it takes from one channel more than another
_LEAST_MM2: Final = 5.0  # of coloured ink; less is no stamp and no word
_STROKE_MM: Final = 2.2  # the shortest stroke of a pen that counts
_PRINT: Final = 0.6  # of a page's ink: so much colour is the form's own
_STICKS_OUT_MM: Final = 1.5  # of the circle found for a ring
_JOIN_MM: Final = 2.2  # letters and ring of one stamp lie no further apart
#: Office stamps are 24 to 45 mm wide; thumbprints and signatures are smaller, or not so regular.
_RING_MM: Final = (21.0, 62.0)
_FRAME_MM: Final = (7.0, 90.0)  # shorter side at least, longer at most
_FRAME_LONG_MM: Final = 22.0
_OUTLINE: Final = 0.78  # of its hull a stamp's ring or frame runs along
_ALONG_MM: Final = 0.6  # how near
_OVAL: Final = (0.94, 1.03)  # of the ellipse in its box
_OBLONG: Final = 1.6  # times as long as wide, at most, an oval one
_RECTANGLE: Final = 0.95  # of the smallest rectangle around it
_NONE: Final = 0.17  # density of colour below which there is no ink
_ONE_INK: Final = 40.0  # degrees that one ink's hue varies at most
_SAME_HUE: Final = 24.0  # degrees
_THICKER: Final = 1.4  # times as thick as a stamp's a pen's ink must be to be told from it
_CROSSING_MM2: Final = 0.6  # of a pen on a stamp that are let pass
_LITTLE_MM2: Final = 12.0  # other ink of the stamp's colour that is let pass

_Pixels = npt.NDArray[Any]


@dataclass(frozen=True, slots=True, eq=False)
class Stamp:
    """A coloured stamp: the area it covers in a picture at 75 dpi, its hue in degrees, and
    whether it can be taken away without taking pen strokes of its colour along."""

    area: Mask
    hue: float
    apart: bool


@dataclass(frozen=True, slots=True, eq=False)
class Found:
    """Coloured ink of a page at 75 dpi: `stamps`, the mask of `pens`, and its area in mm2."""

    stamps: tuple[Stamp, ...]
    pens: Mask
    area: float


def find(picture: Colour, dpi: float) -> Found | None:
    """Stamps and pen strokes by their colour; None on a page without colour, or whose own print
    is coloured."""
    height, width = picture.shape[:2]
    scale = min(1.0, _DPI / dpi)
    pixels = dpi * scale / _MM
    size = max(1, round(width * scale)), max(1, round(height * scale))
    small = np.asarray(cv2.resize(picture, size, interpolation=cv2.INTER_AREA), np.uint8)
    strongest, weakest = extremes(small)
    if int((cv2.subtract(strongest, weakest) > _CHROMA).sum()) < _LEAST_MM2 * pixels**2:
        return None
    even = _evened(small, pixels)
    strongest, weakest = extremes(even)
    chroma = strongest.astype(np.int16) - weakest
    taken = 255 - weakest.astype(np.int16)
    coloured = np.asarray((chroma > _CHROMA) & (chroma > _PURE * taken), np.bool_)
    pale = np.asarray((chroma > _PALE) & (chroma > _PURE * taken), np.bool_)
    area = float(coloured.sum()) / pixels**2
    if area < _LEAST_MM2 or coloured.sum() > _PRINT * (grey_of(even) < 190).sum():
        return None
    hue = _hue(even)
    areas = _stamp_areas(coloured, pale, hue, pixels)
    stamped = np.zeros_like(coloured)
    for mask, _ in areas:
        stamped |= mask
    pens = _strokes(coloured & ~stamped, pixels)
    stamps = tuple(
        Stamp(mask, angle, _alone(mask, pens, _between(hue, angle) < _SAME_HUE, even, pixels))
        for mask, angle in areas
    )
    for mask, angle in areas:  # a pen of another colour that crosses the stamp
        other = coloured & mask & (_between(hue, angle) > 2 * _SAME_HUE)
        pens |= _strokes(other, pixels)
    return Found(stamps, pens, area)


def _strokes(coloured: Mask, pixels: float) -> Mask:
    """Without specks: a camera sees colours along the edges of black print."""
    labels, stats = shapes.pieces(coloured)
    kept = stats[:, 2:4].max(axis=1) >= _STROKE_MM * pixels
    kept[0] = False
    return np.asarray(kept[labels], np.bool_)


def extremes(picture: Colour) -> tuple[Grey, Grey]:
    """The strongest and the weakest of each pixel's three channels."""
    red, green, blue = cv2.split(picture)
    strongest = cv2.max(cv2.max(red, green), blue)
    weakest = cv2.min(cv2.min(red, green), blue)
    return np.asarray(strongest, np.uint8), np.asarray(weakest, np.uint8)


def _evened(small: Colour, pixels: float) -> Colour:
    """Paper made white channel by channel: yellowed paper is no coloured ink."""
    height, width = small.shape[:2]
    few = cv2.resize(small, (max(1, width // 4), max(1, height // 4)), interpolation=cv2.INTER_AREA)
    reach = max(3, round(_PAPER_MM * pixels / 4)) | 1
    disc = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (reach, reach))
    paper = cv2.morphologyEx(few, cv2.MORPH_CLOSE, disc)
    paper = np.maximum(cv2.GaussianBlur(paper, (0, 0), reach / 3), 40)
    whole = cv2.resize(paper, (width, height), interpolation=cv2.INTER_LINEAR)
    return np.asarray(cv2.divide(small, whole, scale=255), np.uint8)


def _hue(picture: Colour) -> npt.NDArray[np.float32]:
    """Degrees, 0 red, 120 green, 240 blue."""
    hsv = cv2.cvtColor(picture, cv2.COLOR_RGB2HSV)
    return np.asarray(hsv[..., 0], np.float32) * 2


def _between(hue: npt.NDArray[np.float32], angle: float) -> npt.NDArray[np.float32]:
    return np.asarray(np.abs((hue - angle + 180) % 360 - 180), np.float32)


def _mean_hue(hue: _Pixels) -> float:
    turns = np.radians(hue)
    return float(np.degrees(np.arctan2(np.sin(turns).mean(), np.cos(turns).mean())) % 360)


def _stamp_areas(
    coloured: Mask, pale: Mask, hue: npt.NDArray[np.float32], pixels: float
) -> list[tuple[Mask, float]]:
    """Areas that a ring or a frame of one colour encloses, with that colour."""
    found: list[tuple[Mask, float]] = []
    for angle in _hues(hue[coloured], _LEAST_MM2 * pixels**2):
        ink = pale & (_between(hue, angle) < _ONE_INK)
        enclosed = rings.areas(rings.find(ink, pixels), ink.shape, pixels)
        taken = np.logical_or.reduce([np.zeros_like(ink), *enclosed])
        enclosed += _framed(ink & ~taken, pixels)
        for area in _with_whole_pieces(enclosed, ink, pixels):
            if not any((area & other).any() for other, _ in found):
                found.append((area, _mean_hue(hue[ink & area])))
    return found


def _with_whole_pieces(areas: list[Mask], ink: Mask, pixels: float) -> list[Mask]:
    """Areas, each with what of its pieces of ink sticks out a little."""
    if not areas:
        return []
    labels, stats = shapes.pieces(ink)
    made: list[Mask] = []
    for area in areas:
        inside = np.bincount(labels[area], minlength=len(stats))
        mine = inside > 0.5 * stats[:, 4]
        mine[0] = False
        out = shapes.grown(mine[labels], 3)
        made.append(area | (out & shapes.grown(area, 2 * round(_STICKS_OUT_MM * pixels) + 1)))
    return made


def _framed(ink: Mask, pixels: float) -> list[Mask]:
    """Areas of ovals and rectangles."""
    labels, stats = shapes.pieces(shapes.closed(ink, round(_JOIN_MM * pixels)))
    large = np.flatnonzero(stats[:, 2:4].max(axis=1) >= _RING_MM[0] * pixels)
    areas = [_enclosed(ink & (labels == label), pixels) for label in large if label]
    return [area for area in areas if area is not None]


def _hues(seen: _Pixels, least: float) -> list[float]:
    """The hues that the inks of a page have, the commonest first."""
    counts, _ = np.histogram(seen, 36, (0, 360))
    smooth = np.convolve(np.pad(counts, 2, mode="wrap"), (0.5, 1, 1, 1, 0.5), "valid")
    found: list[float] = []
    while len(found) < 3 and smooth.max() >= least:
        peak = int(smooth.argmax())
        found.append(peak * 10 + 5.0)
        smooth[np.arange(peak - 3, peak + 4) % 36] = 0
    return found


def _enclosed(ink: Mask, pixels: float) -> Mask | None:
    """The hull of a piece of ink if the ink runs along it, as rings and frames do."""
    y, x = np.nonzero(ink)
    hull = cv2.convexHull(np.stack([x, y], axis=1).astype(np.int32))
    if not _stamp_shaped(hull, pixels):
        return None
    outline = np.zeros(ink.shape, np.uint8)
    cv2.polylines(outline, [hull], isClosed=True, color=(1,))
    line = outline.astype(np.bool_)
    near = shapes.grown(ink, 2 * max(1, round(_ALONG_MM * pixels)) + 1)
    if float(near[line].mean()) < _OUTLINE:
        return None
    filled = np.zeros(ink.shape, np.uint8)
    cv2.fillConvexPoly(filled, hull, (1,))
    return shapes.grown(filled.astype(np.bool_), 2 * max(1, round(0.5 * pixels)) + 1)


def _stamp_shaped(hull: _Pixels, pixels: float) -> bool:
    """Round, oval or a rectangle, and as large as stamps are."""
    _, (width, height), _ = cv2.minAreaRect(hull)
    long, short = max(width, height) / pixels, min(width, height) / pixels
    if short < _FRAME_MM[0]:
        return False
    area = cv2.contourArea(hull) / pixels**2
    if area >= _RECTANGLE * long * short:
        return bool(_FRAME_LONG_MM <= long <= _FRAME_MM[1])
    if len(hull) < 5:
        return False
    _, axes, _ = cv2.fitEllipse(hull)
    wide, narrow = max(axes) / pixels, min(axes) / pixels
    oval = _OVAL[0] <= area / (np.pi / 4 * wide * narrow) <= _OVAL[1]
    return bool(oval and wide <= _OBLONG * narrow and _RING_MM[0] <= wide <= _RING_MM[1])


def _alone(area: Mask, pens: Mask, alike: Mask, even: Colour, pixels: float) -> bool:
    """No pen of the stamp's colour (`alike`) is at work on the page, or none that crosses it."""
    pen = pens & alike
    if float(pen.sum()) < _LITTLE_MM2 * pixels**2:
        return True
    return float(_crossed(area & alike, pen, even).sum()) < _CROSSING_MM2 * pixels**2


def _crossed(stamp: Mask, pen: Mask, even: Colour) -> Mask:
    """Which of a stamp's pixels may be those of a pen of its colour.

    If it writes much more thickly than the stamp prints it is told by that; else all may be.
    """
    inside = _thickness(even[stamp])
    printed = inside[inside > _NONE]
    if not printed.size:
        return stamp
    strong = float(np.percentile(_thickness(even[pen]), 80))
    usual = float(np.percentile(printed, 75))
    if strong < _THICKER * usual:
        return stamp
    crossing = np.zeros_like(stamp)
    crossing[stamp] = inside > (strong + usual) / 2
    return crossing


def _thickness(even: _Pixels) -> npt.NDArray[np.float32]:
    """How much a coloured ink takes from the channel that it takes most from, in logarithms; what
    black ink takes from all channels alike is left out."""
    density = np.log(255.0 / np.maximum(even.astype(np.float32), 4))
    return np.asarray(density.max(axis=-1) - density.min(axis=-1), np.float32)
