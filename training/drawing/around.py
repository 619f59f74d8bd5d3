"""What stands around, behind and over a line: rules, leaders, frames, neighbours, stamps."""

from __future__ import annotations

from collections.abc import Callable
from random import Random
from typing import Final

import cv2
import numpy as np

from training.drawing.render import Ink, Line

_Painter = Callable[[Ink, Line, Random], None]


def surrounded(
    line: Line,
    neighbour: Ink | None,
    rng: Random,
    *,
    ruled: bool = False,
    often: float = 0.32,
) -> Ink:
    """The line's ink with some of what forms leave behind. `neighbour` is another line's ink.

    `ruled`: it may stand on the paper of an exercise book. `often`: share of the lines with
    furniture.
    """
    ink = line.ink.copy()
    if neighbour is not None and rng.random() < 0.12:
        _clipped(ink, neighbour, line, rng)
    if ruled and rng.random() < 0.15:
        _ruled(ink, line, rng)
    if rng.random() < often:
        rng.choice(_FURNITURE)(ink, line, rng)
    if rng.random() < 0.06:
        stamp(ink, line.em, rng)
    return ink


def _rule(ink: Ink, line: Line, rng: Random) -> None:
    y = round(line.base + rng.uniform(0.05, 0.5) * line.em)
    x0, x1 = _stretch(ink, rng)
    cv2.line(ink, (x0, y), (x1, y), rng.uniform(0.4, 1), _thin(line, rng), cv2.LINE_AA)


def _leader(ink: Ink, line: Line, rng: Random) -> None:
    y = round(line.base + rng.uniform(0.0, 0.3) * line.em)
    step = rng.uniform(0.12, 0.35) * line.em
    x0, x1 = _stretch(ink, rng)
    dot = max(1, round(rng.uniform(0.02, 0.05) * line.em))
    for x in np.arange(x0, x1, step):
        cv2.circle(ink, (round(x), y), dot, rng.uniform(0.5, 1), -1)


def _dashes(ink: Ink, line: Line, rng: Random) -> None:
    """Leaders of dashes, or what is left of leaders where most of them was taken away."""
    y = round(line.base + rng.uniform(0.0, 0.35) * line.em)
    step = rng.uniform(0.2, 0.6) * line.em
    long = rng.uniform(0.1, 0.7) * step
    left = 1.0 if rng.random() < 0.4 else rng.uniform(0.1, 0.6)
    x0, x1 = _stretch(ink, rng)
    thick, colour = _thin(line, rng), rng.uniform(0.4, 1)
    for x in np.arange(x0, x1, step):
        if rng.random() < left:
            cv2.line(ink, (round(x), y), (round(x + long), y), colour, thick)


def _erased(ink: Ink, line: Line, rng: Random) -> None:
    """A rule or a leader taken away, and with it what of the letters lay on it."""
    y = round(line.base + rng.uniform(0.0, 0.4) * line.em)
    thick = max(1, round(rng.uniform(0.03, 0.1) * line.em))
    band = ink[y : y + thick]
    if rng.random() < 0.5:
        band[:] = 0
        return
    step = max(2, round(rng.uniform(0.1, 0.4) * line.em))
    for x in range(rng.randrange(step), ink.shape[1], step):  # dot by dot
        band[:, x : x + max(1, thick + rng.randint(0, 1))] = 0


def _specks(ink: Ink, line: Line, rng: Random) -> None:
    """Dirt over and under the letters, that makes their crop higher than they are."""
    height, width = ink.shape
    for _ in range(rng.randint(1, 6)):
        above = rng.random() < 0.5
        y = rng.uniform(0, 0.6 * line.em) if above else height - rng.uniform(0, 0.8 * line.em)
        size = max(1, round(rng.uniform(0.01, 0.07) * line.em))
        place = rng.randrange(width), round(y)
        cv2.circle(ink, place, size, rng.uniform(0.4, 1), -1, cv2.LINE_AA)


def _frame(ink: Ink, line: Line, rng: Random) -> None:
    height, width = ink.shape
    top, foot = round(0.3 * line.em), height - round(rng.uniform(0.2, 0.7) * line.em)
    colour = rng.uniform(0.4, 1)
    if rng.random() < 0.5:
        cv2.rectangle(ink, (2, top), (width - 3, foot), colour, _thin(line, rng))
    else:
        x = rng.choice((2, width - 3))
        cv2.line(ink, (x, top), (x, foot), colour, _thin(line, rng))


def _cells(ink: Ink, line: Line, rng: Random) -> None:
    """Upright strokes at even steps: what is left of boxes for single letters."""
    step = rng.uniform(0.7, 1.3) * line.em
    top, foot = line.base - line.em, line.base + round(0.3 * line.em)
    for x in np.arange(rng.uniform(0, step), ink.shape[1], step):
        if rng.random() < 0.7:
            cv2.line(
                ink, (round(x), top), (round(x), foot), rng.uniform(0.3, 0.9), _thin(line, rng)
            )


def _ruled(ink: Ink, line: Line, rng: Random) -> None:
    """Ruled or squared paper of exercise books, faint."""
    colour, step = rng.uniform(0.08, 0.35), rng.uniform(0.3, 1.1) * line.em
    lines = np.zeros_like(ink)
    for y in np.arange(rng.uniform(0, step), ink.shape[0], step):
        cv2.line(lines, (0, round(y)), (ink.shape[1], round(y)), colour, 1)
    if rng.random() < 0.5:
        for x in np.arange(0, ink.shape[1], step):
            cv2.line(lines, (round(x), 0), (round(x), ink.shape[0]), colour, 1)
    np.maximum(ink, lines, out=ink)


def _clipped(ink: Ink, neighbour: Ink, line: Line, rng: Random) -> None:
    """The feet of the line above or the heads of the one below."""
    away = round(rng.uniform(1.25, 1.7) * line.em) * rng.choice((-1, 1))
    height, width = ink.shape
    cols = min(width, neighbour.shape[1])
    for y in range(height):
        source = y - away
        if 0 <= source < neighbour.shape[0]:
            np.maximum(ink[y, :cols], neighbour[source, :cols], out=ink[y, :cols])


def stamp(ink: Ink, em: int, rng: Random) -> None:
    """Part of a round or square office stamp across the line."""
    height, width = ink.shape
    middle = rng.randrange(width), round(height / 2 + rng.uniform(-2, 2) * em)
    colour, wide = rng.uniform(0.2, 0.8), max(1, round(rng.uniform(0.04, 0.12) * em))
    shape = np.zeros_like(ink)
    radius = round(rng.uniform(1.5, 4) * em)
    if rng.random() < 0.7:
        cv2.circle(shape, middle, radius, colour, wide, cv2.LINE_AA)
        cv2.circle(shape, middle, round(radius * 0.7), colour, wide, cv2.LINE_AA)
    else:
        end = middle[0] + 3 * radius, middle[1] + radius
        cv2.rectangle(shape, middle, end, colour, wide, cv2.LINE_AA)
    np.maximum(ink, shape, out=ink)


def _stretch(ink: Ink, rng: Random) -> tuple[int, int]:
    width = ink.shape[1]
    x0 = 0 if rng.random() < 0.7 else rng.randrange(width)
    return x0, width if rng.random() < 0.7 else min(width, x0 + rng.randrange(8, width))


def _thin(line: Line, rng: Random) -> int:
    return max(1, round(rng.uniform(0.02, 0.09) * line.em))


_FURNITURE: Final[tuple[_Painter, ...]] = (
    _rule, _rule, _leader, _leader, _dashes, _dashes, _erased, _erased, _specks,
    _frame, _cells, _ruled,
)  # fmt: skip
