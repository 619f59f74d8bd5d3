"""What no form ever says: clusters that cannot be, scripts and digits mixed within one word.

Khmer and Thai order of signs as in Unicode 16, sections 16.1 and 16.4.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Final

from ocr.clusters import clusters, script

_KHMER_LETTER: Final = re.compile("[\u1780-\u17b3]")
_KHMER_VOWELS: Final = re.compile("[\u17b6-\u17c5]")
_COENG_ALONE: Final = re.compile("\u17d2(?![\u1780-\u17b3])")
_THAI_LETTER: Final = re.compile("[\u0e01-\u0e2e]")
_THAI_VOWELS: Final = re.compile("[\u0e31\u0e34-\u0e3a\u0e47]")
_THAI_TONES: Final = re.compile("[\u0e48-\u0e4b]")
_THAI_LEADING: Final = re.compile("[\u0e40-\u0e44](?![\u0e01-\u0e2e])")
LETTERED: Final = frozenset({"khmer", "thai", "latin"})
_DIGITS: Final = ("khmer_digit", "thai_digit", "digit")
#: a blank between two digits: a hole where something may have stood
_HOLE: Final = re.compile(r"(?<=\d)\s+(?=\d)")
_DATE: Final = re.compile(r"(\d{1,2})[-/. ]+(\d{1,2})[-/. ]+\d{2,4}")
#: what a reader writes for writing that it does not know
_UNKNOWN: Final = "\ufffd"


def impossible(text: str) -> int:
    """How many clusters cannot be: signs without a letter, two vowels or tones on one letter."""
    found = len(_COENG_ALONE.findall(text)) + len(_THAI_LEADING.findall(text))
    for cluster in clusters(text):
        kind = script(cluster)
        if kind == "khmer":
            signs = len(_KHMER_VOWELS.findall(cluster))
            found += signs > 1 or (len(cluster) > 0 and not _KHMER_LETTER.match(cluster) and signs)
        elif kind == "thai":
            over = len(_THAI_VOWELS.findall(cluster)) > 1 or len(_THAI_TONES.findall(cluster)) > 1
            bare = len(cluster) > 1 and not _THAI_LETTER.match(cluster)
            found += over or bare
    return found


def mixed_scripts(text: str) -> bool:
    """Whether letters of two scripts stand in one word."""
    return any(len({script(c) for c in word} & LETTERED) > 1 for word in text.split())


def mixed_digits(text: str) -> bool:
    """Whether digits of two systems stand in one text."""
    return len({script(c) for c in text} & set(_DIGITS)) > 1


def holes(text: str) -> int:
    """Blanks between digits."""
    return len(_HOLE.findall(text))


def uneven(text: str) -> bool:
    """Whether of a date in figures one part has its zero before it and another has lost its own.

    >>> uneven("2/01/2548"), uneven("2/1/2548"), uneven("02/11/2548")
    (True, False, False)
    """
    found = _DATE.fullmatch(text.strip())
    if found is None:
        return False
    parts = (found[1], found[2])
    padded = any(len(part) == 2 and unicodedata.decimal(part[0]) == 0 for part in parts)
    return padded and any(len(part) == 1 for part in parts)


def unknown(text: str) -> int:
    """Letters that the reader says it does not know."""
    return text.count(_UNKNOWN)


def group_of(text: str) -> str:
    """numbers, khmer, thai or latin: what most of a text's letters are; "other" without any.

    A text is a number where at least half of its letters and digits are digits: IDs, dates in
    figures, sums, case numbers. Dates with the month in words are of their language.
    """
    kinds = [script(cluster) for cluster in clusters(text)]
    letters = sum(kind in LETTERED for kind in kinds)
    digits = sum(kind in _DIGITS for kind in kinds)
    if digits and digits >= letters:
        return "numbers"
    if not letters:
        return "other"
    return max(sorted(LETTERED), key=kinds.count)
