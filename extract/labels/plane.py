"""Turning, scaling and shifting the blank page onto the scan, from printed texts alone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Final

_NEAR: Final = 5.0  # mm on paper: pairs that agree within this stand at their place
_APART: Final = 25.0  # mm: two points nearer than this say little about the scale
_FEWEST: Final = 4
_MOST: Final = 40  # points tried in pairs
#: pixels a mm: 60 to 1200 dpi
_SCALES: Final = (60 / 25.4, 1200 / 25.4)

Pair = tuple[tuple[float, float], tuple[float, float]]  # paper (mm), scan (pixels)


@dataclass(frozen=True, slots=True)
class Similarity:
    """scan = turn * paper + shift, in complex numbers: x to the right, y down."""

    turn: complex
    shift: complex

    def to_scan(self, point: tuple[float, float]) -> tuple[float, float]:
        z = self.turn * complex(*point) + self.shift
        return z.real, z.imag

    def to_paper(self, point: tuple[float, float]) -> tuple[float, float]:
        z = (complex(*point) - self.shift) / self.turn
        return z.real, z.imag

    def error(self, pair: Pair) -> float:
        """How far, in mm on paper, the two points of a pair lie apart."""
        x, y = self.to_paper(pair[1])
        return abs(complex(x - pair[0][0], y - pair[0][1]))


def fit(pairs: Sequence[Pair]) -> Similarity | None:
    """The similarity most pairs agree on; None when fewer than four do.

    Every two points propose one; the proposal with the most agreement is refined by its own.
    """
    tried = list(pairs)[:_MOST]
    best: list[Pair] = []
    for a, b in combinations(tried, 2):
        proposal = _through(a, b)
        if proposal is None:
            continue
        agreeing = [pair for pair in pairs if proposal.error(pair) < _NEAR]
        if len(agreeing) > len(best):
            best = agreeing
    return _least_squares(best) if len(best) >= _FEWEST else None


def _through(a: Pair, b: Pair) -> Similarity | None:
    paper = complex(*b[0]) - complex(*a[0])
    if abs(paper) < _APART:
        return None
    turn = (complex(*b[1]) - complex(*a[1])) / paper
    if not _SCALES[0] <= abs(turn) <= _SCALES[1]:
        return None
    return Similarity(turn, complex(*a[1]) - turn * complex(*a[0]))


def _least_squares(pairs: Sequence[Pair]) -> Similarity | None:
    papers = [complex(*paper) for paper, _ in pairs]
    scans = [complex(*scan) for _, scan in pairs]
    middle, centre = sum(papers) / len(pairs), sum(scans) / len(pairs)
    spread = sum(abs(p - middle) ** 2 for p in papers)
    if spread < _APART**2:
        return None
    turn = sum((p - middle).conjugate() * (s - centre) for p, s in zip(papers, scans, strict=True))
    turn /= spread
    return Similarity(turn, centre - turn * middle)
