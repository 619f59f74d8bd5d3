"""A square looked at closely: whether four thin lines stand alone and meet at square corners."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from models.values import Box
from ocr.marks.place import Place
from ocr.sheet import Sheet

_KEPT: Final = 0.72  # of all sides, once they were found exactly
_SQUARE: Final = (0.78, 1.28)  # of a box's height its width is
_WHOLE: Final = 0.93  # of all sides is ink, where one of them may be touched by something
_ENDS: Final = 0.14  # of a side near its ends is left out: marks meet the corners
_LINE: Final = (0.3, 0.55)  # of the worst side, and of the next, is a thin line
_SURE: Final = (0.6, 0.8)  # where a box is beyond doubt
_FEWEST: Final = 8  # pixels of a side: of less nothing can be told
_CLEAR: Final = (0.08, 0.26)  # sides from the outline, where there is mostly paper
_INKED: Final = 0.42  # of such a lane's length: more is no paper
_STUB: Final = (0.1, 0.3)  # sides beyond a corner, where a table's rule goes on
_STRAIGHT_ON: Final = 0.9  # of that is ink, where it does
_CORNER: Final = 0.05  # of a side: as near to a corner there is ink, if it is square
_CORNERS: Final = 3  # of four are square
Mask = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Looked:
    """A square looked at closely: how closed its weakest side is, and whether it must be a box."""

    box: Box
    closed: float
    sure: bool

    @property
    def side(self) -> float:
        return min(self.box.width, self.box.height)


def looked(sheet: Sheet, place: Place) -> Looked | None:
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
    return Looked(box, sum(lines), sure)


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
