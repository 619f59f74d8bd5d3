"""Who may vote on a crop, what a vote counts, and what wins in one column."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Final

from models.values import Reading
from ocr.clusters import script
from ocr.columns import Column, Letter, letters, likeness
from ocr.trust import trust

_FAR: Final = 0.45  # readings less alike than this are of something else
_LEAST_SURE: Final = 0.25  # what an engine's word counts when it is not sure at all
_NOT_SEEN: Final = 0.3  # of a letter's weight is left when the ink shows other scripts
_LETTERED: Final = ("khmer", "thai", "latin")


@dataclass(frozen=True, slots=True)
class Voter:
    """An engine's reading in letters."""

    reading: Reading
    letters: tuple[Letter, ...]

    @property
    def engine(self) -> str:
        return self.reading.engine

    @property
    def sure(self) -> float:
        """Its own confidence, over all its letters."""
        return sum(letter.sure for letter in self.letters) / max(1, len(self.letters))


@dataclass(frozen=True, slots=True)
class Winner:
    """What won in a column: `letter` (None: nothing stands there), who read it, its share.

    `place` is a letter of the column whose place on the crop is known, whoever read it.
    """

    letter: Letter | None
    engines: frozenset[str]
    share: float  # of the votes, 0..1
    place: Letter | None

    @property
    def blank(self) -> bool:
        return self.letter is not None and self.letter.script == "blank"


def voter(reading: Reading) -> Voter:
    return Voter(reading, letters(reading))


def kin(voters: Sequence[Voter], scripts: frozenset[str]) -> list[Voter]:
    """Those that read the same line, the strongest first: of groups far apart, the strongest."""
    near = {
        (a.engine, b.engine)
        for a, b in combinations(voters, 2)
        if likeness(a.letters, b.letters) >= _FAR
    }
    groups: list[list[Voter]] = []
    for item in voters:
        home = next(
            (
                group
                for group in groups
                if any({(o.engine, item.engine), (item.engine, o.engine)} & near for o in group)
            ),
            None,
        )
        if home is None:
            groups.append([item])
        else:
            home.append(item)
    written = frozenset(kind for item in voters for kind in _scripts_of(item))

    def strength(item: Voter) -> float:
        return _weight(item.engine, written, item.sure) * _seen(_scripts_of(item), scripts)

    best = max(groups, key=lambda group: sum(strength(item) for item in group))
    return sorted(best, key=strength, reverse=True)


def winners(
    columns: Sequence[Column], voters: Sequence[Voter], scripts: frozenset[str]
) -> list[Winner]:
    """What wins in each column, in order."""
    following = [*columns[1:], tuple(None for _ in voters)]
    found = []
    for column, after in zip(columns, following, strict=True):
        say = _who_may_speak(column, after)
        found.append(_winner([column[n] for n in say], [voters[n] for n in say], scripts))
    return found


def _who_may_speak(column: Column, after: Column) -> list[int]:
    """All voters; but who lost the letter behind a blank knows nothing of the blank."""
    blank = any(letter is not None and letter.script == "blank" for letter in column)
    if not blank or all(letter is None for letter in after):
        return list(range(len(column)))
    return [
        n
        for n, (letter, behind) in enumerate(zip(column, after, strict=True))
        if letter is not None or behind is not None
    ]


def _winner(
    column: Sequence[Letter | None], voters: Sequence[Voter], scripts: frozenset[str]
) -> Winner:
    """What most of the votes on a column are for; the strongest voter breaks a tie."""
    there = [letter for letter in column if letter is not None]
    written = frozenset(letter.script for letter in there)
    votes: dict[str | None, float] = {}
    for item, letter in zip(voters, column, strict=True):
        sure = item.sure if letter is None else letter.sure
        weight = _weight(item.engine, written, sure)
        if letter is not None:
            weight *= _seen((letter.script,), scripts)
        key = None if letter is None else letter.key
        votes[key] = votes.get(key, 0.0) + weight
    best = max(votes, key=lambda key: votes[key])  # the first of equals: that of the strongest
    total = sum(votes.values())
    mine = [
        (item, letter)
        for item, letter in zip(voters, column, strict=True)
        if (None if letter is None else letter.key) == best
    ]
    return Winner(
        letter=mine[0][1],
        engines=frozenset(item.engine for item, _ in mine),
        share=votes[best] / total if total else 1 / len(voters),
        place=next((letter for letter in there if letter.box is not None), None),
    )


def _weight(engine: str, written: frozenset[str], sure: float) -> float:
    """An engine's say where letters of these scripts were read: that of its weakest script."""
    table = trust()
    least = min((table.weight(engine, kind) for kind in written), default=0.0)
    return least * (_LEAST_SURE + (1 - _LEAST_SURE) * sure)


def _seen(written: Sequence[str], scripts: frozenset[str]) -> float:
    foreign = any(kind in _LETTERED and kind not in scripts for kind in written)
    return _NOT_SEEN if scripts and foreign else 1.0


def _scripts_of(item: Voter) -> tuple[str, ...]:
    """The script of most of a reading's letters, or of its digits where it has no letters."""
    return (main_script(item.reading.text),)


def main_script(text: str) -> str:
    """The script that most letters of a text have; that of digits where there are no letters."""
    found = [script(character) for character in text]
    for kinds in (_LETTERED, ("khmer_digit", "thai_digit", "digit")):
        best = max(kinds, key=found.count)
        if best in found:
            return best
    return "other"
