"""Passport numbers: capitals and digits, as the document prints them.

Shapes by country are of the field notes (Thailand) and of public descriptions of the passports
(docs/values.md); they warn, and never reject: documents change, and people write other papers
there. A machine-readable zone in the field gives its number, checked by its digit.
"""

from __future__ import annotations

import re
from datetime import date
from typing import Final

from extract.languages.digits import systems, to_latin
from extract.text import clean, without_leaders
from extract.values import mrz
from extract.values.parsed import Parsed, parsed
from models.values import Repair

_WRONG: Final = {
    "number": "mrz_number",
    "birth": "mrz_birth",
    "expiry": "mrz_expiry",
    "all": "mrz_all",
}
_REPAIRED: Final = 0.9  # how likely look-alikes are exchanged rightly where a check digit agrees
_BETWEEN: Final = re.compile(r"[\s\-–—.,:;_|/()]+")
_SHAPE: Final = re.compile(r"[A-Z0-9]{6,12}")
#: THA of the field notes; the others as their passports are publicly described (G)
_SHAPES: Final = {
    "THA": re.compile(r"[A-Z]{1,2}\d{6,7}"),
    "KHM": re.compile(r"N\d{7,8}|[A-Z]{1,2}\d{6,8}"),
    "IDN": re.compile(r"[A-Z]{1,2}\d{6,7}"),
    "PHL": re.compile(r"[A-Z]{1,2}\d{6,7}[A-Z]?"),
    "MMR": re.compile(r"[A-Z]{1,2}\d{6,7}"),
    "LAO": re.compile(r"[A-Z]{1,2}\d{6,7}"),
    "VNM": re.compile(r"[A-Z]\d{7,8}"),
}


def compact(raw: str) -> str:
    """Capitals and Latin digits, nothing between them.

    >>> compact(" aa 123-4567 ....."), compact("AA๑๒๓๔๕๖๗")
    ('AA1234567', 'AA1234567')
    """
    return _BETWEEN.sub("", to_latin(without_leaders(clean(raw)))).upper()


def parse(raw: str, country: str = "", *, horizon: date | None = None) -> Parsed:
    """The number; `parts` hold what a machine-readable zone says besides.

    >>> parse("AA 1234567", "THA").value, parse("AA 1234567", "THA").problems
    ('AA1234567', ())
    >>> [p.code for p in parse("1234567", "THA").problems]
    ['passport_shape']
    """
    if mrz.looks_like_one(raw):
        zone = mrz.read(raw, horizon)
        if zone is not None:
            return of_zone(zone, raw)
    number = compact(raw)
    if not number:
        return Parsed(None)
    doubts = ["mixed_digits"] if len(systems(clean(raw))) > 1 else []
    if not _SHAPE.fullmatch(number) or not any(c.isdigit() for c in number):
        return parsed(number, *doubts, "passport_unlikely")
    shape = _SHAPES.get(country)
    fits = shape is not None and shape.fullmatch(number) is not None
    if not fits and not any(s.fullmatch(number) for s in _SHAPES.values()):
        doubts.append("passport_shape")
    return parsed(number, *doubts, evidence=("passport_fits",) if fits and not doubts else ())


def of_zone(zone: mrz.Zone, raw: str) -> Parsed:
    """A passport's number out of its machine-readable zone."""
    told = {
        "country": zone.issuer,
        "name": f"{zone.family}, {zone.given}".strip(", "),
        "nationality": zone.nationality,
        "birth": zone.birth,
        "sex": zone.sex,
        "expiry": zone.expiry,
    }
    parts = {key: value for key, value in told.items() if value}
    taken = " ".join((zone.number, zone.birth, zone.expiry))
    repairs = (Repair(clean(raw), taken, "check", _REPAIRED),) if zone.repaired else ()
    doubts = tuple(_WRONG[part] for part in zone.wrong)
    evidence = ("mrz_checked",) if not zone.wrong else ()
    return parsed(zone.number, *doubts, evidence=evidence, parts=parts, repairs=repairs)
