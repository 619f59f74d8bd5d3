"""Parts of machine-readable zones that have a check digit, with look-alikes exchanged for it."""

from __future__ import annotations

from itertools import product
from typing import Final

from extract.values.check_digits import check_digit

#: digits that letters look like in OCR-B, and letters that digits look like
_TO_DIGIT: Final = {"O": "0", "Q": "0", "D": "0", "I": "1", "L": "1", "Z": "2", "S": "5", "G": "6"}
_TO_DIGIT_MORE: Final = {**_TO_DIGIT, "B": "8", "U": "0", "T": "7", "A": "4"}
_TO_LETTER: Final = {"0": "O", "1": "I", "2": "Z", "5": "S", "8": "B", "6": "G"}
_MOST_TRIES: Final = 256  # ways to read a number's doubtful letters


def lettered(text: str) -> str:
    """A part that holds no digits: those that were read are the letters that look like them.

    >>> lettered("ER1K550N")
    'ERIKSSON'
    """
    return "".join(_TO_LETTER.get(c, c) for c in text)


def agrees(text: str, digit: str) -> bool:
    """Whether a check digit is that of a stretch of the zone."""
    return check_digit(text) == _TO_DIGIT_MORE.get(digit, digit)


def six_digits(text: str, digit: str) -> tuple[str, bool, bool]:
    """A date, whether its check digit agrees, and whether letters were taken for digits.

    >>> six_digits("74O8I2", "2")
    ('740812', True, True)
    """
    bare = "".join(_TO_DIGIT_MORE.get(c, c) for c in text)
    return bare, agrees(bare, digit), bare != text


def number(text: str, digit: str) -> tuple[str, bool, bool]:
    """A document's number, whether its check digit agrees, and whether look-alikes were exchanged.

    Numbers mix letters and digits: of the ways with the fewest exchanges one alone must agree.

    >>> number("L8989O2C3", "6"), number("L898902C3", "6")[2], number("L898902C4", "6")[1]
    (('L898902C3', True, True), False, False)
    """
    if agrees(text, digit):
        return text, True, False
    choices = [tuple(dict.fromkeys((c, _TO_DIGIT.get(c, c)))) for c in text]
    tries = 1
    for choice in choices:
        tries *= len(choice)
    if tries > _MOST_TRIES:
        return text, False, False
    ways = {"".join(way) for way in product(*choices)}
    fitting = [(sum(a != b for a, b in zip(text, way, strict=True)), way) for way in ways]
    fitting = sorted((count, way) for count, way in fitting if agrees(way, digit))
    if not fitting or (len(fitting) > 1 and fitting[0][0] == fitting[1][0]):
        return text, False, False
    return fitting[0][1], True, True
