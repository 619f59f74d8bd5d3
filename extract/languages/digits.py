"""Three systems of digits. Values keep Latin digits; `raw` keeps what was written."""

from __future__ import annotations

from functools import lru_cache
from typing import Final

from extract.languages.words import language

LATIN: Final = "0123456789"


def local_digits(code: str) -> str:
    """The ten digits of a language from zero.

    >>> local_digits("tha")
    '๐๑๒๓๔๕๖๗๘๙'
    """
    return language(code).numbers.digits


def to_latin(text: str) -> str:
    """Khmer and Thai digits as Latin ones; every other character stays.

    >>> to_latin("ថ្ងៃទី១៥ ๒๕๔๐")
    'ថ្ងៃទី15 2540'
    """
    return text.translate(_to_latin())


def to_local(text: str, code: str) -> str:
    """Latin digits as those of a language.

    >>> to_local("15/08/2540", "tha")
    '๑๕/๐๘/๒๕๔๐'
    """
    return text.translate(str.maketrans(LATIN, local_digits(code)))


def systems(text: str) -> frozenset[str]:
    """Which digit systems occur: any of "khm", "tha", "latin".

    >>> sorted(systems("๑2"))
    ['latin', 'tha']
    """
    found = set()
    for char in text:
        if char in LATIN:
            found.add("latin")
        elif "\u17e0" <= char <= "\u17e9":
            found.add("khm")
        elif "\u0e50" <= char <= "\u0e59":
            found.add("tha")
    return frozenset(found)


@lru_cache(maxsize=1)
def _to_latin() -> dict[int, str]:
    table: dict[int, str] = {}
    for code in ("khm", "tha"):
        table |= {ord(d): LATIN[i] for i, d in enumerate(local_digits(code))}
    return table
