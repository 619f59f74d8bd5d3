"""Tick boxes of any make on a page that nobody knows: squares, circles, pairs of brackets.

First those that nobody has ticked, by their shape; they show how this page prints them. Then every
place where the same outline is on the paper, whatever was drawn into it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

import cv2
import numpy as np
import numpy.typing as npt

from models.values import Box, Mark, MarkState
from ocr.shapes import Mask, pieces
from ocr.sheet import Sheet

_MM: Final = 25.4
_SIDE_MM: Final = (2.2, 7.2)
_SQUARE: Final = 1.22  # times as wide as high, at most
_SOLID: Final = 0.86  # of a side, or of the turn of a circle, is ink
_RIM: Final = 0.24  # of a box's side, as far as its outline may reach inwards
_HOLLOW: Final = 0.02  # of its inside is ink, of an empty one
_SLIM: Final = 1.9  # times as high as wide, a bracket at least
_APART_MM: Final = (0.9, 8.0)  # between two brackets of a pair
_ALIKE: Final = 0.15
_TAIL: Final = 0.45  # of its height: above, a tick's tail may leave
_BESIDE: Final = (0.1, 0.22)  # of the width: so near there is paper on both sides
_CROWDED: Final = 0.12
_SAME: Final = 0.84  # of an outline is ink where it is found again
_CLOSE: Final = 0.5  # of its width: two places so near are one
_EMPTY: Final = 0.025
_FILLED: Final = 0.07
_MOST: Final = 60  # outlines a page


@dataclass(frozen=True, slots=True, eq=False)
class _Outline:
    """A place (x, y) and the ink of its outline; `inset` is what of its sides is no inside."""

    x: int
    y: int
    ink: Mask
    inset: tuple[float, float]
    open: bool = False  # brackets: words may stand close behind them

    @property
    def box(self) -> Box:
        height, width = self.ink.shape
        return Box(float(self.x), float(self.y), float(self.x + width), float(self.y + height))


def outlined(sheet: Sheet) -> tuple[tuple[Box, Mark], ...]:
    """The tick boxes of a page (clean pixels) and their states, row by row."""
    labels, stats = pieces(sheet.inked)
    empty = [*_closed(labels, stats, sheet), *_bracketed(labels, stats, sheet)]
    empty = [one for one in empty if _alone(sheet.inked, one)][:_MOST]
    found: list[_Outline] = []
    for model in _models(empty):
        every = _again(sheet, model, [one for one in empty if _like(one, model)])
        marks = [_mark(sheet.inked, one).state for one in every]
        if 2 * marks.count(MarkState.EMPTY) < len(marks):
            continue  # most of what looks so holds ink: these are letters
        found += [one for one in every if not any(_over(one.box, o.box) for o in found)]
    found.sort(key=lambda one: (round(one.y / max(1, one.ink.shape[0])), one.x))
    return tuple((one.box, _mark(sheet.inked, one)) for one in found)


def _closed(
    labels: npt.NDArray[np.integer], stats: npt.NDArray[np.int32], sheet: Sheet
) -> Iterator[_Outline]:
    """Empty squares and circles: closed all around, with paper inside."""
    low, high = (v * sheet.dpi / _MM for v in _SIDE_MM)
    for n, (x, y, w, h, _) in enumerate(stats):
        if not n or not (low <= w <= high and low <= h <= high):
            continue
        if max(w, h) > _SQUARE * min(w, h):
            continue
        shape = np.asarray(labels[y : y + h, x : x + w] == n, np.bool_)
        if _hollow(shape, 1 - 2 * _RIM) <= _HOLLOW and (_four_sided(shape) or _round(shape)):
            yield _Outline(int(x), int(y), shape, (_RIM, _RIM))


def _hollow(shape: Mask, share: float) -> float:
    """How much ink is in the middle of a shape."""
    height, width = shape.shape
    dy, dx = (round(side * (1 - share) / 2) for side in (height, width))
    inner = shape[dy : height - dy, dx : width - dx]
    return float(inner.mean()) if inner.size else 1.0


def _four_sided(shape: Mask) -> bool:
    height, width = shape.shape
    deep = max(2, round(0.16 * min(height, width)))
    sides = (shape[:deep].any(0), shape[-deep:].any(0), shape[:, :deep].any(1))
    return min(float(s.mean()) for s in (*sides, shape[:, -deep:].any(1))) >= _SOLID


def _round(shape: Mask) -> bool:
    height, width = shape.shape
    y, x = np.nonzero(shape)
    across, down = (x + 0.5 - width / 2) / (width / 2), (y + 0.5 - height / 2) / (height / 2)
    far = np.hypot(across, down)
    rim = (far > 0.72) & (far < 1.1)
    turns = np.unique((np.arctan2(down, across)[rim] * 18 / np.pi).round().astype(int) % 36)
    return float(rim.mean()) >= _SOLID and len(turns) >= _SOLID * 36


def _bracketed(
    labels: npt.NDArray[np.integer], stats: npt.NDArray[np.int32], sheet: Sheet
) -> Iterator[_Outline]:
    """Pairs of brackets with nothing between them."""
    low, high = (v * sheet.dpi / _MM for v in _SIDE_MM)
    near, far = (v * sheet.dpi / _MM for v in _APART_MM)
    slim = [
        n
        for n, (_, _, w, h, _) in enumerate(stats)
        if n and low <= h <= high and h >= _SLIM * w and w >= 2
    ]
    left = [n for n in slim if _opens(labels, stats[n], n, flip=False)]
    right = [n for n in slim if _opens(labels, stats[n], n, flip=True)]
    for a in left:
        xa, ya, wa, ha, _ = (int(v) for v in stats[a])
        for b in right:
            xb, yb, wb, hb, _ = (int(v) for v in stats[b])
            gap = xb - xa - wa
            if not near <= gap <= far or abs(ya - yb) > _ALIKE * ha or abs(ha - hb) > _ALIKE * ha:
                continue
            top, foot = min(ya, yb), max(ya + ha, yb + hb)
            part = labels[top:foot, xa : xb + wb]
            shape = np.asarray((part == a) | (part == b), np.bool_)
            if not np.any((part != 0) & ~shape):
                whole = xb + wb - xa
                yield _Outline(xa, top, shape, ((wa + 1) / whole, 0.12), open=True)


def _opens(
    labels: npt.NDArray[np.integer], stat: npt.NDArray[np.int32], n: int, *, flip: bool
) -> bool:
    """Whether a piece is a bracket: ink along one side, ends that reach to the other."""
    x, y, w, h, _ = (int(v) for v in stat)
    shape = np.asarray(labels[y : y + h, x : x + w] == n, np.bool_)
    shape = shape[:, ::-1] if flip else shape
    third = max(1, h // 4)
    middle = shape[third : h - third]
    ends = shape[: max(2, h // 6), w // 2 :].any() and shape[-max(2, h // 6) :, w // 2 :].any()
    back = middle[:, : max(1, (w + 1) // 2)].any(axis=1).mean()
    hollow = middle[:, -max(1, w // 3) :].mean()
    return bool(ends) and float(back) >= 0.95 and float(hollow) < 0.2 and w >= 0.12 * h


def _alone(inked: Mask, one: _Outline) -> bool:
    """Whether there is paper on both sides: letters have neighbours. A tick's tail leaves at the
    upper right."""
    box = one.box
    near, far = (max(1.0, share * box.width) for share in _BESIDE)
    y0, y1 = round(box.y0), round(box.y1)
    left = inked[y0:y1, max(0, round(box.x0 - far)) : max(0, round(box.x0 - near))]
    low = round(box.y0 + _TAIL * box.height)
    right = inked[low:y1, round(box.x1 + near) : round(box.x1 + far)]
    strips = (left,) if one.open else (left, right)
    return all(not s.size or float(s.any(axis=1).mean()) <= _CROWDED for s in strips)


def _like(one: _Outline, other: _Outline) -> bool:
    sides = zip(one.ink.shape, other.ink.shape, strict=True)
    return all(abs(a - b) <= max(2.0, _ALIKE * max(a, b)) for a, b in sides)


def _models(empty: Sequence[_Outline]) -> list[_Outline]:
    """One outline of each size that a page prints, the commonest first; a single one is enough."""
    groups: list[list[_Outline]] = []
    for one in empty:
        home = next((group for group in groups if _like(one, group[0])), None)
        if home is None:
            groups.append([one])
        else:
            home.append(one)
    groups.sort(key=len, reverse=True)
    usual = [group for group in groups if 2 * len(group) >= len(groups[0])]
    return [group[len(group) // 2] for group in usual]


def _again(sheet: Sheet, model: _Outline, empty: Sequence[_Outline]) -> list[_Outline]:
    """Every place, in the rows where an empty one stands and near them, with the same outline."""
    height, width = model.ink.shape
    ink = cv2.dilate(sheet.inked.view(np.uint8), np.ones((3, 3), np.uint8)).astype(np.float32)
    kernel = model.ink.astype(np.float32) / max(1, int(model.ink.sum()))
    found = list(empty)
    for y0, y1 in _bands(empty, height, sheet.inked.shape[0]):
        band = ink[y0:y1]
        if band.shape[0] < height or band.shape[1] < width:
            continue
        score = cv2.matchTemplate(band, kernel, cv2.TM_CCORR)
        for y, x in np.argwhere(score >= _SAME)[np.argsort(-score[score >= _SAME])][:400]:
            box = Box(float(x), float(y + y0), float(x + width), float(y + y0 + height))
            if any(_over(box, other.box) for other in found):
                continue
            there = replace(model, x=int(x), y=int(y + y0))
            if _alone(sheet.inked, there):
                found.append(there)
    return found


def _bands(empty: Sequence[_Outline], height: int, page: int) -> Iterator[tuple[int, int]]:
    """Stretches of rows around empty boxes, each once."""
    reach = height // 3
    last = -1
    for y in sorted({one.y for one in empty}):
        y0 = max(last, 0, y - reach)
        y1 = min(page, y + height + reach)
        if y1 - y0 >= height:
            yield y0, y1
            last = y1 - height


def _over(a: Box, b: Box) -> bool:
    return abs(a.x0 - b.x0) < _CLOSE * max(a.width, b.width) and abs(a.y0 - b.y0) < _CLOSE * max(
        a.height, b.height
    )


def _mark(inked: Mask, one: _Outline) -> Mark:
    """The state by the ink between the sides of the outline."""
    height, width = one.ink.shape
    dx, dy = round(one.inset[0] * width), round(one.inset[1] * height)
    inner = inked[one.y + dy : one.y + height - dy, one.x + dx : one.x + width - dx]
    measure = float(inner.mean()) if inner.size else 0.0
    if measure <= _EMPTY:
        return Mark(MarkState.EMPTY, measure, 0.97)
    if measure < _FILLED:
        return Mark(MarkState.UNSURE, measure, 0.5)
    return Mark(MarkState.FILLED, measure, 0.97)
