"""Tables of marks from drawings whose truth is known: a multinomial regression, then a ladder.

The regression is penalised and solved by Newton's steps, one state after the other; the ladder is
that of `ocr.calibration.fitting`, on odds that a regression without the mark's own fold gave.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from models.values import MarkState
from ocr.calibration.fitting import ladder
from ocr.calibration.table import Bound
from ocr.marks.table import STATES, Table, odds, pieces

Vector = npt.NDArray[np.float64]
_QUANTILES: Final = (0.15, 0.4, 0.7, 0.92)
_NEAREST: Final = 0.03  # apart, at least, lie two knots
_PENALTY: Final = 0.02
_STEPS: Final = 60
_FOLDS: Final = 5
_Z: Final = 2.0  # deviations below the share seen that a claim near certainty stays


@dataclass(frozen=True, slots=True)
class Row:
    """A mark whose state is known. Marks of one page share a `fold`."""

    facts: tuple[float, ...]
    state: MarkState
    fold: int


def fitted(
    rows: Sequence[Row], names: Sequence[str], *, date: str, source: str, command: str
) -> Table:
    """The table that these marks bear."""
    facts = np.array([row.facts for row in rows])
    knots = [_knots(facts[:, n]) for n in range(len(names))]
    design = np.array([pieces(row.facts, knots) for row in rows])
    truth = np.array([STATES.index(row.state) for row in rows])
    folds = np.array([row.fold % _FOLDS for row in rows])
    scores, right = np.zeros(len(rows)), np.zeros(len(rows))
    for fold in range(_FOLDS):
        mine = folds == fold
        shares = _shares(design[mine], _regression(design[~mine], truth[~mine]))
        best = shares.argmax(axis=1)
        scores[mine] = [odds(float(v)) for v in shares.max(axis=1)]
        right[mine] = best == truth[mine]
    weights = _regression(design, truth)
    counts: Mapping[str, int] = {s.value: int((truth == n).sum()) for n, s in enumerate(STATES)}
    return Table(
        date=date,
        source=source,
        command=command,
        samples=counts,
        bound=Bound(_Z),
        knots=dict(zip(names, knots, strict=True)),
        weights={state: tuple(float(w) for w in weights[n]) for n, state in enumerate(STATES[1:])},
        ladder=ladder(scores, right),
    )


def _knots(values: Vector) -> tuple[float, ...]:
    """Where a fact bends: quantiles of what is neither nought nor one."""
    inside = values[(values > 0.01) & (values < 0.99)]
    if len(inside) < 50:
        return ()
    found: list[float] = []
    for knot in np.quantile(inside, _QUANTILES):
        at = round(float(knot), 2)
        if at > _NEAREST and (not found or at - found[-1] > _NEAREST):
            found.append(at)
    return tuple(found)


def _regression(design: Vector, truth: npt.NDArray[np.int64]) -> Vector:
    """Weights (states but the first, pieces) of greatest penalised likelihood."""
    size, classes = design.shape[1], len(STATES) - 1
    weights = np.zeros((classes, size))
    pull = np.full(size, _PENALTY * 10)
    pull[0] = 1e-4
    for _ in range(_STEPS):
        most = 0.0
        for n in range(classes):
            share = _shares(design, weights)[:, n + 1]
            slope = design.T @ ((truth == n + 1) - share) - pull * weights[n]
            bend = (design.T * (share * (1 - share) + 1e-6)) @ design + np.diag(pull)
            step = np.linalg.solve(bend, slope)
            step *= min(1.0, 4.0 / max(1e-9, float(np.abs(step).max())))
            weights[n] += step
            most = max(most, float(np.abs(step).max()))
        if most < 1e-4:
            break
    return weights


def _shares(design: Vector, weights: Vector) -> Vector:
    sums = np.hstack([np.zeros((len(design), 1)), design @ weights.T])
    sums -= sums.max(axis=1, keepdims=True)
    raised = np.exp(sums)
    return np.asarray(raised / raised.sum(axis=1, keepdims=True), np.float64)
