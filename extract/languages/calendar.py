"""The words of a date found in a stretch of text: months, eras, and words for day, month, year."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Final

from rapidfuzz import fuzz, process

from extract.languages.words import Dates, languages
from extract.text import fold

ROMAN: Final = ("i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x", "xi", "xii")
#: likeness (0..100) a misspelled month needs, and how far it must be ahead of the next
_LIKE: Final = 70.0
_AHEAD: Final = 10.0
_LATIN_RUN: Final = re.compile(r"[a-z']+")


@dataclass(frozen=True, slots=True)
class Said:
    """What the words between two numbers say. `month` is 0 for none, `residue` the rest."""

    month: int = 0
    short_thai: bool = False  # one of the short Thai forms, which look alike
    alike: bool = False  # taken by likeness
    era: str = ""
    roles: tuple[str, ...] = ()  # "day", "month", "year" in order
    residue: str = ""


@dataclass(slots=True)
class _Notes:
    month: int = 0
    short_thai: bool = False
    era: str = ""
    roles: list[str] = field(default_factory=list)
    residue: str = ""


def said(gap: str, codes: tuple[str, ...]) -> Said:
    """The words in `gap` (text between numbers) in these languages.

    >>> said(" ส.ค. พ.ศ. ", ("tha",)).month, said(" ส.ค. พ.ศ. ", ("tha",)).era
    (8, 'BE')
    >>> said("-Agt-", ("ind",)).month, said(" ខែមករា ឆ្នាំ", ("khm",)).roles
    (8, ('month', 'year'))
    """
    notes = _Notes()
    text = gap.casefold().replace(".", "")
    for run in _LATIN_RUN.findall(text):
        _note(notes, run, fold(run), codes)
    _scan(notes, fold(_LATIN_RUN.sub(" ", text)), codes)
    alike = False
    if not notes.month and len(notes.residue) >= 3:
        notes.month = _by_likeness(notes.residue, codes)
        alike = notes.month > 0
        notes.residue = "" if alike else notes.residue
    return Said(notes.month, notes.short_thai, alike, notes.era, tuple(notes.roles), notes.residue)


def _note(notes: _Notes, shown: str, key: str, codes: tuple[str, ...]) -> None:
    kind, number = known_words(codes).get(key, ("", 0))
    if kind in ("month", "short"):
        notes.month, notes.short_thai = number, kind == "short" and not key.isascii()
    elif kind in ("BE", "CE"):
        notes.era = kind
    elif kind in ("day-word", "month-word", "year-word"):
        notes.roles.append(kind.removesuffix("-word"))
    elif key in ROMAN and not notes.month:
        notes.month = ROMAN.index(key) + 1
    elif not kind:
        notes.residue += key


def _scan(notes: _Notes, key: str, codes: tuple[str, ...]) -> None:
    """Words of scripts without spaces, longest first."""
    table = known_words(codes)
    longest = max(map(len, table))
    while key:
        for size in range(min(longest, len(key)), 0, -1):
            if key[:size] in table:
                _note(notes, key[:size], key[:size], codes)
                key = key[size:]
                break
        else:
            notes.residue += key[0]
            key = key[1:]


def _by_likeness(residue: str, codes: tuple[str, ...]) -> int:
    months = {k: n for k, (kind, n) in known_words(codes).items() if kind == "month"}
    best = process.extract(residue, list(months), scorer=fuzz.ratio, limit=3)
    if not best or best[0][1] < _LIKE:
        return 0
    month = months[best[0][0]]
    others = [score for word, score, _ in best if months[word] != month]
    return month if not others or best[0][1] - others[0] >= _AHEAD else 0


@lru_cache(maxsize=16)
def known_words(codes: tuple[str, ...]) -> Mapping[str, tuple[str, int]]:
    """Folded word -> (kind, month number or 0), the languages of `codes` winning over others."""
    table: dict[str, tuple[str, int]] = {}
    for spoken in (*languages(()), *languages(codes)):
        table |= _words_of(spoken.dates)
    return table


def _words_of(dates: Dates) -> dict[str, tuple[str, int]]:
    table: dict[str, tuple[str, int]] = {}
    for kind, words in (
        ("day-word", dates.day),
        ("month-word", dates.month),
        ("year-word", dates.year),
        ("BE", dates.buddhist),
        ("CE", dates.common),
        ("weekday", dates.weekdays),
    ):
        table |= {_key(word): (kind, 0) for word in words}
    for number, spellings in enumerate(dates.short, start=1):
        table |= {_key(word): ("short", number) for word in spellings}
    for number, spellings in enumerate(dates.months, start=1):
        table |= {_key(word): ("month", number) for word in spellings}
    return table


def _key(word: str) -> str:
    return fold(word.casefold().replace(".", ""))
