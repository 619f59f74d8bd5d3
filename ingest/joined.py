"""The lines of one value as one reading."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from math import prod
from typing import Final

from models.values import Expected, Looks, Reading, Verdict

#: Of several lines of one value, the looks that a person must hear of come first.
_GRAVEST: Final = (Looks.HANDWRITTEN, Looks.STAMPED, Looks.UNSURE, Looks.PRINTED, Looks.EMPTY)
#: Of several lines of one value, what must be told of them comes last.
_FURTHEST: Final = (Verdict.FITS, Verdict.KEPT, Verdict.CHANGED, Verdict.UNSURE)


def joined(readings: Sequence[Reading]) -> Reading:
    """The lines of one value as one reading, as sure as that all of them are right."""
    if len(readings) == 1:
        return readings[0]
    spoken = [reading for reading in readings if reading.text] or readings[:1]
    agreements = [r.agreement for r in spoken]
    return replace(
        spoken[0],
        text="\n".join(reading.text for reading in spoken),
        confidence=prod(reading.confidence for reading in spoken),
        words=tuple(word for reading in spoken for word in reading.words),
        candidates=_candidates(spoken),
        agreement=None if None in agreements else min(a for a in agreements if a is not None),
        looks=gravest(reading.looks for reading in readings),
        expected=_expected(spoken),
    )


def _expected(readings: Sequence[Reading]) -> Expected | None:
    """What was expected of all the lines, by the line that went furthest from it."""
    notes = [reading.expected for reading in readings if reading.expected is not None]
    if len(notes) < len(readings) or not notes:
        return None
    return replace(
        max(notes, key=lambda note: _FURTHEST.index(note.verdict)),
        free="\n".join(note.free for note in notes),
        free_confidence=prod(note.free_confidence for note in notes),
        others=(),
    )


def gravest(looks: Iterable[Looks | None]) -> Looks | None:
    """What a person must hear of first; None where nobody looked."""
    known = [look for look in looks if look is not None]
    return min(known, key=_GRAVEST.index, default=None)


def _candidates(readings: Sequence[Reading]) -> tuple[Reading, ...]:
    """What each engine read in all the lines; a line that it did not read is the joint one's."""
    engines = dict.fromkeys(c.engine for reading in readings for c in reading.candidates)
    found = []
    for engine in engines:
        lines = [next((c for c in r.candidates if c.engine == engine), r) for r in readings]
        text = "\n".join(line.text for line in lines)
        sure = min(line.confidence for line in lines)
        whole = replace(lines[0], engine=engine, text=text, confidence=sure, words=())
        found.append(replace(whole, expected=_expected(lines)))
    return tuple(found)
