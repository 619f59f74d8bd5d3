"""The likeliest texts that a machine allows, by a network's scores (CTC prefix beam search)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

import numpy as np

from ocr.expect.forward import Log
from ocr.expect.machine import Machine

_WIDTH: Final = 20  # beginnings kept at every frame
_FLOOR: Final = 1e-5  # a token less probable than this in a frame does not begin there
_WORTH: Final = 1e-6  # beginnings this much less probable than the best are dropped
_KEPT: Final = 16  # texts given back at most


def likeliest(log: Log, machine: Machine, width: int = _WIDTH) -> tuple[tuple[int, ...], ...]:
    """Texts as token numbers, the likeliest first; none when nothing allowed fits the scores.

    Their order is that of the beam: for exact figures ask `ocr.expect.forward`.
    """
    rows = np.exp(log[::-1] if machine.backwards else log)
    tree = _Tree(machine)
    beam: dict[int, tuple[float, float]] = {0: (1.0, 0.0)}  # ends in a blank, in its token
    seen = rows > _FLOOR
    seen[:, 0] = False
    for row, these in zip(rows.tolist(), seen, strict=True):
        beam = _pruned(_next(beam, row, np.flatnonzero(these).tolist(), tree), width)
    ended = [(sum(p), node) for node, p in beam.items() if machine.accepts(tree.states[node])]
    ended.sort(reverse=True)
    return tuple(tree.text(node) for _, node in ended[:_KEPT])


class _Tree:
    """Beginnings of texts as they are met: node 0 is the empty one."""

    def __init__(self, machine: Machine) -> None:
        self.machine = machine
        self.parents, self.tokens, self.states = [-1], [-1], [machine.start]
        self._below: dict[tuple[int, int], int] = {}

    def steps(self, node: int) -> Mapping[int, int]:
        return self.machine.steps(self.states[node])

    def child(self, node: int, token: int) -> int:
        """The node one token on; the machine allows it."""
        found = self._below.get((node, token))
        if found is None:
            found = self._below[node, token] = len(self.parents)
            self.parents.append(node)
            self.tokens.append(token)
            self.states.append(self.steps(node)[token])
        return found

    def text(self, node: int) -> tuple[int, ...]:
        found = []
        while node > 0:
            found.append(self.tokens[node])
            node = self.parents[node]
        return tuple(found if self.machine.backwards else reversed(found))


def _next(
    beam: dict[int, tuple[float, float]], row: Sequence[float], seen: Sequence[int], tree: _Tree
) -> dict[int, tuple[float, float]]:
    """The beam one frame on. `seen` are the tokens that may begin in it."""
    after: dict[int, tuple[float, float]] = {}
    for node, (blank, spoken) in beam.items():
        whole, last = blank + spoken, tree.tokens[node]
        stays = spoken * row[last] if spoken else 0.0
        held = after.get(node)
        after[node] = (whole * row[0], stays + (held[1] if held else 0.0))
        allowed = tree.steps(node) if seen else {}
        for token in allowed if len(allowed) < len(seen) else seen:
            enters = (blank if token == last else whole) * row[token]
            if enters > _WORTH and token in allowed:
                child = tree.child(node, token)
                held = after.get(child)
                after[child] = (held[0], held[1] + enters) if held else (0.0, enters)
    return after


def _pruned(beam: dict[int, tuple[float, float]], width: int) -> dict[int, tuple[float, float]]:
    """The best of a beam, scaled so that the best of all is 1."""
    best = max((sum(p) for p in beam.values()), default=0.0)
    if best <= 0:
        return {}
    items = [(n, p) for n, p in beam.items() if sum(p) > best * _WORTH]
    if len(items) > width:
        items = sorted(items, key=lambda item: -sum(item[1]))[:width]
    return {node: (blank / best, spoken / best) for node, (blank, spoken) in items}
