"""From what a form says of a field to what whoever reads may expect in its letters."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Final

from babel import Locale

from extract import library
from extract.checks.office import mask_of
from extract.context import Context
from extract.kinds import country_of, limits_of
from extract.languages.digits import LATIN, local_digits
from extract.languages.words import languages as spoken
from extract.places import gazetteer
from extract.places.area import Area
from extract.places.towns import towns
from extract.text import scripts
from extract.values import currencies, word
from models.expectations import (
    Branch,
    Date,
    Digits,
    Expectation,
    Letters,
    Money,
    Number,
    Pattern,
    Phone,
    Place,
    Shapes,
    Words,
)
from models.forms import Form, FormField, Kind

_ID_LENGTHS: Final = {"KHM": (9, 12), "THA": (13,), "IDN": (16,)}
_ID_CHECKS: Final = {"THA": "thai_id", "IDN": "nik"}
_ANY_ID: Final = tuple(range(6, 21))
_COUNTED: Final = 400  # numbers up to which each may be expected by itself
#: passports of the region: one or two letters, six to eight digits, the Philippine's letter behind
_PASSPORTS: Final = ("@######", "@#######", "@########", "@@######", "@@#######", "@#######@")
#: fields of text that hold one of a list, by the last part of their key
_TOWN: Final = "birth_place"
_COUNTRIES: Final = ("dest_country", "nationality", "origin_country")
#: decades in which people who are written about were born, or something befell them
_COMMON: Final = tuple(str(decade) for decade in range(191, 204))
_BUDDHIST: Final = tuple(str(decade) for decade in range(245, 258))
_BABEL: Final = {"khm": "km", "tha": "th", "ind": "id", "eng": "en"}
_SCRIPTS: Final = {"khm": "khmer", "tha": "thai", "ind": "latin", "eng": "latin"}
#: letters of names; Latin ones stand on forms of every language
_LATIN_LETTERS: Final = ((0x41, 0x5A), (0x61, 0x7A), (0xC0, 0x24F))
_LETTERS: Final = {"khm": (0x1780, 0x17DD), "tha": (0x0E01, 0x0E4E)}


@dataclass(frozen=True, slots=True)
class _Asked:
    """What is known of a field or a column before it is read."""

    kind: Kind
    key: str
    languages: tuple[str, ...]
    country: str
    mask: str
    most: int
    vocabulary: str


def expectation_of(form: Form, field: FormField, column: str = "") -> Expectation | None:
    """What to expect in a field, or in the cells of one of its columns; None where anything may
    stand there. Marks and signatures are not read."""
    own = field
    if column:
        kind = next(c.kind for c in field.columns if c.key == column)
        own = replace(field, kind=kind, key=column, least=None, most=None, vocabulary="")
    country = country_of(field, Context(country=form.country))
    mask, most = mask_of(form, own), limits_of(own)[1]
    return _expected(_Asked(own.kind, own.key, own.languages, country, mask, most, own.vocabulary))


@lru_cache(maxsize=512)
def _expected(asked: _Asked) -> Expectation | None:
    make = _BY_KIND.get(asked.kind)
    return make(asked) if make else None


def _national_id(asked: _Asked) -> Digits:
    lengths = _ID_LENGTHS.get(asked.country, _ANY_ID)
    return Digits(_systems(asked.languages), lengths, _ID_CHECKS.get(asked.country, ""))


def _number(asked: _Asked) -> Number:
    units = tuple(unit for s in spoken(asked.languages) for unit in s.numbers.units)
    largest = asked.most if asked.most <= _COUNTED else 0
    return Number(_systems(asked.languages), min(12, len(str(asked.most))), units, largest)


def _case_code(asked: _Asked) -> Pattern | None:
    return Pattern(_systems(asked.languages), asked.mask) if asked.mask else None


def _place(asked: _Asked) -> Place | None:
    known = gazetteer.known(asked.country)
    return Place(asked.country, Gazetteer(asked.country)) if known else None


def _name(asked: _Asked) -> Letters:
    own = (_LETTERS[code] for code in asked.languages if code in _LETTERS)
    return Letters((*own, *_LATIN_LETTERS))


def _money(asked: _Asked) -> Money:
    """With the words of currencies, large numbers and times that these languages write."""

    def written(word: str) -> bool:
        return not scripts(word) or bool(scripts(word) & known)

    known = {_SCRIPTS[code] for code in asked.languages if code in _SCRIPTS} | {"latin"}
    words = tuple(filter(written, currencies.words()))
    return Money(_systems(asked.languages), words, tuple(filter(written, currencies.times())))


def _listed(vocabulary: str, languages: tuple[str, ...]) -> Words | None:
    """The words of a vocabulary that the definition names."""
    terms = library.words(vocabulary) if vocabulary else {}
    found = (
        word
        for by_language in terms.values()
        for code in languages
        for word in by_language.get(_BABEL.get(code, code), ())
    )
    listed = tuple(dict.fromkeys(found))
    return Words(f"{vocabulary} {' '.join(languages)}", listed) if listed else None


def _text(asked: _Asked) -> Words | None:
    """A list for those fields of text that have one."""
    listed = _listed(asked.vocabulary, asked.languages)
    if listed is not None:
        return listed
    key, languages, country = asked.key, asked.languages, asked.country
    name = f"{key} {' '.join(languages)} {country}"
    if key in word.groups():
        groups = (s.options.get(key, {}) for s in spoken(languages))
        return Words(name, tuple(w for group in groups for ws in group.values() for w in ws))
    if key in _COUNTRIES:
        return Words(name, tuple(n for code in languages for n in _countries(code)))
    if key == _TOWN and gazetteer.known(country):
        return Words(name, towns(country))
    return None


def _systems(languages: tuple[str, ...]) -> tuple[str, ...]:
    """Latin digits, and those of the languages."""
    own = (local_digits(code) for code in languages if code in _BABEL)
    return tuple(dict.fromkeys((LATIN, *own)))


def _date(asked: _Asked) -> Date:
    languages = asked.languages
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
        month_first="eng" in languages or asked.country == "PHL",
    )


def _countries(code: str) -> tuple[str, ...]:
    """The countries of the world in a language (CLDR, by Babel)."""
    names = Locale(_BABEL[code]).territories if code in _BABEL else {}
    return tuple(str(name) for territory, name in names.items() if territory.isalpha())


_BY_KIND: Final[Mapping[Kind, Callable[[_Asked], Expectation | None]]] = {
    Kind.NATIONAL_ID: _national_id,
    Kind.PASSPORT: lambda asked: Shapes((LATIN,), _PASSPORTS),
    Kind.PHONE: lambda asked: Phone(_systems(asked.languages)),
    Kind.NUMBER: _number,
    Kind.MONEY: _money,
    Kind.DATE: _date,
    Kind.CASE_CODE: _case_code,
    Kind.PLACE: _place,
    Kind.NAME: _name,
    Kind.TEXT: _text,
}


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
