"""Dates as offices write them: eras, month names, three digit systems."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from random import Random
from typing import Final

from extract.forms.fill.digits import local_digits

BUDDHIST_ERA: Final = 543  # Thai years: BE = CE + 543

MONTHS: Final[dict[str, tuple[str, ...]]] = {
    "khm": tuple("មករា កុម្ភៈ មីនា មេសា ឧសភា មិថុនា កក្កដា សីហា កញ្ញា តុលា វិច្ឆិកា ធ្នូ".split()),
    "tha": tuple(
        "มกราคม กุมภาพันธ์ มีนาคม เมษายน พฤษภาคม มิถุนายน กรกฎาคม สิงหาคม กันยายน ตุลาคม "
        "พฤศจิกายน ธันวาคม".split()
    ),
    "tha_short": tuple("ม.ค. ก.พ. มี.ค. เม.ย. พ.ค. มิ.ย. ก.ค. ส.ค. ก.ย. ต.ค. พ.ย. ธ.ค.".split()),
    "ind": tuple(
        "Januari Februari Maret April Mei Juni Juli Agustus September Oktober November "
        "Desember".split()
    ),
    "ind_short": tuple("Jan Peb Mar Apr Mei Jun Jul Agt Sept Okt Nop Des".split()),
    "eng": tuple(
        "January February March April May June July August September October November "
        "December".split()
    ),
    "eng_short": tuple("Jan. Feb. Mar. Apr. May June July Aug. Sept. Oct. Nov. Dec.".split()),
}

Style = Callable[[date], str]


def _khm(rng: Random) -> Style:
    names = MONTHS["khm"]
    return rng.choices(
        (
            lambda d: f"ថ្ងៃទី{d.day:02} ខែ{names[d.month - 1]} ឆ្នាំ{d.year}",
            lambda d: f"{d.day:02}/{d.month:02}/{d.year}",
            lambda d: f"{d.day:02}-{d.month:02}-{d.year}",
            lambda d: f"{d.day} {names[d.month - 1]} {d.year}",
        ),
        (5, 3, 2, 2),
    )[0]


def _tha(rng: Random) -> Style:
    long, short = MONTHS["tha"], MONTHS["tha_short"]
    be = BUDDHIST_ERA
    return rng.choices(
        (
            lambda d: f"{d.day} {long[d.month - 1]} {d.year + be}",
            lambda d: f"{d.day} {long[d.month - 1]} พ.ศ. {d.year + be}",
            lambda d: f"{d.day} {short[d.month - 1]} {d.year + be}",
            lambda d: f"{d.day} {short[d.month - 1]} {(d.year + be) % 100:02}",
            lambda d: f"{d.day:02}/{d.month:02}/{d.year + be}",
        ),
        (5, 2, 4, 1, 2),
    )[0]


def _ind(rng: Random) -> Style:
    long, short = MONTHS["ind"], MONTHS["ind_short"]
    return rng.choices(
        (
            lambda d: f"{d.day} {long[d.month - 1]} {d.year}",
            lambda d: f"{d.day:02}-{d.month:02}-{d.year}",
            lambda d: f"{d.day:02}-{d.month:02}-{d.year % 100:02}",
            lambda d: f"{d.day:02}/{d.month:02}/{d.year}",
            lambda d: f"{d.day} {short[d.month - 1]} {d.year}",
        ),
        (5, 3, 1, 2, 1),
    )[0]


def _eng(rng: Random) -> Style:
    """Philippine offices put the month first when they write numbers only."""
    long, short = MONTHS["eng"], MONTHS["eng_short"]
    return rng.choices(
        (
            lambda d: f"{long[d.month - 1]} {d.day}, {d.year}",
            lambda d: f"{d.day} {long[d.month - 1]} {d.year}",
            lambda d: f"{short[d.month - 1]} {d.day}, {d.year}",
            lambda d: f"{d.month:02}/{d.day:02}/{d.year}",
        ),
        (5, 3, 2, 2),
    )[0]


_STYLES: Final[dict[str, Callable[[Random], Style]]] = {
    "khm": _khm,
    "tha": _tha,
    "ind": _ind,
    "eng": _eng,
}


def date_style(language: str, rng: Random) -> Style:
    """A way to write dates, in Latin digits."""
    return _STYLES[language](rng)


def short_date(day: date, language: str) -> str:
    """A date for a narrow table cell, day/month/year (month first in English)."""
    year = day.year + (BUDDHIST_ERA if language == "tha" else 0)
    first, second = (day.month, day.day) if language == "eng" else (day.day, day.month)
    return f"{first:02}/{second:02}/{year}"


def year_only(year: int, language: str) -> str:
    """A partial date: the year, in the era of the language."""
    return str(year + (BUDDHIST_ERA if language == "tha" else 0))


def written(text: str, language: str, *, local: bool) -> str:
    """`text` in local digits when this office writes them."""
    return local_digits(text, language) if local else text
