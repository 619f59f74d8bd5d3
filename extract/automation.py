"""Error against automation: what is accepted at each strictness, and what of it would be wrong."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from extract.bounds import interval
from extract.standing import LEVELS, Looked, margin
from models.forms import Kind

Interval = tuple[float, float]  # 95 %


@dataclass(frozen=True, slots=True)
class Read:
    """A field as it was read; `acceptable` where its probability alone may let it pass."""

    kind: Kind
    p: float
    acceptable: bool


@dataclass(frozen=True, slots=True)
class Point:
    """One strictness. Of `read` fields `accepted` would be; of `looked` values that people looked
    at and that would be accepted, `wrong` were wrong.
    """

    strictness: float
    read: int
    accepted: int
    looked: int
    wrong: int

    @property
    def automation(self) -> float:
        return self.accepted / self.read if self.read else 0.0

    @property
    def automation_interval(self) -> Interval:
        return interval(self.accepted, self.read)

    @property
    def error(self) -> float:
        return self.wrong / self.looked if self.looked else 0.0

    @property
    def error_interval(self) -> Interval:
        return interval(self.wrong, self.looked)


def curve(read: Sequence[Read], looked: Sequence[Looked]) -> tuple[Point, ...]:
    """A point for every strictness, the strictest first."""
    margins = [margin(one.kind, one.p) for one in read if one.acceptable]
    seen = [(margin(one.kind, one.p), one.wrong) for one in looked]
    points = []
    for level in LEVELS:
        passing = [wrong for far, wrong in seen if far >= level]
        accepted = sum(far >= level for far in margins)
        points.append(Point(level, len(read), accepted, len(passing), sum(passing)))
    return tuple(points)
