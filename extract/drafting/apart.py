"""Zones that overlap, put apart: a definition has none that do."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from models.values import Box

_GAP_MM: Final = 0.1
_LEAST_MM: Final = 2.0  # narrower or lower, nothing can be written


@dataclass(frozen=True, slots=True)
class Zone:
    """A zone, and what of it must stay: boxes to tick, cells (mm). Empty `core`: any part."""

    box: Box
    core: Box | None = None


def apart(zones: Sequence[Zone]) -> list[Box | None]:
    """The zones of one page without overlaps, in their order; None for one that has no room."""
    boxes: list[Box | None] = [zone.box for zone in zones]
    for i in range(len(zones)):
        for j in range(i + 1, len(zones)):
            a, b = boxes[i], boxes[j]
            if a is None or b is None or not overlap(a, b):
                continue
            boxes[i], boxes[j] = _cut(a, zones[i].core, b, zones[j].core)
    return boxes


def overlap(a: Box, b: Box) -> bool:
    """Whether two boxes share more than a seam."""
    return min(a.x1, b.x1) - max(a.x0, b.x0) > 0.04 and min(a.y1, b.y1) - max(a.y0, b.y0) > 0.04


def outside(box: Box, wall: Box) -> Box | None:
    """What is left of a box when it ends where `wall` begins; the largest such part, or None."""
    parts = [
        Box(box.x0, box.y0, min(box.x1, wall.x0 - _GAP_MM), box.y1),
        Box(max(box.x0, wall.x1 + _GAP_MM), box.y0, box.x1, box.y1),
        Box(box.x0, box.y0, box.x1, min(box.y1, wall.y0 - _GAP_MM)),
        Box(box.x0, max(box.y0, wall.y1 + _GAP_MM), box.x1, box.y1),
    ]
    good = [p for p in parts if p.width >= _LEAST_MM and p.height >= _LEAST_MM]
    return max(good, key=lambda p: p.width * p.height, default=None)


def _cut(a: Box, core_a: Box | None, b: Box, core_b: Box | None) -> tuple[Box | None, Box | None]:
    """Both boxes, one or both smaller. What costs least paper is done."""
    ways: list[tuple[float, Box | None, Box | None]] = []
    for first, second, core_1, core_2, turned in (
        (a, b, core_a, core_b, False),
        (b, a, core_b, core_a, True),
    ):
        less = outside(first, second)
        if less is not None and _holds(less, core_1):
            cost = _area(first) - _area(less)
            ways.append((cost, second, less) if turned else (cost, less, second))
        elif core_2 is None and core_1 is not None:
            continue
    ways += _shared(a, core_a, b, core_b)
    if ways:
        _, left, right = min(ways, key=lambda way: way[0])
        return left, right
    # Neither can give way: what has no boxes of its own is dropped.
    return (None, b) if core_a is None else (a, None)


def _shared(
    a: Box, core_a: Box | None, b: Box, core_b: Box | None
) -> list[tuple[float, Box | None, Box | None]]:
    """Two zones, one over the other, that meet halfway."""
    upper, lower = (a, b) if a.y0 + a.y1 <= b.y0 + b.y1 else (b, a)
    middle = (upper.y1 + lower.y0) / 2
    top = Box(upper.x0, upper.y0, upper.x1, middle - _GAP_MM / 2)
    foot = Box(lower.x0, middle + _GAP_MM / 2, lower.x1, lower.y1)
    core_top, core_foot = (core_a, core_b) if upper is a else (core_b, core_a)
    if min(top.height, foot.height) < _LEAST_MM:
        return []
    if not _holds(top, core_top) or not _holds(foot, core_foot):
        return []
    cost = _area(upper) - _area(top) + _area(lower) - _area(foot)
    pair = (top, foot) if upper is a else (foot, top)
    return [(cost, *pair)]


def _holds(box: Box, core: Box | None) -> bool:
    return core is None or (
        box.x0 <= core.x0 + 0.04
        and box.y0 <= core.y0 + 0.04
        and box.x1 >= core.x1 - 0.04
        and box.y1 >= core.y1 - 0.04
    )


def _area(box: Box) -> float:
    return box.width * box.height
