"""How far engines are believed: the table `trust.yaml`, loaded strictly."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

import yaml

from models.errors import EnvironmentProblem
from ocr.clusters import SCRIPTS

_FILE: Final = Path(__file__).with_name("trust.yaml")
_KEYS: Final = {"source", "weights", "worth", "apart", "thai_digits_alone", "handwritten"}


@dataclass(frozen=True, slots=True)
class Worth:
    """`right`: the probability that a text is right which all of `engines` read."""

    engines: frozenset[str]
    right: float


@dataclass(frozen=True, slots=True)
class Trust:
    """`weights` by engine and script of a letter; `worth` of agreement by script of a text."""

    weights: Mapping[str, Mapping[str, float]]
    worth: Mapping[str, tuple[Worth, ...]]
    apart: float
    thai_digits_alone: float
    handwritten: float

    def weight(self, engine: str, script: str) -> float:
        """What the word of an engine counts on a letter of that script; 0 is nothing."""
        return self.weights.get(engine, self.weights["default"])[script]

    def agreed(self, engines: Iterable[str], script: str) -> float | None:
        """What it is worth that these engines read the same; None when nobody has measured it."""
        those = frozenset(engines)
        for row in self.worth.get(script, self.worth["any"]):
            if row.engines <= those:
                return row.right
        return None


@lru_cache(maxsize=1)
def trust() -> Trust:
    """The table. Raises EnvironmentProblem, naming the place, when it is wrong."""
    content = yaml.safe_load(_FILE.read_text(encoding="utf-8"))
    if set(content) != _KEYS:
        raise EnvironmentProblem("trust.yaml holds unknown or lacks needed keys.")
    for engine, row in content["weights"].items():
        if set(row) != set(SCRIPTS) or not all(0 <= value <= 3 for value in row.values()):
            raise EnvironmentProblem(f"trust.yaml: the weights of {engine} are wrong.")
    if not set(content["worth"]) <= {*SCRIPTS, "any"} or "any" not in content["worth"]:
        raise EnvironmentProblem("trust.yaml: worth names a script that there is not.")
    return Trust(
        weights=content["weights"],
        worth={
            script: tuple(_worth(row, content["weights"]) for row in rows)
            for script, rows in content["worth"].items()
        },
        apart=float(content["apart"]),
        thai_digits_alone=float(content["thai_digits_alone"]),
        handwritten=float(content["handwritten"]),
    )


def _worth(row: Mapping[str, Any], known: Mapping[str, Any]) -> Worth:
    engines = frozenset(row["engines"])
    if len(engines) < 2 or not engines <= set(known) or not 0 < row["right"] < 1:
        raise EnvironmentProblem(f"trust.yaml: {sorted(engines)} cannot agree like that.")
    return Worth(engines, float(row["right"]))
