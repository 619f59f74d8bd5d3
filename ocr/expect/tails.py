"""An address behind something else: a house and a street are in no gazetteer, the rest is."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from math import exp
from typing import Final

import numpy as np

from models.values import Verdict
from ocr.expect.forward import Log, log_probabilities
from ocr.expect.judge import Judged, Text

_CUTS: Final = 4  # blanks at which a line is cut, the first ones
_LEAST: Final = 8  # letters of an address: shorter ends of lines are names by chance

Judge = Callable[[Log, Text], Judged]


def by_its_tail(log: Log, blank: int, judged: Judge) -> Judged | None:
    """The longest end of a line that is as expected, behind the rest as it is read freely.

    `blank` is the token of the space, `judged` decides on a part. None where no end is.
    """
    frames, tokens = _greedy(log)
    cuts = [n for n, token in enumerate(tokens) if token == blank]
    for cut in cuts[:_CUTS]:
        head, tail, start = tokens[: cut + 1], tokens[cut + 1 :], frames[cut] + 1
        if len(tail) < _LEAST:
            return None
        part = judged(log[start:], tail)
        if part.verdict in (Verdict.FITS, Verdict.CHANGED):
            sure = part.p * exp(min(0.0, float(log_probabilities(log[:start], [head])[0])))
            others = tuple((head + text, p) for text, p in part.others)
            return replace(part, text=head + part.text, p=sure, others=others)
    return None


def _greedy(log: Log) -> tuple[list[int], Text]:
    """The frames at which letters begin, and the letters."""
    best = log.argmax(axis=1)
    starts = np.flatnonzero(np.diff(best, prepend=-1))
    spoken = [int(start) for start in starts if best[start]]
    return spoken, tuple(int(best[start]) for start in spoken)
