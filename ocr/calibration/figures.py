"""What probabilities were worth: how far from the truth, how much is accepted at what risk."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

_BINS: Final = 15


@dataclass(frozen=True, slots=True)
class Bin:
    """Values whose probability lies in [low, low + 1/15): how many, the mean of it, how many
    were right."""

    low: float
    seen: int
    claimed: float
    right: float


@dataclass(frozen=True, slots=True)
class Accepted:
    """Of `of` values, `seen` have the probability asked for or more; `wrong` of them are wrong."""

    of: int
    seen: int
    wrong: int

    @property
    def share(self) -> float:
        return self.seen / max(1, self.of)

    @property
    def risk(self) -> float:
        return self.wrong / max(1, self.seen)


def bins(p: Sequence[float], right: Sequence[bool]) -> tuple[Bin, ...]:
    """Fifteen bins of equal width, the empty ones left out: what a reliability diagram draws."""
    sure, truth = _arrays(p, right)
    number = np.minimum((sure * _BINS).astype(np.int64), _BINS - 1)
    found = []
    for n in range(_BINS):
        mine = number == n
        if mine.any():
            seen = int(mine.sum())
            found.append(Bin(n / _BINS, seen, float(sure[mine].mean()), float(truth[mine].mean())))
    return tuple(found)


def calibration_error(p: Sequence[float], right: Sequence[bool]) -> float:
    """The expected calibration error: the mean distance of claim and truth over the bins."""
    found = bins(p, right)
    total = sum(one.seen for one in found)
    return sum(one.seen * abs(one.claimed - one.right) for one in found) / max(1, total)


def accepted(p: Sequence[float], right: Sequence[bool], least: float) -> Accepted:
    """What is accepted at a probability of `least`."""
    sure, truth = _arrays(p, right)
    mine = sure >= least
    return Accepted(len(sure), int(mine.sum()), int((truth[mine] == 0).sum()))


def risk_and_coverage(p: Sequence[float], right: Sequence[bool]) -> tuple[tuple[float, float], ...]:
    """(share accepted, share of it wrong) for every probability that was claimed, surest first."""
    sure, truth = _arrays(p, right)
    found = []
    for least in sorted(set(sure.tolist()), reverse=True):
        mine = sure >= least
        found.append((float(mine.mean()), float(1 - truth[mine].mean())))
    return tuple(found)


def _arrays(
    p: Sequence[float], right: Sequence[bool]
) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
    return np.asarray(p, np.float64), np.asarray(right, np.float64)
