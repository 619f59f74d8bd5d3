"""What decides which token may follow which: grammars, lists and addresses alike."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol


class Machine(Protocol):
    """A deterministic automaton over the numbers of a network's tokens; states are integers.

    `backwards`: it reads texts from their last token to their first.
    """

    @property
    def start(self) -> int: ...

    @property
    def backwards(self) -> bool: ...

    def steps(self, state: int) -> Mapping[int, int]:
        """Token -> next state."""
        ...

    def accepts(self, state: int) -> bool:
        """Whether a text may end here."""
        ...


def accepted(machine: Machine, tokens: tuple[int, ...]) -> bool:
    """Whether a whole text is one of the machine's."""
    state = machine.start
    for token in reversed(tokens) if machine.backwards else tokens:
        following = machine.steps(state).get(token)
        if following is None:
            return False
        state = following
    return machine.accepts(state)
