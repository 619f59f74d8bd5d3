"""Setting words and drawing the furniture of forms; positions in mm, boxes in pixels."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

import cv2
import numpy as np

from benchmarks.pages.page import Sheet
from extract.forms.fill.ink import Face, ink, width
from extract.forms.fill.wobble import by_hand
from models.values import Box

Colour = tuple[int, int, int]
Point = tuple[float, float]
Leader = Literal["dots", "typed", "underscore", "dashes", "rule", "box", "bare"]
LEADERS: Final[tuple[Leader, ...]] = (
    "dots",
    "typed",
    "underscore",
    "dashes",
    "rule",
    "box",
    "bare",
)
_SHIFT: Final = 4


@dataclass(frozen=True, slots=True)
class Type:
    """A face for a language at a size in points, in a colour; `loose` as by a hand."""

    face: Face
    language: str
    points: float
    colour: Colour = (0, 0, 0)
    loose: bool = False


def room(sheet: Sheet, text: str, kind: Type) -> float:
    """Width in mm that `text` takes."""
    pixels = width(text, kind.language, kind.face, sheet.pixels(kind.points))
    return pixels / sheet.canvas.dpi * 25.4


def put(sheet: Sheet, text: str, kind: Type, x: float, base: float) -> Box | None:
    """Set `text` from (x, base) mm on; returns the box of its ink."""
    drawn = ink(text, kind.language, kind.face, sheet.pixels(kind.points))
    if kind.loose:
        drawn = by_hand(drawn, sheet.pixels(kind.points), sheet.rng)
    px = sheet.canvas.px
    left, top = round(px(x)) + drawn.left, round(px(base)) + drawn.top
    return sheet.canvas.lay(drawn.mask, left, top, kind.colour)


def label(sheet: Sheet, text: str, kind: Type, x: float, base: float) -> float:
    """Set printed words and note them down; returns the x (mm) where they end."""
    box = put(sheet, text, kind, x, base)
    if box is not None:
        sheet.labels.append({"text": text, "language": kind.language, "box": box})
    return x + room(sheet, text, kind)


def bar(sheet: Sheet, box: Box, grey: int) -> None:
    """Fill a rectangle (mm) with a grey, under what is set later."""
    px = sheet.canvas.px
    x0, y0, x1, y1 = (round(px(v)) for v in (box.x0, box.y0, box.x1, box.y1))
    sheet.canvas.pixels[max(y0, 0) : y1, max(x0, 0) : x1] = grey


def rule(sheet: Sheet, start: Point, end: Point, thick: float = 0.2) -> None:
    """A straight line (mm)."""
    px = sheet.canvas.px
    sheet.canvas.stroke(
        [[(px(start[0]), px(start[1])), (px(end[0]), px(end[1]))]], max(1.0, px(thick)), (0, 0, 0)
    )


def frame(sheet: Sheet, box: Box, thick: float = 0.2) -> None:
    """The four sides of a rectangle (mm)."""
    px = sheet.canvas.px
    corners = [(box.x0, box.y0), (box.x1, box.y0), (box.x1, box.y1), (box.x0, box.y1)]
    line = [(px(x), px(y)) for x, y in (*corners, corners[0])]
    sheet.canvas.stroke([line], max(1.0, px(thick)), (0, 0, 0))


def leader(sheet: Sheet, way: Leader, span: Point, base: float, kind: Type) -> None:
    """What a value is written on, over `span` of x (mm), the writing's baseline at `base`."""
    rng, px = sheet.rng, sheet.canvas.px
    x0, x1 = span
    if way == "typed":
        dot = room(sheet, "." * 20, kind) / 20
        put(sheet, "." * max(3, int((x1 - x0) / dot)), kind, x0, base + 0.2)
    elif way in {"underscore", "rule"}:
        rule(sheet, (x0, base + 0.9), (x1, base + 0.9), 0.18 if way == "rule" else 0.3)
    elif way == "dots":
        step, size = rng.choice((0.9, 1.1, 1.4)), px(rng.choice((0.13, 0.17, 0.22)))
        _dots(sheet, np.arange(px(x0), px(x1), px(step)), px(base + 0.7), size)
    elif way == "dashes":
        for x in np.arange(x0, x1 - 1, 2.0):
            rule(sheet, (float(x), base + 0.8), (float(x) + 1.2, base + 0.8))


def _dots(
    sheet: Sheet, middles: np.ndarray[tuple[int], np.dtype[np.float64]], y: float, radius: float
) -> None:
    size = int(radius * 2) + 3
    mask = np.zeros((size * 2 + 1, int(middles[-1] - middles[0]) + 2 * size + 2), np.uint8)
    for x in middles:
        spot = (round((x - middles[0] + size) * (1 << _SHIFT)), size << _SHIFT)
        cv2.circle(mask, spot, max(1, round(radius * (1 << _SHIFT))), 255, -1, cv2.LINE_AA, _SHIFT)
    sheet.canvas.lay(mask, round(middles[0]) - size, round(y) - size, (0, 0, 0))


def carve(sheet: Sheet, text: str, kind: Type, x: float, base: float) -> float:
    """Set printed words in white on black and note them down; returns the x (mm) of their end."""
    drawn = ink(text, kind.language, kind.face, sheet.pixels(kind.points))
    left, top = round(sheet.canvas.px(x)) + drawn.left, round(sheet.canvas.px(base)) + drawn.top
    height, wide = drawn.mask.shape
    under = sheet.canvas.pixels[top : top + height, left : left + wide]
    cover = drawn.mask[: under.shape[0], : under.shape[1]]
    if under.ndim == 3:
        cover = np.repeat(cover[..., None], 3, axis=2)
    np.maximum(under, cover, out=under)
    box = Box(left + 2, top + 2, left + wide - 2, top + height - 2)
    sheet.labels.append({"text": text, "language": kind.language, "box": box})
    return x + room(sheet, text, kind)
