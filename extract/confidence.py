"""How sure a value is: the one place where a reading becomes a probability.

What was measured of a reading (docs/confidence.md) is where its odds p / (1 - p) start; they are
multiplied by the factors in `extract.doubts`. A reading that nobody has measured starts low: from
what one reader reached on short values of each language, moved by its own confidence.
A wrong value that looks right costs more than a look by a person.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import Final

from extract.doubts import blocking, factor
from models.forms import Kind
from models.values import FieldStatus, Problem

#: share of short values that one reader gets exactly when it says 0.85, by language of the text
PRIOR: Final = {"khm": 0.78, "tha": 0.70, "ind": 0.85, "eng": 0.85}
_PRIOR_OTHER: Final = 0.6
#: a reader's own confidence at which the prior holds, and how strongly it moves the odds
_MIDDLE: Final = 0.85
_SLOPE: Final = 1.2
#: words of the values that the priors were measured on
_SHORT_WORDS: Final = 4
#: no single reading that was not measured is believed beyond the first, no value beyond the second
CEILING_ONE: Final = 0.98
CEILING: Final = 0.995
#: where no ink was found, the field is empty with this probability
EMPTY: Final = 0.97
#: a field below the threshold of its kind goes to a person
THRESHOLD: Final = {
    Kind.TEXT: 0.95,
    Kind.LONGTEXT: 0.80,
    Kind.NAME: 0.95,
    Kind.DATE: 0.95,
    Kind.NUMBER: 0.95,
    Kind.CHOICE: 0.90,
    Kind.MULTI: 0.90,
    Kind.NATIONAL_ID: 0.95,
    Kind.PASSPORT: 0.95,
    Kind.CASE_CODE: 0.95,
    Kind.PHONE: 0.95,
    Kind.MONEY: 0.95,
    Kind.PLACE: 0.93,
    Kind.SIGNATURE: 0.80,
    Kind.PHOTO: 0.80,
    Kind.TABLE: 0.85,
}
_LEAST: Final = 0.001


def reading_p(confidence: float, language: str, words: int = 1) -> float:
    """The probability that one reader read a value exactly; `confidence` is its own (0..1).

    The priors are of short values; a text of many `words` is right only when every part of it is.

    >>> reading_p(0.97, "ind") > 0.96 > reading_p(0.97, "tha") > reading_p(0.85, "ind")
    True
    """
    prior = PRIOR.get(language, _PRIOR_OTHER)
    confidence = 0.0 if math.isnan(confidence) else confidence
    sure = min(max(confidence, 0.01), 0.995)
    shift = _SLOPE * (_logit(sure) - _logit(_MIDDLE))
    short = _bounded(_sigmoid(_logit(prior) + shift), CEILING_ONE)
    return _bounded(short ** max(1.0, words / _SHORT_WORDS), CEILING_ONE)


def weigh(
    p: float, codes: Iterable[str], *, parsed: float = 1.0, ceiling: float = CEILING_ONE
) -> float:
    """`p` with the factors of these codes and of parsing applied to its odds, up to `ceiling`."""
    odds = _bounded(p, ceiling) / (1 - _bounded(p, ceiling))
    odds *= factor(codes) * parsed
    return _bounded(odds / (1 + odds), ceiling)


def status(kind: Kind, p: float, problems: tuple[Problem, ...]) -> FieldStatus:
    """Accepted or review, by the threshold of the kind and blocking problems."""
    if blocking(problems) or p < THRESHOLD[kind]:
        return FieldStatus.REVIEW
    return FieldStatus.ACCEPTED


def _logit(p: float) -> float:
    return math.log(p / (1 - p))


def _sigmoid(x: float) -> float:
    return 1 / (1 + math.exp(-x))


def _bounded(p: float, ceiling: float) -> float:
    return min(max(p, _LEAST), ceiling)
