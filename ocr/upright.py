"""Which way up a page lies, and the scripts on it, by the looks of a few dozen of its lines."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from models.values import CleanPage, Grey
from ocr.glimpse import glimpses
from ocr.looks import SCRIPTS, TURNS, Look, look

_UNLIKELY: Final = 0.02  # no single line is believed more than this
_ALIKE: Final = 3.0  # lines of a page err together: so many count as one
_SURELY: Final = 0.8  # text, by its looks
_TEXT_LINES: Final = 0.25  # share of what was looked at that is text on a page of text
_SCRIPT_LINES: Final = 0.05  # share of a page's text that makes a script one of the page's


@dataclass(frozen=True, slots=True)
class View:
    """Lines of a page as they look when the scan is turned clockwise by `rotation` degrees."""

    rotation: int
    looks: tuple[Look, ...]

    @property
    def text(self) -> float:
        """How many of the lines look like text."""
        return sum(one.text for one in self.looks)


@dataclass(frozen=True, slots=True)
class WayUp:
    """`rotation`: degrees to turn the scan clockwise; `sure` (0..1): 0.25 is a mere guess.

    `scripts` are those of `ocr.looks.SCRIPTS` that stand on the page, the commonest first.
    """

    rotation: int
    sure: float
    scripts: tuple[str, ...] = ()


def view(page: CleanPage) -> tuple[View, tuple[Grey, ...]]:
    """A page, turned as its `rotation` says, looked at; and the crops that were looked at."""
    crops = glimpses(page.grey, page.dpi)
    return View(page.rotation, look(crops, most=1)), crops


def way_up(views: Sequence[View]) -> WayUp:
    """The rotation that most of the lines speak for, whichever way each view was turned."""
    scores = np.zeros(len(TURNS))
    for one in views:
        for seen in one.looks:
            for turn, share in zip(TURNS, seen.turns, strict=True):
                upright = TURNS.index((one.rotation - turn) % 360)
                scores[upright] += seen.text * np.log(max(_UNLIKELY, share))
    chances = np.exp((scores - scores.max()) / _ALIKE)
    best = int(np.argmax(scores))
    sure = float(chances[best] / chances.sum())
    mostly = max((one.text / max(1, len(one.looks)) for one in views), default=0.0)
    return WayUp(TURNS[best], sure * min(1.0, 2 * mostly))


def is_text(looks: Sequence[Look]) -> bool:
    """Whether enough of a page is surely text: noise has bits that look like letters."""
    surely = sum(one.text > _SURELY for one in looks)
    return surely > 0 and surely >= _TEXT_LINES * len(looks)


def scripts_of(looks: Sequence[Look]) -> tuple[str, ...]:
    """The scripts on a page by the looks of its upright lines, the commonest first."""
    amounts = {
        script: sum(one.scripts[n] for one in looks if min(one.text, one.scripts[n]) > 0.5)
        for n, script in enumerate(SCRIPTS)
    }
    least = max(0.5, _SCRIPT_LINES * sum(one.text for one in looks))
    found = [script for script in SCRIPTS if amounts[script] >= least]
    return tuple(sorted(found, key=lambda script: -amounts[script]))


def turned_over(crops: Sequence[Grey]) -> tuple[Grey, ...]:
    """The same crops upside down."""
    return tuple(np.ascontiguousarray(crop[::-1, ::-1]) for crop in crops)
