"""National identity numbers by country; each has a module of its own."""

from __future__ import annotations

from datetime import date
from typing import Final

from extract.values import khmer_id, nik, thai_id
from extract.values.digit_string import digit_string
from extract.values.parsed import Parsed, parsed

_COUNTRY_OF_LANGUAGE: Final = {"khm": "KHM", "tha": "THA", "ind": "IDN"}


def parse(
    raw: str,
    country: str = "",
    codes: tuple[str, ...] = (),
    *,
    horizon: date | None = None,
) -> Parsed:
    """The digits by the rules of `country` (KHM, THA, IDN); other countries: any 6 to 20 digits.

    >>> parse("๑-๒๓๔๕-๖๗๘๙๐-๑๒-๑", "THA").value
    '1234567890121'
    """
    country = country or next(
        (_COUNTRY_OF_LANGUAGE[c] for c in codes if c in _COUNTRY_OF_LANGUAGE), ""
    )
    if country == "THA":
        return thai_id.parse(raw)
    if country == "IDN":
        return nik.parse(raw, horizon)
    if country == "KHM":
        return khmer_id.parse(raw)
    number, doubts = digit_string(raw)
    if not number:
        return Parsed(None) if not doubts else parsed(None, *doubts, "id_length")
    return parsed(number, *doubts, *(() if 6 <= len(number) <= 20 else ("id_length",)))
