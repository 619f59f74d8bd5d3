"""Dates in four languages, three digit systems and two eras; partial dates are legitimate.

The value is `{"iso", "written", "era"}`: iso is `YYYY-MM-DD`, `YYYY-MM` or `YYYY` in the Common
Era, written is what stands on the paper, era is that of the paper ("BE" or "CE"). An impossible
date has no value: nothing is repaired in silence.
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass, replace
from typing import Any, Final

from extract.context import Context
from extract.doubts import doubt, factor, is_doubt
from extract.languages.calendar import Said, said
from extract.languages.digits import systems, to_latin, to_local
from extract.languages.words import language, languages
from extract.text import clean, scripts, without_leaders
from extract.values.parsed import Parsed, parsed
from extract.values.weekday import beside
from extract.values.year import BUDDHIST_OFFSET, OLDEST, Year, read_year

_CLOCK: Final = re.compile(r"\b\d{1,2}:\d{2}(?::\d{2})?\b")
_EARLIEST_EVENT: Final = 1950
#: an English form of these countries may put the month first
_MONTH_FIRST: Final = ("PHL", "USA")


@dataclass(frozen=True, slots=True)
class _Parts:
    """Digits of day, month and year as written ("" when not given), and the words around them."""

    day: str
    month: int
    year: str
    doubts: tuple[str, ...] = ()


def compact(raw: str) -> str:
    """Latin digits, no leaders and no time of day.

    >>> compact("๑๒ ส.ค. ๒๕๔๐ ......")
    '12 ส.ค. 2540'
    """
    return _CLOCK.sub(" ", to_latin(without_leaders(clean(raw)))).strip(" :;,|-")


def parse(raw: str, context: Context, *, birth: bool = False, future: bool = False) -> Parsed:
    """The date that `raw` says.

    `birth` marks a date of birth (any age to 110); `future` allows days after the form's date.

    >>> parse("ថ្ងៃទី១៥ ខែមករា ឆ្នាំ២០២០", Context(("khm",))).value["iso"]
    '2020-01-15'
    >>> parse("12 ส.ค. 2540", Context(("tha",))).value
    {'iso': '1997-08-12', 'written': '12 ส.ค. 2540', 'era': 'BE'}
    """
    text = compact(raw)
    if not text:
        return Parsed(None)
    doubts = ["mixed_digits"] if len(systems(clean(raw))) > 1 else []
    whole = text
    text, lunar = _solar(text, context)
    numbers, gaps = _split(text, context.languages)
    parts = _parts(numbers, gaps, context)
    if lunar and parts is None:
        return parsed(None, *doubts, "lunar_only")
    if parts is None:
        return parsed(None, *doubts, "date_unreadable")
    doubts += parts.doubts
    if any(len(gap.residue) > 1 for gap in gaps):
        doubts.append("odd_characters")
    era = next((gap.era for gap in gaps if gap.era), "")
    likely = "BE" if "thai" in scripts(raw) or "tha" in systems(raw) else ""
    eras = _eras(context)
    year = read_year(parts.year, era, context, birth=birth, eras=eras, likely=likely)
    found = _judge(raw, parts, year, doubts, context, birth=birth, future=future)
    return _confirmed(found, whole, context)


def _confirmed(found: Parsed, text: str, context: Context) -> Parsed:
    """With what the day of the week and the lunar line beside the date say of it."""
    if found.value is None or len(found.value["iso"]) != len("2019-07-01"):
        return found
    codes = beside(text, dt.date.fromisoformat(found.value["iso"]), context.languages)
    doubts = tuple(doubt(code) for code in codes if is_doubt(code))
    weight = found.p_factor * factor(codes)
    return replace(found, p_factor=weight, problems=(*found.problems, *doubts))


def _judge(
    raw: str,
    parts: _Parts,
    year: Year,
    doubts: list[str],
    context: Context,
    *,
    birth: bool,
    future: bool,
) -> Parsed:
    doubts += year.doubts
    if not year.ce:
        return parsed(None, *doubts)
    try:
        day = dt.date(year.ce, parts.month or 1, int(parts.day or 1))
    except ValueError:
        return parsed(None, *doubts, "date_impossible")
    horizon = context.horizon
    if horizon and not future and day > horizon:
        doubts.append("date_in_future")
    earliest = horizon.year - OLDEST if birth and horizon else _EARLIEST_EVENT
    if year.ce < (earliest if not birth or horizon else 1850):
        doubts.append("date_too_early")
    if year.era == "BE" and year.ce < 1941 and parts.month in (1, 2, 3):
        doubts.append("old_thai_year")
    whole = bool(parts.day and parts.month)
    doubts += () if whole else ("date_partial",)
    iso = day.isoformat()[: 10 if whole else 7 if parts.month else 4]
    value: dict[str, Any] = {"iso": iso, "written": clean(raw), "era": year.era}
    return parsed(value, *doubts, evidence=("date_whole",) if whole else ())


def _solar(text: str, context: Context) -> tuple[str, bool]:
    """The part of a Khmer date after the lunar line; True when a lunar date was written."""
    dates = [spoken.dates for spoken in languages(context.languages)]
    if not any(word in text for d in dates for word in d.lunar):
        return text, False
    for word in (w for d in dates for w in d.solar):
        if word in text:
            return text.split(word, 1)[1], True
    return "", True


def _split(text: str, codes: tuple[str, ...]) -> tuple[list[str], list[Said]]:
    """Numbers, and what the words before, between and after them say (one more than numbers)."""
    numbers = re.findall(r"[0-9]+", text)
    between = re.split(r"[0-9]+", text)
    single = [i for i in range(1, len(numbers)) if between[i].strip() == ""]
    if len(single) == len(numbers) - 1 and all(len(n) == 1 for n in numbers):
        numbers, between = ["".join(numbers)], [between[0], between[-1]]  # one box a digit
    return numbers, [said(gap, codes) for gap in between]


def _parts(numbers: list[str], gaps: list[Said], context: Context) -> _Parts | None:
    if not 1 <= len(numbers) <= 3:
        return None
    named = [i for i, gap in enumerate(gaps) if gap.month]
    if len(named) > 1:
        return None
    if named:
        return _with_named_month(numbers, gaps[named[0]], named[0])
    if len(numbers) == 1:
        return _run(numbers[0])
    if len(numbers) == 2:
        month, year = numbers
        fits = len(year) == 4 and len(month) <= 2 and "day" not in gaps[0].roles
        return _Parts("", int(month), year) if fits and 1 <= int(month) <= 12 else None
    return _three(numbers, gaps, context)


def _with_named_month(numbers: list[str], gap: Said, index: int) -> _Parts | None:
    before, after = numbers[:index], numbers[index:]
    if len(before) == 1 and len(after) == 1:
        day, year = before[0], after[0]
        if len(day) == 4:
            day, year = year, day
    elif len(after) == 2 and not before:
        day, year = after
    elif len(after) == 1 and not before:
        day, year = "", after[0]
    else:
        return None
    if len(day) > 2:
        return None
    doubts = []
    if gap.alike:
        doubts.append("month_by_likeness")
    if gap.short_thai:
        doubts.append("short_month_alike")
    return _Parts(day, gap.month, year, tuple(doubts))


def _run(digits: str) -> _Parts | None:
    """A year alone, or DDMMYYYY and DDMMYY without separators."""
    if len(digits) == 4:
        return _Parts("", 0, digits)
    if len(digits) in (6, 8) and 1 <= int(digits[2:4]) <= 12:
        return _Parts(digits[:2], int(digits[2:4]), digits[4:])
    return None


def _three(numbers: list[str], gaps: list[Said], context: Context) -> _Parts | None:
    first, second, third = numbers
    if len(first) == 4 and max(len(second), len(third)) <= 2:
        first, third = third, first  # ISO order
    if max(len(first), len(second)) > 2:
        return None
    return _ordered(int(first), int(second), third, gaps, context)


def _ordered(first: int, second: int, year: str, gaps: list[Said], context: Context) -> _Parts:
    """Day first, as all four languages write; month first where English forms do so.

    Where only one order makes a date it is taken; the unusual one is doubted.
    """
    months_lead = context.country in _MONTH_FIRST and not any(gap.roles for gap in gaps)
    day, month = (second, first) if months_lead else (first, second)
    doubts: tuple[str, ...] = ()
    if months_lead and first != second and max(first, second) <= 12:
        doubts = ("day_month_order",)
    elif month > 12 >= day > 0:
        day, month = month, day
        doubts = () if months_lead else ("day_month_order",)
    return _Parts(str(day), month, year, doubts)


def _eras(context: Context) -> frozenset[str]:
    """The eras people of this field's languages write in; Common Era is possible everywhere."""
    return frozenset({"CE", *(s.dates.era for s in languages(context.languages))})


def format_date(day: dt.date, code: str, *, era: str = "", local: bool = False) -> str:
    """A date as people write it in a language, `local` with its own digits.

    >>> format_date(dt.date(1997, 8, 12), "tha", local=True)
    '๑๒ สิงหาคม พ.ศ. ๒๕๔๐'
    >>> format_date(dt.date(2020, 1, 15), "khm")
    'ថ្ងៃទី15 ខែមករា ឆ្នាំ2020'
    """
    dates = language(code).dates
    buddhist = (era or dates.era) == "BE"
    year = day.year + (BUDDHIST_OFFSET if buddhist else 0)
    month = dates.months[day.month - 1][0]
    mark = f"{dates.buddhist[0]} " if buddhist and dates.buddhist else ""
    if code == "khm":
        text = f"ថ្ងៃទី{day.day} ខែ{month} ឆ្នាំ{mark}{year}"
    else:
        text = f"{day.day} {month} {mark}{year}"
    return to_local(text, code) if local else text
