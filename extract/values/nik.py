"""Indonesian NIK: region 6, DDMMYY with 40 added to the day for women, serial 4 (docs/values.md).

There is no check digit. python-stdnum picks 1905 for a birth in 2005 and accepts day 81, so the
date is read here: days 1-31 and 41-71, the century by the date of the form.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from extract.places.idn import district_exists
from extract.values.digit_string import digit_string
from extract.values.parsed import Parsed, parsed


@dataclass(frozen=True, slots=True)
class Inside:
    """What a NIK says of its holder; `births` holds every century that fits, latest first."""

    sex: str
    births: tuple[date, ...]


def compact(raw: str) -> str:
    """The digits alone.

    >>> compact("3273 0152 0890 0001")
    '3273015208900001'
    """
    return digit_string(raw)[0]


def inside(number: str, horizon: date | None = None) -> Inside | None:
    """Sex and possible dates of birth (age 0 to 110 at `horizon`); None when there is no date.

    >>> inside("3273015208050001", date(2019, 7, 1))
    Inside(sex='female', births=(datetime.date(2005, 8, 12),))
    """
    if len(number) != 16 or not number.isdecimal():
        return None
    day, month, year = int(number[6:8]), int(number[8:10]), int(number[10:12])
    sex = "female" if day > 40 else "male"
    births = []
    for century in (2000, 1900):
        try:
            born = date(century + year, month, day - 40 if day > 40 else day)
        except ValueError:
            continue
        if horizon is None or (born <= horizon and horizon.year - born.year <= 110):
            births.append(born)
    return Inside(sex, tuple(births)) if births else None


def parse(raw: str, horizon: date | None = None) -> Parsed:
    """The sixteen digits; doubted when length, region or date are not right.

    >>> parse("3273015208050001", date(2019, 7, 1)).problems
    ()
    >>> [p.code for p in parse("3273018108050001", date(2019, 7, 1)).problems]
    ['nik_date']
    """
    number, doubts = digit_string(raw)
    if not number:
        return Parsed(None) if not doubts else parsed(None, *doubts, "id_length")
    if len(number) != 16:
        return parsed(number, *doubts, "id_length")
    if not district_exists(number[:6]):
        doubts.append("nik_region")
    if inside(number, horizon) is None:
        doubts.append("nik_date")
    fits = not {"nik_region", "nik_date"} & set(doubts)
    return parsed(number, *doubts, evidence=("nik_fits",) if fits else ())
