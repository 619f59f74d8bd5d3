"""Sums of money: an amount, its currency, and for what time it is paid.

The value is `{"amount", "currency"}`, with `"per"` (hour, day, week, month, year) where it is
written. The amount is a whole number, or one with two decimals; the currency an ISO 4217 code.
Words and signs stand in `currencies.yaml`.
"""

from __future__ import annotations

import re
from typing import Any, Final

from extract.languages.digits import systems, to_latin
from extract.languages.number_words import number_in_words
from extract.text import clean, without_leaders
from extract.values import currencies
from extract.values.parsed import Parsed, parsed

_NUMBER: Final = re.compile(r"\d[\d.,  ]*", re.ASCII)
_GROUPED: Final = re.compile(r"\d{1,3}(?:[ ]\d{3})+|\d{1,3}(?:([.,])\d{3})(?:\1\d{3})*", re.ASCII)
_DECIMAL: Final = re.compile(r"(.*)[.,](\d{1,2})", re.ASCII)
#: the ends of an Indonesian sum: Rp 5.000.000,- and .000,00
_DASHED: Final = re.compile(r"(?<=\d)\s*[.,]?\s*[-–—=]+(?=\s|$)")
_AS_LETTER: Final = re.compile(r"(?<![^\W\d_])[Ss](?=\s*\d)|(?<=\d)\s*S(?![^\W\d_])")
_LARGEST: Final = 10**13


def compact(raw: str) -> str:
    """Latin digits, no leaders, no dash behind the sum.

    >>> compact("Rp 5.000.000,- ....."), compact("១.២០០.០០០ រៀល")
    ('Rp 5.000.000', '1.200.000 រៀល')
    """
    return _DASHED.sub("", to_latin(without_leaders(clean(raw)))).strip(" :;_|")


def parse(raw: str, country: str = "", codes: tuple[str, ...] = ()) -> Parsed:
    """The sum. Without a currency on paper that of `country` is taken, and the value says so.

    >>> parse("12,000 บาท/เดือน", "THA", ("tha",)).value
    {'amount': 12000, 'currency': 'THB', 'per': 'month'}
    >>> parse("2,5 juta", "IDN", ("ind",)).value, parse("$1,250.50").value
    ({'amount': 2500000, 'currency': 'IDR'}, {'amount': 1250.5, 'currency': 'USD'})
    >>> [p.code for p in parse("3 lumps", "PHL", ("eng",)).problems]
    ['odd_characters', 'currency_assumed']
    """
    text = compact(raw)
    if not text:
        return Parsed(None)
    doubts = ["mixed_digits"] if len(systems(clean(raw))) > 1 else []
    said = currencies.said(text)
    numbers = [found.strip(" .,") for found in _NUMBER.findall(said.rest)]
    amount: float | int | None = None
    if len(numbers) > 1:
        doubts.append("several_values")
    if numbers:
        amount = _amount(numbers[0], said.times)
        letters = _NUMBER.sub(" ", said.rest)
    else:
        amount = number_in_words(said.rest, codes)
        amount = amount * said.times if amount is not None else None
        doubts += ["number_in_words"] if amount is not None else []
        letters = "" if amount is not None else said.rest
    if amount is None or amount > _LARGEST:
        return parsed(None, *doubts, "money_unreadable")
    if _AS_LETTER.search(text):
        doubts.append("currency_by_likeness")
    if any(c.isalnum() for c in letters):
        doubts.append("odd_characters")
    if len(said.currencies) > 1:
        doubts.append("currency_unknown")
    currency = said.currencies[0] if said.currencies else currencies.of_country(country, codes)
    if not said.currencies:
        doubts.append("currency_assumed" if currency else "currency_unknown")
    value: dict[str, Any] = {"amount": amount, "currency": currency}
    if said.per:
        value["per"] = said.per
    return parsed(value, *doubts, evidence=() if doubts else ("money_whole",))


def _amount(digits: str, times: int) -> int | float | None:
    """The number with its thousands and decimals understood, times what is said behind it.

    Three digits behind one point or comma are thousands, one or two are decimals.
    """
    digits = digits.replace("\u00a0", " ").strip()
    whole, cents = digits, ""
    if not _GROUPED.fullmatch(digits):
        decimal = _DECIMAL.fullmatch(digits)
        if decimal:
            whole, cents = decimal[1].strip(" .,"), decimal[2]
    if not (_GROUPED.fullmatch(whole) or whole.isdecimal() or re.fullmatch(r"\d( \d)+", whole)):
        return None
    bare = re.sub(r"\D", "", whole)[:15]
    if not cents or not int(cents):
        return int(bare) * times
    scaled = int(bare + cents) * times
    share: int = 10 ** len(cents)
    return scaled // share if scaled % share == 0 else round(scaled / share, 2)
