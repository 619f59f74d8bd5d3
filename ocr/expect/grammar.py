"""Small grammars over tokens: put together from parts, decided one token at a time.

A `Part` lays its ways into a `Net` from one knot and returns the knot where they end. The net is
walked as a deterministic automaton that is worked out where it is visited.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence

from ocr.expect.spelling import spelled
from ocr.expect.subsets import Subsets


class Net:
    """A nondeterministic automaton in the making. Knots are numbers; 0 is the first."""

    def __init__(self, tokens: Sequence[str]) -> None:
        self._tokens = tuple(tokens)
        self.ways: list[dict[int, set[int]]] = [{}]  # knot -> token -> knots
        self.free: list[set[int]] = [set()]  # knots reached without a token

    def knot(self) -> int:
        self.ways.append({})
        self.free.append(set())
        return len(self.ways) - 1

    def lay(self, start: int, word: str, end: int) -> None:
        """A way that spells `word`; none when the network has no such letters."""
        numbers = spelled(word, self._tokens)
        if not numbers:
            return
        for token in numbers[:-1]:
            fresh = self.knot()
            self.ways[start].setdefault(token, set()).add(fresh)
            start = fresh
        self.ways[start].setdefault(numbers[-1], set()).add(end)


Part = Callable[[Net, int], int]


def words(*choices: str) -> Part:
    """One of several texts."""

    def lay(net: Net, start: int) -> int:
        end = net.knot()
        for word in dict.fromkeys(choices):
            net.lay(start, word, end)
        return end

    return lay


def one(characters: Iterable[str]) -> Part:
    """One of several characters."""
    return words(*characters)


def sequence(*parts: Part) -> Part:
    def lay(net: Net, start: int) -> int:
        for part in parts:
            start = part(net, start)
        return start

    return lay


def either(*parts: Part) -> Part:
    def lay(net: Net, start: int) -> int:
        end = net.knot()
        for part in parts:
            fresh = net.knot()
            net.free[start].add(fresh)
            net.free[part(net, fresh)].add(end)
        return end

    return lay


def maybe(part: Part) -> Part:
    def lay(net: Net, start: int) -> int:
        fresh = net.knot()
        net.free[start].add(fresh)
        end = part(net, fresh)
        net.free[start].add(end)
        return end

    return lay


def often(part: Part, most: int | None = None) -> Part:
    """A part once or more; at most `most` times."""

    def lay(net: Net, start: int) -> int:
        if most is not None:
            ahead = part(net, start)
            ends = [ahead]
            for _ in range(most - 1):
                ahead = part(net, ahead)
                ends.append(ahead)
            last = net.knot()
            for end in ends:
                net.free[end].add(last)
            return last
        fresh = net.knot()
        net.free[start].add(fresh)
        end = part(net, fresh)
        net.free[end].add(fresh)
        return end

    return lay


def exactly(part: Part, count: int, between: Part | None = None) -> Part:
    """A part `count` times; `between` may stand between two of them."""
    apart = sequence(maybe(between), part) if between else part
    return sequence(part, *[apart] * (count - 1))


class _Laid:
    """A finished net, as `ocr.expect.subsets` walks it."""

    def __init__(self, net: Net, end: int) -> None:
        self._net, self._end = net, end

    def ways(self, spot: int) -> Mapping[int, Iterable[int]]:
        return self._net.ways[spot]

    def free(self, spot: int) -> Iterable[int]:
        return self._net.free[spot]

    def ends(self, spot: int) -> bool:
        return spot == self._end


def grammar(part: Part, tokens: Sequence[str]) -> Subsets[int]:
    """The machine (`ocr.expect.machine`) that allows what a part allows."""
    net = Net(tokens)
    return Subsets(_Laid(net, part(net, 0)), (0,))
