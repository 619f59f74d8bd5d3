"""What is not meant as a tick: boxes struck out after the fact, and ink that strays into them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from random import Random
from typing import Final

from extract.forms.fill.canvas import Canvas, union
from extract.forms.fill.marks import Nib, Stroke, draw_strokes, habits, weighed
from extract.forms.levels import Set
from models.values import Box

_BEFORE: Final = 1.2  # mm that a line through a box begins before it
_DUST: Final = 0.35  # mm: what is larger may be a dot that somebody set
_REACH: Final = (3.0, 9.0)  # and how far behind it it ends


def strike_out(canvas: Canvas, box: Box, nib: Nib, rng: Random, which: Set | None = None) -> Box:
    """Take a ticked box (mm) back: by lines through it and the words behind it, or by scribbling
    all over it. Returns the box of the ink (page pixels)."""
    how = weighed(habits(which)["corrections"], rng)
    if how == "over":
        return _over(canvas, box, nib, rng)
    if how == "hatch":
        return _hatch(canvas, box, nib, rng)
    reach = rng.uniform(*_REACH)
    y = (box.y0 + box.y1) / 2
    line = Box(box.x0 - _BEFORE, y - 0.5, box.x1 + reach, y + 0.5)
    strokes = _LINES[how]
    return draw_strokes(canvas, line, strokes, Nib(nib.colour, nib.thick, nib.press, 0.0), rng)


def _over(canvas: Canvas, box: Box, nib: Nib, rng: Random) -> Box:
    """To and fro all over the box and beyond its sides, so that little paper is left."""
    out = rng.uniform(0.12, 0.3)
    turns = rng.randrange(9, 14)
    slant = rng.uniform(-0.25, 0.25)
    drawn = []
    for _ in range(2):
        stroke: Stroke = [
            (
                -out + (1 + 2 * out) * (n % 2),
                -out / 2 + (1 + out) * n / (turns - 1) + slant * (n % 2 - 0.5),
            )
            for n in range(turns)
        ]
        thick = max(nib.thick, 0.42)
        drawn.append(draw_strokes(canvas, box, [stroke], Nib(nib.colour, thick, 1.0, 0.07), rng))
    return union(drawn)


def _hatch(canvas: Canvas, box: Box, nib: Nib, rng: Random) -> Box:
    """One hasty to and fro across the box, out at its sides, with paper left between the lines."""
    left, right = rng.uniform(0.1, 0.7), rng.uniform(0.05, 0.5)
    turns = rng.randrange(7, 15)
    slant = rng.uniform(-0.5, 0.5)
    top, low = rng.uniform(-0.2, 0.15), rng.uniform(0.85, 1.2)
    stroke: Stroke = [
        (
            1 + right if n % 2 else -left,
            top + (low - top) * n / (turns - 1) + slant * (n % 2 - 0.5),
        )
        for n in range(turns)
    ]
    return draw_strokes(canvas, box, [stroke], Nib(nib.colour, nib.thick, nib.press, 0.08), rng)


_STEPS: Final = tuple(t / 6 for t in range(7))
_LINES: Final[dict[str, list[Stroke]]] = {
    "line": [[(t, 0.5 + 0.35 * (-1) ** n) for n, t in enumerate(_STEPS)]],
    "lines": [
        [(t, -0.2 + 0.3 * (-1) ** n) for n, t in enumerate(_STEPS)],
        [(t, 1.2 - 0.3 * (-1) ** n) for n, t in enumerate(_STEPS)],
    ],
    "wave": [[(t / 2, 0.5 + 0.9 * (-1) ** n) for n, t in enumerate((*_STEPS, 1.2, 1.4, 1.6, 2.0))]],
}


def stray(canvas: Canvas, box: Box, nib: Nib, rng: Random, which: Set | None = None) -> Box:
    """Ink at an empty box (mm) that nobody means as a tick; its box in page pixels."""
    kind = weighed(habits(which)["strays"]["kinds"], rng)
    if kind == "speck":
        nib = replace(nib, thick=min(max(nib.thick, 0.8 * _DUST), _DUST))
    return draw_strokes(canvas, box, _STRAYS[kind](rng), nib, rng)


def strays(rng: Random, which: Set | None) -> bool:
    """Whether something strays to an empty box."""
    return bool(rng.random() < habits(which)["strays"]["chance"])


def _corner(rng: Random) -> list[Stroke]:
    """A stroke that cuts a corner off, outside the middle."""
    deep = rng.uniform(0.05, 0.14)
    return [[(1 + deep, 0.3), (1 - deep, -deep), (0.6, -0.5)]]


def _beside(rng: Random) -> list[Stroke]:
    away, below = rng.uniform(0.2, 0.5), rng.uniform(0.6, 1.2)
    return [[(-away, -0.2), (-away + 0.1, below)]]


def _speck(rng: Random) -> list[Stroke]:
    u, v = rng.uniform(0.3, 0.7), rng.uniform(0.3, 0.7)
    return [[(u, v), (u + 0.01, v)]]


def _tail(rng: Random) -> list[Stroke]:
    """The end of a line that comes from below and hardly gets in."""
    u = rng.uniform(0.2, 0.8)
    return [[(u - 0.3, 2.2), (u, 0.93)]]


_STRAYS: Final[dict[str, Callable[[Random], list[Stroke]]]] = {
    "corner": _corner,
    "beside": _beside,
    "speck": _speck,
    "tail": _tail,
}
