"""What further engines cost and when they are asked: the table `asking.yaml`, loaded strictly."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

import yaml

from models.errors import EnvironmentProblem
from ocr.clusters import SCRIPTS

_FILE: Final = Path(__file__).with_name("asking.yaml")
_KEYS: Final = {"source", "start", "line", "after"}
_OTHERS: Final = "default"


@dataclass(frozen=True, slots=True)
class Terms:
    """On which terms an engine is asked about a crop.

    `cost` of a line and of a `call` in lines of Tesseract's. Not asked where the reading so far
    is as sure as `unless` (0..1, by the crop's script; scripts that are not named: never).
    `worth`: so many crops of a call must be likely to be wrong, by what is read so far.
    """

    cost: float
    unless: Mapping[str, float]
    call: float = 0.0
    worth: float = 0.0


@dataclass(frozen=True, slots=True)
class Plan:
    """Who is asked after a first engine, in this order, and what all of them may cost a page.

    `budget` by script, in times of what Tesseract would cost; but `least` lines on small pages.
    """

    engines: Mapping[str, Terms]
    budget: Mapping[str, float]
    least: float

    def terms(self, engine: str) -> Terms:
        return self.engines.get(engine, self.engines[_OTHERS])

    def place(self, engine: str) -> int:
        """When an engine's turn comes; those that are not named come last."""
        return list(self.engines).index(engine if engine in self.engines else _OTHERS)


@dataclass(frozen=True, slots=True)
class Table:
    """`start` of Tesseract in lines of its own; a line is `line` times as wide as high."""

    start: float
    line: float
    after: Mapping[str, Plan]

    def plan(self, first: str) -> Plan:
        """What is done after that engine has read."""
        return self.after.get(first, self.after["tesseract"])


@lru_cache(maxsize=1)
def table() -> Table:
    """The terms. Raises EnvironmentProblem, naming the place, when the file is wrong."""
    content: Mapping[str, Any] = yaml.safe_load(_FILE.read_text(encoding="utf-8"))
    if set(content) != _KEYS:
        raise EnvironmentProblem("asking.yaml holds unknown or lacks needed keys.")
    return Table(
        start=float(content["start"]),
        line=float(content["line"]),
        after={first: _plan(first, rows) for first, rows in content["after"].items()},
    )


def _plan(first: str, content: Mapping[str, Any]) -> Plan:
    if set(content) != {"engines", "budget", "least"} or _OTHERS not in content["engines"]:
        raise EnvironmentProblem(f"asking.yaml: the plan after {first} is wrong.")
    return Plan(
        {name: _terms(first, name, row) for name, row in content["engines"].items()},
        dict(content["budget"]),
        float(content["least"]),
    )


def _terms(first: str, name: str, row: Mapping[str, Any]) -> Terms:
    keys = set(row)
    if not {"cost", "unless"} <= keys <= {"cost", "unless", "call", "worth"} or row["cost"] <= 0:
        raise EnvironmentProblem(f"asking.yaml: the terms of {name} after {first} are wrong.")
    unless = row["unless"]
    if not isinstance(unless, Mapping):
        unless = dict.fromkeys(SCRIPTS, float(unless))
    if not set(unless) <= set(SCRIPTS):
        raise EnvironmentProblem(f"asking.yaml: {name} after {first} names an unknown script.")
    return Terms(**{**row, "unless": unless})
