"""Latin letters to sounds: romanised Khmer and Thai, Indonesian in its old and new spelling."""

from __future__ import annotations

from itertools import islice, product
from typing import Final

from extract.sounds.data import table

_VOWELS: Final = frozenset("aeiou")
_MOST: Final = 4  # ways to say a word


def sounds(word: str) -> tuple[str, ...]:
    """The ways in which a word in small Latin letters without accents is said.

    >>> sounds("soekarno") == sounds("sukarno"), sounds("jogja")
    (True, ('cokca', 'cokya', 'yokca', 'yokya'))
    """
    ways = islice(product(*_parts(_with_y(word))), _MOST)
    return tuple(dict.fromkeys(_runs("".join(way)) for way in ways))


def _with_y(word: str) -> str:
    """Every y that is said as a vowel written as i.

    >>> _with_y("sreymom"), _with_y("wahyu"), _with_y("sovanny")
    ('sreimom', 'wahyu', 'sovanni')
    """
    return "".join(
        "i" if c == "y" and word[n + 1 : n + 2] not in _VOWELS else c for n, c in enumerate(word)
    )


def _parts(word: str) -> list[tuple[str, ...]]:
    made: list[tuple[str, ...]] = []
    at = 0
    while at < len(word):
        for written, ways in table().letters:
            if word.startswith(written, at) and _fits(word, at, written):
                made.append(ways)
                at += len(written)
                break
        else:
            made.append((word[at],))
            at += 1
    return made


def _fits(word: str, at: int, written: str) -> bool:
    """sy is one sound before a vowel alone: Syarif, not Chesy."""
    return written != "sy" or word[at + 2 : at + 3] in _VOWELS


def _runs(text: str) -> str:
    """Each run of vowels as one."""
    made, at = "", 0
    while at < len(text):
        for written, vowel in table().runs:
            if text.startswith(written, at):
                made, at = made + vowel, at + len(written)
                break
        else:
            made, at = made + text[at], at + 1
    return made
