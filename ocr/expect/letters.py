"""Text in the letters of some scripts, without digits: one state that goes on for ever."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from ocr.engines.tokens import BLANK, UNKNOWN

_MARKS: Final = frozenset(" -.,'\"()/")


class Letters:
    """A machine (`ocr.expect.machine`); `ranges` are first and last code points."""

    backwards = False

    def __init__(self, ranges: Sequence[tuple[int, int]], tokens: Sequence[str]) -> None:
        self.start = 0
        self._step = {
            n: 0
            for n, token in enumerate(tokens)
            if n != BLANK and token and token != UNKNOWN and _fits(token, ranges)
        }

    def steps(self, state: int) -> Mapping[int, int]:
        return self._step

    def accepts(self, state: int) -> bool:
        return True


def _fits(token: str, ranges: Sequence[tuple[int, int]]) -> bool:
    if token in _MARKS:
        return True
    if any(c.isdecimal() for c in token):
        return False
    return all(any(first <= ord(c) <= last for first, last in ranges) for c in token)
