"""How sure a reading is, with the few numbers that say why: kept with it, so that it can be judged.

Nothing in here tells what was read: facts are counts, shares and scores.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Sureness:
    """The probability `p` (0..1) that a text is exactly right, by the table of `version`.

    `group` is the part of the table that was asked (such as khmer or numbers), `score` the log
    odds that its weights gave, `facts` the numbers (most 0..1) that went into it by name.
    """

    p: float
    version: str
    group: str
    score: float
    facts: tuple[tuple[str, float], ...]

    def as_row(self) -> dict[str, Any]:
        """As it is stored: JSON."""
        return {
            "p": round(self.p, 4),
            "version": self.version,
            "group": self.group,
            "score": round(self.score, 3),
            "facts": {name: round(value, 3) for name, value in self.facts if value},
        }


def sureness_of(row: Mapping[str, Any]) -> Sureness:
    """What `as_row` stored. Raises KeyError, TypeError or ValueError for another thing."""
    facts = tuple((str(name), float(value)) for name, value in row["facts"].items())
    return Sureness(
        float(row["p"]), str(row["version"]), str(row["group"]), float(row["score"]), facts
    )
