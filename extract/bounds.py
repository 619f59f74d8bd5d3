"""What a count of errors says of the share of errors: Clopper and Pearson's exact bounds.

Clopper, Pearson (1934), The use of confidence or fiducial limits illustrated in the case of the
binomial. The bounds hold whatever the true share is; with few values they are wide, and that is
what they are for.
"""

from __future__ import annotations

import math
from functools import lru_cache
from typing import Final

#: how sure the bounds are that thresholds are set by
SURE: Final = 0.95
_STEPS: Final = 60  # of halving: far finer than anything that is shown
_TERMS: Final = 300
_TINY: Final = 1e-300


def at_most(wrong: int, seen: int, sure: float = SURE) -> float:
    """The share (0..1) that the true share of errors does not exceed, `sure` (0..1) of the time.

    >>> round(at_most(0, 598), 4), round(at_most(1, 947), 4), at_most(0, 0)
    (0.005, 0.005, 1.0)
    """
    if wrong >= seen:
        return 1.0
    return _quantile(sure, wrong + 1, seen - wrong)


def at_least(wrong: int, seen: int, sure: float = SURE) -> float:
    """The share that the true share of errors does not fall below, `sure` of the time.

    >>> at_least(0, 50), round(at_least(4, 200), 4)
    (0.0, 0.0069)
    """
    return 0.0 if not wrong else _quantile(1 - sure, wrong, seen - wrong + 1)


def interval(wrong: int, seen: int, sure: float = SURE) -> tuple[float, float]:
    """Where the true share lies, `sure` of the time; (0, 1) where nothing was seen.

    >>> [round(end, 4) for end in interval(5, 100)]
    [0.0164, 0.1128]
    """
    if not seen:
        return 0.0, 1.0
    each = (1 + sure) / 2
    return at_least(wrong, seen, each), at_most(wrong, seen, each)


def needed(error: float, sure: float = SURE) -> int:
    """How many values, none of them wrong, show that no more than `error` (0..1) are.

    >>> needed(0.005), needed(0.05), needed(0.0)
    (598, 59, 0)
    """
    return math.ceil(math.log(1 - sure) / math.log1p(-error)) if 0 < error < 1 else 0


@lru_cache(maxsize=4096)
def _quantile(share: float, a: int, b: int) -> float:
    """Where the beta distribution of `a` and `b` reaches `share`."""
    low, high = 0.0, 1.0
    for _ in range(_STEPS):
        middle = (low + high) / 2
        low, high = (low, middle) if _beta(middle, a, b) > share else (middle, high)
    return (low + high) / 2


def _beta(x: float, a: int, b: int) -> float:
    """The regularised incomplete beta function, by its continued fraction (Lentz's method)."""
    if x <= 0.0 or x >= 1.0:
        return float(x >= 1.0)
    if x > (a + 1) / (a + b + 2):
        return 1 - _beta(1 - x, b, a)
    log = math.lgamma(a + b) - math.lgamma(a) - math.lgamma(b)
    front = math.exp(log + a * math.log(x) + b * math.log1p(-x)) / a
    c, d = 1.0, 1 / _apart(1 - (a + b) * x / (a + 1))
    value = d
    for m in range(1, _TERMS):
        even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m))
        odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1))
        for term in (even, odd):
            d = 1 / _apart(1 + term * d)
            c = _apart(1 + term / c)
            value *= c * d
        if abs(c * d - 1) < 1e-12:
            break
    return front * value


def _apart(x: float) -> float:
    """Not nought."""
    return x if abs(x) > _TINY else _TINY
