"""A table brought in line with readings that people have reviewed.

What was measured before stays where the reviewed readings do not speak against it: people review
what was doubted, and of what was sure they see little. Where they do speak against a step of the
ladder, it counts a tenth of what they do. The weights of facts stay as they are: reviewed readings
are few, and are not a fair sample.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from models.errors import TooFewReviewed
from ocr.calibration import fitting
from ocr.calibration.fitting import Row
from ocr.calibration.table import GROUPS, Step, Table

#: reviewed readings that are needed in all, and of a group, before anything is changed
NEEDED: Final = 200
NEEDED_OF_GROUP: Final = 60
_AGAINST: Final = 2.0  # standard deviations
_LEFT: Final = 0.1  # of the reviewed readings near it, what a contradicted step still counts
_NEIGHBOURS: Final = 1.5  # of score: how far readings speak for a step beside theirs
_FOLDS: Final = 5


@dataclass(frozen=True, slots=True)
class Compared:
    """The same reviewed readings under the table in use and under a refitted one that was made
    without them (fold by fold)."""

    rows: tuple[Row, ...]
    before: tuple[float, ...]
    after: tuple[float, ...]


def refitted(table: Table, rows: Sequence[Row], *, version: str, date: str) -> Table:
    """The table with what these reviewed readings teach. Raises TooFewReviewed."""
    enough(rows)
    ladders = dict(table.ladders)
    for group in GROUPS:
        mine = [row for row in rows if row.group == group]
        if len(mine) >= NEEDED_OF_GROUP:
            ladders[group] = _ladder(table, group, mine)
    right = sum(row.right for row in rows)
    samples = {**table.samples, "reviewed": len(rows), "reviewed and right": right}
    voices = {group: dict(table.voices.get(group, {})) for group in GROUPS}
    for group, more in fitting.voices(rows).items():
        for engines, count in more.items():
            voices[group][engines] = voices[group].get(engines, 0) + count
    return replace(
        table,
        version=version,
        date=date,
        source=f"{table.source.split('; refitted')[0]}; refitted on reviewed values",
        command="lontar calibrate --write",
        samples=samples,
        ladders=ladders,
        voices=voices,
    )


def enough(rows: Sequence[Row]) -> None:
    """Raises TooFewReviewed, saying how many are needed, where these do not suffice."""
    groups = {g: sum(row.group == g for row in rows) for g in GROUPS}
    if len(rows) >= NEEDED and max(groups.values()) >= NEEDED_OF_GROUP:
        return
    told = ", ".join(f"{g} {n}" for g, n in groups.items() if n) or "none"
    raise TooFewReviewed(
        f"{len(rows)} values have been reviewed ({told}); {NEEDED} are needed, and "
        f"{NEEDED_OF_GROUP} of a group before anything of it is changed."
    )


def compared(table: Table, rows: Sequence[Row]) -> Compared:
    """Held out fold by fold, so that the new table is judged on what it has not seen.

    Raises TooFewReviewed.
    """
    enough(rows)
    after = [0.0] * len(rows)
    for fold in range(_FOLDS):
        rest = [row for n, row in enumerate(rows) if n % _FOLDS != fold]
        try:
            made = refitted(table, rest, version="", date="")
        except TooFewReviewed:
            made = table
        for n in range(fold, len(rows), _FOLDS):
            after[n] = claimed(made, rows[n])
    return Compared(tuple(rows), tuple(claimed(table, row) for row in rows), tuple(after))


def claimed(table: Table, row: Row) -> float:
    """The probability that a table claims of a reading."""
    return table.p(row.group, table.score(row.group, row.values), row.agreeing)


def _ladder(table: Table, group: str, rows: Sequence[Row]) -> tuple[Step, ...]:
    """Old steps and reviewed readings together; old steps that they contradict count for less."""
    scores = [table.score(group, row.values) for row in rows]
    truth = [float(row.right) for row in rows]
    counts = [1.0] * len(rows)
    steps = table.ladders[group]
    before = [_before(steps, s, row.right) for s, row in zip(scores, rows, strict=True)]
    for step, above in zip(steps, (*steps[1:], None), strict=True):
        top = above.score if above else math.inf
        near = [b for b in before if step.score - _NEIGHBOURS <= b.score < top + _NEIGHBOURS]
        scores.append(max(step.score, -20.0))
        truth.append(step.right / max(1e-9, step.seen))
        counts.append(step.seen * _kept(step, near))
    return fitting.ladder(np.array(scores), np.array(truth), np.array(counts))


@dataclass(frozen=True, slots=True)
class _Before:
    """A reviewed reading on the old ladder: its score, the share right there, whether it was."""

    score: float
    share: float
    right: bool


def _before(steps: Sequence[Step], score: float, right: bool) -> _Before:
    step = [one for one in steps if one.score <= score][-1]
    return _Before(score, step.right / max(1e-9, step.seen), right)


def _kept(step: Step, near: Sequence[_Before]) -> float:
    """The share of a step's old count that still counts: all of it unless it is contradicted.

    Judged by what was reviewed on it and on the scores around it.
    """
    claimed_right = sum(one.share for one in near)
    spread = math.sqrt(sum(one.share * (1 - one.share) for one in near) + 1.0)
    if abs(sum(one.right for one in near) - claimed_right) <= _AGAINST * spread:
        return 1.0
    return min(1.0, _LEFT * len(near) / max(1.0, step.seen))
