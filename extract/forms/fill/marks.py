"""Ticks in boxes as pens make them: crosses, hooks, dots, scribbles. Positions are mm."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise
from random import Random
from typing import Any, Final

import numpy as np

from extract.forms.fill.canvas import Canvas, Point
from extract.forms.fill.stock import stock
from extract.forms.levels import Set
from models.values import Box

MACHINE: Final = "machine"  # a cross that a printer put there
_MACHINE_PEN: Final = 0.35  # mm
Stroke = list[tuple[float, float]]  # points in sides of the box, (0, 0) its upper left corner
_BETWEEN: Final = 6  # points drawn between two of a stroke


@dataclass(frozen=True, slots=True)
class Nib:
    """What a mark is made with: RGB ink, thickness in mm, how hard it presses (0..1), and how
    loosely it is led (a share of the box)."""

    colour: tuple[int, int, int]
    thick: float
    press: float = 1.0
    loose: float = 0.09


def some_nib(colour: tuple[int, int, int], rng: Random, which: Set | None = None) -> Nib:
    """A pen of that colour, as the set's people have them."""
    ways = habits(which)
    return Nib(colour, *(rng.uniform(*ways[name]) for name in ("pen", "press", "loose")))


def some_tick(rng: Random, which: Set | None = None) -> str:
    """One of the set's shapes of ticks."""
    return weighed(habits(which)["ticks"], rng)


def habits(which: Set | None) -> Any:
    """How people of a set mark (`data/marks.yaml`)."""
    return stock("marks")[which or "tune"]


def weighed(choices: dict[str, float], rng: Random) -> str:
    """One of them, by their weights."""
    return rng.choices(tuple(choices), tuple(choices.values()))[0]


def draw_tick(canvas: Canvas, box: Box, shape: str, nib: Nib, rng: Random) -> Box:
    """Mark a tick box with a shape of `SHAPES`; returns the box of the ink (page pixels)."""
    if shape == MACHINE:
        nib = Nib(nib.colour, _MACHINE_PEN, 1.0, 0.0)
    strokes = SHAPES[shape](rng)
    thick = max(nib.thick, 0.6) if shape == "blob" else nib.thick
    return draw_strokes(canvas, box, strokes, Nib(nib.colour, thick, nib.press, nib.loose), rng)


def draw_strokes(canvas: Canvas, box: Box, strokes: list[Stroke], nib: Nib, rng: Random) -> Box:
    """Strokes in sides of `box` (mm), led as loosely as `nib` says; the box of the ink (pixels)."""
    lines = [_led(canvas, box, stroke, nib.loose, rng) for stroke in strokes]
    drawn = canvas.stroke(lines, canvas.px(nib.thick), nib.colour, nib.press)
    points = [point for line in lines for point in line]
    (x0, y0), (x1, y1) = (tuple(end(v) for v in zip(*points, strict=True)) for end in (min, max))
    return drawn or Box(x0, y0, x1, y1)  # the faintest dot leaves nothing to see


def _led(canvas: Canvas, box: Box, stroke: Stroke, loose: float, rng: Random) -> list[Point]:
    """A stroke as a hand leads it: its points a little off, the way between them bent."""
    points = [(u + rng.uniform(-loose, loose), v + rng.uniform(-loose, loose)) for u, v in stroke]
    led: list[tuple[float, float]] = []
    for (u0, v0), (u1, v1) in pairwise(points):
        bend = rng.uniform(-0.5, 0.5) * loose
        for t in np.linspace(0, 1, _BETWEEN, endpoint=False).tolist():
            off = bend * math.sin(math.pi * t)
            led.append((u0 + (u1 - u0) * t - off * (v1 - v0), v0 + (v1 - v0) * t + off * (u1 - u0)))
    return [
        (canvas.px(box.x0 + u * box.width), canvas.px(box.y0 + v * box.height))
        for u, v in (*led, points[-1])
    ]


def _cross(_rng: Random) -> list[Stroke]:
    return [[(-0.02, 0.0), (1.0, 1.03)], [(1.0, -0.03), (0.0, 1.0)]]


def _by_machine(_rng: Random) -> list[Stroke]:
    return [[(0.22, 0.22), (0.78, 0.78)], [(0.78, 0.22), (0.22, 0.78)]]


def _check(rng: Random) -> list[Stroke]:
    return [[(0.08, 0.5), (0.4, 0.92), (1.25 + rng.uniform(-0.2, 0.3), -0.25)]]


def _hook(rng: Random) -> list[Stroke]:
    """A small check in a part of the box."""
    u, v, size = rng.uniform(0.1, 0.35), rng.uniform(0.2, 0.4), rng.uniform(0.4, 0.6)
    return [[(u, v + 0.4 * size), (u + 0.35 * size, v + 0.9 * size), (u + size, v)]]


def _high(_rng: Random) -> list[Stroke]:
    """A large check whose corner alone stands in the box."""
    return [[(-0.25, 0.1), (0.35, 0.75), (1.7, -0.8)]]


def _blob(rng: Random) -> list[Stroke]:
    turn = rng.uniform(0, 1)
    return [
        [
            (
                0.5 + 0.34 * math.cos(t * 0.7 + turn),
                0.5 + 0.34 * math.sin(t * 0.7 + turn) * (t % 3 - 1),
            )
            for t in range(18)
        ]
    ]


def _slash(rng: Random) -> list[Stroke]:
    if rng.random() < 0.75:
        return [[(1.0, -0.05), (0.0, 1.05)]]
    return [[(0.0, 0.0), (1.0, 1.0)]]


def _scribble(rng: Random) -> list[Stroke]:
    """To and fro within the box."""
    turns = rng.randrange(5, 9)
    return [[(0.1 + 0.8 * (n % 2) + 0.02 * n, 0.12 + 0.76 * n / (turns - 1)) for n in range(turns)]]


def _dot(rng: Random) -> list[Stroke]:
    u, v = 0.5 + rng.uniform(-0.1, 0.1), 0.5 + rng.uniform(-0.1, 0.1)
    return [[(u + 0.12 * math.cos(t), v + 0.12 * math.sin(t)) for t in np.linspace(0, 9, 12)]]


def _plus(_rng: Random) -> list[Stroke]:
    return [[(0.5, 0.0), (0.5, 1.0)], [(0.05, 0.5), (0.95, 0.5)]]


def _star(_rng: Random) -> list[Stroke]:
    turns = (0.0, 60.0, 120.0)
    return [
        [
            (0.5 - 0.45 * math.cos(math.radians(a)), 0.5 - 0.45 * math.sin(math.radians(a))),
            (0.5 + 0.45 * math.cos(math.radians(a)), 0.5 + 0.45 * math.sin(math.radians(a))),
        ]
        for a in turns
    ]


SHAPES: Final[dict[str, Callable[[Random], list[Stroke]]]] = {
    "x": _cross,
    "check": _check,
    "blob": _blob,
    "slash": _slash,
    "scribble": _scribble,
    "dot": _dot,
    "plus": _plus,
    "hook": _hook,
    "high": _high,
    "star": _star,
    MACHINE: _by_machine,
}
