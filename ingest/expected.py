"""From what a form says of a field to what whoever reads may expect in its letters."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from babel import Locale

from extract.context import Context
from extract.kinds import country_of
from extract.languages.digits import LATIN, local_digits
from extract.languages.words import languages as spoken
from extract.places import gazetteer
from extract.places.area import Area
from extract.values import word
from models.expectations import (
    Branch,
    Date,
    Digits,
    Expectation,
    Letters,
    Number,
    Pattern,
    Phone,
    Place,
    Words,
)
from models.forms import Form, FormField, Kind

_ID_LENGTHS: Final = {"KHM": (9, 12), "THA": (13,), "IDN": (16,)}
_ID_CHECKS: Final = {"THA": "thai_id", "IDN": "nik"}
_ANY_ID: Final = tuple(range(6, 21))
_NUMBERS: Final = (Kind.NATIONAL_ID, Kind.PHONE, Kind.NUMBER)
#: the case numbers that a form's check knows (extract.check)
_MASKS: Final = {"case_code_pattern": "###/@/*/*/%/####"}
#: fields of text that hold one of a list, by the last part of their key
_TOWN: Final = "birth_place"
_COUNTRIES: Final = ("dest_country", "nationality", "origin_country")
#: decades in which people who are written about were born, or something befell them
_COMMON: Final = tuple(str(decade) for decade in range(191, 204))
_BUDDHIST: Final = tuple(str(decade) for decade in range(245, 258))
_BABEL: Final = {"khm": "km", "tha": "th", "ind": "id", "eng": "en"}
_SHORT: Final = {"age": 3, "hours_day": 2, "days_week": 1}  # digits, by key
#: letters of names; Latin ones stand on forms of every language
_LATIN_LETTERS: Final = ((0x41, 0x5A), (0x61, 0x7A), (0xC0, 0x24F))
_LETTERS: Final = {"khm": (0x1780, 0x17DD), "tha": (0x0E01, 0x0E4E)}


def expectation_of(form: Form, field: FormField, column: str = "") -> Expectation | None:
    """What to expect in a field, or in the cells of one of its columns; None where anything may
    stand there. Marks and signatures are not read."""
    kind, key = field.kind, field.key
    if column:
        kind, key = next(c.kind for c in field.columns if c.key == column), column
    country = country_of(field, Context(country=form.country))
    masks = tuple(_MASKS[check] for check in form.checks if check in _MASKS)
    return _expected(kind, key, field.languages, country, masks)


@lru_cache(maxsize=512)
def _expected(
    kind: Kind, key: str, languages: tuple[str, ...], country: str, masks: tuple[str, ...]
) -> Expectation | None:
    if kind in _NUMBERS:
        return _number(kind, key, languages, country)
    if kind is Kind.DATE:
        return _date(languages, country)
    if kind is Kind.CASE_CODE and masks:
        return Pattern(_systems(languages), masks[0])
    if kind is Kind.PLACE and gazetteer.known(country):
        return Place(country, Gazetteer(country))
    if kind is Kind.NAME:
        return Letters((*(_LETTERS[c] for c in languages if c in _LETTERS), *_LATIN_LETTERS))
    return _text(key, languages, country) if kind is Kind.TEXT else None


def _number(kind: Kind, key: str, languages: tuple[str, ...], country: str) -> Expectation:
    systems = _systems(languages)
    if kind is Kind.NATIONAL_ID:
        return Digits(systems, _ID_LENGTHS.get(country, _ANY_ID), _ID_CHECKS.get(country, ""))
    if kind is Kind.PHONE:
        return Phone(systems)
    units = tuple(unit for s in spoken(languages) for unit in s.numbers.units)
    return Number(systems, _SHORT.get(key, 12), units)


def _text(key: str, languages: tuple[str, ...], country: str) -> Words | None:
    """A list for those fields of text that have one."""
    name = f"{key} {' '.join(languages)} {country}"
    if key in word.groups():
        groups = (s.options.get(key, {}) for s in spoken(languages))
        return Words(name, tuple(w for group in groups for ws in group.values() for w in ws))
    if key in _COUNTRIES:
        return Words(name, tuple(n for code in languages for n in _countries(code)))
    if key == _TOWN and gazetteer.known(country):
        return Words(name, _towns(country))
    return None


def _systems(languages: tuple[str, ...]) -> tuple[str, ...]:
    """Latin digits, and those of the languages."""
    own = (local_digits(code) for code in languages if code in _BABEL)
    return tuple(dict.fromkeys((LATIN, *own)))


def _date(languages: tuple[str, ...], country: str) -> Date:
    dates = [s.dates for s in spoken(languages)]
    buddhist = any(d.era == "BE" for d in dates) or "khm" in languages  # beside lunar dates
    return Date(
        systems=_systems(languages),
        months=tuple(
            tuple(n for d in dates for n in (*d.months[i], *d.short[i])) for i in range(12)
        ),
        day=tuple(w for d in dates for w in d.day),
        month=tuple(w for d in dates for w in d.month),
        year=tuple(w for d in dates for w in (*d.year, *d.buddhist, *d.common)),
        years=(*_COMMON, *(_BUDDHIST if buddhist else ())),
        month_first="eng" in languages or country == "PHL",
    )


def _countries(code: str) -> tuple[str, ...]:
    """The countries of the world in a language (CLDR, by Babel)."""
    names = Locale(_BABEL[code]).territories if code in _BABEL else {}
    return tuple(str(name) for territory, name in names.items() if territory.isalpha())


def _towns(country: str) -> tuple[str, ...]:
    provinces = gazetteer.children(country)
    districts = (d for p in provinces for d in gazetteer.children(country, p.code))
    return tuple(n for a in (*provinces, *districts) for n in gazetteer.spellings(country, a))


@dataclass(frozen=True, slots=True)
class Gazetteer:
    """The areas of a country as `models.expectations.Areas`."""

    country: str

    def below(self, code: str) -> tuple[Branch, ...]:
        return tuple(self._branch(area) for area in gazetteer.children(self.country, code))

    def _branch(self, area: Area) -> Branch:
        names = gazetteer.spellings(self.country, area)
        # a name with its rank before it is read as rank and name; Latin letters only in Indonesia
        other = "" if area.name == area.latin else area.latin
        if self.country == "IDN":
            other = area.name if area.kind else ""
        names = tuple(name for name in names if name != other)
        return Branch(area.code, names, _ranks(self.country, area.level, area.kind))


@lru_cache(maxsize=64)
def _ranks(country: str, level: str, kind: str) -> tuple[str, ...]:
    """The words for a level; a city's are not those of a regency."""
    code = {"KHM": "khm", "THA": "tha", "IDN": "ind"}[country]
    words = spoken((code,))[0].levels[level]
    return tuple(w for w in words if not kind or w.casefold().startswith(kind[:3]))
