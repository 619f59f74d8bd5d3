"""Character error rate: all edits over all characters (micro), never a mean of rates."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from rapidfuzz.distance import Levenshtein

from benchmarks.figures.matching import canonical


@dataclass(frozen=True, slots=True)
class Edits:
    """Insertions, deletions and replacements (`wrong`) against `of` characters of truth."""

    wrong: int = 0
    of: int = 0

    def __add__(self, other: Edits) -> Edits:
        return Edits(self.wrong + other.wrong, self.of + other.of)

    @property
    def rate(self) -> float:
        """0 is perfect; more than 1 is possible."""
        return self.wrong / self.of if self.of else 0.0


def edits(pairs: Iterable[tuple[str, str]], alike: Callable[[str], str] = canonical) -> Edits:
    """Edits that turn readings into truths; `pairs` are (truth, reading).

    `alike` is applied to both sides first (see `matching`).
    """
    total = Edits()
    for truth, reading in pairs:
        true = alike(truth)
        total += Edits(Levenshtein.distance(true, alike(reading)), len(true))
    return total
