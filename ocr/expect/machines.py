"""From an expectation to the machine that decides by it; built once, then kept."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Any, Final

from models.expectations import (
    Date,
    Digits,
    Expectation,
    Letters,
    Money,
    Number,
    Pattern,
    Phone,
    Place,
    Shapes,
    Words,
)
from ocr.expect import dates, letters, numbers, places
from ocr.expect.grammar import Part, grammar
from ocr.expect.lexicon import Lexicon
from ocr.expect.machine import Machine
from ocr.expect.subsets import Subsets

_MOST: Final = 50_000  # states of a machine that is kept, about 40 MB


def machine_of(wanted: Expectation, tokens: tuple[str, ...]) -> Machine:
    """The machine for a network with these tokens."""
    machine = _built(wanted, tokens)
    if isinstance(machine, Subsets) and machine.size > _MOST:
        _built.cache_clear()  # it grows with every address it meets; a worker lives for weeks
        machine = _built(wanted, tokens)
    return machine


@lru_cache(maxsize=128)
def _built(wanted: Expectation, tokens: tuple[str, ...]) -> Machine:
    match wanted:
        case Words():
            return Lexicon(_cases(wanted.words), tokens)
        case Place():
            return places.addresses(wanted.areas, tokens)
        case Letters():
            return letters.Letters(wanted.ranges, tokens)
    return grammar(_PARTS[type(wanted)](wanted), tokens)


_PARTS: Final[Mapping[type[Any], Callable[[Any], Part]]] = {
    Digits: numbers.digits,
    Number: numbers.number,
    Money: numbers.money,
    Phone: numbers.phone,
    Pattern: numbers.pattern,
    Shapes: numbers.shapes,
    Date: dates.date,
}


def kind_of(wanted: Expectation) -> str:
    """The short name that stands in results."""
    return type(wanted).__name__.casefold()


def how_of(wanted: Expectation) -> str:
    """Whether a list or a grammar decides."""
    return "lexicon" if isinstance(wanted, Words | Place) else "grammar"


def silent_in(wanted: Expectation) -> str:
    """The signs that may stand or not without a difference in what is meant."""
    match wanted:
        case Digits() | Phone() | Shapes():
            return " -.()"
        case Place():
            return " .,"
        case Date():
            return " ,"  # 1.12.98 and 11.2.98 differ by their full stops
    return " "


def _cases(words: tuple[str, ...]) -> tuple[str, ...]:
    """As listed, in capitals, and with a capital letter."""
    return tuple(
        dict.fromkeys(f for word in words for f in (word, word.upper(), word.capitalize()))
    )
