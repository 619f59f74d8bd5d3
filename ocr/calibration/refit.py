"""A table brought in line with readings that people have reviewed.

What was measured before stays where the reviewed readings do not speak against it: people review
what was doubted, and of what was sure they see little. Where they do speak against a step of the
ladder, it counts no more than they do.
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
#: and of a group, right and wrong, before its weights are fitted again
_NEEDED_OF_WEIGHTS: Final = (400, 40)
_NEAR: Final = 12.0  # penalty on how far weights leave those there were
_AGAINST: Final = 2.0  # standard deviations
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
    made = replace(table, version=version, date=date)
    weights, ladders = dict(table.weights), dict(table.ladders)
    for group in GROUPS:
        mine = [row for row in rows if row.group == group]
        if len(mine) >= NEEDED_OF_GROUP:
            weights[group] = _weights(table, group, mine)
            ladders[group] = _ladder(table, replace(made, weights=weights), group, mine)
    right = sum(row.right for row in rows)
    samples = {**table.samples, "reviewed": len(rows), "reviewed and right": right}
    voices = {group: dict(table.voices.get(group, {})) for group in GROUPS}
    for row in rows:
        counts = voices[row.group]
        counts[row.agreeing] = counts.get(row.agreeing, 0) + 1
    return replace(
        made,
        source=f"{table.source.split('; refitted')[0]}; refitted on reviewed values",
        command="lontar calibrate --write",
        samples=samples,
        weights=weights,
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


def _weights(table: Table, group: str, rows: Sequence[Row]) -> tuple[float, ...]:
    """Those there were, moved a little where there are many reviewed readings, right and wrong."""
    least, wrong = _NEEDED_OF_WEIGHTS
    if len(rows) < least or sum(not row.right for row in rows) < wrong:
        return table.weights[group]
    facts = np.array([row.values for row in rows], np.float64)
    truth = np.array([row.right for row in rows], np.float64)
    now = fitting.regression(facts, truth, np.array(table.weights[group]), _NEAR)
    return tuple(round(float(w), 3) for w in now)


def _ladder(old: Table, new: Table, group: str, rows: Sequence[Row]) -> tuple[Step, ...]:
    """Old steps and reviewed readings together; old steps that they contradict count for less."""
    scores = [new.score(group, row.values) for row in rows]
    truth = [float(row.right) for row in rows]
    counts = [1.0] * len(rows)
    before = [old.score(group, row.values) for row in rows]
    steps = old.ladders[group]
    for step, above in zip(steps, (*steps[1:], None), strict=True):
        top = above.score if above else math.inf
        here = [t for s, t in zip(before, truth, strict=True) if step.score <= s < top]
        scores.append(max(step.score, -20.0))
        truth.append(step.right / max(1e-9, step.seen))
        counts.append(step.seen * _kept(step, len(here), sum(here)))
    return fitting.ladder(np.array(scores), np.array(truth), np.array(counts))


def _kept(step: Step, seen: int, right: float) -> float:
    """The share of a step's old count that still counts: all of it unless it is contradicted."""
    share = step.right / max(1e-9, step.seen)
    spread = math.sqrt(seen * share * (1 - share) + 1.0)
    if abs(right - seen * share) <= _AGAINST * spread:
        return 1.0
    return min(1.0, seen / max(1.0, step.seen))
