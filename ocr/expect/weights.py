"""What makes some of the texts of a grammar likelier than others: check digits, real days.

A weight only ranks texts that the network's scores allow already: none is made up to fit.
"""

from __future__ import annotations

import calendar
import re
import unicodedata
from typing import Final

from models.expectations import Date, Digits, Expectation

_WRONG: Final = 0.03  # share of written identity numbers that break their own rule (G)
_NO_DAY: Final = 0.02  # and of dates that no calendar has (G)
_THAI_ID: Final = 13
_NIK: Final = 16


def weight(text: str, expectation: Expectation) -> float:
    """How likely a text is beside others of its kind, 1 for an ordinary one (0..1)."""
    if isinstance(expectation, Digits) and expectation.check:
        digits = plain(text)
        fits = _thai(digits) if expectation.check == "thai_id" else _nik(digits)
        return 1.0 if fits else _WRONG
    if isinstance(expectation, Date):
        return _NO_DAY if _impossible(text) else 1.0
    return 1.0


def plain(text: str) -> str:
    """The digits alone, as Latin ones.

    >>> plain("๑-๒๓៤")
    '1234'
    """
    return "".join(str(unicodedata.decimal(c)) for c in text if unicodedata.category(c) == "Nd")


def _thai(digits: str) -> bool:
    """The 13th digit is (11 - sum of digit x weight 13..2, mod 11) mod 10."""
    if len(digits) != _THAI_ID:
        return True
    total = sum(int(d) * w for d, w in zip(digits[:12], range(13, 1, -1), strict=True))
    return (11 - total % 11) % 10 == int(digits[12])


def _nik(digits: str) -> bool:
    """Digits 7 to 12 are a day (a woman's plus 40), a month and a year."""
    if len(digits) != _NIK:
        return True
    day, month = int(digits[6:8]), int(digits[8:10])
    return 1 <= month <= 12 and (1 <= day <= 31 or 41 <= day <= 71)


def _impossible(text: str) -> bool:
    """Three numbers that are a day, a month and a year, and no such day."""
    numbers = re.findall(r"\d+", "".join(_latin(c) for c in text))
    if len(numbers) != 3:
        return False
    if len(numbers[0]) == 4:
        numbers.reverse()
    day, month, year = (int(n) for n in numbers)
    pairs = [(d, m) for d, m in ((day, month), (month, day)) if 1 <= m <= 12]
    if len(numbers[2]) == 4 and year > 2400:
        year -= 543  # a Buddhist year
    leap = year if year > 100 else 2000
    return not any(1 <= d <= calendar.monthrange(leap, m)[1] for d, m in pairs)


def _latin(character: str) -> str:
    known = unicodedata.decimal(character, None)
    return character if known is None else str(known)
