"""Print or hand, for all the values of a form at once.

A single "17" or "Rina" may be anybody's print or hand. But a form is filled in by one person or
one machine as a rule: what most of its values look like is evidence for each of them.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import exp, log
from typing import Final

from models.values import Looks
from ocr.looks import Look, kind_of

_OTHERS: Final = 1.5  # weight of what the other values look like, against the value's own looks
_LEAST: Final = 0.02  # no value is believed more than this
_UNCLEAR: Final = 0.1  # of a value that hardly looks like text some word remains
_PRINTED, _HANDWRITTEN = 0.35, 0.65


def kinds_of(values: Sequence[Sequence[Look]]) -> tuple[Looks, ...]:
    """What each value of one form is, given the looks of each value's lines; EMPTY for no lines.

    Where a value stands quite alone in its looks it keeps them: a typed form with one entry by
    hand has one entry by hand.
    """
    own = [_evidence(seen) for seen in values]
    heard = [one for one, seen in zip(own, values, strict=True) if seen]
    return tuple(
        _kind(seen, one, (sum(heard) - one) / max(1, len(heard) - 1))
        for seen, one in zip(values, own, strict=True)
    )


def _evidence(seen: Sequence[Look]) -> float:
    """Log-odds for a hand."""
    if not seen:
        return 0.0
    weight = sum(one.text for one in seen) / len(seen)
    share = sum(one.handwritten for one in seen) / len(seen)
    share = min(1 - _LEAST, max(_LEAST, share))
    return max(_UNCLEAR, weight) * log(share / (1 - share))


def _kind(seen: Sequence[Look], own: float, others: float) -> Looks:
    if not seen or kind_of(seen) is Looks.EMPTY:
        return Looks.EMPTY
    hand = 1 / (1 + exp(-(own + _OTHERS * others)))
    if _PRINTED < hand < _HANDWRITTEN:
        return Looks.UNSURE
    return Looks.HANDWRITTEN if hand >= _HANDWRITTEN else Looks.PRINTED
