"""The tick boxes of a page that nobody knows: small squares of four sides, filled in or not.

Every square of some sizes is tried at once: one whose four sides are ink from end to end stays.
Letters have round corners or ink close about them, cells of tables have sides that go on, and
boxes for single letters share their sides.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

import cv2
import numpy as np
import numpy.typing as npt

from models.values import Box
from ocr import inking
from ocr.marks.place import Place, found
from ocr.sheet import Sheet

_MM: Final = 25.4
_COARSE_DPI: Final = 100.0  # at which squares are looked for
_TOO_COARSE: Final = 140.0  # a page of fewer dots is enlarged
_LEAST_DPI: Final = 220.0  # to this
_SIDE_MM: Final = (2.1, 7.2)
_FINER: Final = 1.09  # from one size to the next
_STRAIGHT: Final = 0.78  # of a side's length without its corners
_COVERED: Final = 0.72  # of the weakest side is ink
_KEPT: Final = 0.72  # of all sides, once they were found exactly
_SQUARE: Final = (0.78, 1.28)  # of a box's height its width is
_WHOLE: Final = 0.93  # of all sides is ink, where one of them may be touched by something
_ENDS: Final = 0.14  # of a side near its ends is left out: marks meet the corners
_LINE: Final = (0.3, 0.55)  # of the worst side, and of the next, is a thin line
_SURE: Final = (0.6, 0.8)  # where a box is beyond doubt
_MANY: Final = 0.3  # of those of a size are boxes beyond doubt
_ALIKE: Final = 0.1  # of a side's length, by which boxes of one page differ
_FEWEST: Final = 8  # pixels of a side: of less nothing can be told
_MOST: Final = 5000  # squares looked at closely
_CLEAR: Final = (0.08, 0.26)  # sides from the outline, where there is mostly paper
_INKED: Final = 0.42  # of such a lane's length: more is no paper
_STUB: Final = (0.1, 0.3)  # sides beyond a corner, where a table's rule goes on
_STRAIGHT_ON: Final = 0.9  # of that is ink, where it does
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
    larger = max(1.0, _LEAST_DPI / sheet.dpi) if sheet.dpi < _TOO_COARSE else 1.0
    if larger > 1.0:
        sheet = _enlarged(sheet, larger)
    scale = min(1.0, _COARSE_DPI / sheet.dpi)
    coarse = _reduced(sheet.inked, scale)
    seen: list[_Looked] = []
    for square in _distinct(_squares(coarse, sheet.dpi * scale / _MM))[:_MOST]:
        looked = _looked(sheet, found(sheet, Box(*(v / scale for v in _corners(square)))))
        if looked is not None:
            seen.append(looked)
    sizes = _sizes(seen)
    kept: list[Box] = []
    for one in sorted(seen, key=lambda one: (not one.sure, -one.closed)):
        known = any(_alike(one.side, size) for size in sizes)
        if known and not any(_overlap(one.box, box) for box in kept):
            kept.append(one.box)
    alone = [b for b in kept if not _shares(b, [k for k in kept if k is not b])]
    return _in_order([Box(*(v / larger for v in _sides(b))) for b in alone])


def _sizes(seen: Sequence[_Looked]) -> list[float]:
    """How large this page's boxes are: sizes of which many are boxes beyond doubt.

    A letter may pass for a box now and then; the others of its size do not.
    """
    found: list[float] = []
    for one in (one for one in seen if one.sure):
        mine = [other for other in seen if _alike(other.side, one.side)]
        spots = _spots(mine)
        if _spots([other for other in mine if other.sure]) >= _MANY * spots:
            found.append(one.side)
    return found


def _spots(seen: Sequence[_Looked]) -> int:
    """In how many places they lie."""
    return len({(round(s.box.x0 / s.side), round(s.box.y0 / s.side)) for s in seen})


def _alike(side: float, other: float) -> bool:
    return abs(side - other) <= _ALIKE * other + 1


def _enlarged(sheet: Sheet, times: float) -> Sheet:
    """A page of few dots seen larger: between a line and its neighbour there is paper then."""
    height, width = sheet.grey.shape
    size = round(width * times), round(height * times)
    grey = np.asarray(cv2.resize(sheet.grey, size, interpolation=cv2.INTER_CUBIC), np.uint8)
    dpi = sheet.dpi * times
    return replace(sheet, grey=grey, dpi=dpi, inked=inking.ink(grey, dpi), printed=None)


def _sides(box: Box) -> tuple[float, float, float, float]:
    return box.x0, box.y0, box.x1, box.y1


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
    """Four thin lines that meet at square corners and do not go on; else None."""
    box, thick = place.box, place.thick
    height, width = sheet.inked.shape
    side = min(box.width, box.height)
    margin = 0.45 * side
    if (
        place.outline < _KEPT
        or side < _FEWEST
        or not _SQUARE[0] <= box.width / box.height <= _SQUARE[1]
    ):
        return None
    if min(box.x0, box.y0) < margin or box.x1 > width - margin or box.y1 > height - margin:
        return None
    lines = sorted(_lines(sheet.inked, box, thick))
    corners = _square(sheet.inked, box)
    # Something printed may touch one side: an arrow, a rule close by.
    touched = lines[1] >= _SURE[1] and place.outline >= _WHOLE
    if (lines[0] < _LINE[0] and not touched) or lines[1] < _LINE[1] or corners < _CORNERS:
        return None
    stubs = _stubs(sheet.inked, box, thick)
    if stubs.cell or (stubs.count > 1 and lines[1] < _SURE[1]):  # letters hang on a rule
        return None
    clear = [lane <= _INKED for lane in _lanes(sheet.inked, box, thick)]
    if not (clear[0] or clear[1]) or sum(clear) < 2:
        return None
    alone = (clear[0] and clear[1]) or sum(clear) >= _CORNERS
    sure = lines[0] >= _SURE[0] and lines[1] >= _SURE[1] and corners == 4 and alone
    return _Looked(box, sum(lines), sure)


def _lines(inked: Mask, box: Box, thick: float) -> tuple[float, ...]:
    """How much of each side is a thin line: ink on it, and paper on both sides of it."""
    side = min(box.width, box.height)
    half = max(0.6, thick / 2 + 0.3)
    gap = half + max(1.0, 0.045 * side)
    cut = _ENDS * side
    ends_y, ends_x = (box.y0 + cut, box.y1 - cut), (box.x0 + cut, box.x1 - cut)
    return (
        _line(inked, box.x0, ends_y, (half, gap), standing=True),
        _line(inked, box.x1, ends_y, (half, gap), standing=True),
        _line(inked, box.y0, ends_x, (half, gap), standing=False),
        _line(inked, box.y1, ends_x, (half, gap), standing=False),
    )


def _line(
    inked: Mask,
    at: float,
    ends: tuple[float, float],
    reach: tuple[float, float],
    *,
    standing: bool,
) -> float:
    half, gap = reach
    start, end = (max(0, round(v)) for v in ends)

    def strip(near: float, far: float) -> Mask:
        low = max(0, int(np.floor(near)))
        high = max(low + 1, int(np.ceil(far)))
        part = inked[start:end, low:high] if standing else inked[low:high, start:end].T
        return np.asarray(part.any(axis=1), np.bool_)

    on = strip(at - half, at + half)
    if not on.size:
        return 0.0
    before, behind = strip(at - gap - 0.5, at - gap + 0.5), strip(at + gap - 0.5, at + gap + 0.5)
    return float((on & ~before & ~behind).mean())


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


@dataclass(frozen=True, slots=True)
class _Stubs:
    """At how many of its eight ends a side goes on as straight as it came; `cell`: two sides do
    so beside each other, as those of a table's cells and of boxes for letters."""

    count: int
    cell: bool


def _stubs(inked: Mask, box: Box, thick: float) -> _Stubs:
    near, far = (thick / 2 + share * box.width for share in _STUB)
    half = max(0.6, thick / 2)

    def lying(x0: float, x1: float, y: float) -> bool:
        return _share(inked, (x0, y - half, x1, y + half), axis=0) > _STRAIGHT_ON

    def standing(y0: float, y1: float, x: float) -> bool:
        return _share(inked, (x - half, y0, x + half, y1), axis=1) > _STRAIGHT_ON

    pairs = (
        [lying(box.x0 - far, box.x0 - near, y) for y in (box.y0, box.y1)],
        [lying(box.x1 + near, box.x1 + far, y) for y in (box.y0, box.y1)],
        [standing(box.y0 - far, box.y0 - near, x) for x in (box.x0, box.x1)],
        [standing(box.y1 + near, box.y1 + far, x) for x in (box.x0, box.x1)],
    )
    return _Stubs(sum(map(sum, pairs)), any(map(all, pairs)))


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
