"""Cambodian national ID: 9 digits on the card; newer cards are said to have 12 (docs/values.md, G).

The check digit stands only in the machine-readable zone (IDKHM…), so a number on a form cannot be
checked; where it is written behind the number all the same, ten digits, it is taken for one.
"""

from __future__ import annotations

from extract.values.check_digits import check_digit
from extract.values.digit_string import digit_string
from extract.values.parsed import Parsed, parsed


def compact(raw: str) -> str:
    """The digits alone.

    >>> compact("០១០ ២៣៤ ៥៦៧")
    '010234567'
    """
    return digit_string(raw)[0]


def parse(raw: str) -> Parsed:
    """Nine digits; twelve are let through to a person.

    >>> parse("010234567").problems, parse("010234567 (0)").value
    ((), '010234567')
    """
    number, doubts = digit_string(raw)
    if not number:
        return Parsed(None) if not doubts else parsed(None, *doubts, "id_length")
    if len(number) == 10 and check_digit(number[:9]) == number[9]:
        return parsed(number[:9], *doubts, evidence=("check_digit_right",))
    if len(number) == 12:
        return parsed(number, *doubts, "id_length_unusual")
    return parsed(number, *doubts, *(() if len(number) == 9 else ("id_length",)))
