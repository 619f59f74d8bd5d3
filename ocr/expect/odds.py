"""How much an expectation may count against the scores, by kind: the table `odds.yaml`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from math import exp
from pathlib import Path
from typing import Any, Final

import yaml

from models.errors import EnvironmentProblem

_FILE: Final = Path(__file__).with_name("odds.yaml")
_KINDS: Final = frozenset(
    (
        "digits",
        "number",
        "money",
        "phone",
        "date",
        "words",
        "place",
        "pattern",
        "shapes",
        "letters",
    )
)


@dataclass(frozen=True, slots=True)
class Odds:
    """See the source note of `odds.yaml`. `base`, `letter`, `most`, `edit` are in nats."""

    base: float
    letter: float
    most: float
    edit: float

    def of(self, letters: int) -> float:
        """The odds for a text of so many letters."""
        return exp(min(self.most, self.base + self.letter * letters))


@lru_cache(maxsize=1)
def odds() -> Mapping[str, Odds]:
    """By kind. Raises EnvironmentProblem, naming the place, when the file is wrong."""
    content: Mapping[str, Any] = yaml.safe_load(_FILE.read_text(encoding="utf-8"))
    if set(content) != _KINDS | {"source"}:
        raise EnvironmentProblem("odds.yaml holds unknown or lacks needed kinds.")
    for kind in _KINDS:
        if set(content[kind]) != {"base", "letter", "most", "edit"}:
            raise EnvironmentProblem(f"odds.yaml: the row of {kind} is wrong.")
    return {kind: Odds(**content[kind]) for kind in _KINDS}
