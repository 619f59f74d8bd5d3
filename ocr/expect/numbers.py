"""Grammars of numbers: identity numbers, counts, telephones, masks. One digit system a number."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from models.expectations import Digits, Number, Pattern, Phone
from ocr.expect.grammar import Part, either, exactly, maybe, often, one, sequence, words

SPACE: Final = words(" ")
_BETWEEN: Final = either(one("- ."), words(" - ", "  "))
_GROUPING: Final = one(".,")
_IN_PHONE: Final = either(one(" -.()/"), words(") ", " (", " - "))
_ROMAN: Final = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII")
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


def _cases(units: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(form for unit in units for form in (unit, unit.upper(), unit.capitalize()))
