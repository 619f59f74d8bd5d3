"""Grammars of numbers: identity numbers, counts, telephones, masks. One digit system a number."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from models.expectations import Digits, Money, Number, Pattern, Phone, Shapes
from ocr.expect.grammar import Part, either, exactly, maybe, often, one, sequence, words

SPACE: Final = words(" ")
_BETWEEN: Final = either(one("- ."), words(" - ", "  "))
_GROUPING: Final = one(".,")
_IN_PHONE: Final = either(one(" -.()/"), words(") ", " (", " - "))
_ROMAN: Final = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII")
_LATIN: Final = "0123456789"
_COUNTABLE: Final = 400  # numbers up to which they are a list
_MOST_WHOLE: Final = 9  # digits of a sum that is not grouped
_CAPITALS: Final = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"


def in_each(systems: tuple[str, ...], part: Callable[[str], Part]) -> Part:
    """A part once for every digit system: within it, systems are never mixed."""
    return either(*(part(digits) for digits in systems))


def digits(wanted: Digits) -> Part:
    def of(system: str) -> Part:
        return either(*(exactly(one(system), n, _BETWEEN) for n in wanted.lengths))

    return in_each(wanted.systems, of)


def number(wanted: Number) -> Part:
    def of(system: str) -> Part:
        digit = one(system)
        if 0 < wanted.largest <= _COUNTABLE:
            return words(*(_local(n, system) for n in range(wanted.largest + 1)))
        plain = often(digit, wanted.most)
        if wanted.most <= 3:
            return plain
        grouped = sequence(
            often(digit, 3), often(sequence(_GROUPING, exactly(digit, 3)), wanted.most // 3)
        )
        return either(plain, grouped)

    unit = sequence(maybe(SPACE), words(*_cases(wanted.units)))
    counted = in_each(wanted.systems, of)
    return sequence(counted, maybe(unit)) if wanted.units else counted


def money(wanted: Money) -> Part:
    """Rp 5.000.000,- and 12,000 บาท/เดือน, 2,5 juta, ៥០០ ដុល្លារ."""

    def of(system: str) -> Part:
        digit = one(system)
        grouped = sequence(often(digit, 3), often(sequence(_GROUPING, exactly(digit, 3)), 4))
        whole = either(often(digit, _MOST_WHOLE), grouped)
        cents = either(
            sequence(_GROUPING, often(digit, 2)), words(",-", ".-", "-", *_zeros(system))
        )
        return sequence(whole, maybe(cents))

    word = words(*_cases(wanted.words))
    before = maybe(sequence(word, maybe(either(SPACE, words(". ", ".")))))
    behind = maybe(sequence(maybe(SPACE), word))
    times = maybe(sequence(maybe(SPACE), words(*_cases(wanted.times)))) if wanted.times else behind
    return sequence(before, in_each(wanted.systems, of), behind, behind, times)


def _zeros(system: str) -> tuple[str, ...]:
    return tuple(f"{sign}{system[0] * 2}" for sign in ".,")


def _local(number: int, system: str) -> str:
    return str(number).translate(str.maketrans(_LATIN, system))


def phone(wanted: Phone) -> Part:
    def of(system: str) -> Part:
        digit = one(system)
        rest = sequence(maybe(_IN_PHONE), digit)
        single = sequence(maybe(one("+(")), digit, exactly(rest, 7), often(rest, 8))
        single = either(single, sequence(maybe(one("+(")), digit, exactly(rest, 7)))
        second = sequence(either(one(",;/"), words(", ", "; ", " / ")), single)
        return sequence(single, maybe(second))

    return in_each(wanted.systems, of)


def pattern(wanted: Pattern) -> Part:
    """The mask as `models.expectations.Pattern` explains it."""

    def of(system: str) -> Part:
        parts: list[Part] = []
        for sign in wanted.mask:
            if sign == "#":
                parts.append(one(system))
            elif sign == "@":
                parts.append(one(_CAPITALS))
            elif sign == "*":
                parts.append(often(one(f"{_CAPITALS} -")))
            elif sign == "%":
                parts.append(words(*_ROMAN))
            else:
                parts.append(either(words(sign), words(f" {sign} ")))
        return sequence(*parts)

    return in_each(wanted.systems, of)


def shapes(wanted: Shapes) -> Part:
    """Any of the masks, its signs apart or not."""
    ways = []
    for mask in wanted.masks:
        for system in wanted.systems:
            signs = [one(system) if sign == "#" else one(_CAPITALS) for sign in mask]
            spaced = [sequence(maybe(_BETWEEN), sign) for sign in signs[1:]]
            ways.append(sequence(signs[0], *spaced))
    return either(*ways)


def _cases(units: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(form for unit in units for form in (unit, unit.upper(), unit.capitalize()))
