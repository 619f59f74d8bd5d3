"""Words and signs of money: currencies, large numbers, times of payment (`currencies.yaml`)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Final

import yaml

from models.errors import EnvironmentProblem

_FILE: Final = Path(__file__).with_name("currencies.yaml")
_KEYS: Final = {"source", "currencies", "of_country", "multipliers", "per", "noise"}
_COUNTRY_OF_LANGUAGE: Final = {"khm": "KHM", "tha": "THA", "ind": "IDN"}


@dataclass(frozen=True, slots=True)
class Said:
    """What the words of a sum say: currencies in order, how many times the number counts, for what
    time it is paid ("" when not said), and `rest`, the text without these words."""

    currencies: tuple[str, ...]
    times: int
    per: str
    rest: str


@dataclass(frozen=True, slots=True)
class _Table:
    currencies: Mapping[str, str]  # word in small letters -> code
    of_country: Mapping[str, str]
    times: Mapping[str, int]
    per: Mapping[str, str]
    pattern: re.Pattern[str]


def said(text: str) -> Said:
    """The words of a cleaned text with Latin digits.

    >>> said("3 หมื่นบาท").times, said("3 หมื่นบาท").currencies, said("3 หมื่นบาท").rest.strip()
    (10000, ('THB',), '3')
    """
    table = _table()
    found: list[str] = []
    times, per = 1, ""
    for match in table.pattern.finditer(text):
        word = match[0].casefold()
        if word in table.currencies:
            found.append(table.currencies[word])
        elif word in table.times:
            times *= table.times[word]
        elif word in table.per:
            per = per or table.per[word]
    rest = table.pattern.sub(" ", text)
    return Said(tuple(dict.fromkeys(found)), times, "" if per == "total" else per, rest)


def of_country(country: str, codes: tuple[str, ...] = ()) -> str:
    """The currency of a country (ISO 3166 alpha-3), else of a language's; "" when unknown.

    >>> of_country("KHM"), of_country("", ("ind",))
    ('KHR', 'IDR')
    """
    known = (_COUNTRY_OF_LANGUAGE.get(code, "") for code in codes)
    place = country or next(filter(None, known), "")
    return _table().of_country.get(place, "")


def words() -> tuple[str, ...]:
    """Every word and sign of currencies and large numbers, for who expects them."""
    groups = (_content()["currencies"], _content()["multipliers"])
    return tuple(word for group in groups for words in group.values() for word in words)


def times() -> tuple[str, ...]:
    """Every word for the time that a sum is paid for."""
    return tuple(word for words in _content()["per"].values() for word in words)


@lru_cache(maxsize=1)
def _content() -> Mapping[str, Mapping[str, list[str]]]:
    content: Mapping[str, Mapping[str, list[str]]] = yaml.safe_load(_FILE.read_text("utf-8"))
    if set(content) != _KEYS:
        raise EnvironmentProblem("currencies.yaml holds unknown or lacks needed keys.")
    return content


@lru_cache(maxsize=1)
def _table() -> _Table:
    content = _content()
    known = {w.casefold(): code for code, ws in content["currencies"].items() for w in ws}
    times = {w.casefold(): int(n) for n, ws in content["multipliers"].items() for w in ws}
    per = {w.casefold(): name for name, ws in content["per"].items() for w in ws}
    everything = [*known, *times, *per, *(word.casefold() for word in content["noise"])]
    patterns = (_bordered(word) for word in sorted(everything, key=len, reverse=True))
    pattern = re.compile("|".join(patterns), re.IGNORECASE)
    return _Table(known, dict(content["of_country"].items()), times, per, pattern)  # type: ignore[arg-type]


def _bordered(word: str) -> str:
    """Latin words end where letters end; numbers and signs may touch them (Rp5.000, 5jt), single
    letters on one side."""
    if len(word) == 1 and word.isascii() and word.isalpha():
        return rf"(?:(?<![^\W_]){word}(?![^\W\d_])|(?<![^\W\d_]){word}(?![^\W_]))"
    start = r"(?<![^\W\d_])" if word[0].isascii() and word[0].isalpha() else ""
    end = r"(?![^\W\d_])" if word[-1].isascii() and word[-1].isalpha() else ""
    return start + re.escape(word) + end
