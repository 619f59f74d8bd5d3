"""Thai national ID: 13 digits, the last a check digit modulo 11 (python-stdnum, stdnum.th.pin).

Numbers that begin with 0, 6, 7 or 8 belong to migrants, stateless and late-registered people and
are as valid as others; python-stdnum refuses 0, so only its check digit is used here. That says
nothing of the third digit, whose weight is 11: a misread third digit always passes.
"""

from __future__ import annotations

from stdnum.th import pin

from extract.values.digit_string import digit_string
from extract.values.parsed import Parsed, parsed


def compact(raw: str) -> str:
    """The digits alone.

    >>> compact("๑-๒๓๔๕-๖๗๘๙๐-๑๒-๑")
    '1234567890121'
    """
    return digit_string(raw)[0]


def check_digit(number: str) -> str:
    """The check digit of the first twelve digits.

    >>> check_digit("123456789012")
    '1'
    """
    return str(pin.calc_check_digit(number[:12]))


def parse(raw: str) -> Parsed:
    """The thirteen digits; doubted when the length or the check digit is not right.

    >>> parse("1-2345-67890-12-1").problems
    ()
    >>> [p.code for p in parse("1-2345-67890-12-2").problems]
    ['check_digit_wrong']
    """
    number, doubts = digit_string(raw)
    if not number:
        return Parsed(None) if not doubts else parsed(None, *doubts, "id_length")
    if len(number) != 13:
        return parsed(number, *doubts, "id_length")
    if number[-1] != check_digit(number):
        return parsed(number, *doubts, "check_digit_wrong")
    if number[0] in "06789":
        doubts.append("id_first_digit")
    return parsed(number, *doubts, evidence=("check_digit_right",))
