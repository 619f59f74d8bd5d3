"""How like a reading is to a name on a list, by what readers mistake and how sure they were.

A distance of edits in which not every edit counts one: a letter that looks like another
(`lookalikes.yaml`), a mark that a copy loses, a letter that its reader was not sure of, and one
that another reader read there count less.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Final

import yaml
from rapidfuzz.distance import OSA

from models.errors import EnvironmentProblem

_FILE: Final = Path(__file__).with_name("lookalikes.yaml")
_ALIKE: Final = 0.55  # of an edit: letters that look like each other
_LIGHT: Final = 0.5  # a mark above or below
_OFFERED: Final = 0.3  # another reader read that letter there
_LEAST: Final = 0.25  # whatever speaks for it, a change counts this much of an edit
_SARA_AM: Final = "\u0e33"  # compared as the two signs that it is drawn with
_PARTS: Final = (_SARA_AM, "\u0e4d\u0e32")
_ROOM: Final = 0.25  # plain likeness this far below the one asked for may still become enough


@dataclass(frozen=True, slots=True)
class Letter:
    """A letter as read: how sure (0..1), and what else was read in its place."""

    char: str
    sure: float = 1.0
    others: str = ""


@lru_cache(maxsize=1)
def _tables() -> tuple[dict[str, frozenset[str]], frozenset[str]]:
    content = yaml.safe_load(_FILE.read_text("utf-8"))
    if set(content) != {"source", "groups", "light"}:
        raise EnvironmentProblem("lookalikes.yaml holds unknown or lacks needed keys.")
    alike: dict[str, frozenset[str]] = {}
    for group in content["groups"]:
        for char in group.casefold():
            alike[char] = alike.get(char, frozenset()) | frozenset(group.casefold())
    return alike, frozenset("".join(content["light"]))


def likeness(read: str, name: str, least: float, letters: Sequence[Letter] = ()) -> float:
    """0..1, 1 for equal texts; 0 where it is below `least`. Both are folded texts.

    `letters` are those of `read` where they are known.

    >>> likeness("banpung", "bandung", 0.75) > likeness("banxung", "bandung", 0.75) > 0.8
    True
    >>> likeness("ละอน", "ละอุ่น", 0.75) > 0.75, likeness("ละอน", "ละแม", 0.75)
    (True, 0.0)
    """
    if read == name:
        return 1.0
    if _SARA_AM in read + name:
        read, name, letters = read.replace(*_PARTS), name.replace(*_PARTS), ()
    if OSA.normalized_similarity(read, name) < least - _ROOM:
        return 0.0
    row = letters if len(letters) == len(read) else [Letter(char) for char in read]
    like = 1.0 - distance(row, name) / max(len(read), len(name), 1)
    return like if like >= least else 0.0


def distance(read: Sequence[Letter], name: str) -> float:
    """How many edits turn what was read into a name, cheap ones counted as less than one."""
    before = [0.0]
    for char in name:
        before.append(before[-1] + _put(char))
    for letter in read:
        row = [before[0] + _taken(letter)]
        for n, char in enumerate(name):
            row.append(
                min(
                    before[n] + _changed(letter, char),
                    before[n + 1] + _taken(letter),
                    row[n] + _put(char),
                )
            )
        before = row
    return before[-1]


def _changed(letter: Letter, char: str) -> float:
    if letter.char == char:
        return 0.0
    alike, light = _tables()
    if char in letter.others:
        return max(_LEAST, _OFFERED * letter.sure)
    if char in alike.get(letter.char, ()):
        return max(_LEAST, _ALIKE * letter.sure)
    if char in light and letter.char in light:
        return max(_LEAST, _LIGHT * letter.sure)
    return max(_ALIKE, letter.sure)


def _taken(letter: Letter) -> float:
    """The cost of a letter that is not there."""
    _, light = _tables()
    cost = _LIGHT if letter.char in light else 1.0
    return max(_LEAST, cost * letter.sure)


def _put(char: str) -> float:
    """The cost of a letter that was not read."""
    _, light = _tables()
    return _LIGHT if char in light else 1.0
