"""The check digit of machine-readable zones: ICAO Doc 9303 part 3, section 4.9.

Digits count as themselves, A to Z as 10 to 35, the filler < as 0; weights 7, 3, 1 over and over;
the sum modulo 10.
"""

from __future__ import annotations

from typing import Final

_WEIGHTS: Final = (7, 3, 1)
ALPHABET: Final = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"


def check_digit(text: str) -> str:
    """The check digit of a stretch of the zone. Raises ValueError for other characters.

    The example of the standard, a date of 27 July 1952:

    >>> check_digit("520727"), check_digit("AB2134<<<")
    ('3', '5')
    """
    total = sum(_worth(char) * _WEIGHTS[n % 3] for n, char in enumerate(text))
    return str(total % 10)


def _worth(char: str) -> int:
    return 0 if char == "<" else ALPHABET.index(char)
