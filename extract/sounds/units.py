"""From written units to sounds, for scripts that leave vowels out (Khmer, Thai)."""

from __future__ import annotations

from collections.abc import Sequence, Set
from dataclasses import dataclass
from typing import Final

#: The vowel that is said and not written.
INHERENT: Final = "q"


@dataclass(frozen=True, slots=True)
class Unit:
    """A consonant or a cluster, and its written vowel ("" where none is written).

    `coda` is said in place of `onset` where it closes a syllable; `more` follows the vowel.
    """

    onset: str
    vowel: str = ""
    coda: str = ""
    more: str = ""

    @property
    def bare(self) -> bool:
        return not self.vowel


def ways(units: Sequence[Unit], weak: Set[str]) -> tuple[str, ...]:
    """The sounds of a word: which bare units close a syllable and which open one is worked out.

    After an open syllable an odd run of bare units begins with one that closes it; of the others
    every first one opens a syllable and every second closes it. A weak sound is not heard where
    it closes one, so that within a word it is also taken to open one.
    """
    return tuple(dict.fromkeys((_said(units, frozenset()), _said(units, weak))))


def _said(units: Sequence[Unit], opening: Set[str]) -> str:
    made, at, is_open = "", 0, False
    while at < len(units):
        unit = units[at]
        if not unit.bare:
            made += unit.onset + unit.vowel + unit.more
            is_open = not unit.more
        elif (
            is_open and _run(units, at) % 2 and not (at + 1 < len(units) and unit.onset in opening)
        ):
            made += unit.coda + unit.more
            is_open = False
        else:
            made += unit.onset + INHERENT + unit.more
            is_open = True
        at += 1
    return made


def _run(units: Sequence[Unit], at: int) -> int:
    """How many bare units follow each other from here."""
    count = 0
    while at + count < len(units) and units[at + count].bare:
        count += 1
    return count
