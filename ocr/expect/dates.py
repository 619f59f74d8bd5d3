"""The grammar of dates as offices write them, for all languages alike: their words come along.

12 Agustus 1998, August 12, 1998, ๑๒ ส.ค. พ.ศ. ๒๕๔๑, ថ្ងៃទី១៥ ខែមករា ឆ្នាំ២០២០, 12/08/98,
1998-08-12, 12081998 (one box a digit), 08/1998, 1998.
"""

from __future__ import annotations

from typing import Final

from models.expectations import Date
from ocr.expect.grammar import Part, either, exactly, maybe, often, one, sequence, words
from ocr.expect.numbers import in_each

_GAP: Final = maybe(often(one(" "), 2))
_LATIN: Final = "0123456789"
_YEAR: Final = 4  # digits of a year that is written out


def date(wanted: Date) -> Part:
    """Every way to write a date that the expectation allows; one digit system throughout."""
    return in_each(wanted.systems, lambda system: _in(system, wanted))


class _Parts:
    """The parts of dates in one digit system."""

    def __init__(self, system: str, wanted: Date) -> None:
        digit = one(system)
        self.day, self.month = _up_to(31, system), _up_to(12, system)
        self.named = words(*(name for names in wanted.months for name in _cases(names)))
        self.long = either(
            *(
                sequence(_said(start, system), exactly(digit, _YEAR - len(start)))
                for start in wanted.years
            )
        )
        self.year = either(self.long, exactly(digit, 2))
        self.boxed = sequence(
            _up_to(31, system, two=True), _GAP, _up_to(12, system, two=True), _GAP, self.long
        )


def _in(system: str, wanted: Date) -> Part:
    parts = _Parts(system, wanted)
    return either(_by_name(parts, wanted), _by_number(parts, wanted), parts.boxed, parts.long)


def _by_number(parts: _Parts, wanted: Date) -> Part:
    """The same mark between all parts."""
    day, month = parts.day, parts.month
    ways = []
    for sign in ("/", "-", "."):
        mark = words(sign, f" {sign} ")
        ways.append(sequence(day, mark, month, mark, parts.year))
        if wanted.month_first:
            ways.append(sequence(month, mark, day, mark, parts.year))
        ways.append(sequence(parts.long, mark, month, mark, day))
        ways.append(sequence(month, mark, parts.long))
    return either(*ways)


def _by_name(parts: _Parts, wanted: Date) -> Part:
    """Day, month and year with words before them; the month's name before the day in English.

    A month may be a number only behind its word: 12 8 1998 has no named month.
    """
    month = parts.named
    if wanted.month:
        word = sequence(words(*_cases(wanted.month)), _GAP)
        month = sequence(maybe(word), parts.named)
        month = either(month, sequence(word, parts.month))
    day = sequence(_before(wanted.day), parts.day)
    year = sequence(_before(wanted.year), parts.year)
    comma = either(_GAP, one(",."), words(", ", ". "))
    mark = either(comma, one("-/"))
    ways = [
        sequence(day, mark, month, mark, year),
        sequence(month, comma, _before(wanted.year), parts.long),
    ]
    if wanted.month_first:
        ways.append(sequence(parts.named, comma, parts.day, comma, year))
    return either(*ways)


def _before(choices: tuple[str, ...]) -> Part:
    """Words that may stand before a part, one or two of them."""
    if not choices:
        return maybe(one(" "))
    word = sequence(words(*_cases(choices)), _GAP)
    return maybe(sequence(word, maybe(word)))


def _up_to(most: int, system: str, *, two: bool = False) -> Part:
    """1 to `most`, with and without a leading zero; only with it where `two` digits must stand."""
    plain = () if two else tuple(str(n) for n in range(1, most + 1))
    return words(*(_local(n, system) for n in (*plain, *(f"{n:02}" for n in range(1, most + 1)))))


def _said(digits: str, system: str) -> Part:
    return words(_local(digits, system))


def _local(digits: str, system: str) -> str:
    return digits.translate(str.maketrans(_LATIN, system))


def _cases(names: tuple[str, ...]) -> tuple[str, ...]:
    """As given, and in capitals; a short name also with a full stop."""
    found = [form for name in names for form in (name, name.upper(), name.capitalize())]
    return tuple(dict.fromkeys((*found, *(f"{n}." for n in found if len(n) <= 4 and n.isascii()))))
