"""How well a form's print lies around a zone, and what that is worth: registration as a factor.

Where paper is bent, torn or photographed aslant, a form lies well on one part of the page and
badly on another. Around each zone the print nearest to it tells: where it was not found in place,
the zone may show half of its own writing or its neighbour's. The factors are measured
(`placing.yaml`, docs/routing.md).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import pairwise
from pathlib import Path
from typing import Final

import yaml

from extract.confidence import status, weigh
from extract.doubts import doubt
from extract.readers import ceiling
from models.errors import EnvironmentProblem
from models.forms import FormField, Kind
from models.values import Box, FieldStatus, FieldValue, Spot

_FILE: Final = Path(__file__).with_name("placing.yaml")
_CODE: Final = "place_shifted"


@dataclass(frozen=True, slots=True)
class Step:
    """Up to the share `found` (0..1) of the print in place, odds are multiplied by `factor`."""

    found: float
    factor: float


@dataclass(frozen=True, slots=True)
class Table:
    """`nearest` pieces of print are looked at; `steps` from the worst to the best."""

    nearest: int
    steps: tuple[Step, ...]

    def factor(self, found: float) -> float:
        """The factor for that share of print in place."""
        return next((step.factor for step in self.steps if found <= step.found), 1.0)


@lru_cache(maxsize=1)
def table() -> Table:
    """The measured table. Raises EnvironmentProblem when it is wrong."""
    content = yaml.safe_load(_FILE.read_text(encoding="utf-8"))
    if set(content) != {"source", "nearest", "steps"}:
        raise EnvironmentProblem("placing.yaml holds unknown or lacks needed keys.")
    steps = tuple(Step(float(row["found"]), float(row["factor"])) for row in content["steps"])
    rising = all(a.found < b.found and a.factor <= b.factor for a, b in pairwise(steps))
    if not rising or not all(0 < step.factor <= 1 and 0 <= step.found <= 1 for step in steps):
        raise EnvironmentProblem("placing.yaml: better placed print must not count less.")
    return Table(int(content["nearest"]), steps)


def in_place(zone: Box, spots: Sequence[Spot], nearest: int) -> float:
    """The share (0..1) of the print nearest to a zone (mm) that was found in its place."""
    close = sorted(spots, key=lambda spot: _distance(zone, spot))[:nearest]
    return sum(spot.off is not None for spot in close) / len(close) if close else 1.0


def placed(value: FieldValue, field: FormField, spots: Sequence[Spot]) -> FieldValue:
    """The value with its probability lowered where the form lies badly around its zone.

    `spots` are those of the field's page; none where the form was not laid on it.
    """
    if not spots or value.status is FieldStatus.ILLEGIBLE:
        return value
    known = table()
    factor = known.factor(in_place(field.zone, spots, known.nearest))
    if factor >= 1:
        return value
    p = weigh(value.p, (), parsed=factor, ceiling=ceiling(value.readings))
    problems = (*value.problems, doubt(_CODE))
    doubted = status(Kind(value.kind), p, problems) is FieldStatus.REVIEW
    settled = FieldStatus.REVIEW if doubted else value.status
    return replace(value, p=p, problems=problems, status=settled)


def _distance(zone: Box, spot: Spot) -> float:
    """Millimetres from a spot to the nearest point of a zone, squared."""
    across = max(zone.x0 - spot.x, 0.0, spot.x - zone.x1)
    down = max(zone.y0 - spot.y, 0.0, spot.y - zone.y1)
    return across * across + down * down
