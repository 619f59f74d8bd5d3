"""What numbers of identity and machine-readable zones say of their holder."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

from extract.context import Context
from extract.findings import Finding, Values
from extract.kinds import country_of
from extract.languages.sounds import sound_alike
from extract.values import nik, nrc
from models.forms import Form, Kind

_NUMBERS: Final = (Kind.NATIONAL_ID, Kind.PASSPORT)
#: names that sound less alike than this are those of two people (docs/values.md)
_OTHER_NAME: Final = 0.5
#: whose keys a number belongs to: fields of the person the form is about have no prefix
_OWN: Final = ("national_id", "passport_no")


def nik_agrees(form: Form, values: Values, context: Context) -> Iterable[Finding]:
    """The date of birth and the sex inside an Indonesian NIK are those of the form."""
    for field in form.fields:
        if field.key != "national_id" or country_of(field, context) not in ("IDN", ""):
            continue
        inside = nik.inside(values.text(field.key), values.day("form_date") or context.horizon)
        if inside is None:
            continue
        born, sex = values.whole_day("dob"), values.text("sex")
        if born and born in inside.births:
            yield Finding((field.key, "dob"), "nik_agrees")
        elif born:
            dates = " or ".join(map(str, inside.births))
            says = f"The NIK holds the date of birth {dates}; the form says {born}."
            yield Finding((field.key, "dob"), "nik_and_birth", says)
        if sex in ("male", "female") and sex != inside.sex:
            says = f"The day inside the NIK is that of a {_word(inside.sex)}; the form says {sex}."
            yield Finding((field.key, "sex"), "nik_and_sex", says)


def zone_agrees(form: Form, values: Values, context: Context) -> Iterable[Finding]:
    """Birth, sex, nationality and name in a machine-readable zone are those of the form."""
    for field in form.fields:
        read = values.fields.get(field.key)
        if field.kind in _NUMBERS and field.key in _OWN and read is not None and read.parts:
            yield from _zone(field.key, dict(read.parts), values)


def _zone(key: str, parts: dict[str, str], values: Values) -> Iterator[Finding]:
    born = values.whole_day("dob")
    if born and parts.get("birth"):
        if parts["birth"] == born.isoformat():
            yield Finding((key, "dob"), "zone_agrees")
        else:
            says = f"The machine-readable zone says born {parts['birth']}; the form says {born}."
            yield Finding((key, "dob"), "zone_and_birth", says)
    for other, code in (("sex", "zone_and_sex"), ("nationality", "zone_and_nationality")):
        here, there = values.text(other), parts.get(other, "")
        if here and there and here != there and here not in ("other", "unknown"):
            says = f"The machine-readable zone says {other} {there}; the form says {here}."
            yield Finding((key, other), code, says)
    latin = values.text("name_latin")
    if latin and parts.get("name") and sound_alike(latin, parts["name"]) < _OTHER_NAME:
        says = f"The machine-readable zone is that of {parts['name']}; the form says {latin}."
        yield Finding((key, "name_latin"), "zone_and_name", says)


def id_and_nationality(form: Form, values: Values, context: Context) -> Iterable[Finding]:
    """A Myanmar registration number beside another nationality: a person looks."""
    nationality = values.text("nationality")
    written = values.text("national_id")
    foreign = bool(nationality) and nationality not in ("MMR", "stateless", "other")
    if foreign and nrc.looks_like_one(written):
        says = f"The number is one of Myanmar; the nationality is {nationality}."
        yield Finding(("national_id", "nationality"), "id_and_nationality", says)


def _word(sex: str) -> str:
    return "woman" if sex == "female" else "man"
