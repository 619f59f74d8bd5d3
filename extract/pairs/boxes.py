"""How two boxes of a page lie to each other."""

from __future__ import annotations

from collections.abc import Iterable

from models.values import Box


def around(boxes: Iterable[Box]) -> Box:
    """The box that holds them all; there must be one."""
    found = tuple(boxes)
    return Box(
        min(b.x0 for b in found),
        min(b.y0 for b in found),
        max(b.x1 for b in found),
        max(b.y1 for b in found),
    )


def same_row(a: Box, b: Box) -> float:
    """The share (0..1) of the lower one's height that both have in common."""
    return max(0.0, min(a.y1, b.y1) - max(a.y0, b.y0)) / max(min(a.height, b.height), 1e-6)


def same_column(a: Box, b: Box) -> float:
    """The share (0..1) of the narrower one's width that both have in common."""
    return max(0.0, min(a.x1, b.x1) - max(a.x0, b.x0)) / max(min(a.width, b.width), 1e-6)


def middle(box: Box) -> tuple[float, float]:
    return (box.x0 + box.x1) / 2, (box.y0 + box.y1) / 2
