"""How a name sounds, across scripts: consonants alone, folded as passports romanise them.

Khmer and Thai names are romanised freely (Sreyleak, Srei Leak), vowels most freely of all, so
names are compared by a key of consonants. Alike keys tell that two spellings may be one name; they
never prove it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from itertools import groupby
from pathlib import Path
from typing import Any, Final

import yaml
from rapidfuzz.distance import JaroWinkler

from extract.text import clean, scripts
from models.errors import EnvironmentProblem

_FILE: Final = Path(__file__).with_name("sounds.yaml")
_KEYS: Final = {"source", "khmer", "thai", "latin", "silent", "vowels", "ends"}
#: a Thai letter with the sign of silence above it, and a vowel between them
_KILLED: Final = re.compile("[\u0e01-\u0e2e][\u0e31\u0e34-\u0e39]?\u0e4c")


def sounds(name: str) -> str:
    """The key of a name in Khmer, Thai or Latin letters; "" for others.

    >>> sounds("ស្រីលក្ខណ៍"), sounds("SREYLEAK")
    ('srlkn', 'srlk')
    >>> sounds("สมชาย"), sounds("Somchai")
    ('smc', 'smc')
    """
    table = _table()
    text = clean(name).casefold()
    script = scripts(text)
    if "khmer" in script:
        row = "".join(table["khmer"].get(char, "") for char in text)
    elif "thai" in script:
        row = "".join(table["thai"].get(char, "") for char in _KILLED.sub("", text))
    else:
        row = "".join(char for char in text if char.isascii() and char.isalpha())
        for written, sound in table["latin"]:
            row = row.replace(written, sound)
        row = "".join(char for char in row if char not in table["vowels"])
    row = "".join(char for char in row if char not in table["silent"])
    return "".join(char for char, _ in groupby(row))


def sound_alike(one: str, other: str) -> float:
    """0..1: how alike two names sound; 0 when one has no sound.

    The last consonant of a syllable is said otherwise than it is written, so both ways count.

    >>> sound_alike("สมชาย ใจดี", "Somchai Jaidee") > 0.9
    True
    >>> sound_alike("สมชาย ใจดี", "Prasert Wongsa") < 0.6
    True
    """
    first, second = sounds(one), sounds(other)
    if not first or not second:
        return 0.0
    ways = ((a, b) for a in (first, _ended(first)) for b in (second, _ended(second)))
    return max(JaroWinkler.similarity(a, b) for a, b in ways)


def _ended(key: str) -> str:
    ends: Mapping[str, str] = _table()["ends"]
    return key[:-1] + ends.get(key[-1], key[-1])


@lru_cache(maxsize=1)
def _table() -> Mapping[str, Any]:
    content: Mapping[str, Any] = yaml.safe_load(_FILE.read_text("utf-8"))
    if set(content) != _KEYS:
        raise EnvironmentProblem("sounds.yaml holds unknown or lacks needed keys.")
    return content
