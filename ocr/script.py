"""Which script a page is written in, and the languages to read it in.

`languages_on` goes by what `straighten` has seen on the page. `ScriptFinder` is the older way:
it reads a few lines in every language.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from models.values import CleanPage, Grey
from ocr.looks import script_of
from ocr.text import orient_by

#: Each is tried; Indonesian and English share one, since both are in Latin script.
CANDIDATES: Final = (("khm",), ("tha",), ("ind", "eng"))


def languages_on(page: CleanPage, wanted: tuple[str, ...]) -> tuple[str, ...]:
    """The wanted languages whose script stands on a page, the commonest script's first.

    All of them in their own order where nothing was seen: a page with little or odd writing.
    """
    found = [lang for script in page.scripts for lang in wanted if script_of(lang) == script]
    return tuple(found) or wanted


def seen_first(page: CleanPage, wanted: tuple[str, ...]) -> tuple[str, ...]:
    """All the wanted languages, those whose script was seen on the page first.

    For languages that somebody has asked for: a Thai form may hold a single passport number, too
    little to be seen from afar. Each line shows its own script when it is read.
    """
    return tuple(dict.fromkeys((*languages_on(page, wanted), *wanted)))


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
