"""Scores as a network would give them, made up from a text: for tests of what decodes them."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from models.values import Box, Reading, Word
from ocr.engines.scores import Scores
from ocr.engines.tokens import UNKNOWN

_RANGES = ((0x20, 0x7E), (0x0E01, 0x0E5B), (0x1780, 0x17D1), (0x17E0, 0x17E9))
TOKENS = (
    "",
    UNKNOWN,
    *(chr(n) for first, last in _RANGES for n in range(first, last + 1)),
    *("\u17d2" + chr(n) for n in range(0x1780, 0x17A3) if n != 0x178A),
)
_SURE = 0.985


def scores_of(text: str, doubts: Mapping[int, tuple[str, float]] | None = None) -> Scores:
    """Frames that spell `text`, blanks between its tokens. `doubts`: by the number of a token,
    what else it may be ("" for nothing) and how probable that is."""
    numbers = [TOKENS.index(token) for token in _split(text)]
    rows = []
    for at, number in enumerate(numbers):
        rows += [_row({0: 0.995})] * 2
        other, share = (doubts or {}).get(at, ("", 0.0))
        spread = {0: (1 - _SURE) * 0.5, number: _SURE * (1 - share)}
        if share:
            wrong = TOKENS.index(other)
            spread[wrong] = spread.get(wrong, 0.0) + _SURE * share
        rows.append(_row(spread))
    rows.append(_row({0: 0.995}))
    return Scores(np.log(np.array(rows)).astype(np.float32), TOKENS, 4.0)


def freely(scores: Scores) -> Reading:
    """The greedy reading of scores."""
    best = scores.log.argmax(axis=1)
    found, last = "", 0
    for token in best:
        found += TOKENS[token] if token != last else ""
        last = int(token)
    box = Box(0, 0, 4.0 * len(best), 48)
    return Reading("lontar", ("khm",), found, 0.9, tuple(Word(w, box, 0.9) for w in found.split()))


def _split(text: str) -> list[str]:
    parts: list[str] = []
    for character in text:
        if parts and parts[-1] == "\u17d2":
            parts[-1] += character
        else:
            parts.append(character)
    return parts


def _row(spread: Mapping[int, float]) -> list[float]:
    left = (1 - sum(spread.values())) / len(TOKENS)
    return [left + spread.get(n, 0.0) for n in range(len(TOKENS))]
