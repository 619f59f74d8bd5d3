"""Whether and why a record or page is what somebody looks for."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from extract.search.query import Query, Term
from extract.sounds import names


class How(StrEnum):
    """Why a term was found, the best first."""

    WHOLE = "whole"  # it is the whole field
    WORD = "word"  # a word or the beginning of one
    DATE = "date"  # the same day or year, written otherwise
    PART = "part"  # a piece of the text
    SOUND = "sound"  # it sounds like a word of it
    PAGE = "page"  # it stands on the page


_STRENGTH: Final = {
    How.WHOLE: 1.0, How.WORD: 0.8, How.DATE: 0.8, How.PART: 0.6, How.SOUND: 0.5, How.PAGE: 0.3
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Match:
    """Where a term was found. `said` is the folded text that it was found as, `key` the field,
    `like` 0..1 how alike it sounds."""

    term: Term
    how: How
    key: str = ""
    said: str = ""
    like: float = 1.0

    @property
    def strength(self) -> float:
        return _STRENGTH[self.how] * self.like


@dataclass(frozen=True, slots=True)
class Lines:
    """A record's columns taken apart: (kind, key, folded text) of each line, and what is heard."""

    fields: tuple[tuple[str, str, str], ...]
    heard: tuple[tuple[int, str, str], ...]

    @staticmethod
    def of(keys: str, fields: str, heard: str = "") -> Lines:
        texts = fields.split("\n")[1:]
        named = (key.partition(":") for key in keys.split())
        lines = tuple((k, key, text) for (k, _, key), text in zip(named, texts, strict=True))
        said = (word.split(":") for word in heard.split())
        return Lines(lines, tuple((int(line) - 1, key, way) for line, key, way in said))


def matches(
    query: Query, lines: Lines, seen: Callable[[str], bool], *, by_sound: bool = False
) -> tuple[Match | None, ...]:
    """The best match of each term in fields that may be `seen`; None where there is none."""
    return tuple(_best(term, lines, seen, by_sound=by_sound) for term in query.terms)


def _best(term: Term, lines: Lines, seen: Callable[[str], bool], *, by_sound: bool) -> Match | None:
    found = [m for m in _written(term, lines) if seen(m.key)]
    if not found and by_sound:
        found = [m for m in _sounding(term, lines) if seen(m.key)]
    return max(found, key=lambda m: m.strength, default=None)


def _written(term: Term, lines: Lines) -> Iterator[Match]:
    for kind, key, text in lines.fields:
        if term.key and key != term.key:
            continue
        how = how_in(term.piece, text)
        if how is not None:
            yield Match(term, how, key, term.piece)
        elif kind == "date":
            yield from (Match(term, How.DATE, key, day) for day in term.dates if day in text)


def how_in(piece: str, text: str) -> How | None:
    """How a piece stands in a folded text.

    >>> how_in("sok", "sok sophea"), how_in("hea", "sok sophea"), how_in("so", "asok")
    (<How.WORD: 'word'>, <How.PART: 'part'>, None)
    """
    if piece not in text:
        return None
    if piece == text:
        return How.WHOLE
    if text.startswith(piece) or f" {piece}" in text:
        return How.WORD
    # One or two Latin letters stand in nearly every text: only where a word begins.
    return None if len(piece) < 3 and piece.isascii() else How.PART


def _sounding(term: Term, lines: Lines) -> Iterator[Match]:
    """Fields in which every word of the term is heard (the least alike counts), or all as one."""
    for number, (_, key, _text) in enumerate(lines.fields):
        if term.key and key != term.key:
            continue
        heard = [(k, way) for line, k, way in lines.heard if line == number]
        like = min((_heard(names.spoken(word), heard) for word in term.words), default=0.0)
        if len(term.words) > 1:
            like = max(like, _heard((names.joined(term.words),), heard))
        if like >= names.ALIKE:
            yield Match(term, How.SOUND, key, "", like)


def _heard(said: Sequence[str], heard: Sequence[tuple[str, str]]) -> float:
    ways = [(names.key(way), way) for way in said]
    return max(
        (names.likeness(a, b) for k, a in ways for other, b in heard if k == other), default=0.0
    )


def score(found: Sequence[Match]) -> float:
    """How good a hit is: the sum over its terms."""
    return sum(match.strength for match in found)
