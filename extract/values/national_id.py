"""National identity numbers by country; each has a module of its own."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Final

from extract.values import khmer_id, mrz, nik, nrc, passport, thai_id
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

    People from elsewhere write their own: a Myanmar registration number is known by its shape in
    every country's form, and a card's machine-readable zone by its fillers.

    >>> parse("๑-๒๓๔๕-๖๗๘๙๐-๑๒-๑", "THA").value
    '1234567890121'
    >>> parse("12/OuKaMa(N)123456", "THA").value
    '12/OUKAMA(N)123456'
    """
    if mrz.looks_like_one(raw):
        return _of_zone(raw, horizon)
    if country == "MMR" or nrc.looks_like_one(raw):
        return nrc.parse(raw)
    country = country or next(
        (_COUNTRY_OF_LANGUAGE[c] for c in codes if c in _COUNTRY_OF_LANGUAGE), ""
    )
    if country == "IDN":
        return nik.parse(raw, horizon)
    return _OF_COUNTRY.get(country, _elsewhere)(raw)


def _elsewhere(raw: str) -> Parsed:
    number, doubts = digit_string(raw)
    if not number:
        return Parsed(None) if not doubts else parsed(None, *doubts, "id_length")
    return parsed(number, *doubts, *(() if 6 <= len(number) <= 20 else ("id_length",)))


_OF_COUNTRY: Final[Mapping[str, Callable[[str], Parsed]]] = {
    "THA": thai_id.parse,
    "KHM": khmer_id.parse,
    "MMR": nrc.parse,
}


def _of_zone(raw: str, horizon: date | None) -> Parsed:
    """The number in a card's machine-readable zone, whole or its first line alone."""
    zone = mrz.read(raw, horizon)
    if zone is not None and zone.checked:
        return passport.of_zone(zone, raw)
    found = mrz.card_number(raw)
    if found is None:
        return parsed(None, "id_length")
    issuer, number, good = found
    parts = {"country": issuer}
    if good:
        return parsed(number, evidence=("check_digit_right",), parts=parts)
    return parsed(number, "mrz_number", parts=parts)
