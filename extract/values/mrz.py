"""Machine-readable zones of passports and identity cards: ICAO Doc 9303, parts 3 to 6.

TD3 (passports) has 2 lines of 44 characters, TD2 2 of 36, TD1 (cards) 3 of 30. Check digits stand
behind the number, the date of birth, the date of expiry, and at the end behind all of them.

Readers take O for 0 and I for 1. A letter where a digit must stand is taken for the digit that
looks like it, but in numbers only where the check digit then agrees; what was taken is told.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import Final

from extract.text import clean
from extract.values import mrz_part

_ROW: Final = re.compile(r"[A-Z0-9<]{28,}")
_FILLERS: Final = str.maketrans({"«": "<", "‹": "<", "(": "<", "{": "<", "»": "<", "›": "<"})
_SLACK: Final = 2  # fillers at the end of a line that a reader lost or doubled
_NEW_CENTURY: Final = 70  # two digits of a year of expiry below it are of the years 2000 and later
_CARD: Final = re.compile(r"[I1LT|]D([A-Z]{3})([A-Z0-9<]{9})([A-Z0-9])")

Place = tuple[int, int, int]  # line from 0, first character, last + 1


@dataclass(frozen=True, slots=True)
class _Layout:
    """Where the parts stand. `whole` are the stretches that the last check digit is made of."""

    kind: str
    length: int
    lines: int
    names: Place
    number: Place
    nationality: Place
    birth: Place
    sex: Place
    expiry: Place
    optional: Place
    whole: tuple[Place, ...]
    digit: Place


_LAYOUTS: Final = (
    _Layout(
        "TD3", 44, 2, (0, 5, 44), (1, 0, 9), (1, 10, 13), (1, 13, 19), (1, 20, 21), (1, 21, 27),
        (1, 28, 42), ((1, 0, 10), (1, 13, 20), (1, 21, 43)), (1, 43, 44),
    ),
    _Layout(
        "TD1", 30, 3, (2, 0, 30), (0, 5, 14), (1, 15, 18), (1, 0, 6), (1, 7, 8), (1, 8, 14),
        (0, 15, 30), ((0, 5, 30), (1, 0, 7), (1, 8, 15), (1, 18, 29)), (1, 29, 30),
    ),
    _Layout(
        "TD2", 36, 2, (0, 5, 36), (1, 0, 9), (1, 10, 13), (1, 13, 19), (1, 20, 21), (1, 21, 27),
        (1, 28, 35), ((1, 0, 10), (1, 13, 20), (1, 21, 35)), (1, 35, 36),
    ),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Zone:
    """What a zone says. Countries are codes of three letters, dates ISO or "" when they are none.

    `checked` names the parts whose check digit agrees (number, birth, expiry, all), `wrong` those
    whose does not. `repaired`: look-alike characters were exchanged.
    """

    kind: str  # TD1, TD2, TD3
    document: str  # P, I, A or C, and perhaps a second letter
    issuer: str
    number: str
    family: str
    given: str
    nationality: str
    birth: str
    sex: str  # male, female or ""
    expiry: str
    optional: str
    checked: tuple[str, ...]
    wrong: tuple[str, ...]
    repaired: bool


def looks_like_one(raw: str) -> bool:
    """Whether a text is a machine-readable zone, or a line of one.

    >>> looks_like_one("IDKHM0102345670<<<<<<<<<<<<<<<"), looks_like_one("AA1234567")
    (True, False)
    """
    text = _compact(raw)
    return text.count("<") >= 4 and len(text) >= 28


def read(raw: str, horizon: date | None = None) -> Zone | None:
    """The zone in a text of two or three lines; None when there is none.

    >>> zone = read("P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<\\n"
    ...     "L898902C36UTO74O8122F1204159ZE184226B<<<<<10")
    >>> zone.number, zone.family, zone.given, zone.birth, zone.sex, zone.wrong, zone.repaired
    ('L898902C3', 'ERIKSSON', 'ANNA MARIA', '1974-08-12', 'female', (), True)
    """
    found = [_zone(rows, layout, horizon) for layout in _LAYOUTS if (rows := _rows(raw, layout))]
    return max(found, key=lambda zone: len(zone.checked), default=None)


def card_number(raw: str) -> tuple[str, str, bool] | None:
    """(issuer, number, whether its check digit agrees) of a card's first line, read alone.

    Cambodian cards begin with IDKHM, which readers take for LDKHM or TDKHM.

    >>> card_number("LDKHM0102345670<<<<<<<<<<<<<<<")
    ('KHM', '010234567', True)
    """
    found = _CARD.search(_compact(raw))
    if found is None:
        return None
    number, good, _ = mrz_part.number(found[2], found[3])
    return found[1], number.strip("<"), good


def _compact(raw: str) -> str:
    return "".join(clean(raw).upper().translate(_FILLERS).split())


def _rows(raw: str, layout: _Layout) -> tuple[str, ...]:
    """The zone's rows at their right length, none when these are others; lost line ends are found
    by the length of the whole."""
    parts = clean(raw.replace("\n", " ")).upper().translate(_FILLERS).split()
    if len(parts) != layout.lines or any(abs(len(p) - layout.length) > _SLACK for p in parts):
        whole = "".join(parts)
        if abs(len(whole) - layout.length * layout.lines) > _SLACK:
            return ()
        starts = range(0, layout.length * layout.lines, layout.length)
        parts = [whole[start : start + layout.length] for start in starts]
    if not all(_ROW.fullmatch(part) for part in parts):
        return ()
    return tuple(_fitted(part, layout.length) for part in parts)


def _fitted(row: str, length: int) -> str:
    """Fillers at the end put back or taken off."""
    last = row[-1] if row[-1] != "<" and len(row) != length else ""
    body = row[:-1].rstrip("<") if last else row
    return (body.ljust(length - len(last), "<")[: length - len(last)] + last)[:length]


def _zone(rows: tuple[str, ...], layout: _Layout, horizon: date | None) -> Zone:
    def at(place: Place) -> str:
        return rows[place[0]][place[1] : place[2]]

    def behind(place: Place) -> str:
        return rows[place[0]][place[2]]

    number, number_good, mended = mrz_part.number(at(layout.number), behind(layout.number))
    birth, birth_good, dated = mrz_part.six_digits(at(layout.birth), behind(layout.birth))
    expiry, expiry_good, ended = mrz_part.six_digits(at(layout.expiry), behind(layout.expiry))
    whole = "".join(map(at, layout.whole))
    for before, after in ((at(layout.number), number), (at(layout.birth), birth)):
        whole = whole.replace(before, after, 1)
    whole = whole.replace(at(layout.expiry), expiry, 1)
    parts = (
        ("number", number_good),
        ("birth", birth_good),
        ("expiry", expiry_good),
        ("all", mrz_part.agrees(whole, at(layout.digit))),
    )
    family, _, given = at(layout.names).strip("<").partition("<<")
    kind = rows[0][:2]
    return Zone(
        kind=layout.kind,
        document=("I" + kind[1] if kind[0] in "1LT|" else kind).strip("<"),
        issuer=mrz_part.lettered(rows[0][2:5]).strip("<"),
        number=number.strip("<"),
        family=_name(family),
        given=_name(given),
        nationality=mrz_part.lettered(at(layout.nationality)).strip("<"),
        birth=_day(birth, horizon, past=True),
        sex={"M": "male", "F": "female"}.get(at(layout.sex), ""),
        expiry=_day(expiry, horizon, past=False),
        optional=at(layout.optional).strip("<"),
        checked=tuple(name for name, good in parts if good),
        wrong=tuple(name for name, good in parts if not good),
        repaired=mended or dated or ended,
    )


def _name(text: str) -> str:
    return " ".join(mrz_part.lettered(text).replace("<", " ").split())


def _day(six: str, horizon: date | None, *, past: bool) -> str:
    """YYMMDD as an ISO day, or what is known of it; births lie before `horizon` (else today)."""
    if not six[:2].isdecimal():
        return ""
    year = int(six[:2])
    latest = (horizon or date.today()).year if past else 0  # noqa: DTZ011 - a year
    new = 2000 + year <= latest if past else year < _NEW_CENTURY
    iso = f"{(2000 if new else 1900) + year:04}"
    for part in (six[2:4], six[4:6]):
        if not part.isdecimal():
            break
        iso += f"-{part}"
    try:
        date.fromisoformat(iso if len(iso) == 10 else f"{iso[:4]}-01-01")
    except ValueError:
        return ""
    return iso
