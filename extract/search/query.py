"""What somebody looks for: words, each anywhere or in one field.

`sok "phnom penh" birth_place:takeo` are three terms that must all be found; quotation marks keep
words together, and the key of a field before a colon looks in that field alone.
"""

from __future__ import annotations

import re
from collections.abc import Container
from dataclasses import dataclass, replace
from typing import Final

from extract.context import Context
from extract.search.folded import folded
from extract.sounds import names
from extract.values import date

MOST_TERMS: Final = 12
MOST_JOINED: Final = 4
PIECE: Final = 3  # letters from which on a piece of text can be found anywhere
_TERM: Final = re.compile(r'(?:([A-Za-z][A-Za-z0-9_]*):)?(?:["“”„]([^"“”„]*)["“”„]?|(\S+))')
_DAY: Final = re.compile(r"(\d{1,4})[-/.](\d{1,2})[-/.](\d{1,4})")
_YEAR: Final = re.compile(r"\d{4}")
_BUDDHIST: Final = 543
_BUDDHIST_YEARS: Final = range(2440, 2600)
_DATES: Final = tuple(Context((code,)) for code in ("eng", "tha"))


@dataclass(frozen=True, slots=True)
class Term:
    """One thing that must be found. `piece` is its folded text, `dates` the days or years that it
    may mean (folded ISO), `key` the field it must stand in ("" for any), `words` its words as they
    sound."""

    text: str
    piece: str
    key: str = ""
    dates: tuple[str, ...] = ()
    words: tuple[str, ...] = ()

    @property
    def short(self) -> bool:
        """Too short to be found anywhere: only where a word begins with it."""
        return len(self.piece) < PIECE


@dataclass(frozen=True, slots=True)
class Query:
    terms: tuple[Term, ...]

    @property
    def keyed(self) -> bool:
        return any(term.key for term in self.terms)

    @property
    def as_one(self) -> Query | None:
        """The same words as one name: Chiang Mai is written as one word in Thai."""
        words = tuple(word for term in self.terms for word in term.words)
        if len(self.terms) < 2 or not all(t.words for t in self.terms) or len(words) > MOST_JOINED:
            return None
        if len({term.key for term in self.terms}) > 1:
            return None
        text = " ".join(term.text for term in self.terms)
        piece = " ".join(term.piece for term in self.terms)
        return Query((Term(text, piece, self.terms[0].key, (), words),))


def parse(text: str, keys: Container[str], within: str = "") -> Query:
    """What a text asks for. `keys` are the fields there are; `within` is one of them, in which
    everything without a field of its own is looked for.

    >>> [(t.key, t.piece) for t in parse('Sok "Phnom Penh" sex:male', {"sex"}).terms]
    [('', 'sok'), ('', 'phnom penh'), ('sex', 'male')]
    >>> parse("15/08/2540", ()).terms[0].dates
    ('19970815',)
    """
    terms: dict[tuple[str, str], Term] = {}
    for found in _TERM.finditer(text):
        key, quoted, plain = found.groups()
        if key and key not in keys:  # http://…, or a word before a colon
            key, quoted, plain = "", None, found[0]
        term = _term(quoted if quoted is not None else plain or "", key or within)
        if term is not None:
            terms.setdefault((term.key, term.piece), term)
    return Query(tuple(terms.values())[:MOST_TERMS])


def _term(text: str, key: str) -> Term | None:
    piece = folded(text).replace("\n", " ")
    if not piece:
        return None
    words = names.words(text)
    said = words if all(names.spoken(word) for word in words) else ()
    return replace(Term(text.strip(), piece, key), dates=_dates(text, piece), words=said)


def _dates(text: str, piece: str) -> tuple[str, ...]:
    """The day or the year of the Common Era that somebody may mean."""
    if _YEAR.fullmatch(piece):
        year = int(piece)
        return (str(year - _BUDDHIST),) if year in _BUDDHIST_YEARS else ()
    if not _DAY.search(text):
        return ()
    found = (date.parse(text, context).value for context in _DATES)
    days = (str(one["iso"]).replace("-", "") for one in found if one and one.get("iso"))
    return tuple(dict.fromkeys(day for day in days if day != piece))
