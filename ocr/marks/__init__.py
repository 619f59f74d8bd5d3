"""Tick boxes and words to choose from: empty, filled, struck out, or not sure.

`read_marks` is the one door for tick boxes, `words.read_words` for printed words that are ringed,
underlined or struck out, `find.find` for the tick boxes of a page that nobody knows.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from models.values import Box, Mark, MarkState
from ocr.marks.facts import NAMES, facts_of, ringed
from ocr.marks.place import Place, found, places
from ocr.marks.table import BOXES, load
from ocr.shapes import Mask
from ocr.sheet import Sheet

__all__ = ["read_mark", "read_marks"]

UNSURE: Final = 0.6  # a state that is no more probable than this is not said
_FULL: Final = 0.9  # of a box's inside, gaps of a pen's width closed
_BEYOND: Final = 0.8  # of the way left of it
_TELLING: Final = 18.0  # pixels of a box's side
_INK: Final = NAMES.index("ink")


def read_mark(sheet: Sheet, box: Box, stamps: Mask | None = None) -> Mark:
    """The state of the tick box at `box` (clean pixels)."""
    return _read(sheet, found(sheet, box), stamps)


def read_marks(sheet: Sheet, boxes: Sequence[Box], stamps: Mask | None = None) -> tuple[Mark, ...]:
    """The states of a page's tick boxes (clean pixels), which tell each other where they lie.

    Their outlines are found again near their places; a blank in the sheet's plane helps, and is
    not needed. `stamps` is where stamps lie, as `ocr.clean.Cleaned` has it.
    """
    return tuple(_read(sheet, place, stamps) for place in places(sheet, boxes))


def _read(sheet: Sheet, place: Place, stamps: Mask | None) -> Mark:
    if min(place.box.width, place.box.height) < 4 or not _on_page(sheet, place.box):
        return Mark(MarkState.UNSURE, 0.0, 0.0)
    facts = facts_of(sheet, place, stamps)
    state, p = load(BOXES).judged(facts)
    known = dict(zip(NAMES, facts, strict=True))
    # A stamp's ring through a box looks like a line that strikes it out.
    ring = state is MarkState.STRUCK_OUT and known["dense"] < _FULL and ringed(sheet, place.box)
    if p < UNSURE or ring or _taken_back(state, known, place):
        return Mark(MarkState.UNSURE, facts[_INK], min(p, UNSURE))
    return Mark(state, facts[_INK], p)


def _taken_back(state: MarkState, facts: Mapping[str, float], place: Place) -> bool:
    """Whether a box passes for ticked that may have been scribbled over to take its tick back:
    full, and beyond its left side, where no tick has its tail. Of few pixels nobody can say."""
    if state is not MarkState.FILLED or place.box.width < _TELLING:
        return False
    return facts["dense"] >= _FULL and facts["left"] >= _BEYOND


def _on_page(sheet: Sheet, box: Box) -> bool:
    height, width = sheet.grey.shape
    return box.x0 >= 0 and box.y0 >= 0 and box.x1 <= width and box.y1 <= height
