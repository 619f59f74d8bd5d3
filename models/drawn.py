"""What is drawn on a page of no known form, beside its words: lines, walls, boxes to tick.

Boxes are in pixels of the clean page, as those of `models.values.CleanPage`.
"""

from __future__ import annotations

from dataclasses import dataclass

from models.values import Box, Mark


@dataclass(frozen=True, slots=True)
class Tick:
    """A tick box, circle or pair of brackets, and what was made of it."""

    box: Box
    mark: Mark


@dataclass(frozen=True, slots=True)
class Drawn:
    """`rules` lie flat (drawn lines, and leaders of dots or dashes, which `leaders` hold again);
    `walls` stand and end at rules."""

    rules: tuple[Box, ...] = ()
    leaders: tuple[Box, ...] = ()
    walls: tuple[Box, ...] = ()
    ticks: tuple[Tick, ...] = ()
