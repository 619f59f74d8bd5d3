"""Markdown tables."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from typing import Final

_Z: Final = 1.959964  # of the normal distribution, 97.5 % lie below it


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table as it stands in docs/benchmarks.md; ends without a newline."""
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def share(part: int, whole: int) -> str:
    """Such as `0.942 of 312 (0.91-0.96)`, in brackets the 95 % interval; a dash for nothing."""
    if not whole:
        return "-"
    low, high = interval(part, whole)
    return f"{part / whole:.3f} of {whole} ({low:.3f}-{high:.3f})"


def interval(part: int, whole: int) -> tuple[float, float]:
    """Where a share lies with a probability of 95 % (Wilson 1927, score interval), 0..1.

    >>> [round(end, 3) for end in interval(98, 100)]
    [0.93, 0.994]
    """
    if not whole:
        return 0.0, 1.0
    rate = part / whole
    middle = rate + _Z**2 / (2 * whole)
    reach = _Z * math.sqrt(rate * (1 - rate) / whole + (_Z / (2 * whole)) ** 2)
    scale = 1 + _Z**2 / whole
    return max(0.0, (middle - reach) / scale), min(1.0, (middle + reach) / scale)
