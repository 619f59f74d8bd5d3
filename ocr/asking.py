"""Which crops a further engine is asked about: where it is worth it, within what it may cost.

Costs are counted from the table `asking.yaml`, never from a clock: the same page is always read
by the same engines.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

import yaml

from models.errors import EnvironmentProblem
from models.values import Grey, Looks, Reading
from ocr.ballot import main_script
from ocr.engines import Engine

_FILE: Final = Path(__file__).with_name("asking.yaml")
_SCRIPT: Final = {"khm": "khmer", "tha": "thai"}
_LOST: Final = 0.5  # less sure than this, Tesseract may have read the wrong script


@dataclass(frozen=True, slots=True)
class Terms:
    """`cost` of a line in lines of Tesseract's; not asked where sure as `unless` already."""

    cost: float
    unless: float


@dataclass(frozen=True, slots=True)
class Table:
    start: float
    line: float
    least: float
    engines: Mapping[str, Terms]
    budget: Mapping[str, float]

    def terms(self, engine: str) -> Terms:
        return self.engines.get(engine, self.engines["default"])

    def lines(self, crop: Grey) -> float:
        """How many lines' work a crop is."""
        wide: float = crop.shape[1] / max(1, crop.shape[0])
        return max(1.0, wide / self.line)


@dataclass(frozen=True, slots=True, eq=False)
class Read:
    """A crop as far as it is read: `languages` that may stand in it, `scripts` that its ink
    shows (empty: nobody knows), and the reading so far."""

    crop: Grey
    languages: tuple[str, ...]
    scripts: frozenset[str]
    reading: Reading

    @property
    def script(self) -> str:
        """Whose budget it is on."""
        for kind in ("khmer", "thai"):
            if kind in self.scripts:
                return kind
        return "latin" if self.scripts else main_script(self.reading.text)


class Purse:
    """What is left for further engines on one page, by script. Used within one reading."""

    def __init__(self, crops: Iterable[Read]) -> None:
        done: dict[str, float] = {}
        for item in crops:
            done[item.script] = done.get(item.script, 0.0) + table().lines(item.crop)
        total = sum(done.values())
        self._left = {
            script: max(
                table().least,
                table().budget.get(script, 0.0) * (lines + table().start * lines / total),
            )
            for script, lines in done.items()
        }

    def chosen(self, engine: Engine, crops: Mapping[int, Read]) -> list[int]:
        """The crops to ask it about, paid for: those that are least sure come first."""
        terms = table().terms(engine.name)
        wanted = [n for n, item in crops.items() if _worth_it(engine, item, terms)]
        found = []
        for n in sorted(wanted, key=lambda n: crops[n].reading.confidence):
            script, price = crops[n].script, terms.cost * table().lines(crops[n].crop)
            if price <= self._left.get(script, 0.0):
                self._left[script] -= price
                found.append(n)
        return sorted(found)


def scripts_of(languages: Iterable[str]) -> frozenset[str]:
    """khm and tha have scripts of their own; every other language we read is in Latin."""
    return frozenset(_SCRIPT.get(language, "latin") for language in languages)


def _worth_it(engine: Engine, item: Read, terms: Terms) -> bool:
    known = scripts_of(engine.languages) & scripts_of(item.languages)
    if not known or item.reading.confidence >= terms.unless:
        return False
    if item.reading.looks in (Looks.EMPTY, Looks.HANDWRITTEN):
        return False
    if item.scripts:
        return bool(known & item.scripts)
    return main_script(item.reading.text) in known or item.reading.confidence < _LOST


@lru_cache(maxsize=1)
def table() -> Table:
    """The terms. Raises EnvironmentProblem, naming the place, when the file is wrong."""
    content: Mapping[str, Any] = yaml.safe_load(_FILE.read_text(encoding="utf-8"))
    if set(content) != {"source", "start", "line", "least", "engines", "budget"}:
        raise EnvironmentProblem("asking.yaml holds unknown or lacks needed keys.")
    for name, row in content["engines"].items():
        if set(row) != {"cost", "unless"} or row["cost"] <= 0:
            raise EnvironmentProblem(f"asking.yaml: the terms of {name} are wrong.")
    return Table(
        start=float(content["start"]),
        line=float(content["line"]),
        least=float(content["least"]),
        engines={name: Terms(**row) for name, row in content["engines"].items()},
        budget=dict(content["budget"]),
    )
