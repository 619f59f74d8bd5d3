"""Readings as they are kept with a field: who read what, how sure, and what was expected."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from models.values import Expected, FieldValue, Reading


def reading_rows(value: FieldValue) -> Sequence[Any]:
    """What was read, the joint reading before the engines' own that it was made of.

    A reading that came out as expected is followed by what was read before it was.
    """
    rows = []
    for reading in value.readings:
        rows.append(_reading_row(reading, joint=bool(reading.candidates)))
        rows += [_reading_row(candidate, joint=False) for candidate in reading.candidates]
        for own in reading.candidates or (reading,):
            if own.expected is not None and own.expected.changed:
                rows.append(_reading_row(_freely(own, own.expected), joint=False))
    return rows


def _freely(reading: Reading, note: Expected) -> Reading:
    """A reading as it was before anything was expected of it."""
    return replace(reading, text=note.free, confidence=note.free_confidence, expected=None)


def _reading_row(reading: Reading, *, joint: bool) -> dict[str, Any]:
    return {
        "engine": reading.engine,
        "languages": list(reading.languages),
        "text": reading.text,
        "confidence": round(reading.confidence, 4),
        "agreement": None if reading.agreement is None else round(reading.agreement, 4),
        "looks": reading.looks,
        "joint": joint,
        "expected": _expected_row(reading.expected),
        "sureness": _sureness_row(reading),
    }


def _sureness_row(reading: Reading) -> dict[str, Any] | None:
    """The numbers behind a confidence; of several lines joined they would be one line's alone."""
    if reading.sureness is None or "\n" in reading.text:
        return None
    return reading.sureness.as_row()


def _expected_row(note: Expected | None) -> dict[str, Any] | None:
    if note is None:
        return None
    return {
        "kind": note.kind,
        "how": note.how,
        "verdict": note.verdict,
        "changed": note.changed,
        "free": note.free,
        "free_confidence": round(note.free_confidence, 4),
        "others": [{"text": text, "p": round(p, 4)} for text, p in note.others],
    }
