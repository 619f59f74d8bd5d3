"""Telephone numbers, by the `phonenumbers` library. The value is E.164: +85512345678."""

from __future__ import annotations

import re
from typing import Final

import phonenumbers

from extract.languages.digits import systems, to_latin
from extract.text import clean, without_leaders
from extract.values.parsed import Parsed, parsed

_REGION: Final = {"KHM": "KH", "THA": "TH", "IDN": "ID", "PHL": "PH", "MMR": "MM", "LAO": "LA"}
_REGION_OF_LANGUAGE: Final = {"khm": "KH", "tha": "TH", "ind": "ID"}
_BETWEEN: Final = re.compile(r"\s*(?:[;,/]|\bor\b|\batau\b|หรือ|ឬ)\s*")
_OTHER_THAN_PHONE: Final = re.compile(r"[^\d+\s().\-–—]")


def compact(raw: str) -> str:
    """Latin digits and a leading plus, nothing else.

    >>> compact("០១២ ៣៤៥-៦៧៨"), compact("+62 812-3456-789")
    ('012345678', '+628123456789')
    """
    text = to_latin(clean(raw))
    digits = re.sub(r"\D", "", text)
    return f"+{digits}" if text.lstrip(" (").startswith("+") else digits


def region(country: str, codes: tuple[str, ...]) -> str | None:
    """The ISO 3166 alpha-2 region of a field; None when nothing tells."""
    if country in _REGION:
        return _REGION[country]
    return next((_REGION_OF_LANGUAGE[c] for c in codes if c in _REGION_OF_LANGUAGE), None)


def parse(raw: str, country: str = "", codes: tuple[str, ...] = ()) -> Parsed:
    """The number as +… when it is valid, its digits as written when it is not.

    >>> parse("0812-3456-7890", "IDN").value, parse("๐๘๑ ๒๓๔ ๕๖๗๘", "THA").value
    ('+6281234567890', '+66812345678')
    """
    text = without_leaders(clean(raw)).strip(" .:,;_|")
    if not text:
        return Parsed(None)
    doubts = ["mixed_digits"] if len(systems(text)) > 1 else []
    pieces = [p for p in _BETWEEN.split(to_latin(text)) if sum(c.isdigit() for c in p) >= 7]
    if len(pieces) > 1:
        doubts.append("several_values")
    written = pieces[0] if pieces else to_latin(text)
    if _OTHER_THAN_PHONE.search(written):
        doubts.append("odd_characters")
    digits = compact(written)
    if not 5 <= len(digits) <= 16:
        return parsed(None, *doubts, "phone_unreadable")
    number = _number(digits, region(country, codes))
    if number is None:
        return parsed(digits, *doubts, "phone_invalid")
    return parsed(number, *doubts, evidence=("phone_valid",))


def _number(digits: str, home: str | None) -> str | None:
    try:
        number = phonenumbers.parse(digits, home)
    except phonenumbers.NumberParseException:
        return None
    if not phonenumbers.is_valid_number(number):
        return None
    return str(phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164))
