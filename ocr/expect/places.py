"""Addresses as a machine: the names of areas, each within the one that is written after it.

It reads backwards. Offices write the smallest area first; from its end an address goes from the
province down, so that each name leaves only the few that lie below it. Ranks (ឃុំ, ต., Kec.)
stand before their names or not, levels may be missing at either end and one in between.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Final, NamedTuple

from models.expectations import Areas, Branch
from ocr.expect.lexicon import Lexicon
from ocr.expect.subsets import Subsets

_LEVELS: Final = 3  # an address may end at a province, a district or a commune


class Spot(NamedTuple):
    """Where in an address: `at` is name, named, spaced, rank, ranked, apart or parted.

    `areas` are the codes it may be about: while a name is read, those above it; afterwards those
    that go by it. `state` is that of the list being walked.
    """

    at: str
    areas: frozenset[str]
    state: int = 0


def addresses(areas: Areas, tokens: Sequence[str]) -> Subsets[Spot]:
    """The machine of a country's addresses."""
    ways = _Addresses(areas, tokens)
    return Subsets(ways, (Spot("name", frozenset()),), backwards=True)


class _Names:
    """A list of names read backwards, and whose they are."""

    def __init__(self, branches: Iterable[Branch], tokens: Sequence[str]) -> None:
        owners: dict[str, set[str]] = {}
        for branch in branches:
            for name in branch.names:
                for form in dict.fromkeys((name, name.upper())):
                    owners.setdefault(form, set()).add(branch.code)
        self.list = Lexicon(owners, tokens, backwards=True)
        self._owners = owners

    def areas(self, state: int) -> frozenset[str]:
        """The areas whose name ends at a state; none where no name does."""
        words = self.list.ended(state)
        return frozenset(code for word in words for code in self._owners[word])


class _Addresses:
    """See `ocr.expect.subsets.Ways`."""

    def __init__(self, areas: Areas, tokens: Sequence[str]) -> None:
        self._areas, self._tokens = areas, tokens
        self._branches: dict[str, Branch] = {}
        self._names: dict[frozenset[str], _Names] = {}
        self._ranks: dict[frozenset[str], _Names] = {}
        self._space, self._comma = tokens.index(" "), tokens.index(",")

    def ways(self, spot: Spot) -> Mapping[int, Iterable[Spot]]:
        if spot.at == "name":
            return self._walk(spot, self._below(spot.areas))
        if spot.at == "rank":
            return self._walk(spot, self._ranks_of(spot.areas))
        if spot.at == "named":
            return {self._space: (Spot("spaced", spot.areas),)}
        comma = {self._comma: (Spot("parted", spot.areas),)}
        if spot.at == "ranked":
            return comma | {self._space: (Spot("apart", spot.areas),)}
        return comma if spot.at == "apart" else {}

    def free(self, spot: Spot) -> Iterable[Spot]:
        if spot.at == "name":
            named = self._below(spot.areas).areas(spot.state) if spot.state else ()
            return (Spot("named", frozenset(named)),) if named else ()
        if spot.at == "rank":
            ranked = self._ranks_of(spot.areas).areas(spot.state) if spot.state else ()
            return (Spot("ranked", frozenset(ranked)),) if ranked else ()
        if spot.at == "named":
            return (Spot("rank", spot.areas), Spot("ranked", spot.areas))
        if spot.at == "spaced":
            return (Spot("rank", spot.areas),)
        return (Spot("name", spot.areas),)

    def ends(self, spot: Spot) -> bool:
        return spot.at == "ranked"

    def _walk(self, spot: Spot, names: _Names) -> Mapping[int, Iterable[Spot]]:
        steps = names.list.steps(spot.state)
        return {token: (spot._replace(state=state),) for token, state in steps.items()}

    def _below(self, areas: frozenset[str]) -> _Names:
        """The names that may stand before those of `areas`: of what lies in them, two levels
        deep, since one may be left out; at the end of an address any but the smallest."""
        if areas not in self._names:
            found: dict[str, Branch] = {}
            level: Iterable[str] = areas or ("",)
            for _ in range(2 if areas else _LEVELS):
                branches = [branch for code in level for branch in self._areas.below(code)]
                found |= {branch.code: branch for branch in branches}
                level = [branch.code for branch in branches]
            self._branches |= found
            self._names[areas] = _Names(found.values(), self._tokens)
        return self._names[areas]

    def _ranks_of(self, areas: frozenset[str]) -> _Names:
        if areas not in self._ranks:
            branches = [self._branches[code] for code in areas]
            ranks = (Branch(b.code, b.ranks) for b in branches)
            self._ranks[areas] = _Names(ranks, self._tokens)
        return self._ranks[areas]
