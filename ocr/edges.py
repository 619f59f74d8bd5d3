"""The edges of a sheet of paper on something darker, in a photograph or a scan."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import cv2
import numpy as np
import numpy.typing as npt

from models.values import Grey, Matrix
from ocr import outline
from ocr.plane import reduced, scaling
from ocr.shapes import Mask

_SIDE: Final = 560  # longer side of the picture in which edges are looked for
_REACH: Final = 0.35  # of the picture, that far in an edge may lie
_GAP, _BAND = 2, 7  # pixels left out at a step, and looked at on each side of it
_STEP: Final = 9.0  # grey levels from desk to paper, at least
_SHARE: Final = 0.14  # and of the paper's own light: shadows lie on both
_NEAR: Final = 1.6  # pixels off the common line
_SUPPORT: Final = 0.4  # of the rows see the edge there; elsewhere it leaves the picture
_STEEP: Final = 0.36  # slope: 20 degrees, as `skew` has it
_TRIES: Final = 120
_INKED: Final = 0.8  # of its surroundings: writing is darker
#: Of what lies outside, if it is writing: then it is a shadow's edge and no sheet's. Less is
#: dust on the desk, more its grain.
_WRITTEN: Final = (0.02, 0.18)
_PIECES: Final = 12  # along a side
_DARKER: Final = 0.8  # of them have something darker beyond
_RIM: Final = 0.05  # of the picture's rim
_SOME: Final = 0.004  # of the picture outside; less is not worth an edge

_Points = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Edges:
    """Sides found, as lines (a, b, c) with a x + b y + c > 0 on the sheet, in the pixels of the
    picture given; in the order left, top, right, bottom; None where the sheet runs out of the
    picture. `outside` is the mask of the rest, in a smaller picture."""

    sides: tuple[npt.NDArray[np.float64] | None, ...]
    outside: Mask

    def corners(self) -> _Points | None:
        """Top left, top right, bottom right, bottom left; None unless all four sides are there."""
        left, top, right, bottom = self.sides
        if left is None or top is None or right is None or bottom is None:
            return None
        pairs = ((left, top), (top, right), (right, bottom), (bottom, left))
        met = np.array([np.cross(one, other) for one, other in pairs])
        return np.asarray(met[:, :2] / met[:, 2:], np.float64)


def find(grey: Grey) -> Edges | None:
    """The sheet's edges in a picture as scanned; None when it fills the picture."""
    small = reduced(grey, _SIDE / max(grey.shape))
    smaller = scaling(small.shape[1] / grey.shape[1], small.shape[0] / grey.shape[0])
    if min(small.shape) < 12 * _BAND:
        return None
    calm = np.asarray(cv2.medianBlur(small, 5), np.uint8)
    if not _dark_rim(calm):
        return None
    sides: list[npt.NDArray[np.float64] | None] = []
    for turn in range(4):  # each side as the left one of a turned picture
        line = _left(np.ascontiguousarray(np.rot90(calm, -_TURNS[turn])))
        sides.append(None if line is None else line @ _back(calm.shape, _TURNS[turn]))
    sides, outside = _believed(small, sides)
    if any(side is None for side in sides):
        area = outline.sides(small)
        if area is not None:
            others, beyond = _believed(small, area)
            if _known(others) > _known(sides):
                sides, outside = others, beyond
    if not _known(sides):
        return None
    if float(outside.mean()) < _SOME:
        return None
    up = tuple(None if side is None else side @ smaller for side in sides)
    return Edges(up, outside)


def _known(sides: list[npt.NDArray[np.float64] | None]) -> int:
    return sum(side is not None for side in sides)


def _dark_rim(calm: Grey) -> bool:
    """Whether anything along the picture's edge is darker than the paper: else there is no desk."""
    rim = np.concatenate([calm[:2].ravel(), calm[-2:].ravel(), calm[:, 0], calm[:, -1]])
    return float((rim < (1 - _SHARE) * float(np.percentile(calm, 97))).mean()) > _RIM


_TURNS: Final = (0, 3, 2, 1)  # quarter turns clockwise that make left, top, right, bottom left


def _back(shape: tuple[int, ...], turns: int) -> Matrix:
    """Maps pixels of a picture to those of it turned clockwise by quarters."""
    height, width = shape
    ways = (
        [[1, 0, 0], [0, 1, 0], [0, 0, 1]],
        [[0, -1, height], [1, 0, 0], [0, 0, 1]],
        [[-1, 0, width], [0, -1, height], [0, 0, 1]],
        [[0, 1, 0], [-1, 0, width], [0, 0, 1]],
    )
    return np.array(ways[turns], np.float64)


def _left(calm: Grey) -> npt.NDArray[np.float64] | None:
    """The left edge as a line (1, b, c): dark on its left, light on its right."""
    height, width = calm.shape
    reach = int(_REACH * width)
    rows = np.arange(2, height - 2, 2)
    wide = np.pad(calm[rows].astype(np.float32), ((0, 0), (_BAND, 0)), mode="edge")
    sums = np.cumsum(np.pad(wide, ((0, 0), (1, 0))), axis=1)
    at = np.arange(_GAP + 1, reach) + _BAND
    inner = (sums[:, at + _GAP + _BAND] - sums[:, at + _GAP]) / _BAND
    outer = (sums[:, at - _GAP] - sums[:, at - _GAP - _BAND]) / _BAND
    step = inner - outer
    strong = step > np.maximum(_STEP, _SHARE * inner)
    peak = strong & (step >= np.roll(step, 1, 1)) & (step > np.roll(step, -1, 1))
    row, place = np.nonzero(peak)
    points = np.stack([at[place] - _BAND, rows[row] + 0.5], axis=1).astype(np.float64)
    return _line(points, len(rows), rows.astype(np.float64) + 0.5)


def _line(points: _Points, rows: int, every: _Points) -> npt.NDArray[np.float64] | None:
    """The line x = m y + k that most rows agree on, and of several the outermost."""
    if len(points) < _SUPPORT * rows:
        return None
    dice = np.random.default_rng(len(points))
    pairs = dice.integers(0, len(points), (_TRIES, 2))
    first, second = points[pairs[:, 0]], points[pairs[:, 1]]
    rise = second[:, 1] - first[:, 1]
    fair = np.abs(rise) > 0.2 * (every[-1] - every[0])
    slopes = (second[fair, 0] - first[fair, 0]) / rise[fair]
    starts = first[fair, 0] - slopes * first[fair, 1]
    best: npt.NDArray[np.float64] | None = None
    most, place = 0.0, 0.0
    for slope, start in zip(slopes, starts, strict=True):
        if abs(slope) > _STEEP:
            continue
        near = np.abs(points[:, 0] - slope * points[:, 1] - start) < _NEAR
        seen = len(np.unique(points[near, 1])) / rows
        middle = slope * every.mean() + start
        further_out = middle < place - 4 and seen > _SUPPORT
        if (
            seen > _SUPPORT
            and (seen > most or further_out)
            and not (best is not None and middle > place + 4)
        ):
            fitted = np.polyfit(points[near, 1], points[near, 0], 1)
            best = np.array([1.0, -fitted[0], -fitted[1]])
            most, place = seen, middle
    return best


def _believed(
    small: Grey, sides: list[npt.NDArray[np.float64] | None]
) -> tuple[list[npt.NDArray[np.float64] | None], Mask]:
    """The sides outside of which it is dark and nothing is written; the mask of what lies there."""
    height, width = small.shape
    usual = np.asarray(cv2.medianBlur(small, 11), np.uint8)
    inked = small < _INKED * usual.astype(np.float32)
    y, x = np.mgrid[0:height, 0:width].astype(np.float32) + 0.5
    whole = np.zeros(small.shape, np.bool_)
    kept: list[npt.NDArray[np.float64] | None] = []
    away = [None if side is None else _distance(side, x, y) for side in sides]
    for number, side in enumerate(sides):
        mine = away[number]
        if side is None or mine is None:
            kept.append(None)
            continue
        beside = np.ones(small.shape, np.bool_)  # where the other sides leave room for this one
        for other in (*away[:number], *away[number + 1 :]):
            beside &= True if other is None else other > 0
        along = y if abs(side[0]) > abs(side[1]) else x
        believed = _dark_beyond(usual, inked, mine, along, beside)
        kept.append(side if believed else None)
        if believed:
            whole |= mine < 0
    return kept, whole


def _distance(
    side: npt.NDArray[np.float64], x: npt.NDArray[np.float32], y: npt.NDArray[np.float32]
) -> npt.NDArray[np.float32]:
    """Pixels from a side, positive on the sheet."""
    length = float(np.hypot(side[0], side[1]))
    return np.asarray((side[0] * x + side[1] * y + side[2]) / length, np.float32)


def _dark_beyond(
    usual: Grey,
    inked: Mask,
    away: npt.NDArray[np.float32],
    along: npt.NDArray[np.float32],
    beside: Mask,
) -> bool:
    """Whether a line parts a light sheet from something darker without writing."""
    beyond = (away < -3) & beside
    if not beyond.any():
        return False
    further = (away < -5) & beside
    if further.any() and _WRITTEN[0] < float(inked[further].mean()) < _WRITTEN[1]:
        return False
    # Piece by piece along the line: shadows make the paper darker there than the desk here.
    piece = np.minimum((along / max(usual.shape) * _PIECES).astype(np.int32), _PIECES - 1)
    inside = (away > 3) & (away < 14) & beside
    darker = seen = 0
    for number in range(_PIECES):
        here = piece == number
        desk, paper = usual[here & beyond], usual[here & inside]
        if desk.size < 12 or paper.size < 12:
            continue
        seen += 1
        darker += float(np.percentile(desk, 80)) < (1 - _SHARE) * float(np.median(paper))
    return seen > 0 and darker >= _DARKER * seen
