"""Automata with several ways for one token, walked as if there were one way (lazy subsets)."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping
from typing import Generic, Protocol, TypeVar

Spot = TypeVar("Spot", bound=Hashable)
_Spot = TypeVar("_Spot", bound=Hashable)


class Ways(Protocol[_Spot]):
    """An automaton whose spots may have several ways on for one token."""

    def ways(self, spot: _Spot) -> Mapping[int, Iterable[_Spot]]:
        """Token -> the spots it may lead to."""
        ...

    def free(self, spot: _Spot) -> Iterable[_Spot]:
        """The spots it leads to without a token."""
        ...

    def ends(self, spot: _Spot) -> bool:
        """Whether a text may end there."""
        ...


class Subsets(Generic[Spot]):
    """A machine (`ocr.expect.machine`): its states are sets of spots, worked out when visited."""

    def __init__(self, ways: Ways[Spot], first: Iterable[Spot], *, backwards: bool = False) -> None:
        self.backwards = backwards
        self._ways = ways
        self._numbers: dict[frozenset[Spot], int] = {}
        self._states: list[tuple[frozenset[Spot], bool]] = []
        self._steps: dict[int, Mapping[int, int]] = {}
        self.start = self._number(first)

    @property
    def size(self) -> int:
        """How many states have been worked out so far."""
        return len(self._states)

    def steps(self, state: int) -> Mapping[int, int]:
        known = self._steps.get(state)
        if known is None:
            ahead: dict[int, set[Spot]] = {}
            for spot in self._states[state][0]:
                for token, spots in self._ways.ways(spot).items():
                    ahead.setdefault(token, set()).update(spots)
            known = {token: self._number(spots) for token, spots in ahead.items()}
            self._steps[state] = known
        return known

    def accepts(self, state: int) -> bool:
        return self._states[state][1]

    def _number(self, spots: Iterable[Spot]) -> int:
        """The state of these spots and of all that are reached from them for nothing."""
        found = set(spots)
        ahead = list(found)
        while ahead:
            fresh = set(self._ways.free(ahead.pop())) - found
            found |= fresh
            ahead += fresh
        key = frozenset(found)
        if key not in self._numbers:
            self._numbers[key] = len(self._states)
            self._states.append((key, any(self._ways.ends(spot) for spot in key)))
        return self._numbers[key]
