"""What the facts of a mark mean, as numbers in a file: weights of states, and a measured ladder.

Each fact counts in pieces: once whole and once more beyond each of its knots, so that the first
bit of ink may weigh more than the last. The sums are log odds against `empty`; the ladder says how
often marks whose likeliest state had such odds were right, on drawings left out of the fit.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from pathlib import Path
from typing import Any, Final

import yaml

from models.errors import EnvironmentProblem
from models.values import MarkState
from ocr.calibration.table import Bound, Step

BOXES: Final = Path(__file__).with_name("boxes.yaml")
WORDS: Final = Path(__file__).with_name("words.yaml")
STATES: Final = (MarkState.EMPTY, MarkState.FILLED, MarkState.STRUCK_OUT)
_KEYS: Final = {"date", "source", "command", "samples", "z", "knots", "weights", "ladder"}


@dataclass(frozen=True, slots=True, eq=False)
class Table:
    """`knots` by fact; `weights` of each state but the first: the constant, then the pieces of
    each fact in the order of `knots`."""

    date: str
    source: str
    command: str
    samples: Mapping[str, int]
    bound: Bound
    knots: Mapping[str, tuple[float, ...]]
    weights: Mapping[MarkState, tuple[float, ...]]
    ladder: tuple[Step, ...]

    def judged(self, facts: Sequence[float]) -> tuple[MarkState, float]:
        """The likeliest state of a mark with these facts, and how probable it is (measured)."""
        shares = self.shares(facts)
        state = max(shares, key=lambda one: shares[one])
        return state, self.claim(odds(shares[state]))

    def shares(self, facts: Sequence[float]) -> dict[MarkState, float]:
        """The fitted share of each state among marks with these facts; not yet measured."""
        parts = pieces(facts, tuple(self.knots.values()))
        sums = {STATES[0]: 0.0}
        for state, row in self.weights.items():
            sums[state] = math.fsum(w * v for w, v in zip(row, parts, strict=True))
        top = max(sums.values())
        weighed = {state: math.exp(max(-60.0, value - top)) for state, value in sums.items()}
        whole = math.fsum(weighed.values())
        return {state: value / whole for state, value in weighed.items()}

    def claim(self, score: float) -> float:
        """The measured probability of a state with such log odds; never lower for higher ones."""
        found = 0.0
        for step in self.ladder:
            if score < step.score:
                break
            found = max(found, self.bound.claim(step.seen, step.right))
        return found


def pieces(facts: Sequence[float], knots: Sequence[Sequence[float]]) -> list[float]:
    """One, then each fact, followed by what of it lies beyond each of its knots."""
    found = [1.0]
    for fact, at in zip(facts, knots, strict=True):
        found.append(fact)
        found += [max(0.0, fact - knot) for knot in at]
    return found


def odds(share: float) -> float:
    """Log odds, within reason."""
    bounded = min(max(share, 1e-6), 1 - 1e-6)
    return math.log(bounded / (1 - bounded))


@lru_cache(maxsize=4)
def load(file: Path) -> Table:
    """A table from its file. Raises EnvironmentProblem when it is wrong."""
    try:
        content = yaml.safe_load(file.read_text("utf-8"))
        if not isinstance(content, dict) or set(content) != _KEYS:
            raise ValueError("it holds unknown or lacks needed keys")
        return _table(content)
    except (OSError, ValueError, TypeError, KeyError, AttributeError, yaml.YAMLError) as error:
        raise EnvironmentProblem(
            f"The table of marks {file.name} cannot be used: {error}.",
            remedy="Restore the file from the program's own copy.",
        ) from error


def _table(content: Mapping[str, Any]) -> Table:
    knots = {str(name): tuple(float(k) for k in row) for name, row in content["knots"].items()}
    wide = 1 + sum(1 + len(row) for row in knots.values())
    weights = {
        MarkState(name): tuple(float(w) for w in row) for name, row in content["weights"].items()
    }
    if tuple(weights) != STATES[1:] or any(len(row) != wide for row in weights.values()):
        raise ValueError("the weights do not fit the knots")
    ladder = tuple(Step(float(s), float(n), float(r)) for s, n, r in content["ladder"])
    if not ladder or any(a.score >= b.score for a, b in pairwise(ladder)):
        raise ValueError("the ladder is no ladder")
    return Table(
        date=str(content["date"]),
        source=str(content["source"]),
        command=str(content["command"]),
        samples={str(k): int(v) for k, v in content["samples"].items()},
        bound=Bound(float(content["z"])),
        knots=knots,
        weights=weights,
        ladder=ladder,
    )


def written(table: Table) -> str:
    """The table as a file holds it."""
    content = {
        "date": table.date,
        "source": table.source,
        "command": table.command,
        "samples": dict(table.samples),
        "z": table.bound.z,
        "knots": {name: list(row) for name, row in table.knots.items()},
        "weights": {s.value: [round(w, 3) for w in row] for s, row in table.weights.items()},
        "ladder": [[round(s.score, 3), round(s.seen, 1), round(s.right, 1)] for s in table.ladder],
    }
    head = "# What the facts of marks mean, as measured on drawings. Read by table.py.\n"
    return head + yaml.safe_dump(content, sort_keys=False, width=100, default_flow_style=None)
