"""What has been measured of readings, as a table: weights of facts, ladders of scores, counts.

`table.yaml` is the shipped one. An installation's own tables, refitted from what people have
reviewed, lie elsewhere in the same form; `choose` says which one this process asks.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import pairwise
from pathlib import Path
from typing import Any, Final

import yaml

from models.errors import EnvironmentProblem
from ocr.calibration.facts import NAMES, WAY

SHIPPED: Final = Path(__file__).with_name("table.yaml")
GROUPS: Final = ("khmer", "thai", "latin", "numbers", "other")
_KEYS: Final = {
    "version", "date", "source", "command", "engines", "samples", "bounds", "weights", "ladders",
    "voices",
}  # fmt: skip
#: what a text is worth at most whose readers nobody has measured together
NOT_MEASURED: Final = 0.6
#: claims beyond this must be borne by the lower end of what is likely, those below by the mean
CAREFUL: Final = 0.95
#: a step of a strict group on which more than this share was wrong is not believed beyond FOULED
TOLERATED: Final = 0.002
FOULED: Final = 0.989


@dataclass(frozen=True, slots=True)
class Bound:
    """`z`: how many standard deviations below the share seen a claim beyond CAREFUL stays.
    `strict`: where more than TOLERATED was wrong, nothing is called surer than FOULED."""

    z: float
    strict: bool = False

    def claim(self, seen: float, right: float) -> float:
        """What `right` of `seen` bear: the share, with half a reading of doubt each way (Jeffreys);
        beyond CAREFUL the lower end of Wilson's interval (E. B. Wilson, 1927)."""
        if seen <= 0:
            return 0.0
        mean = (right + 0.5) / (seen + 1)
        claim = min(mean, max(CAREFUL, self._low(seen, right)))
        fouled = self.strict and seen - right > TOLERATED * seen
        return min(claim, FOULED) if fouled else claim

    def _low(self, seen: float, right: float) -> float:
        share, z2 = right / seen, self.z**2
        middle = share + z2 / (2 * seen)
        spread = self.z * math.sqrt(share * (1 - share) / seen + z2 / (4 * seen**2))
        return max(0.0, (middle - spread) / (1 + z2 / seen))

    def ceiling(self, seen: float) -> float:
        """The most that may be claimed where all of `seen` were right."""
        return max(NOT_MEASURED, seen / (seen + self.z**2))


@dataclass(frozen=True, slots=True)
class Step:
    """Of readings that scored `score` or more, up to the next step: how many, how many right."""

    score: float
    seen: float
    right: float


@dataclass(frozen=True, slots=True, eq=False)
class Table:
    """`weights` by group: one number a fact, in the order of NAMES, the constant last. `voices`
    by group: how often each set of agreeing engines was seen. `samples` counts what was seen."""

    version: str
    date: str
    source: str
    command: str
    engines: Mapping[str, str]
    samples: Mapping[str, int]
    bounds: Mapping[str, Bound]
    weights: Mapping[str, tuple[float, ...]]
    ladders: Mapping[str, tuple[Step, ...]]
    voices: Mapping[str, Mapping[frozenset[str], int]] = field(default_factory=dict)

    def score(self, group: str, values: Sequence[float]) -> float:
        """Log odds by the facts alone."""
        row = self.weights[group]
        return math.fsum(w * v for w, v in zip(row, (*values, 1.0), strict=True))

    def claims(self, group: str) -> tuple[float, ...]:
        """The probability claimed on each step of a ladder: never lower on a higher one."""
        found: list[float] = []
        for step in self.ladders[group]:
            claim = self.bounds[group].claim(step.seen, step.right)
            found.append(max(claim, found[-1] if found else 0.0))
        return tuple(found)

    def p(self, group: str, score: float, agreeing: frozenset[str]) -> float:
        """The probability of a score, no higher than what was seen of these engines bears."""
        claim = 0.0
        for step, value in zip(self.ladders[group], self.claims(group), strict=True):
            if score < step.score:
                break
            claim = value
        return min(claim, self.bounds[group].ceiling(self.heard(group, agreeing)))

    def heard(self, group: str, agreeing: frozenset[str]) -> int:
        """How often these engines, or some of them, were seen to read the same."""
        rows = self.voices.get(group, {})
        return max((n for those, n in rows.items() if those <= agreeing), default=0)


@lru_cache(maxsize=4)
def load(file: Path) -> Table:
    """A table from its file. Raises EnvironmentProblem, naming the place, when it is wrong."""
    try:
        content = yaml.safe_load(file.read_text("utf-8"))
        if not isinstance(content, dict) or set(content) != _KEYS:
            raise ValueError("it holds unknown or lacks needed keys")
        return _table(content)
    except (OSError, ValueError, TypeError, KeyError, AttributeError, yaml.YAMLError) as error:
        raise EnvironmentProblem(
            f"The table of confidences {file.name} cannot be used: {error}.",
            remedy="`lontar calibrate --use` names the tables there are; `shipped` always is.",
        ) from error


def _table(content: Mapping[str, Any]) -> Table:
    table = Table(
        version=str(content["version"]),
        date=str(content["date"]),
        source=str(content["source"]),
        command=str(content["command"]),
        engines={str(k): str(v) for k, v in content["engines"].items()},
        samples={str(k): int(v) for k, v in content["samples"].items()},
        bounds={g: Bound(float(r["z"]), bool(r["strict"])) for g, r in content["bounds"].items()},
        weights={group: _weights(group, row) for group, row in content["weights"].items()},
        ladders={group: _ladder(group, rows) for group, rows in content["ladders"].items()},
        voices={
            group: {frozenset(str(those).split("+")): int(n) for those, n in rows.items()}
            for group, rows in content["voices"].items()
        },
    )
    for part in (table.bounds, table.weights, table.ladders, table.voices):
        if set(part) != set(GROUPS):
            raise ValueError("a group is missing or unknown")
    return table


def _weights(group: str, row: Mapping[str, Any]) -> tuple[float, ...]:
    unknown = set(row) - {*NAMES, "constant"}
    if unknown:
        raise ValueError(f"{group} weighs what there is not: {', '.join(sorted(unknown))}")
    found = tuple(float(row.get(name, 0.0)) for name in (*NAMES, "constant"))
    for name, value in zip(NAMES, found, strict=False):
        if WAY[name] * value < 0 or not math.isfinite(value):
            raise ValueError(f"{group}: “{name}” may not weigh {value}")
    return found


def _ladder(group: str, rows: Sequence[Mapping[str, Any]]) -> tuple[Step, ...]:
    steps = tuple(Step(float(r["score"]), float(r["seen"]), float(r["right"])) for r in rows)
    rising = all(a.score < b.score for a, b in pairwise(steps))
    if not steps or not rising or any(not 0 <= s.right <= s.seen for s in steps):
        raise ValueError(f"the ladder of {group} is no ladder")
    return steps


def written(table: Table) -> str:
    """The table as a file holds it."""
    content = {
        "version": table.version,
        "date": table.date,
        "source": table.source,
        "command": table.command,
        "engines": dict(table.engines),
        "samples": dict(table.samples),
        "bounds": {g: {"z": b.z, "strict": b.strict} for g, b in table.bounds.items()},
        "weights": {
            group: {n: round(w, 3) for n, w in zip((*NAMES, "constant"), row, strict=True) if w}
            for group, row in table.weights.items()
        },
        "ladders": {
            group: [
                {"score": round(s.score, 3), "seen": round(s.seen, 1), "right": round(s.right, 1)}
                for s in steps
            ]
            for group, steps in table.ladders.items()
        },
        "voices": {
            group: {"+".join(sorted(those)): n for those, n in sorted(rows.items(), key=_often)}
            for group, rows in table.voices.items()
        },
    }
    head = "# How sure readings are, as measured. Made by the command below, read by table.py.\n"
    return head + yaml.safe_dump(
        content, sort_keys=False, allow_unicode=True, width=100, default_flow_style=None
    )


def _often(row: tuple[frozenset[str], int]) -> tuple[int, str]:
    return -row[1], "+".join(sorted(row[0]))
