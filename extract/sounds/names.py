"""How the words of a name sound, the keys they are found by, and how alike two of them are."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import Final

from extract.languages.names import split_title
from extract.search.folded import folded
from extract.sounds import khmer, latin, thai
from extract.sounds.data import table
from extract.text import clean, scripts

_VOWELS: Final = frozenset("aeiouy")
_CODES: Final = ("khm", "tha", "ind", "eng")
#: From here on two words are taken for spellings of one name. Tuned on
#: tests/extract/data/sound_pairs.yaml (docs/search.md has what it finds and what it mistakes).
ALIKE: Final = 0.76


def words(name: str) -> tuple[str, ...]:
    """The words of a name, folded, without its title.

    >>> words("นางสาวสมหญิง ใจดี"), words("Bpk. Soekarno")
    (('สมหญิง', 'ใจดี'), ('soekarno',))
    """
    bare = split_title(clean(name), _CODES)[1]
    parts = (folded(part) for part in re.split(r"[\s,.;:/()-]+", bare))
    return tuple(word for part in parts for word in part.split() if not word.isdecimal())


@lru_cache(maxsize=50_000)
def spoken(word: str) -> tuple[str, ...]:
    """The ways in which a folded word is said; none for one without a consonant that is said.

    Consonants are k c t p n m y r l v s h, vowels those of sounds.yaml.

    >>> spoken("សុខ"), spoken("sokh"), spoken("สมชาย"), spoken("somchai")
    (('suk',), ('sok',), ('sqmca',), ('somca', 'somka'))
    """
    script = scripts(word)
    if "khmer" in script:
        ways = khmer.sounds(word)
    elif "thai" in script:
        ways = thai.sounds(word)
    elif word.isascii() and word.isalpha() and not _VOWELS.isdisjoint(word):
        ways = latin.sounds(word)
    else:
        return ()
    plain = (_plain(way) for way in ways)
    return tuple(dict.fromkeys(way for way in plain if key(way)))


def _plain(way: str) -> str:
    """Without weak sounds that no vowel follows, without doubles, with its end as it is said."""
    known = table()
    kept = "".join(
        c
        for n, c in enumerate(way)
        if c not in known.weak
        or n == 0
        or (way[n + 1 : n + 2] in known.vowels and n + 1 < len(way))
    )
    kept = "".join(c for n, c in enumerate(kept) if c != kept[n - 1 : n] or n == 0)
    return kept[:-1] + known.ends.get(kept[-1:], kept[-1:])


def key(way: str) -> str:
    """The consonants alone: what a name is looked up by.

    >>> key("sqmca")
    'smc'
    """
    return "".join(c for c in way if c not in table().vowels)


def keys(word: str) -> tuple[str, ...]:
    """The keys of all ways to say a folded word."""
    return tuple(dict.fromkeys(map(key, spoken(word))))


def alike(one: str, other: str) -> float:
    """0..1: how alike two folded words sound; 0 where their consonants differ.

    >>> alike("sok", "សុខ") > 0.8, alike("soekarno", "sukarno"), alike("sok", "saki") < 0.6
    (True, 1.0, True)
    """
    ways = ((a, b) for a in spoken(one) for b in spoken(other) if key(a) == key(b))
    return max((likeness(a, b) for a, b in ways), default=0.0)


def joined(parts: Sequence[str]) -> str:
    """The sound of words said as one, for names that one writes together and another apart.

    "" where one of them has none.

    >>> joined(("chiang", "mai")), spoken("เชียงใหม่")
    ('cenma', ('cinma',))
    """
    first = [spoken(word)[:1] for word in parts]
    return "".join(way for ways in first for way in ways) if all(first) else ""


@lru_cache(maxsize=200_000)
def likeness(one: str, other: str) -> float:
    """0..1: how alike two ways of saying are that have the same key."""
    first, second = _slots(one), _slots(other)
    last = len(first) - 1
    cost = said = 0.0
    for n, (a, b) in enumerate(zip(first, second, strict=True)):
        if a or b:
            cost += _apart(a, b, last=n == last)
            said += 1
    # A consonant that is shared speaks for the pair too, but a vowel says more.
    return 1.0 - cost / (said + 0.25 * last) if said else 1.0


def _slots(way: str) -> tuple[str, ...]:
    """The vowels before, between and behind the consonants."""
    slots = [""]
    for c in way:
        if c in table().vowels:
            slots[-1] = slots[-1] or c
        else:
            slots.append("")
    return tuple(slots)


def _apart(one: str, other: str, *, last: bool) -> float:
    known = table()
    if one == other:
        return 0.0
    if not one or not other:
        if "q" in (one, other):
            return 0.0 if not last else known.left_out
        return known.left_out_at_end if last else known.left_out
    return known.distances["".join(sorted((one, other)))]
