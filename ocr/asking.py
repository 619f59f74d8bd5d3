"""Which crops a further engine is asked about: where it is worth it, within what it may cost.

Costs are counted from the table `asking.yaml`, never from a clock: the same page is always read
by the same engines.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from models.values import Grey, Looks, Reading
from ocr.ballot import main_script
from ocr.engines import Engine
from ocr.terms import Plan, Terms, table

_SCRIPT: Final = {"khm": "khmer", "tha": "thai"}
_LOST: Final = 0.5  # less sure than this, the first engine may have read the wrong script


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

    @property
    def lines(self) -> float:
        """How many lines' work it is."""
        wide: float = self.crop.shape[1] / max(1, self.crop.shape[0])
        return max(1.0, wide / table().line)


class Purse:
    """What is left for further engines on one page, by script. Used within one reading."""

    def __init__(self, crops: Iterable[Read], plan: Plan) -> None:
        self._plan = plan
        done: dict[str, float] = defaultdict(float)
        for item in crops:
            done[item.script] += item.lines
        total = sum(done.values())
        self._left = {
            script: max(
                plan.least,
                plan.budget.get(script, 0.0) * (lines + table().start * lines / total),
            )
            for script, lines in done.items()
        }

    def chosen(self, engine: Engine, crops: Mapping[int, Read]) -> list[int]:
        """The crops to ask it about, paid for: those that are least sure come first.

        An engine that costs something before its first line is called for a set of languages
        only where that many of its crops are likely to be wrong (`Terms.worth`).
        """
        terms = self._plan.terms(engine.name)
        calls: dict[tuple[str, ...], list[int]] = defaultdict(list)
        for n, item in crops.items():
            if _worth_it(engine, item, terms):
                calls[item.languages].append(n)
        found: list[int] = []
        for numbers in calls.values():
            wrong = sum(1 - crops[n].reading.confidence for n in numbers)
            if wrong >= terms.worth:
                found += self._paid(numbers, crops, terms)
        return sorted(found)

    def _paid(self, numbers: Sequence[int], crops: Mapping[int, Read], terms: Terms) -> list[int]:
        found = []
        call = terms.call
        for n in sorted(numbers, key=lambda n: crops[n].reading.confidence):
            script, price = crops[n].script, call + terms.cost * crops[n].lines
            if price <= self._left.get(script, 0.0):
                self._left[script] -= price
                call = 0.0
                found.append(n)
        return found


def scripts_of(languages: Iterable[str]) -> frozenset[str]:
    """khm and tha have scripts of their own; every other language we read is in Latin."""
    return frozenset(_SCRIPT.get(language, "latin") for language in languages)


def _worth_it(engine: Engine, item: Read, terms: Terms) -> bool:
    known = scripts_of(engine.languages) & scripts_of(item.languages)
    if not known or item.reading.confidence >= terms.unless.get(item.script, 0.0):
        return False
    if item.reading.looks in (Looks.EMPTY, Looks.HANDWRITTEN):
        return False
    if item.scripts:
        return bool(known & item.scripts)
    return main_script(item.reading.text) in known or item.reading.confidence < _LOST
