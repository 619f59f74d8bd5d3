"""The closed set of kinds that are read as text, each with its parser."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Final

from extract import spelling
from extract.context import Context
from extract.places.towns import towns
from extract.values import (
    case_code,
    date,
    listed,
    money,
    name,
    national_id,
    number,
    passport,
    phone,
    place,
    text,
    word,
)
from extract.values.absent import absent
from extract.values.parsed import Parsed, parsed
from models.forms import FormField, Kind

#: keys of dates of birth, and parts of keys of dates that may lie after the form's own
BIRTHS: Final = ("dob", "birth")
_FUTURE: Final = ("expiry", "next", "appointment", "valid_until", "referral", "services")
_LONGEST_TEXT: Final = 4000
_TOWNS: Final = ("birth_place",)
#: in free text "none" is an answer: no occupation, no interpreter, no education
_FREE: Final = (Kind.TEXT, Kind.LONGTEXT)

Parser = Callable[[str, FormField, Context], Parsed]


def parse_text(raw: str, field: FormField, context: Context) -> Parsed:
    """What a text means in this field. Never raises on odd text.

    Kinds that are not read as text (marks, signatures, tables) give no value.
    """
    parser = PARSERS.get(field.kind)
    if parser is None:
        return Parsed(None)
    gone = absent(raw, field.languages, words=field.kind not in _FREE) if raw.strip() else ""
    if gone:
        return Parsed(None, absent=gone)
    return parser(raw, field, context)


def is_birth(key: str) -> bool:
    """Whether a field of that key holds a date of birth."""
    bare = _bare(key)
    return bare in BIRTHS or bare.endswith(("_dob", "_birth", "birth_date"))


def _bare(key: str) -> str:
    """The key of a column without that of its table."""
    return key.rsplit(".", 1)[-1]


def country_of(field: FormField, context: Context) -> str:
    """The field's country, else the form's."""
    return field.country or context.country


def limits_of(field: FormField) -> tuple[int, int]:
    """The least and the most that a number may be: the definition's, else those of its key."""
    low, high = number.RANGES.get(_bare(field.key), number.WIDEST)
    least = low if field.least is None else math.ceil(field.least)
    return least, high if field.most is None else math.floor(field.most)


def _date(raw: str, field: FormField, context: Context) -> Parsed:
    around = Context(
        languages=field.languages or context.languages,
        country=context.country,
        form_date=None if field.key == "form_date" else context.form_date,
        latest=context.latest,
        age=context.age,
    )
    future = any(part in field.key for part in _FUTURE)
    return date.parse(raw, around, birth=is_birth(field.key), future=future)


def _text(raw: str, field: FormField, context: Context) -> Parsed:
    """Free text; a code where the field has a vocabulary, or is a cell for a person's sex; a town
    where one is told alone."""
    bare = _bare(field.key)
    if field.vocabulary:
        return word.of_vocabulary(raw, field.vocabulary, field.languages, heard=context.heard)
    if bare in word.groups():
        return word.parse(raw, bare, field.languages, heard=context.heard)
    found = text.parse(raw)
    if bare in _TOWNS and isinstance(found.value, str):
        return _town(found, towns(country_of(field, context)), context)
    return _spelled(found, context)


def _spelled(found: Parsed, context: Context) -> Parsed:
    """With what readers usually lose of its words put back; a person's own word stays as it is."""
    if not isinstance(found.value, str) or context.heard is None:
        return found
    value, repairs = spelling.mended(found.value, context.heard)
    if not repairs:
        return found
    problems = tuple(problem.code for problem in found.problems)
    return parsed(value, *problems, "spelling_mended", repairs=repairs, parts=found.parts)


def _town(found: Parsed, names: Sequence[str], context: Context) -> Parsed:
    """A misread town is read as the one it is clearly most like; another place stays as it is."""
    near = listed.find(found.value, {name: name for name in names}, context.heard)
    if near is None or near.like == 1:
        return found
    repairs = (replace(repair, by="gazetteer") for repair in near.repairs(found.value))
    return parsed(near.word, "place_by_likeness", repairs=tuple(repairs))


def _national_id(raw: str, field: FormField, context: Context) -> Parsed:
    country = country_of(field, context)
    return national_id.parse(raw, country, field.languages, horizon=context.horizon)


def _passport(raw: str, field: FormField, context: Context) -> Parsed:
    return passport.parse(raw, country_of(field, context), horizon=context.horizon)


PARSERS: Final[Mapping[Kind, Parser]] = {
    Kind.TEXT: _text,
    Kind.LONGTEXT: lambda raw, field, context: _spelled(
        text.parse(raw, longest=_LONGEST_TEXT), context
    ),
    Kind.NAME: lambda raw, field, context: name.parse(raw, field.languages),
    Kind.DATE: _date,
    Kind.NUMBER: lambda raw, field, context: number.parse(
        raw, field.languages, limits=limits_of(field)
    ),
    Kind.CASE_CODE: lambda raw, field, context: case_code.parse(raw, field.pattern, context),
    Kind.NATIONAL_ID: _national_id,
    Kind.PASSPORT: _passport,
    Kind.MONEY: lambda raw, field, context: money.parse(
        raw, country_of(field, context), field.languages
    ),
    Kind.PHONE: lambda raw, field, context: phone.parse(
        raw, country_of(field, context), field.languages
    ),
    Kind.PLACE: lambda raw, field, context: place.parse(
        raw, country_of(field, context), field.languages, heard=context.heard
    ),
}
