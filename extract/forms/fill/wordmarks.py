"""Printed words that are ringed, underlined, or struck out as not applying. Positions are mm."""

from __future__ import annotations

import math
from collections.abc import Callable
from random import Random
from typing import Final

import numpy as np

from extract.forms.fill.canvas import Canvas, Point
from extract.forms.fill.marks import Nib, habits, weighed
from extract.forms.levels import Set
from models.values import Box


def some_way(rng: Random, which: Set | None = None) -> str:
    """One of the set's ways to choose a word, of `WAYS`."""
    return weighed(habits(which)["words"], rng)


def choose_word(canvas: Canvas, word: Box, way: str, nib: Nib, rng: Random) -> Box:
    """Ring or underline a printed word; returns the box of the ink (page pixels)."""
    lines = [[(canvas.px(x), canvas.px(y)) for x, y in line] for line in WAYS[way](word, rng)]
    drawn = canvas.stroke(lines, canvas.px(nib.thick), nib.colour, nib.press)
    assert drawn is not None  # noqa: S101 - a word lies on its page
    return drawn


def strike_word(canvas: Canvas, word: Box, nib: Nib, rng: Random) -> Box:
    """One or two lines through a printed word, or to and fro; the box of the ink (page pixels)."""
    ends = [(word.x0 - rng.uniform(0, 1), word.x1 + rng.uniform(0, 1)) for _ in range(2)]
    middle = word.y0 + word.height * rng.uniform(0.42, 0.62)
    rise = rng.uniform(-0.12, 0.12) * word.height
    lines: list[list[Point]] = [[(ends[0][0], middle + rise), (ends[0][1], middle - rise)]]
    how = rng.random()
    if how < 0.3:
        off = word.height * rng.uniform(0.15, 0.25)
        lines.append([(ends[1][0], middle + off), (ends[1][1], middle + off - rise)])
    elif how < 0.45:
        turns = max(4, round(word.width / 1.6))
        lines = [
            [
                (
                    ends[0][0] + (ends[0][1] - ends[0][0]) * n / turns,
                    middle + (-1) ** n * word.height * 0.3,
                )
                for n in range(turns + 1)
            ]
        ]
    drawn = canvas.stroke(
        [[(canvas.px(x), canvas.px(y)) for x, y in line] for line in lines],
        canvas.px(nib.thick),
        nib.colour,
        nib.press,
    )
    assert drawn is not None  # noqa: S101 - a word lies on its page
    return drawn


def _ring(word: Box, rng: Random, turn: float = 6.7) -> list[list[Point]]:
    """An oval that a hand closes about: it ends beside where it began."""
    x, y = (word.x0 + word.x1) / 2, (word.y0 + word.y1) / 2
    wide = word.width / 2 + rng.uniform(0.7, 2.0)
    tall = word.height / 2 + rng.uniform(0.3, 1.0)
    start, lean = rng.uniform(0, 6.28), rng.uniform(-0.06, 0.06)
    x, y = x + rng.uniform(-0.4, 0.4), y + rng.uniform(-0.3, 0.3)
    points = []
    for t in np.linspace(0, turn, 48):
        drift = 1 + 0.06 * math.sin(2.3 * float(t) + start)
        along, down = wide * drift * math.cos(start + t), tall * drift * math.sin(start + t)
        points.append((x + along - lean * down, y + down + lean * along))
    return [points]


def _open_ring(word: Box, rng: Random) -> list[list[Point]]:
    return _ring(word, rng, rng.uniform(5.2, 5.9))


def _underline(word: Box, rng: Random) -> list[list[Point]]:
    y = word.y1 + rng.uniform(0.1, 0.7)
    x0, x1 = word.x0 + rng.uniform(-0.8, 0.6), word.x1 + rng.uniform(-0.6, 1.0)
    rise, bow = rng.uniform(-0.4, 0.4), rng.uniform(-0.2, 0.2)
    steps = np.linspace(0, 1, 12)
    return [
        [
            (x0 + (x1 - x0) * float(t), y + rise * float(t) + bow * math.sin(math.pi * float(t)))
            for t in steps
        ]
    ]


def _double(word: Box, rng: Random) -> list[list[Point]]:
    (first,) = _underline(word, rng)
    return [first, [(x + rng.uniform(-0.1, 0.1), y + 0.7) for x, y in first]]


WAYS: Final[dict[str, Callable[[Box, Random], list[list[Point]]]]] = {
    "ring": _ring,
    "open_ring": _open_ring,
    "underline": _underline,
    "double": _double,
}
