"""Which of the texts that were read it is: the rules of a field's kind choose among them.

A reading is one text, but behind it stand others: what each engine read, and what the network
holds nearly as probable where something was expected. Where the first of them breaks a rule of
its kind (a length, a check digit, a list of places), or is doubtful by itself, the others are
understood as well, and each is weighed by its probability times what its rules say of it. Only
texts that somebody read can win, and what won instead of the reading is told as a repair.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Final

from extract.doubts import blocking, doubt, factor
from extract.readers import believed
from extract.text import clean, fold
from extract.values.parsed import Parsed
from models.forms import Kind
from models.values import Reading, Repair

#: a clean value at least this sure stands without a look at other texts
_SURE: Final = 0.5
#: share of the doubt that one engine's own text gets: its confidence is not measured
_ENGINE: Final = 0.3
#: and a text without a stroke at its end that was read as a digit or a sign
_STROKE: Final = 0.02
#: how clearly another text must win, and the most it is believed then
_WINS: Final = 0.6
_MOST: Final = 0.95
_STROKES: Final = re.compile(r"^[1lI|!'‘’`i\]\[]|[1lI|!'‘’`i\]\[]$")
_NUMBERS: Final = (Kind.NATIONAL_ID, Kind.NUMBER, Kind.PHONE, Kind.DATE, Kind.MONEY)


@dataclass(frozen=True, slots=True)
class Understood:
    """A reading with what it means: `codes` are doubts of its text, `repair` tells of a change."""

    reading: Reading
    parsed: Parsed
    codes: tuple[str, ...]
    repair: Repair | None = None


Understand = Callable[[str], tuple[Parsed, tuple[str, ...]]]


def best(reading: Reading, kind: Kind, language: str, understand: Understand) -> Understood:
    """The reading, or another text that stands behind it where the rules of the kind say so.

    `understand` gives what a text means, and the doubts of its letters.
    """
    parsed, codes = understand(reading.text)
    first = Understood(reading, parsed, codes)
    sure = believed(reading, language)
    if sure >= _SURE and not _wrong(first):
        return first
    weights = {clean(reading.text): (sure * _fits(first), first)}
    for text, p in alternatives(reading, kind, sure).items():
        parsed, codes = understand(text)
        other = Understood(replace(reading, text=text), parsed, codes)
        if parsed.value is not None or parsed.absent:
            weights[text] = (p * _fits(other), other)
    whole = sum(weight for weight, _ in _by_meaning(weights.values()))
    weight, winner = max(_by_meaning(weights.values()), key=lambda pair: pair[0])
    if winner is first or whole <= 0 or weight / whole < _WINS:
        return first
    if _fits(winner) <= _fits(first) and (kind is not Kind.LONGTEXT or _wrong(winner)):
        return first
    p = min(_MOST, weight / (whole + 1 - sure))
    repair = Repair(clean(reading.text), clean(winner.reading.text), "check", p)
    taken = replace(winner.reading, confidence=p)
    return Understood(taken, winner.parsed, (*winner.codes, "read_otherwise"), repair)


def alternatives(reading: Reading, kind: Kind, sure: float) -> Mapping[str, float]:
    """The other texts behind a reading, with what each gets of the doubt (1 - `sure`)."""
    doubtful = 1.0 - sure
    found: dict[str, float] = {}

    def add(text: str, p: float) -> None:
        text = clean(text)
        if text and text != clean(reading.text):
            found[text] = max(found.get(text, 0.0), p * doubtful)

    for one in (reading, *reading.candidates):
        if one.expected is not None:
            if not one.expected.changed:  # what was changed has been judged already
                add(one.expected.free, _ENGINE * one.expected.free_confidence)
            for text, p in one.expected.others:
                add(text, p)
    for one in reading.candidates:
        add(one.text, _ENGINE * one.confidence)
    if kind in _NUMBERS:
        for text in (reading.text, *(one.text for one in reading.candidates)):
            add(_STROKES.sub("", clean(text)), _STROKE)
    return found


def _wrong(one: Understood) -> bool:
    """Whether a rule is broken, not only doubtful."""
    problems = (*one.parsed.problems, *(doubt(code) for code in one.codes))
    return blocking(problems) or (one.parsed.value is None and not one.parsed.absent)


def _fits(one: Understood) -> float:
    return one.parsed.p_factor * factor(one.codes)


def _by_meaning(
    weights: Iterable[tuple[float, Understood]],
) -> list[tuple[float, Understood]]:
    """Texts that mean the same stand together, told by the likeliest of them."""
    groups: dict[str, tuple[float, float, Understood]] = {}
    for weight, one in weights:
        key = meaning(one.parsed, one.reading.text)
        whole, top, kept = groups.get(key, (0.0, 0.0, one))
        groups[key] = (whole + weight, max(top, weight), one if weight > top else kept)
    return [(whole, kept) for whole, _, kept in groups.values()]


def meaning(parsed: Parsed, text: str) -> str:
    """Two readings agree when they mean the same; without a value, when they say the same."""
    value = parsed.value
    if value is None:
        return f"?{parsed.absent}{'' if parsed.absent else fold(text)}"
    if isinstance(value, dict):
        value = {k: v for k, v in value.items() if k != "written"}
    return fold(value) if isinstance(value, str) else repr(value)
