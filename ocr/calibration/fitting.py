"""Tables from readings whose truth is known: a penalised logistic regression, then a ladder.

The regression (Newton's steps, weights held to the way that `facts.WAY` allows) orders readings by
how likely they are right; the ladder (pool adjacent violators, Ayer et al. 1955) counts how often
readings of like score were right, on scores that a regression without their own fold has given.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from ocr.calibration.facts import NAMES, WAY
from ocr.calibration.table import GROUPS, Step

Vector = npt.NDArray[np.float64]
_WAYS: Final = np.array([*(WAY[name] for name in NAMES), 0], np.int64)
_PENALTY: Final = 1.0  # on the weights of all groups together
_APART: Final = 4.0  # on how far a group's weights leave those of all
_STEPS: Final = 40
_CLOSE: Final = 1e-6
_LEAST: Final = 40  # readings on a step of the ladder
_WORDS: Final = ("khmer", "thai", "latin")
_KINDRED: Final = 0.3  # what a reading of another script counts on a ladder of words
_FEWEST: Final = 150  # readings from which a group has weights of its own


@dataclass(frozen=True, slots=True)
class Row:
    """One reading whose truth is known. Folds are made of rows with the same `fold`."""

    group: str
    values: tuple[float, ...]
    right: bool
    fold: int = 0
    agreeing: frozenset[str] = frozenset()


def weights(rows: Sequence[Row]) -> dict[str, tuple[float, ...]]:
    """Weights by group, drawn towards those of all groups together."""
    everything = regression(_matrix(rows), _truth(rows), None, _PENALTY)
    found = {}
    for group in GROUPS:
        mine = [row for row in rows if row.group == group]
        own = everything
        if len(mine) >= _FEWEST:
            own = regression(_matrix(mine), _truth(mine), everything, _APART)
        found[group] = tuple(round(float(w), 3) for w in own)
    return found


def held_out(rows: Sequence[Row]) -> Vector:
    """Each row's score (log odds) by weights that were fitted without its fold."""
    scores = np.zeros(len(rows))
    folds = np.array([row.fold for row in rows])
    for fold in sorted(set(folds.tolist())):
        table = weights([row for row in rows if row.fold != fold])
        for n in np.flatnonzero(folds == fold).tolist():
            scores[n] = _score(table[rows[n].group], rows[n].values)
    return scores


def ladders(rows: Sequence[Row], scores: Vector) -> dict[str, tuple[Step, ...]]:
    """A ladder for each group.

    Scores of words mean much the same in every script: a reading of another one counts a little
    there too. Groups that are too rare climb the ladder of all.
    """
    truth = _truth(rows)
    groups = np.array([row.group for row in rows])
    words = np.isin(groups, _WORDS)
    found = {}
    for group in GROUPS:
        mine = groups == group
        counts = np.where(mine, 1.0, np.where(words & (group in _WORDS), _KINDRED, 0.0))
        if int(mine.sum()) < _FEWEST:
            counts = np.ones(len(rows))
        there = counts > 0
        found[group] = ladder(scores[there], truth[there], counts[there])
    return found


def voices(rows: Sequence[Row]) -> dict[str, Mapping[frozenset[str], int]]:
    """How often each set of agreeing engines was seen, by group."""
    found: dict[str, dict[frozenset[str], int]] = {group: {} for group in GROUPS}
    for row in rows:
        if row.agreeing:  # a text that nobody read like that, voted together of several
            counts = found[row.group]
            counts[row.agreeing] = counts.get(row.agreeing, 0) + 1
    return {group: dict(counts) for group, counts in found.items()}


def regression(facts: Vector, truth: Vector, around: Vector | None, penalty: float) -> Vector:
    """Weights (facts and a constant last) of greatest likelihood, drawn towards `around`.

    A weight that would go the way it may not is held at nought.
    """
    size = facts.shape[1] + 1
    base = np.zeros(size) if around is None else around
    design = np.hstack([facts, np.ones((len(facts), 1))])
    free = np.ones(size, np.bool_)
    while True:
        found = _newton(design, truth, np.where(free, base, 0.0), free, penalty)
        wrong = free & (_WAYS * found < 0)
        if not wrong.any():
            return found
        free &= ~wrong


def _newton(
    design: Vector, truth: Vector, base: Vector, free: npt.NDArray[np.bool_], penalty: float
) -> Vector:
    x = design[:, free]
    pull = np.full(x.shape[1], penalty)
    pull[-1] = 1e-3 if not base.any() else penalty  # the constant is not held back
    start = base[free]
    now = start.copy()
    for _ in range(_STEPS):
        p = 1 / (1 + np.exp(-np.clip(x @ now, -30, 30)))
        slope = x.T @ (truth - p) - pull * (now - start)
        bend = (x * (p * (1 - p))[:, None]).T @ x + np.diag(pull + 1e-9)
        step = np.linalg.solve(bend, slope)
        now = now + step * min(1.0, 4.0 / max(1e-9, float(np.abs(step).max())))
        if float(np.abs(step).max()) < _CLOSE:
            break
    found = np.zeros(len(base))
    found[free] = now
    return found


def ladder(scores: Vector, truth: Vector, counts: Vector | None = None) -> tuple[Step, ...]:
    """Steps of rising share: neighbours out of order are taken together, then small ones.

    `counts`: how many readings each row stands for (1 where it is not given); `truth` their share.
    """
    weight = np.ones(len(scores)) if counts is None else counts
    order = np.argsort(scores, kind="stable")
    blocks: list[list[float]] = []  # score of the first, seen, right
    for n in order:
        blocks.append([float(scores[n]), float(weight[n]), float(weight[n] * truth[n])])
        while len(blocks) > 1 and _not_rising(blocks[-2], blocks[-1]):
            _, seen, right = blocks.pop()
            blocks[-1][1] += seen
            blocks[-1][2] += right
    found = _large_enough(blocks)
    return tuple(
        Step(-99.0 if n == 0 else round(score, 3), seen, right)
        for n, (score, seen, right) in enumerate(found)
    )


def _not_rising(lower: Sequence[float], upper: Sequence[float]) -> bool:
    tied = upper[0] - lower[0] < 1e-3
    return tied or lower[2] * upper[1] >= upper[2] * lower[1]


def _large_enough(blocks: list[list[float]]) -> list[list[float]]:
    """From the top down, so that what is claimed of the surest rests on enough."""
    found: list[list[float]] = []
    for score, seen, right in reversed(blocks):
        if found and found[-1][1] < _LEAST:
            found[-1] = [score, found[-1][1] + seen, found[-1][2] + right]
        else:
            found.append([score, seen, right])
    if len(found) > 1 and found[-1][1] < _LEAST:
        score, seen, right = found.pop()
        found[-1] = [score, found[-1][1] + seen, found[-1][2] + right]
    return found[::-1]


def _matrix(rows: Sequence[Row]) -> Vector:
    return np.array([row.values for row in rows], np.float64).reshape(len(rows), len(NAMES))


def _truth(rows: Sequence[Row]) -> Vector:
    return np.array([row.right for row in rows], np.float64)


def _score(row: Sequence[float], values: Sequence[float]) -> float:
    return float(np.dot(row[:-1], values) + row[-1])
