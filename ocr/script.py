"""Which script a page is written in, and which way up, by reading a few of its lines."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from models.values import Grey
from ocr.text import orient_by

#: Each is tried; Indonesian and English share one, since both are in Latin script.
CANDIDATES: Final = (("khm",), ("tha",), ("ind", "eng"))


class ScriptFinder:
    """An `Orient` for `straighten` that remembers which languages read the upright lines best."""

    def __init__(self, candidates: Sequence[tuple[str, ...]] = CANDIDATES) -> None:
        self._candidates = tuple(candidates)
        self._seen: list[tuple[Sequence[float], ...]] = []

    def __call__(self, crops: Sequence[Grey]) -> list[float]:
        """The surest reading of each crop in any of the candidate languages."""
        sure = tuple(orient_by(languages)(crops) for languages in self._candidates)
        self._seen.append(sure)
        return [max(column) for column in zip(*sure, strict=True)]

    def languages(self) -> tuple[str, ...] | None:
        """The candidate that read the page best, either way up; None before any reading."""
        if not self._seen:
            return None
        totals = [
            max(
                _mean(sure[: len(sure) // 2]),
                _mean(sure[len(sure) // 2 :]),
            )
            for sure in self._seen[-1]
        ]
        best = max(range(len(totals)), key=totals.__getitem__)
        return self._candidates[best]


def _mean(values: Sequence[float]) -> float:
    return sum(values) / len(values) if values else 0.0
