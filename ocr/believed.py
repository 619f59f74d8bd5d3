"""What a page as a whole says about its lines: where nearly all is garbage, nothing is believed.

Noise, photographs and pages that lie askew give a few lines that look sure by chance.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from models.values import Line, Quality

_BADLY: Final = 0.6  # mean confidence of the letters below which no line keeps its own
_SHORT: Final = 2  # letters; a page of text is not made of such lines
_IN_PIECES: Final = 0.5  # share of the letters that stand in short lines
_LEAST: Final = 4  # lines of a page that can be judged so
_NOT_BELIEVED: Final = 0.4


def sureness(lines: Sequence[Line]) -> float:
    """The mean confidence (0..1) of a page's letters; 0 without any."""
    letters = sum(len(line.text) for line in lines)
    return sum(line.confidence * len(line.text) for line in lines) / max(1, letters)


def believed(lines: Sequence[Line], quality: Quality) -> tuple[Line, ...]:
    """The lines of a page of no known form, no surer than the page allows.

    None of a page whose looks and whose lines both say that nothing is written on it.
    """
    if quality.not_text and sureness(lines) < _BADLY:
        return ()
    letters = sum(len(line.text) for line in lines)
    if len(lines) < _LEAST:
        return tuple(lines)
    short = sum(len(line.text) for line in lines if len(line.text) <= _SHORT) / letters
    most = _NOT_BELIEVED if short > _IN_PIECES else 1.0
    share = min(1.0, sureness(lines) / _BADLY)
    if most == share == 1.0:
        return tuple(lines)
    return tuple(_doubted(line, share, most) for line in lines)


def _doubted(line: Line, share: float, most: float) -> Line:
    words = tuple(replace(w, confidence=min(most, share * w.confidence)) for w in line.words)
    sureness = line.sureness
    if sureness is not None:
        sureness = replace(sureness, p=min(most, share * sureness.p))
    sure = min(most, share * line.confidence)
    return replace(line, confidence=sure, words=words, sureness=sureness)
