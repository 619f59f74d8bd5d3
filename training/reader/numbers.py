"""Numbers as forms hold them: ages, identity numbers, phones, codes, dates, sums, MRZ lines."""

from __future__ import annotations

import string
from collections.abc import Callable
from datetime import date, timedelta
from random import Random
from typing import Final

from extract.forms.fill import identifiers
from extract.forms.fill.dates import date_style, months, short_date, written
from training.drawing.words import Language

_FIRST: Final = date(1935, 1, 1)
_DAYS: Final = 36_000
_LETTERS: Final = "ABCDEFGHJKLMNPQRSTUVWXYZ"


def number(language: Language, rng: Random) -> tuple[str, str]:
    """(kind, text): in the digits of the language about half the time, where it has any."""
    kind = rng.choices(tuple(_MAKERS), [share for share, _ in _MAKERS.values()])[0]
    text = _MAKERS[kind][1](language, rng)
    return kind, written(text, language, local=rng.random() < 0.55)


def _digits(count: int, rng: Random) -> str:
    return "".join(rng.choice(string.digits) for _ in range(count))


def _age(language: Language, rng: Random) -> str:
    units = {"khm": " ឆ្នាំ", "tha": " ปี", "ind": " tahun", "eng": " years"}
    return str(rng.randrange(100)) + (units[language] if rng.random() < 0.2 else "")


def _plain(language: Language, rng: Random) -> str:
    text = _digits(rng.choice((1, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 12, 13, 16, 18)), rng)
    if len(text) > 4 and rng.random() < 0.35:
        mark, step = rng.choice(" -./"), rng.choice((2, 3, 4))
        text = mark.join(text[n : n + step] for n in range(0, len(text), step))
    return text


def _repeated(language: Language, rng: Random) -> str:
    """Runs of one digit: what a reader that counts badly gets wrong."""
    parts = [rng.choice(string.digits) * rng.randint(1, 4) for _ in range(rng.randint(1, 4))]
    return "".join(parts)


def _identity(language: Language, rng: Random) -> str:
    if language == "tha":
        digits = identifiers.thai_id(rng)
        mark = rng.choice("-- ")
        return rng.choice((digits, identifiers.grouped(digits, "tha").replace("-", mark)))
    if language == "ind":
        digits = _digits(16, rng)
        if rng.random() < 0.2:
            return " ".join(digits[n : n + 4] for n in range(0, 16, 4))
        return digits
    if language == "khm":
        digits = identifiers.cambodian_id(rng)
        return digits if rng.random() < 0.7 else f"{digits}({rng.randrange(10)})"
    return rng.choice((_digits(12, rng), f"{_digits(4, rng)}-{_digits(7, rng)}-{_digits(1, rng)}"))


def _phone(language: Language, rng: Random) -> str:
    local, whole = identifiers.phone(language, rng)
    draw = rng.random()
    if draw < 0.2:
        return whole
    if draw < 0.4:
        return "".join(c for c in local if c.isdigit())
    if draw < 0.5:
        return f"{whole[:3]} {whole[3:5]} {whole[5:8]} {whole[8:]}"
    return local.replace("-", rng.choice("- ."))


def _code(language: Language, rng: Random) -> str:
    day = _FIRST + timedelta(days=rng.randrange(_DAYS))
    draw = rng.random()
    if draw < 0.4:
        return identifiers.case_code(language, day, rng)
    letters = "".join(rng.choice(_LETTERS) for _ in range(rng.randint(1, 4)))
    mark = rng.choice(("-", "/", "", " ", "."))
    parts = [letters, _digits(rng.randint(2, 7), rng)]
    if rng.random() < 0.5:
        parts.append(str(day.year))
    return mark.join(parts)


def _date(language: Language, rng: Random) -> str:
    day = _FIRST + timedelta(days=rng.randrange(_DAYS))
    draw = rng.random()
    if draw < 0.55:
        return date_style(language, rng)(day)
    if draw < 0.65:
        return short_date(day, language)
    year = day.year + (543 if language == "tha" else 0)
    mark = rng.choice("/-. ")
    if draw < 0.9:
        pad = rng.choice(("02", ""))
        short = f"{year % 100:02}" if rng.random() < 0.3 else str(year)
        return mark.join((format(day.day, pad), format(day.month, pad), short))
    return f"{rng.choice(months(language))} {year}"


def _sum(language: Language, rng: Random) -> str:
    amount = f"{rng.randrange(10 ** rng.randint(2, 8)):,}"
    if language == "ind":
        return "Rp " * (rng.random() < 0.5) + amount.replace(",", ".")
    units = {"khm": " ៛", "tha": " บาท", "eng": ""}[language]
    return amount + units * (rng.random() < 0.5) + ".00" * (rng.random() < 0.15)


def _time(language: Language, rng: Random) -> str:
    mark = rng.choice((":", ".", ":"))
    text = f"{rng.randrange(24):02}{mark}{rng.randrange(60):02}"
    return text + (" น." if language == "tha" and rng.random() < 0.6 else "")


def _machine(language: Language, rng: Random) -> str:
    """A line of a machine-readable zone (ICAO 9303), or a part of one."""
    filler = "<" * rng.randint(1, 12)
    names = "".join(rng.choice(string.ascii_uppercase) for _ in range(rng.randint(4, 14)))
    first = f"P<{rng.choice(('KHM', 'THA', 'IDN', 'PHL'))}{names[:6]}<<{names[6:]}{filler}"
    second = f"{rng.choice(_LETTERS)}{_digits(8, rng)}<{_digits(1, rng)}KHM{_digits(7, rng)}M"
    return rng.choice((first, second))


_MAKERS: Final[dict[str, tuple[int, Callable[[Language, Random], str]]]] = {
    "age": (10, _age),
    "digits": (20, _plain),
    "repeated": (6, _repeated),
    "identity": (16, _identity),
    "phone": (11, _phone),
    "code": (12, _code),
    "date": (22, _date),
    "sum": (5, _sum),
    "time": (2, _time),
    "machine": (2, _machine),
}
