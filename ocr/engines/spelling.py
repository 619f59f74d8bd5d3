"""Letters as a network read them, put together to words and set on their ink."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from models.values import Box, Character, Word

#: Letters that stand for nothing on paper, and what networks learnt besides writing
_UNSEEN: Final = frozenset({"Cc", "Cf", "Co", "Cs", "Cn"})


@dataclass(frozen=True, slots=True)
class Letter:
    """A token, its middle in columns of the crop, how probable it is (0..1)."""

    text: str
    column: float
    probability: float


def words(letters: Sequence[Letter], ink: npt.NDArray[np.bool_]) -> tuple[Word, ...]:
    """The words, parted at the blanks that were read; boxes in pixels of the crop.

    `ink` is (height, width): where something is written. A word's box is the ink between two
    blanks, its confidence that of its least sure letter.
    """
    groups: list[list[Letter]] = [[]]
    breaks: list[float] = []
    for letter in letters:
        text = _written(letter.text)
        if not text:
            continue
        if text != " ":
            groups[-1].append(Letter(text, letter.column, letter.probability))
        elif groups[-1]:
            groups.append([])
            breaks.append(letter.column)
    if not groups[-1]:
        groups.pop()
    edges = [0.0, *breaks[: len(groups) - 1], float(ink.shape[1])]
    return tuple(
        _word(group, _ink_box(ink, edges[n], edges[n + 1])) for n, group in enumerate(groups)
    )


def _word(letters: Sequence[Letter], box: Box) -> Word:
    return Word(
        unicodedata.normalize("NFC", "".join(letter.text for letter in letters)),
        box,
        min(letter.probability for letter in letters),
        tuple(
            Character(
                letter.text,
                min(max((letter.column - box.x0) / max(1.0, box.width), 0.0), 1.0),
                letter.probability,
            )
            for letter in letters
        ),
    )


def _written(text: str) -> str:
    if text.isspace():
        return " "
    return "".join(c for c in text if unicodedata.category(c) not in _UNSEEN)


def _ink_box(ink: npt.NDArray[np.bool_], left: float, right: float) -> Box:
    """The ink between two columns; the columns themselves where there is none."""
    x0 = min(max(round(left), 0), ink.shape[1] - 1)
    x1 = min(max(round(right), x0 + 1), ink.shape[1])
    part = ink[:, x0:x1]
    columns, rows = np.flatnonzero(part.any(axis=0)), np.flatnonzero(part.any(axis=1))
    if not len(columns):
        return Box(x0, 0, x1, ink.shape[0])
    return Box(
        float(x0 + columns[0]), float(rows[0]), float(x0 + columns[-1] + 1), float(rows[-1] + 1)
    )
