"""Text as it is searched: written in one way, so that a search is a comparison of letters.

Khmer and Thai are normalised, digits of any script are Latin, letters lower-case and without
accents. A space is kept only beside a Latin letter: Thai and Khmer are written with spaces or
without, and numbers with spaces, dots and strokes or without. Lines stay lines.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import Final

from extract.languages.digits import to_latin
from extract.text import clean, fold

#: Written inside words without parting them: Ma'ruf, O’Neil; signs of repetition and of omission.
_INSIDE: Final = frozenset("'’‘`´ʼ")
_SHORT: Final = 60
_LETTERED: Final = ("L", "M", "N")
_LATIN: Final = re.compile(r"[a-z]")


def folded(text: str) -> str:
    """The text as it is searched; "" where no letter or digit is left.

    >>> folded("Ma'ruf  Sok-Ânh"), folded("សុខ សុភា ១២")
    ('maruf sok anh', 'សុខសុភា12')
    >>> folded("012 345 678"), folded("15/08/๒๕๔๐")
    ('012345678', '15082540')
    """
    if len(text) <= _SHORT:  # values repeat: places, codes, names
        return _folded(text)
    return _lines(text)


@lru_cache(maxsize=100_000)
def _folded(text: str) -> str:
    return _lines(text)


def _lines(text: str) -> str:
    lines = (_line(line) for line in text.split("\n"))
    return "\n".join(line for line in lines if line)


def _line(line: str) -> str:
    words = " ".join(filter(None, map(_word, line.split()))).split(" ")
    made = ""
    for word in words:
        apart = bool(made and word) and (_LATIN.match(made[-1]) or _LATIN.match(word[0]))
        made += f" {word}" if apart else word
    return made


@lru_cache(maxsize=100_000)
def _word(word: str) -> str:
    """A run without spaces, folded; what parts words in it becomes a space."""
    text = to_latin(clean(word))
    if not text.isascii():
        text = "".join(map(_part, re.split(r"([\u1780-\u17ff\u200b]+)", text)))
    parted = "".join(map(_kept, text.casefold()))
    return " ".join(parted.split())


def _part(text: str) -> str:
    if "\u1780" <= text[:1] <= "\u17ff":
        return fold(text)
    plain = unicodedata.normalize("NFD", text)
    return "".join(c for c in plain if not "\u0300" <= c <= "\u036f")


def _kept(char: str) -> str:
    if char in _INSIDE:
        return ""
    return char if unicodedata.category(char)[0] in _LETTERED else " "
