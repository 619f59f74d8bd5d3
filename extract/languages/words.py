"""The words of one language, loaded strictly from the YAML files in its folder.

An unknown or missing key fails with file and key, because a rule that is not read is a rule
that silently does not hold.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from models.errors import EnvironmentProblem
from models.languages import ENGINE_LANGUAGES

_FOLDER = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class Title:
    """A title before a name. `under` and `since` bound the age it implies (years), 0 = no bound."""

    code: str
    forms: tuple[str, ...]
    sex: str = ""
    under: int = 0
    since: int = 0


@dataclass(frozen=True, slots=True)
class Dates:
    """Words of dates. `months` and `short` hold twelve tuples of spellings, January first."""

    months: tuple[tuple[str, ...], ...]
    short: tuple[tuple[str, ...], ...]
    day: tuple[str, ...]
    month: tuple[str, ...]
    year: tuple[str, ...]
    buddhist: tuple[str, ...]
    common: tuple[str, ...]
    weekdays: tuple[str, ...]
    lunar: tuple[str, ...]
    solar: tuple[str, ...]
    era: str  # the era people write in when they name none: "BE" or "CE"


@dataclass(frozen=True, slots=True)
class Numbers:
    """`digits` are the ten digits from zero; `none` and `unknown` are words for no answer."""

    digits: str
    words: Mapping[str, int]
    multipliers: Mapping[str, int]
    teens: tuple[str, ...]
    units: tuple[str, ...]
    none: tuple[str, ...]
    unknown: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Language:
    """Everything known of one language. `levels` maps a level of places to its printed words."""

    code: str
    dates: Dates
    numbers: Numbers
    titles: tuple[Title, ...]
    name_order: str
    levels: Mapping[str, tuple[str, ...]]
    labels: Mapping[str, tuple[str, ...]]
    options: Mapping[str, Mapping[str, tuple[str, ...]]]  # group -> code -> words


def _load(code: str, name: str, keys: set[str]) -> dict[str, Any]:
    path = _FOLDER / code / f"{name}.yaml"
    content = yaml.safe_load(path.read_text(encoding="utf-8"))
    found = set(content) - {"source"}
    if found != keys or "source" not in content:
        raise EnvironmentProblem(
            f"{path.name} of language {code}: keys {sorted(found ^ keys)} are unknown or missing.",
            remedy="Restore the file from the release, or correct your edit.",
        )
    return {key: content[key] for key in keys}


def _spellings(rows: list[list[str]]) -> tuple[tuple[str, ...], ...]:
    if len(rows) != 12:
        raise EnvironmentProblem("A list of months does not hold twelve of them.")
    return tuple(tuple(row) for row in rows)


def _dates(code: str) -> Dates:
    lists = {"day", "month", "year", "buddhist", "common", "weekdays", "lunar", "solar"}
    content = _load(code, "dates", lists | {"months", "short", "era"})
    return Dates(
        months=_spellings(content["months"]),
        short=_spellings(content["short"]),
        era=content["era"],
        **{key: tuple(content[key]) for key in lists},
    )


def _titles(code: str) -> tuple[str, tuple[Title, ...]]:
    content = _load(code, "names", {"order", "titles"})
    titles = tuple(
        Title(
            row["code"],
            tuple(row["forms"]),
            row.get("sex", ""),
            row.get("under", 0),
            row.get("from", 0),
        )
        for row in content["titles"]
    )
    return content["order"], titles


@lru_cache(maxsize=8)
def language(code: str) -> Language:
    """The language of that engine code: khm, tha, ind or eng. Raises KeyError for others."""
    if code not in ENGINE_LANGUAGES:
        raise KeyError(code)
    order, titles = _titles(code)
    numbers = _load(
        code, "numbers", {"digits", "words", "multipliers", "teens", "units", "none", "unknown"}
    )
    places = _load(code, "places", {"province", "district", "commune", "village"})
    options = _load(code, "options", {"options"})["options"]
    labels = _load(code, "labels", {"labels"})["labels"]
    return Language(
        code=code,
        dates=_dates(code),
        numbers=Numbers(
            numbers["digits"],
            numbers["words"],
            numbers["multipliers"],
            *(tuple(numbers[key]) for key in ("teens", "units", "none", "unknown")),
        ),
        titles=titles,
        name_order=order,
        levels={level: tuple(words) for level, words in places.items()},
        options={
            group: {code: tuple(words) for code, words in codes.items()}
            for group, codes in options.items()
        },
        labels={key: tuple(words) for key, words in labels.items()},
    )


def languages(codes: tuple[str, ...]) -> tuple[Language, ...]:
    """The known ones among `codes`, all four when none is known."""
    known = tuple(code for code in codes if code in ENGINE_LANGUAGES)
    return tuple(language(code) for code in known or ENGINE_LANGUAGES)
