"""The tick boxes of a page that nobody knows: small squares of four sides, filled in or not.

Every square of some sizes is tried at once: one whose four sides are ink from end to end stays.
Letters have round corners or ink close about them, cells of tables have sides that go on, and
boxes for single letters share their sides.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import cv2
import numpy as np
import numpy.typing as npt

from models.values import Box
from ocr.marks.place import Place, found
from ocr.sheet import Sheet

_MM: Final = 25.4
_COARSE_DPI: Final = 100.0  # at which squares are looked for
_SIDE_MM: Final = (2.1, 7.2)
_FINER: Final = 1.09  # from one size to the next
_STRAIGHT: Final = 0.78  # of a side's length without its corners
_COVERED: Final = 0.72  # of the weakest side is ink
_KEPT: Final = 0.72  # of all sides, once they were found exactly
_WEAKEST: Final = 0.5  # of the weakest of them
_SURE: Final = 0.85  # of it, where a box is beyond doubt
_ROOM: Final = 0.55  # of ink just inside a side, at most, where it is
_ALIKE: Final = 0.1  # of a side's length, by which boxes of one page differ
_FEWEST: Final = 8  # pixels of a side: of less nothing can be told
_MOST: Final = 5000  # squares looked at closely
_CLEAR: Final = (0.08, 0.26)  # sides from the outline, where there is mostly paper
_INKED: Final = 0.42  # of such a lane's length: more is no paper
_STUB: Final = (0.1, 0.3)  # sides beyond a corner, where a table's rule goes on
_GOES_ON: Final = 4  # of the eight ends of sides
_CORNER: Final = 0.05  # of a side: as near to a corner there is ink, if it is square
_CORNERS: Final = 3  # of four are square
_SHARED: Final = 0.14  # of a side between two boxes: they share it
_OVERLAP: Final = 0.25

Mask = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class _Square:
    x0: int
    y0: int
    side: int
    score: float


def find(sheet: Sheet) -> tuple[Box, ...]:
    """The page's tick boxes (clean pixels, the middles of their outlines) in reading order.

    What is a box beyond doubt says how large this page's boxes are; worn ones are known by that.
    """
    scale = min(1.0, _COARSE_DPI / sheet.dpi)
    coarse = _reduced(sheet.inked, scale)
    seen: list[_Looked] = []
    for square in _distinct(_squares(coarse, sheet.dpi * scale / _MM))[:_MOST]:
        looked = _looked(sheet, found(sheet, Box(*(v / scale for v in _corners(square)))))
        if looked is not None:
            seen.append(looked)
    sure = [one for one in seen if one.sure]
    sizes = [one.side for one in sure]
    kept: list[Box] = []
    for one in sorted(seen, key=lambda one: (not one.sure, -one.closed)):
        known = any(abs(one.side - side) <= _ALIKE * side + 1 for side in sizes)
        if known and not any(_overlap(one.box, box) for box in kept):
            kept.append(one.box)
    return _in_order([b for b in kept if not _shares(b, [k for k in kept if k is not b])])


def _reduced(inked: Mask, scale: float) -> npt.NDArray[np.float32]:
    """Ink at a coarser resolution; a thin line stays a line, and grows by half a sample."""
    if scale >= 1.0:
        return np.asarray(cv2.dilate(inked.view(np.uint8), np.ones((3, 3), np.uint8)), np.float32)
    height, width = inked.shape
    size = max(1, round(width * scale)), max(1, round(height * scale))
    small = cv2.resize(inked.astype(np.float32), size, interpolation=cv2.INTER_AREA)
    dark = np.asarray(np.asarray(small) > 0.2, np.uint8)
    return np.asarray(cv2.dilate(dark, np.ones((2, 2), np.uint8)), np.float32)


def _squares(ink: npt.NDArray[np.float32], pixels: float) -> list[_Square]:
    """Squares whose weakest side is mostly ink, the best first."""
    found_: list[_Square] = []
    side = float(_SIDE_MM[0] * pixels)
    sizes = []
    while side <= _SIDE_MM[1] * pixels:
        sizes.append(round(side))
        side *= _FINER
    for size in sorted(set(sizes)):
        if size >= min(ink.shape) - 2:
            continue
        found_ += _of_size(ink, size)
    return sorted(found_, key=lambda s: -s.score)


def _of_size(ink: npt.NDArray[np.float32], size: int) -> list[_Square]:
    long = max(3, round(_STRAIGHT * size)) | 1
    standing = np.asarray(cv2.boxFilter(ink, -1, (1, long)))
    lying = np.asarray(cv2.boxFilter(ink, -1, (long, 1)))
    half = size // 2
    rest = size - half
    # Middles of the sides of the square whose upper left corner is (x, y).
    weakest = np.minimum(
        np.minimum(standing[half:-rest, :-size], standing[half:-rest, size:]),
        np.minimum(lying[:-size, half:-rest], lying[size:, half:-rest]),
    )
    peaks = (weakest >= _COVERED) & (weakest >= cv2.dilate(weakest, np.ones((5, 5), np.uint8)))
    rows, columns = np.nonzero(peaks)
    return [
        _Square(int(x), int(y), size, float(weakest[y, x]) + 0.002 * size)
        for y, x in zip(rows, columns, strict=True)
    ]


def _corners(square: _Square) -> tuple[float, float, float, float]:
    return (
        square.x0 + 0.5,
        square.y0 + 0.5,
        square.x0 + square.side + 0.5,
        square.y0 + square.side + 0.5,
    )


def _distinct(squares: Sequence[_Square]) -> list[_Square]:
    """Without those that lie within a pixel or two of a better one of about their size."""
    kept: list[_Square] = []
    taken: set[tuple[int, int, int]] = set()
    for square in squares:
        cell = (
            (square.x0 + square.side // 2) // 3,
            (square.y0 + square.side // 2) // 3,
            round(np.log(square.side) / np.log(1.25)),
        )
        if cell not in taken:
            taken.add(cell)
            kept.append(square)
    return kept


@dataclass(frozen=True, slots=True)
class _Looked:
    """A square looked at closely: how closed its weakest side is, and whether it must be a box."""

    box: Box
    closed: float
    sure: bool

    @property
    def side(self) -> float:
        return min(self.box.width, self.box.height)


def _looked(sheet: Sheet, place: Place) -> _Looked | None:
    """Four sides that stand alone, meet at square corners, and do not go on; else None."""
    box = place.box
    height, width = sheet.inked.shape
    side = min(box.width, box.height)
    margin = 0.45 * side
    if place.outline < _KEPT or side < _FEWEST or not 0.72 <= box.width / box.height <= 1.38:
        return None
    if min(box.x0, box.y0) < margin or box.x1 > width - margin or box.y1 > height - margin:
        return None
    weakest = _weakest(sheet.inked, box, place.thick)
    if weakest < _WEAKEST or _stubs(sheet.inked, box, place.thick) >= _GOES_ON:
        return None
    clear = [lane <= _INKED for lane in _lanes(sheet.inked, box, place.thick)]
    corners = _square(sheet.inked, box)
    if (not (clear[0] and clear[1]) and sum(clear) < _CORNERS) or corners < _CORNERS:
        return None
    inside = _just_inside(sheet.inked, box, place.thick)
    sure = weakest >= _SURE and corners == 4 and sum(clear) >= _CORNERS and inside <= _ROOM
    return _Looked(box, weakest + place.outline, sure)


def _just_inside(inked: Mask, box: Box, thick: float) -> float:
    """The share of ink close to the sides on their inner side: a cross leaves paper there."""
    near = thick / 2 + max(1.0, 0.07 * box.width)
    deep = near + max(1.0, 0.08 * box.width)
    lanes = (
        (box.x0 + near, box.y0 + near, box.x0 + deep, box.y1 - near),
        (box.x1 - deep, box.y0 + near, box.x1 - near, box.y1 - near),
        (box.x0 + near, box.y0 + near, box.x1 - near, box.y0 + deep),
        (box.x0 + near, box.y1 - deep, box.x1 - near, box.y1 - near),
    )
    return max(_share(inked, lane) for lane in lanes)


def _weakest(inked: Mask, box: Box, thick: float) -> float:
    """How much of its length the side with the least ink has."""
    half = max(0.5, thick / 2)
    return min(
        _share(inked, (box.x0 - half, box.y0, box.x0 + half, box.y1), axis=1),
        _share(inked, (box.x1 - half, box.y0, box.x1 + half, box.y1), axis=1),
        _share(inked, (box.x0, box.y0 - half, box.x1, box.y0 + half), axis=0),
        _share(inked, (box.x0, box.y1 - half, box.x1, box.y1 + half), axis=0),
    )


def _lanes(inked: Mask, box: Box, thick: float) -> tuple[float, ...]:
    """How much of its length has ink in the lane outside each side: left, right, top, bottom."""
    near, far = (thick / 2 + share * box.width for share in _CLEAR)
    spans = (
        (box.x0 - far, box.y0, box.x0 - near, box.y1),
        (box.x1 + near, box.y0, box.x1 + far, box.y1),
        (box.x0, box.y0 - far, box.x1, box.y0 - near),
        (box.x0, box.y1 + near, box.x1, box.y1 + far),
    )
    return tuple(_share(inked, span, axis) for span, axis in zip(spans, (1, 1, 0, 0), strict=True))


def _stubs(inked: Mask, box: Box, thick: float) -> int:
    """At how many of its eight ends a side goes on as straight as it came."""
    near, far = (thick / 2 + share * box.width for share in _STUB)
    half = thick / 2 + 1
    count = 0
    for y in (box.y0, box.y1):
        count += _share(inked, (box.x0 - far, y - half, box.x0 - near, y + half), axis=0) > 0.9
        count += _share(inked, (box.x1 + near, y - half, box.x1 + far, y + half), axis=0) > 0.9
    for x in (box.x0, box.x1):
        count += _share(inked, (x - half, box.y0 - far, x + half, box.y0 - near), axis=1) > 0.9
        count += _share(inked, (x - half, box.y1 + near, x + half, box.y1 + far), axis=1) > 0.9
    return count


def _square(inked: Mask, box: Box) -> int:
    """How many of its corners are ink as far out as the sides are."""
    reach = max(1.0, _CORNER * box.width)
    return sum(
        _share(inked, (x - reach, y - reach, x + reach, y + reach)) > 0
        for x in (box.x0, box.x1)
        for y in (box.y0, box.y1)
    )


def _share(inked: Mask, span: tuple[float, float, float, float], axis: int | None = None) -> float:
    """The share of ink in a span of pixels; of its columns (axis 0) or rows that have any."""
    x0, y0, x1, y1 = (max(0, round(v)) for v in span)
    part = inked[y0 : max(y1, y0 + 1), x0 : max(x1, x0 + 1)]
    if not part.size:
        return 0.0
    return float(part.mean() if axis is None else part.any(axis=axis).mean())


def _overlap(a: Box, b: Box) -> bool:
    across = min(a.x1, b.x1) - max(a.x0, b.x0)
    down = min(a.y1, b.y1) - max(a.y0, b.y0)
    if across <= 0 or down <= 0:
        return False
    return across * down > _OVERLAP * min(a.width * a.height, b.width * b.height)


def _shares(box: Box, others: Sequence[Box]) -> bool:
    """Whether a side is also that of another box: letters have such boxes, ticks have not."""
    near = _SHARED * box.width
    for other in others:
        level = abs(other.y0 - box.y0) < near and abs(other.y1 - box.y1) < near
        if level and min(abs(other.x0 - box.x1), abs(other.x1 - box.x0)) < near:
            return True
    return False


def _in_order(boxes: Sequence[Box]) -> tuple[Box, ...]:
    """By rows from the top, each from the left."""
    rows: list[list[Box]] = []
    for box in sorted(boxes, key=lambda b: b.y0 + b.y1):
        last = rows[-1][-1] if rows else None
        if last is not None and (box.y0 + box.y1) - (last.y0 + last.y1) < box.height:
            rows[-1].append(box)
        else:
            rows.append([box])
    return tuple(box for row in rows for box in sorted(row, key=lambda b: b.x0))
