"""What copying does to the outlines of tick boxes: broken, thickened, faint, or a side gone."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from random import Random
from typing import Final

import numpy as np

from extract.forms.fill.canvas import Canvas
from extract.forms.fill.marks import habits, weighed
from extract.forms.levels import Level, Set
from models.values import Box

_INK: Final = (16, 16, 18)
_AROUND: Final = 0.35  # mm of an outline's soft edges


def wear(
    canvas: Canvas, boxes: Iterable[Box], level: Level, rng: Random, which: Set | None = None
) -> str:
    """Copy the outlines of a page's tick boxes (mm) badly, all of them alike or not at all.

    Returns how: a key of `KINDS`, or "".
    """
    ways = habits(which)["outlines"][level]
    if rng.random() >= ways["chance"]:
        return ""
    kind = weighed(ways["kinds"], rng)
    for box in boxes:
        KINDS[kind](canvas, box, rng)
    return kind


def _broken(canvas: Canvas, box: Box, rng: Random) -> None:
    for side in _sides(box):
        for _ in range(rng.randrange(1, 4)):
            _blank(canvas, _part(side, rng.uniform(0, 0.85), rng.uniform(0.06, 0.2)), 1.0)


def _gone(canvas: Canvas, box: Box, rng: Random) -> None:
    _blank(canvas, rng.choice(_sides(box)), 1.0)


def _faint(canvas: Canvas, box: Box, rng: Random) -> None:
    for side in _sides(box):
        _blank(canvas, side, rng.uniform(0.35, 0.75))


def _thick(canvas: Canvas, box: Box, rng: Random) -> None:
    x0, y0, x1, y1 = (canvas.px(v) for v in (box.x0, box.y0, box.x1, box.y1))
    corners = [(x0, y0), (x1, y0), (x1, y1), (x0, y1), (x0, y0)]
    canvas.stroke([corners], canvas.px(rng.uniform(0.4, 0.75)), _INK)


def _sides(box: Box) -> tuple[Box, ...]:
    return (
        Box(box.x0, box.y0 - _AROUND, box.x1, box.y0 + _AROUND),
        Box(box.x0, box.y1 - _AROUND, box.x1, box.y1 + _AROUND),
        Box(box.x0 - _AROUND, box.y0, box.x0 + _AROUND, box.y1),
        Box(box.x1 - _AROUND, box.y0, box.x1 + _AROUND, box.y1),
    )


def _part(side: Box, start: float, share: float) -> Box:
    """From `start` on a `share` of a side's length."""
    if side.width > side.height:
        x0 = side.x0 + start * side.width
        return Box(x0, side.y0, x0 + share * side.width, side.y1)
    y0 = side.y0 + start * side.height
    return Box(side.x0, y0, side.x1, y0 + share * side.height)


def _blank(canvas: Canvas, place: Box, share: float) -> None:
    """Take that share of the ink away."""
    x0, y0, x1, y1 = (round(canvas.px(v)) for v in (place.x0, place.y0, place.x1, place.y1))
    part = canvas.pixels[max(0, y0) : y1, max(0, x0) : x1]
    part[:] = np.asarray(part + (255.0 - part) * share, np.uint8)


KINDS: Final[dict[str, Callable[[Canvas, Box, Random], None]]] = {
    "broken": _broken,
    "gone": _gone,
    "faint": _faint,
    "thick": _thick,
}
