"""Every reason to doubt or to trust a value, in one table: `doubts.yaml`.

A factor multiplies the odds p / (1 - p) that a value is right. The table is the only place where
such weights stand.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import yaml

from models.errors import EnvironmentProblem
from models.values import Problem

_FILE = Path(__file__).with_name("doubts.yaml")


@dataclass(frozen=True, slots=True)
class Rule:
    """What one code means: a factor on the odds, a sentence, and whether a person must look."""

    code: str
    factor: float
    text: str
    blocking: bool


@lru_cache(maxsize=1)
def rules() -> Mapping[str, Rule]:
    """All doubts and all evidence by code. Raises EnvironmentProblem when the table is wrong."""
    content = yaml.safe_load(_FILE.read_text(encoding="utf-8"))
    if set(content) != {"source", "doubts", "evidence"}:
        raise EnvironmentProblem("doubts.yaml holds unknown or lacks needed keys.")
    table: dict[str, Rule] = {}
    for part, keys in (
        ("doubts", {"blocking", "factor", "text"}),
        ("evidence", {"factor", "text"}),
    ):
        for code, row in content[part].items():
            if set(row) != keys or code in table or row["factor"] <= 0:
                raise EnvironmentProblem(f"doubts.yaml: {code} is wrong or stands there twice.")
            table[code] = Rule(code, float(row["factor"]), row["text"], row.get("blocking", False))
    return table


def doubt(code: str) -> Problem:
    """The problem of that code with its sentence. Raises KeyError for a code not in the table.

    >>> doubt("date_impossible").text
    'There is no such day in the calendar.'
    """
    return Problem(code, rules()[code].text)


def is_doubt(code: str) -> bool:
    """Whether a code lowers a value; evidence raises it."""
    return rules()[code].factor < 1


def factor(codes: Iterable[str]) -> float:
    """The product of the factors of these codes; each counts once; unknown codes count 1."""
    product = 1.0
    for code in set(codes):
        rule = rules().get(code)
        product *= rule.factor if rule else 1.0
    return product


def blocking(problems: Iterable[Problem]) -> bool:
    """Whether any of these must be looked at by a person, however sure the reading is."""
    return any(rules()[p.code].blocking for p in problems if p.code in rules())
