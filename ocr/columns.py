"""Readings of one crop laid side by side, cluster by cluster, so that they can be voted on.

The letters of all candidates are aligned one candidate after the other to the columns found so
far (the "recognizer output voting" of J. Fiscus, 1997, on clusters instead of words).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from models.values import Box, Reading, Word
from ocr.clusters import clusters, same, script, visible

_GAP: Final = 1.0
_BLANK_GAP: Final = 0.4  # engines differ in blanks more than in anything else
_OTHER: Final = 1.2  # more than a gap: letters of two scripts rarely are one misread letter
_BLANK: Final = 3.0  # a blank is never a letter


@dataclass(frozen=True, slots=True)
class Letter:
    """A cluster as an engine read it; `key` is equal for those that look the same.

    `sure` is the engine's own confidence in it, or in the word around it where it gives no finer
    one; `box` is its part of that word.
    """

    text: str
    key: str
    script: str
    sure: float
    box: Box | None = None


#: What each candidate has in one place; None where it has nothing there.
Column = tuple[Letter | None, ...]


def letters(reading: Reading) -> tuple[Letter, ...]:
    """The letters of a reading; with boxes where its words spell its text."""
    found = [
        Letter(cluster, same(cluster), script(cluster), reading.confidence)
        for cluster in clusters(visible(reading.text))
    ]
    placed = [item for word in reading.words for item in _of_word(word)]
    if [item.key for item in placed] != [item.key for item in found if item.script != "blank"]:
        return tuple(found)
    rest = iter(placed)
    return tuple(item if item.script == "blank" else next(rest) for item in found)


def _of_word(word: Word) -> list[Letter]:
    parts = [part for part in clusters(visible(word.text)) if part.strip()]
    step = word.box.width / max(1, len(parts))
    return [
        Letter(
            part,
            same(part),
            script(part),
            sure,
            Box(
                word.box.x0 + n * step,
                word.box.y0,
                word.box.x0 + (n + 1) * step,
                word.box.y1,
            ),
        )
        for n, (part, sure) in enumerate(zip(parts, _surenesses(word, parts), strict=True))
    ]


def _surenesses(word: Word, parts: Sequence[str]) -> list[float]:
    """How sure each cluster is: as its least sure character, else as the word."""
    rest = list(word.characters)
    found = []
    for part in parts:
        mine = ""
        sure = 1.0
        while rest and len(mine) < len(part):
            mine += rest[0].text
            sure = min(sure, rest.pop(0).confidence)
        if mine != part:
            return [word.confidence] * len(parts)
        found.append(sure)
    return found


def aligned(candidates: Sequence[Sequence[Letter]]) -> list[Column]:
    """The columns of all candidates; put the most trusted first."""
    columns: list[Column] = [(letter,) for letter in candidates[0]]
    for count, candidate in enumerate(candidates[1:], 1):
        columns = _added(columns, candidate, count)
    return columns


def likeness(a: Sequence[Letter], b: Sequence[Letter]) -> float:
    """How much of two readings is the same (0..1), blanks aside."""
    left = [item for item in a if item.script != "blank"]
    right = [item for item in b if item.script != "blank"]
    if not left or not right:
        return 0.0
    pairs = aligned([left, right])
    return sum(x is not None and y is not None and x.key == y.key for x, y in pairs) / len(pairs)


def _added(columns: list[Column], candidate: Sequence[Letter], count: int) -> list[Column]:
    """The columns with one more candidate, at the least cost (Needleman and Wunsch, 1970)."""
    if [_any(column).key for column in columns] == [letter.key for letter in candidate]:
        return [(*column, letter) for column, letter in zip(columns, candidate, strict=True)]
    rows, width = len(columns), len(candidate)
    gone = [_gap(_any(column)) for column in columns]
    new = [_gap(letter) for letter in candidate]
    cost = [[0.0] * (width + 1) for _ in range(rows + 1)]
    for i in range(rows):
        cost[i + 1][0] = cost[i][0] + gone[i]
    for j in range(width):
        cost[0][j + 1] = cost[0][j] + new[j]
    for i, column in enumerate(columns):
        here, below = cost[i], cost[i + 1]
        for j, letter in enumerate(candidate):
            below[j + 1] = min(
                here[j] + _distance(column, letter), here[j + 1] + gone[i], below[j] + new[j]
            )
    return _traced(columns, candidate, cost, count)


def _traced(
    columns: list[Column], candidate: Sequence[Letter], cost: list[list[float]], count: int
) -> list[Column]:
    found: list[Column] = []
    i, j = len(columns), len(candidate)
    while i or j:
        if i and j:
            step = cost[i - 1][j - 1] + _distance(columns[i - 1], candidate[j - 1])
            if cost[i][j] == step:
                i, j = i - 1, j - 1
                found.append((*columns[i], candidate[j]))
                continue
        if i and cost[i][j] == cost[i - 1][j] + _gap(_any(columns[i - 1])):
            i -= 1
            found.append((*columns[i], None))
        else:
            j -= 1
            found.append((*[None] * count, candidate[j]))
    return found[::-1]


def _any(column: Column) -> Letter:
    return next(letter for letter in column if letter is not None)


def _gap(letter: Letter) -> float:
    return _BLANK_GAP if letter.script == "blank" else _GAP


def _distance(column: Column, letter: Letter) -> float:
    """Of a letter to the nearest in a column."""
    least = _BLANK
    for other in column:
        if other is None:
            continue
        if other.key == letter.key:
            return 0.0
        if "blank" not in (other.script, letter.script):
            least = min(least, _GAP if other.script == letter.script else _OTHER)
    return least
