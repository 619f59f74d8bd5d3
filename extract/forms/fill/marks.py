"""Tick marks, strike-outs, signatures, thumbprints: what pens and thumbs leave."""

from __future__ import annotations

import math
from random import Random
from typing import Literal

import numpy as np

from extract.forms.fill.canvas import Canvas, Point, union
from models.values import Box

Shape = Literal["x", "check", "blob", "machine"]
SHAPES: tuple[Shape, ...] = ("x", "check", "check", "blob", "machine")
_MACHINE_PEN = 0.35  # mm
_PEN = (0.35, 0.6)  # mm, thinnest and thickest


def draw_tick(
    canvas: Canvas, box: Box, shape: Shape, colour: tuple[int, int, int], rng: Random
) -> Box:
    """Mark a tick box (mm); returns the box of the ink (page pixels)."""
    side = box.width

    def at(u: float, v: float, loose: float = 0.09) -> Point:
        du, dv = rng.uniform(-loose, loose), rng.uniform(-loose, loose)
        return canvas.px(box.x0 + (u + du) * side), canvas.px(box.y0 + (v + dv) * side)

    pen = canvas.px(rng.uniform(*_PEN))
    if shape == "machine":
        lines = [[at(0.22, 0.22, 0), at(0.78, 0.78, 0)], [at(0.78, 0.22, 0), at(0.22, 0.78, 0)]]
        pen = canvas.px(_MACHINE_PEN)
    elif shape == "x":
        lines = [[at(-0.02, 0.0), at(1.0, 1.03)], [at(1.0, -0.03), at(0.0, 1.0)]]
    elif shape == "check":
        lines = [[at(0.08, 0.5), at(0.4, 0.92), at(1.25, -0.25, 0.16)]]
    else:
        turns = [
            at(0.5 + 0.34 * math.cos(t * 0.7), 0.5 + 0.34 * math.sin(t * 0.7) * (t % 3 - 1))
            for t in range(18)
        ]
        lines = [turns]
        pen = canvas.px(0.7)
    drawn = canvas.stroke(lines, pen, colour)
    assert drawn is not None  # noqa: S101 - a tick box lies on its page
    return drawn


def strike_out(
    canvas: Canvas, box: Box, reach: float, colour: tuple[int, int, int], rng: Random
) -> Box:
    """Cross out a tick box and `reach` mm of the words behind it."""
    y = (box.y0 + box.y1) / 2
    x0, x1 = box.x0 - 1.2, box.x1 + reach
    count = rng.randrange(1, 3)
    lines = [
        [
            (canvas.px(x0 + (x1 - x0) * t / 6), canvas.px(y + shift + rng.uniform(-0.5, 0.5)))
            for t in range(7)
        ]
        for shift in ((0.0,) if count == 1 else (-0.7, 0.7))
    ]
    drawn = canvas.stroke(lines, canvas.px(rng.uniform(*_PEN)), colour)
    assert drawn is not None  # noqa: S101
    return drawn


def sign(canvas: Canvas, zone: Box, colour: tuple[int, int, int], rng: Random) -> Box:
    """A scrawl inside `zone` (mm)."""
    width = min(zone.width * 0.6, rng.uniform(22, 40))
    height = min(zone.height * 0.55, rng.uniform(7, 12))
    x0 = zone.x0 + rng.uniform(2, max(2.1, zone.width - width - 3))
    y0 = (zone.y0 + zone.y1) / 2
    phase, speed = rng.uniform(0, 6.28), rng.uniform(2.2, 4.5)
    steps = np.linspace(0, 1, 140)
    wave = np.sin(steps * speed * 6.28 + phase) * (1 - 0.7 * steps) * height / 2
    wave += np.sin(steps * speed * 13.1) * height * 0.12
    along = x0 + width * steps + np.cos(steps * speed * 6.28) * width * 0.07
    line = [
        (canvas.px(float(x)), canvas.px(float(y0 + y))) for x, y in zip(along, wave, strict=True)
    ]
    flourish = [
        (canvas.px(x0), canvas.px(y0 + height * 0.45)),
        (canvas.px(x0 + width), line[-1][1]),
    ]
    drawn = canvas.stroke([line, flourish], canvas.px(rng.uniform(0.35, 0.55)), colour)
    assert drawn is not None  # noqa: S101
    return drawn


def thumbprint(canvas: Canvas, zone: Box, colour: tuple[int, int, int], rng: Random) -> Box:
    """Ridges of an inked thumb inside `zone` (mm)."""
    cx = zone.x0 + zone.width * rng.uniform(0.3, 0.7)
    cy = (zone.y0 + zone.y1) / 2
    tall = min(9.0, zone.height * 0.42)
    boxes: list[Box] = []
    for ridge in range(1, 10):
        share = ridge / 9
        angles = np.linspace(rng.uniform(-0.4, 0.4), 6.28 * rng.uniform(0.82, 1.0), 50)
        wobble = rng.uniform(-0.3, 0.3)
        line = [
            (
                canvas.px(cx + 0.75 * tall * share * math.cos(a) + wobble * math.sin(3 * a)),
                canvas.px(cy + tall * share * math.sin(a) + wobble * math.cos(2 * a)),
            )
            for a in angles
        ]
        drawn = canvas.stroke([line], canvas.px(0.4), colour, rng.uniform(0.55, 0.95))
        if drawn is not None:
            boxes.append(drawn)
    return union(boxes)
