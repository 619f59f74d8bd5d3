"""Whole numbers: ages, counts, hours, sums; digits of three systems, units, number words."""

from __future__ import annotations

import re
from typing import Final

from extract.languages.digits import systems, to_latin
from extract.languages.number_words import number_in_words
from extract.languages.words import languages
from extract.text import clean, without_leaders
from extract.values.parsed import Parsed, parsed

#: ranges by field key, from the rules of the field notes (hours 0-24, days 0-7, age 0-110)
RANGES: Final = {"age": (0, 110), "hours_day": (0, 24), "days_week": (0, 7), "satisfaction": (1, 5)}
WIDEST: Final = (0, 10**12)
_GROUPED: Final = re.compile(r"\d{1,3}(?:([.,  ])\d{3})(?:\1\d{3})*(?!\d)", re.ASCII)
_NUMBER: Final = re.compile(r"\d+(?:[.,]\d+)?", re.ASCII)
_ONLY_DIGITS_APART: Final = re.compile(r"\d(?: \d)+", re.ASCII)


def compact(raw: str, codes: tuple[str, ...] = ()) -> str:
    """Latin digits without units and leaders.

    >>> compact("២៥ ឆ្នាំ", ("khm",)), compact("25 th", ("ind",))
    ('25', '25')
    """
    text = to_latin(without_leaders(clean(raw))).casefold()
    for spoken in languages(codes):
        for unit in sorted(spoken.numbers.units, key=len, reverse=True):
            border = r"(?![a-z])" if unit[-1].isalpha() and unit.isascii() else ""
            text = re.sub(rf"(?<![a-z]){re.escape(unit.casefold())}{border}", " ", text)
    return " ".join(text.split()).strip(" .:,;-_|")


def parse(
    raw: str, codes: tuple[str, ...] = (), *, key: str = "", limits: tuple[int, int] | None = None
) -> Parsed:
    """The number as int. Grouping points and commas are understood, decimals are not accepted.

    >>> parse("1.250.000", ("ind",)).value, parse("๒๕ ปี", ("tha",)).value
    (1250000, 25)
    >>> [p.code for p in parse("2S", ("eng",)).problems]
    ['odd_characters']
    """
    text = compact(raw, codes)
    if not text:
        return Parsed(None)
    doubts: list[str] = []
    if len(systems(clean(raw))) > 1:
        doubts.append("mixed_digits")
    value, more = _value(text, codes)
    doubts += more
    low, high = limits or RANGES.get(key, WIDEST)
    if value is not None and not low <= value <= high:
        doubts.append("number_out_of_range")
    return parsed(value, *doubts)


def _value(text: str, codes: tuple[str, ...]) -> tuple[int | None, list[str]]:
    if _ONLY_DIGITS_APART.fullmatch(text):  # one box a digit
        text = text.replace(" ", "")
    grouped = _GROUPED.fullmatch(text)
    if grouped:
        return int(re.sub(r"\D", "", text)[:18]), []
    numbers = _NUMBER.findall(text)
    if not numbers:
        said = number_in_words(text, codes)
        return (said, ["number_in_words"]) if said is not None else (None, ["number_unreadable"])
    doubts = ["several_values"] if len(numbers) > 1 else []
    if numbers[0] != text and len(numbers) == 1:
        doubts.append("odd_characters")
    if not numbers[0].isdigit():
        return None, [*doubts, "number_not_whole"]
    return int(numbers[0][:18]), doubts
