"""Printed words of which some are ringed, underlined or struck out.

Where a pen went is what the blank does not have there: a ring is ink all around, a line under a
word is ink below it alone, a stroke is ink in the gaps between its letters and at both its ends.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np

from models.values import Box, Mark, MarkState
from ocr.marks.place import shifted
from ocr.marks.table import WORDS, load
from ocr.shapes import Mask, grown
from ocr.sheet import Sheet

NAMES: Final = (
    "through", "gaps", "ends", "under", "under_longest", "above", "left", "right", "round",
    "upper_round", "dense", "new", "stamped",
)  # fmt: skip
_UNSURE: Final = 0.6
_MM: Final = 25.4
_NEAR_PRINT_MM: Final = 0.22
_BAND: Final = (0.2, 0.8)  # of a word's height, where a stroke through it goes
_UNDER_MM: Final = (-0.35, 1.7)  # below the word's foot
_ABOVE_MM: Final = (-0.35, 1.5)
_SIDE_MM: Final = (0.15, 2.6)
_ENDS_MM: Final = (0.15, 0.7)
_SPOKES: Final = 40
_WHITE: Final = 190


def read_words(sheet: Sheet, boxes: Sequence[Box], stamps: Mask | None = None) -> tuple[Mark, ...]:
    """How each printed word of a page (clean pixels) is marked: filled is ringed or underlined.

    Without a blank nobody can tell a stroke from a letter: then all are unsure.
    """
    if sheet.printed is None:
        return tuple(Mark(MarkState.UNSURE, 0.0, 0.0) for _ in boxes)
    table = load(WORDS)
    found = []
    for box in shifted(sheet, boxes):
        facts = facts_of(sheet, box, stamps)
        state, p = table.judged(facts)
        measure = facts[NAMES.index("new")]
        found.append(Mark(state if p >= _UNSURE else MarkState.UNSURE, measure, p))
    return tuple(found)


def facts_of(sheet: Sheet, box: Box, stamps: Mask | None = None) -> tuple[float, ...]:
    """The facts of the word at `box`, in the order of NAMES, each 0..1."""
    pixels = sheet.dpi / _MM
    pad = round(3.2 * pixels)
    height, width = sheet.inked.shape
    x0, y0 = max(0, round(box.x0) - pad), max(0, round(box.y0) - pad)
    x1, y1 = min(width, round(box.x1) + pad), min(height, round(box.y1) + pad)
    if x1 - x0 < 2 * pad or y1 - y0 < 2 * pad or sheet.printed is None:
        return (0.0,) * len(NAMES)
    printed = np.asarray(sheet.printed[y0:y1, x0:x1] < _WHITE, np.bool_)
    around = 2 * max(1, round(_NEAR_PRINT_MM * pixels)) + 1
    new = sheet.inked[y0:y1, x0:x1] & ~grown(printed, around)
    inked = sheet.inked[y0:y1, x0:x1]
    word = Box(box.x0 - x0, box.y0 - y0, box.x1 - x0, box.y1 - y0)
    under = _band(new, word, _UNDER_MM, pixels, below=True)
    above = _band(new, word, _ABOVE_MM, pixels, below=False)
    spokes = _spokes(new, word, pixels)
    values = (
        _through(new, word),
        _gaps(inked, grown(printed, 3), word),
        _ends(new, word, pixels),
        float(under.mean()),
        _longest(under),
        float(above.mean()),
        _beside(new, word, pixels, -1),
        _beside(new, word, pixels, 1),
        float(spokes.mean()),
        float(spokes[_SPOKES // 2 :].mean()),  # the page's y goes down: the upper half
        _inside(new, word),
        float(new.mean()) * 3,
        _stamped(stamps, box),
    )
    return tuple(float(np.clip(v, 0.0, 1.0)) for v in values)


def _rows(word: Box) -> slice:
    return slice(*(round(word.y0 + share * word.height) for share in _BAND))


def _columns(word: Box) -> slice:
    return slice(round(word.x0), max(round(word.x0) + 1, round(word.x1)))


def _through(new: Mask, word: Box) -> float:
    """The share of the word's columns with new ink at its middle."""
    return float(new[_rows(word), _columns(word)].any(axis=0).mean())


def _gaps(inked: Mask, printed: Mask, word: Box) -> float:
    """Of the columns where the blank has no ink at the word's middle, how many have some."""
    rows, columns = _rows(word), _columns(word)
    free = np.asarray(~printed[rows, columns].any(axis=0), np.bool_)
    crossed = np.asarray(inked[rows, columns].any(axis=0), np.bool_)
    return float(crossed[free].mean()) if free.sum() >= 2 else 0.5


def _ends(new: Mask, word: Box, pixels: float) -> float:
    """New ink at the word's middle just before and just behind it, whichever has less."""
    near, far = (mm * pixels for mm in _ENDS_MM)
    left = new[_rows(word), max(0, round(word.x0 - far)) : max(1, round(word.x0 - near))]
    right = new[_rows(word), round(word.x1 + near) : round(word.x1 + far)]
    shares = [float(part.any(axis=0).mean()) if part.size else 0.0 for part in (left, right)]
    return (min(shares) + max(shares)) / 2


def _band(new: Mask, word: Box, reach: tuple[float, float], pixels: float, *, below: bool) -> Mask:
    """Which of the word's columns have new ink in a band under it, or above it."""
    near, far = (mm * pixels for mm in reach)
    top, low = (word.y1 + near, word.y1 + far) if below else (word.y0 - far, word.y0 - near)
    band = new[max(0, round(top)) : max(1, round(low)), _columns(word)]
    return np.asarray(band.any(axis=0), np.bool_)


def _longest(columns: Mask) -> float:
    """The longest run, of all columns."""
    edges = np.flatnonzero(np.diff(np.concatenate([[False], columns, [False]]).astype(np.int8)))
    runs = edges[1::2] - edges[::2]
    return float(runs.max()) / len(columns) if len(runs) else 0.0


def _beside(new: Mask, word: Box, pixels: float, way: int) -> float:
    """The share of the word's rows with new ink beside it."""
    near, far = (mm * pixels for mm in _SIDE_MM)
    x0, x1 = (word.x0 - far, word.x0 - near) if way < 0 else (word.x1 + near, word.x1 + far)
    rows = slice(max(0, round(word.y0)), max(1, round(word.y1)))
    strip = new[rows, max(0, round(x0)) : max(1, round(x1))]
    return float(strip.any(axis=1).mean()) if strip.size else 0.0


def _spokes(new: Mask, word: Box, pixels: float) -> Mask:
    """In which directions from the word's middle a pen went about it."""
    turns = (np.arange(_SPOKES) + 0.5) * 2 * np.pi / _SPOKES
    x, y = (word.x0 + word.x1) / 2, (word.y0 + word.y1) / 2
    steps = np.linspace(0, 1, 24)[:, None]
    inner = (word.width / 2 * 0.86, word.height / 2 * 0.75)
    outer = (word.width / 2 + 2.8 * pixels, word.height / 2 + 2.0 * pixels)
    across = x + (inner[0] + (outer[0] - inner[0]) * steps) * np.cos(turns)
    down = y + (inner[1] + (outer[1] - inner[1]) * steps) * np.sin(turns)
    columns = np.clip(across, 0, new.shape[1] - 1).astype(np.int32)
    rows = np.clip(down, 0, new.shape[0] - 1).astype(np.int32)
    return np.asarray(new[rows, columns].any(axis=0), np.bool_)


def _inside(new: Mask, word: Box) -> float:
    part = new[round(word.y0) : max(1, round(word.y1)), _columns(word)]
    return float(part.mean()) * 2 if part.size else 0.0


def _stamped(stamps: Mask | None, box: Box) -> float:
    if stamps is None:
        return 0.0
    part = stamps[max(0, int(box.y0)) : int(box.y1) + 1, max(0, int(box.x0)) : int(box.x1) + 1]
    return float(part.mean()) if part.size else 0.0
