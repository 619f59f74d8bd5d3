"""Identity, phone and case numbers that are valid by their country's rules."""

from __future__ import annotations

from datetime import date
from random import Random
from typing import Final

from extract.forms.fill.places import Place
from extract.forms.fill.stock import stock

_ROMAN: Final = ["I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII"]
_MOBILE: Final[dict[str, tuple[str, tuple[str, ...], int]]] = {
    # country code, prefixes after the trunk 0, digits that follow them
    "khm": ("855", ("12", "11", "10", "15", "16", "17", "69", "70", "77", "92", "93"), 6),
    "tha": ("66", ("81", "82", "84", "85", "86", "87", "89", "90", "91", "95", "61", "64"), 7),
    "ind": ("62", ("812", "813", "821", "852", "857", "878", "896"), 8),
    "eng": ("63", ("917", "918", "919", "927", "939", "998", "905"), 7),
}


def thai_check_digit(first: str) -> str:
    """The 13th digit: (11 - sum of digit x weight 13..2, mod 11) mod 10."""
    total = sum(int(digit) * weight for digit, weight in zip(first, range(13, 1, -1), strict=True))
    return str((11 - total % 11) % 10)


def thai_id(rng: Random) -> str:
    """Thirteen digits; those of migrants and stateless people begin with 0, 6 or 8."""
    first = rng.choice("1133355556078") + f"{rng.randrange(10**11):011}"
    return first + thai_check_digit(first)


def nik(home: Place, born: date, sex: str, rng: Random) -> str:
    """Sixteen digits: region 6, DDMMYY with 40 added to a woman's day, serial 4."""
    region = home[2].code.replace(".", "")[:6]
    day = born.day + (40 if sex == "female" else 0)
    return f"{region}{day:02}{born.month:02}{born.year % 100:02}{rng.randrange(1, 9999):04}"


def cambodian_id(rng: Random) -> str:
    """Nine digits; the check digit stands in the machine-readable zone only."""
    return f"{rng.randrange(10_000_000, 250_000_000):09}"


def passport(language: str, rng: Random) -> str:
    """A passport number: AA and seven digits in Thailand (V), else a shape of ours (G)."""
    if language == "tha":
        return f"A{rng.choice('ABC')}{rng.randrange(10**7):07}"
    if language == "eng":
        return f"P{rng.randrange(10**7):07}{rng.choice('ABC')}"
    first = "N" if language == "khm" else rng.choice("ABCE")
    return f"{first}{rng.randrange(10**7):07}"


def grouped(digits: str, language: str) -> str:
    """An identity number as it is written on a line."""
    if language == "tha":
        return "-".join((digits[0], digits[1:5], digits[5:10], digits[10:12], digits[12]))
    return digits


def phone(language: str, rng: Random) -> tuple[str, str]:
    """A mobile number as written, and in E.164."""
    code, prefixes, length = _MOBILE[language]
    prefix = rng.choice(prefixes)
    rest = str(rng.randrange(2, 10)) + "".join(str(rng.randrange(10)) for _ in range(length - 1))
    half = len(rest) // 2
    if language == "tha":
        local = f"0{prefix}{rest}"
        said = f"{local[:3]}-{local[3:6]}-{local[6:]}"
    elif language == "ind":
        local = f"0{prefix}{rest}"
        said = rng.choice((local, f"{local[:4]}-{local[4:8]}-{local[8:]}"))
    else:
        said = f"0{prefix} {rest[:half]} {rest[half:]}"
    return said, f"+{code}{prefix}{rest}"


def case_code(language: str, day: date, rng: Random) -> str:
    """A case number; the Indonesian pattern is NNN/X/UNIT/CITY/ROMAN MONTH/YYYY."""
    number = rng.randrange(1, 1000)
    if language == "ind":
        city = rng.choice(stock("words")["ind"]["unit_city"])
        letter = rng.choice("PLR")
        return f"{number:03}/{letter}/UPTD-PPA/{city}/{_ROMAN[day.month - 1]}/{day.year}"
    if language == "tha":
        return f"MDT-{number:04}/{day.year + 543}"
    if language == "khm":
        return f"NCCT-{day.year}-{number:04}"
    return f"{day.year}-{day.month:02}-{number:04}"
