"""Tesseract's standing errors, mended word by word before anybody compares or counts."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Final

import yaml

_FILE: Final = Path(__file__).with_name("repairs.yaml")
_KEYS: Final = {"written", "meant", "because"}
#: what is read for the strokes of a Roman numeral between two slashes, as in 145/P/UNIT/VII/2015
_ROMAN: Final = re.compile(r"(?<=/)(?=[^/]*[VXI])[VXIil1!|]{2,5}(?=/)")
_STROKE: Final = str.maketrans("il1!|", "IIIII")
#: letters whose small and capital forms differ in size alone: by itself nobody sees which it is
_SAME_SHAPE: Final = frozenset("copsuvwxz")


@dataclass(frozen=True, slots=True)
class Repair:
    """One standing error: what is written for what is meant."""

    written: re.Pattern[str]
    meant: str


@lru_cache(maxsize=1)
def repairs() -> dict[str, tuple[Repair, ...]]:
    """Language -> its repairs, in order. Raises ValueError, naming the entry, for an odd key."""
    listed = yaml.safe_load(_FILE.read_text("utf-8"))
    found = {}
    for language, entries in listed.items():
        for number, entry in enumerate(entries, 1):
            if set(entry) != _KEYS:
                raise ValueError(f"{_FILE.name}: {language} {number}: keys are {sorted(_KEYS)}")
        found[language] = tuple(Repair(re.compile(e["written"]), e["meant"]) for e in entries)
    return found


def mended(word: str, languages: tuple[str, ...]) -> str:
    """A word as it stands on the paper, as far as the letters alone can tell.

    >>> mended("แม่น้้า", ("tha",))
    'แม่น้ำ'
    >>> mended("145/P/UPTD/VII1/2015", ("ind",))
    '145/P/UPTD/VIII/2015'
    """
    for language in languages:
        for repair in repairs().get(language, ()):
            word = repair.written.sub(repair.meant, word)
    return _ROMAN.sub(lambda found: found[0].translate(_STROKE), word)


def lone(text: str) -> str:
    """A line that is one letter: a capital, where its small form looks the same but for size.

    On forms such letters are answers (P, V, X); in a tight crop nothing shows their size.
    """
    return text.upper() if text in _SAME_SHAPE else text
