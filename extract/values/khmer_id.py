"""Cambodian national ID: 9 digits on the card; newer cards are said to have 12 (docs/values.md, G).

The check digit stands only in the machine-readable zone, so a number on a form cannot be checked.
"""

from __future__ import annotations

from extract.values.digit_string import digit_string
from extract.values.parsed import Parsed, parsed


def compact(raw: str) -> str:
    """The digits alone.

    >>> compact("០១០ ២៣៤ ៥៦៧")
    '010234567'
    """
    return digit_string(raw)[0]


def parse(raw: str) -> Parsed:
    """Nine digits; twelve are let through to a person."""
    number, doubts = digit_string(raw)
    if not number:
        return Parsed(None) if not doubts else parsed(None, *doubts, "id_length")
    if len(number) == 12:
        return parsed(number, *doubts, "id_length_unusual")
    return parsed(number, *doubts, *(() if len(number) == 9 else ("id_length",)))
