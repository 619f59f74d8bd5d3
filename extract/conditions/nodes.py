"""What a condition is made of, once it is parsed and its names are known to be fields."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

Order = Literal["=", "!=", "<", "<=", ">", ">="]


@dataclass(frozen=True, slots=True)
class Number:
    """A number as written."""

    value: float


@dataclass(frozen=True, slots=True)
class Days:
    """A date as written; a year or a month is all of its days."""

    first: date
    last: date


@dataclass(frozen=True, slots=True)
class Quantity:
    """The number or the date that a field holds."""

    key: str
    is_date: bool


@dataclass(frozen=True, slots=True)
class Years:
    """Completed years from one date to another."""

    start: Amount
    end: Amount


@dataclass(frozen=True, slots=True)
class Count:
    """How many options are ticked, or how many rows are filled in."""

    key: str


@dataclass(frozen=True, slots=True)
class Sum:
    """`left + right`, or `left - right` with `sign` -1."""

    left: Amount
    right: Amount
    sign: int


Amount = Number | Days | Quantity | Years | Count | Sum


@dataclass(frozen=True, slots=True)
class Empty:
    """Nothing was written in the field, or it does not apply."""

    key: str


@dataclass(frozen=True, slots=True)
class Among:
    """The field holds one of `words`: an option's code, or the text itself."""

    key: str
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Compare:
    """One amount beside another."""

    order: Order
    left: Amount
    right: Amount


@dataclass(frozen=True, slots=True)
class Not:
    part: Condition


@dataclass(frozen=True, slots=True)
class All:
    """`and`."""

    parts: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class Any:
    """`or`."""

    parts: tuple[Condition, ...]


Condition = Empty | Among | Compare | Not | All | Any


def variables(node: Condition | Amount) -> frozenset[str]:
    """The keys of the fields that a condition asks about."""
    match node:
        case Empty(key) | Among(key) | Count(key) | Quantity(key):
            return frozenset({key})
        case Not(part):
            return variables(part)
        case All(parts) | Any(parts):
            return frozenset().union(*(variables(part) for part in parts))
        case Compare(_, left, right) | Sum(left, right) | Years(left, right):
            return variables(left) | variables(right)
        case Number() | Days():
            return frozenset()
