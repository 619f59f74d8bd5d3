"""Two blanks that both lie well on a page: which of them is it? Only where they differ can tell.

Versions of a form may differ by one row, forms of one office share their heads. So the print that
one blank has and the other has not is looked for on the page, and the other way round.
"""

from __future__ import annotations

from typing import Any, Final

import cv2
import numpy as np
import numpy.typing as npt

from models.values import Grey, Matrix
from ocr.align import PLANE_DPI, soft
from ocr.plane import moved, resized, scaling, warp

_MM: Final = 25.4
_PIXELS: Final = PLANE_DPI / _MM
_WINDOW: Final = (30, 18)  # pixels of a place that is compared: 7.6 x 4.6 mm
_REACH: Final = 3  # pixels a place may lie off
_INK: Final = 185  # grey of softened print
_PAPER: Final = 225  # grey of what is none
_FAINT: Final = 0.3  # of the print's contrast, below which a place on the page is bare
_TEXT: Final = 5.0  # deviation in greys along the line, from which print is text
_FLAT: Final = 3.0  # deviation in greys of a window without print
_ALIKE: Final = 0.9  # correlation of two prints that nobody can tell apart at a place
_APART: Final = 5  # pixels: print nearer than this to the other's is the same print
_OFF: Final = 4.0  # what a whole paper off the picture would count
_BEYOND_MM: Final = 12.0  # of print that was found: about a row
_LEAST: Final = 14  # pixels of differing print that make a place worth comparing
_MOST: Final = 16  # places a side

Places = list[tuple[int, int]]


class Seen:
    """A blank laid on a page: its own print and the page as it looks there, both softened.

    `found` (n, 2) are the places (mm) where its print was found: what lies
    beyond them all (torn off) says nothing.
    """

    def __init__(
        self,
        picture: Grey,
        dpi: float,
        grey: Grey,
        to_picture: Matrix,
        found: npt.NDArray[np.float64],
    ) -> None:
        self.found = found
        self.print = soft(resized(picture, PLANE_DPI / dpi)[0])
        self.to_picture = to_picture
        height, width = self.print.shape
        self.page = soft(warp(grey, to_picture @ scaling(1 / _PIXELS), width, height))
        self.inside = _inside(grey.shape, to_picture, width / _PIXELS, height / _PIXELS)


def advantage(one: Seen, other: Seen) -> float:
    """How much better `one` explains the page than `other`; about 0 when nothing tells.

    Each place where only one of them has print counts from -1 (as the other says) to 1. A paper
    that would lie half off the picture is the less likely one.
    """
    told = _evidence(one, other) - _evidence(other, one)
    return told + _OFF * (one.inside - other.inside)


def _inside(shape: tuple[int, ...], to_picture: Matrix, width: float, height: float) -> float:
    """The share (0..1) of a paper (mm) that lies on the picture."""
    grid = np.stack(np.meshgrid(np.linspace(0.05, 0.95, 10), np.linspace(0.05, 0.95, 10)), -1)
    there = moved(grid.reshape(-1, 2) * (width, height), to_picture)
    return float(((there > 0) & (there < (shape[1], shape[0]))).all(axis=1).mean())


def _evidence(one: Seen, other: Seen) -> float:
    """What the places say where `one` has print and `other` has not."""
    height, width = one.print.shape
    way = np.linalg.inv(other.to_picture) @ one.to_picture
    there = scaling(_PIXELS) @ way @ scaling(1 / _PIXELS)
    theirs = warp(other.print, there, width, height)
    places = (place for place in _only(one.print, theirs) if _there(one, place))
    return sum(_told(one, theirs, place) for place in places)


def _there(one: Seen, place: tuple[int, int]) -> bool:
    """Whether this part of the paper is on the page at all: among the print that was found."""
    x, y = (np.array(place) + np.array(_WINDOW) / 2) / _PIXELS
    hull = cv2.convexHull(one.found.astype(np.float32))
    return bool(cv2.pointPolygonTest(hull, (float(x), float(y)), True) > -_BEYOND_MM)


def _told(one: Seen, theirs: Grey, place: tuple[int, int]) -> float:
    """-1 .. 1: whether the page looks at a place as the one print or as the other."""
    mine, other = _window(one.print, place), _window(theirs, place)
    page = _window(one.page, place, _REACH)
    inked = min(1.0, float(page.std()) / (_FAINT * max(_FLAT, float(mine.std()))))
    like = inked * _likeness(page, mine)
    if float(other.std()) < _FLAT:  # bare paper says the other, and so does bare paper here
        return float(np.clip(like - (1 - inked), -1, 1))
    alike = _likeness(_window(theirs, place, _REACH), mine)
    if alike > _ALIKE:
        return 0.0
    return float(np.clip((like - inked * _likeness(page, other)) / (1 - alike), -1, 1))


def _only(mine: Grey, theirs: Grey) -> Places:
    """Upper left corners of windows with print that the other has not, the most of it first."""
    near = np.ones((2 * _APART + 1, 2 * _APART + 1), np.uint8)
    alone = ((mine < _INK) & (cv2.erode(theirs, near) >= _PAPER)).astype(np.float32)
    if not alone.any():
        return []
    width, height = _WINDOW
    amount = cv2.boxFilter(alone, -1, _WINDOW, normalize=False, borderType=cv2.BORDER_CONSTANT)
    top, left = height // 2 + _REACH, width // 2 + _REACH
    inner = np.zeros_like(amount)
    inner[top:-top, left:-left] = amount[top:-top, left:-left]
    places: Places = []
    while len(places) < _MOST:
        _, most, _, (x, y) = cv2.minMaxLoc(inner)
        if most < _LEAST:
            break
        places.append((x - width // 2, y - height // 2))
        inner[max(0, y - height) : y + height, max(0, x - width) : x + width] = 0
    return places


def _window(picture: Grey, place: tuple[int, int], reach: int = 0) -> Grey:
    x, y = place
    width, height = _WINDOW
    return picture[y - reach : y + height + reach, x - reach : x + width + reach]


def _likeness(window: Grey, wanted: Grey) -> float:
    """0..1: the correlation where `wanted` fits best in a window.

    Any two lines of text are alike in being dark bands on white paper: where there is enough else
    to go by, only what changes along the line counts.
    """
    along = _along(wanted)
    if float(along.std()) >= _TEXT:
        return _correlation(_along(window), along)
    return _correlation(window, wanted)


def _along(picture: Grey) -> npt.NDArray[np.float32]:
    whole = picture.astype(np.float32)
    return np.asarray(whole - cv2.blur(whole, (_WINDOW[0] // 2 + 1, 1)), np.float32)


def _correlation(window: npt.NDArray[Any], wanted: npt.NDArray[Any]) -> float:
    if float(wanted.std()) < _FLAT:
        return 0.0
    best = float(np.max(cv2.matchTemplate(window, wanted, cv2.TM_CCOEFF_NORMED)))
    return max(0.0, best) if np.isfinite(best) else 0.0
