"""Khmer letters to sounds."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from extract.sounds.data import table
from extract.sounds.units import Unit, ways

_COENG: Final = "\u17d2"
_NIKAHIT: Final = "\u17c6"
_YUUKALEAPINTU: Final = "\u17c8"
#: A letter with the sign of silence, and what stands below it.
_KILLED: Final = re.compile("[\u1780-\u17a2](?:\u17d2[\u1780-\u17a2])*[\u17b6-\u17c5]?\u17cd")
#: A short i or u behind a last t is often not said: សម្បត្តិ is Sambath.
_SILENT_END: Final = re.compile("([\u178f\u1791\u1792])[\u17b7\u17bb]$")
#: A cluster with its signs.
_CLUSTER: Final = re.compile("([\u1780-\u17a2])((?:\u17d2[\u1780-\u17a2])*)([\u17b6-\u17d1]*)")


def sounds(word: str) -> tuple[str, ...]:
    """The ways in which a Khmer word is said; it must be normalised.

    >>> sounds("សុខ"), sounds("សុភា")
    (('suk',), ('supx',))
    """
    text = _KILLED.sub("", word)
    spellings = dict.fromkeys((text, _SILENT_END.sub(r"\1", text)))
    glottals = ("", "k") if _YUUKALEAPINTU in text else ("",)
    weak = table().weak
    found = [w for one in spellings for g in glottals for w in ways(list(_units(one, g)), weak)]
    return tuple(dict.fromkeys(found))


def _units(text: str, glottal: str = "") -> Iterator[Unit]:
    script, at = table().khmer, 0
    while at < len(text):
        found = _CLUSTER.match(text, at)
        if found is None:
            written = script.special.get(text[at], "")
            if written:
                yield Unit(written[:-1], written[-1])
            at += 1
            continue
        at = found.end()
        base = script.consonants.get(found[1], "")
        below = "".join(script.consonants.get(c, "") for c in found[2] if c != _COENG)
        vowel = "".join(script.vowels.get(c, "") for c in found[3])[:1]
        more = "m" if _NIKAHIT in found[3] and text[at : at + 1] != "ង" else ""
        if _YUUKALEAPINTU in found[3]:
            vowel, more = vowel or "x", more or glottal
        if more == "m" and not vowel:
            vowel = "q"
        if base == "" and not vowel:
            vowel = "q"  # the carrier of vowels, alone
        last = at >= len(text)
        # In a cluster that ends a word only its first letter is said: ពេជ្រ is Pich.
        yield Unit(base if last and not vowel and below else base + below, vowel, base, more)
