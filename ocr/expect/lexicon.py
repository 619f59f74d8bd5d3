"""Lists of words as machines: sorted rows of tokens, walked by ranges of rows."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise

import numpy as np

from ocr.engines.tokens import tokenized


class Lexicon:
    """A machine (`ocr.expect.machine`) that allows one of many words.

    A state is a range of the sorted words that begin alike: sixty thousand words are one array,
    and only the ranges that somebody visits are worked out.
    """

    def __init__(
        self, words: Iterable[str], tokens: Sequence[str], *, backwards: bool = False
    ) -> None:
        self.backwards = backwards
        known: dict[tuple[int, ...], list[str]] = {}
        for word in words:
            numbers = tokenized(word, tokens)
            if numbers:
                known.setdefault(numbers[::-1] if backwards else numbers, []).append(word)
        rows = sorted(known)
        self._words = [known[row] for row in rows]
        longest = max(map(len, rows), default=0)
        self._rows = np.zeros((len(rows), longest + 1), np.int32)  # 0, the blank, ends a word
        for row, numbers in zip(self._rows, rows, strict=True):
            row[: len(numbers)] = numbers
        self._ranges = [(0, len(rows), 0)]  # by state: first row, last row + 1, letters so far
        self._steps: dict[int, Mapping[int, int]] = {}
        self.start = 0

    def steps(self, state: int) -> Mapping[int, int]:
        known = self._steps.get(state)
        if known is None:
            first, last, depth = self._ranges[state]
            column = self._rows[first:last, depth]
            starts = np.flatnonzero(np.diff(column, prepend=-1))
            known = {}
            for start, end in pairwise((*starts, len(column))):
                token = int(column[start])
                if token:
                    known[token] = len(self._ranges)
                    self._ranges.append((first + int(start), first + int(end), depth + 1))
            self._steps[state] = known
        return known

    def accepts(self, state: int) -> bool:
        return bool(self.ended(state))

    def ended(self, state: int) -> Sequence[str]:
        """The words, as the list spells them, that end at a state."""
        first, last, depth = self._ranges[state]
        whole = last > first and int(self._rows[first, depth]) == 0
        return self._words[first] if whole else ()
