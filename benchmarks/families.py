"""Random families of forms: offices with several forms each, and forms with several versions.

The forms of one office share its header, its language and some of its sections; a later version
differs from the one before by one change, often a single row. That is what makes recognising hard.
Everything is drawn from a seed; nothing is copied from a shipped definition.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from random import Random
from typing import Any, Final

from benchmarks.pages.words import words
from extract.forms.layout import layout
from extract.forms.spec import Spec, SpecColumn, SpecField, SpecOption, SpecSection
from models.errors import BadFormDefinition
from models.forms import Form

_CODE: Final = {"khm": "km", "tha": "th", "ind": "id", "eng": "en"}
_COUNTRY: Final = {"khm": "KHM", "tha": "THA", "ind": "IDN", "eng": "PHL"}
_KINDS: Final = {
    "name": "name",
    "latin": "name",
    "date": "date",
    "short_date": "date",
    "age": "number",
    "number": "number",
    "phone": "phone",
    "code": "case_code",
    "id": "national_id",
}
_CHANGES: Final = ("row added", "row removed", "row added", "words", "rows swapped", "head")
Row = tuple[SpecField, ...]


@dataclass(frozen=True, slots=True)
class Drawn:
    """A form of an office; `change` says how it differs from the version before it."""

    office: int
    form: Form
    change: str = ""


def drawn(offices: int, seed: int, *, forms: int = 2, versions: int = 2) -> list[Drawn]:
    """`forms` forms of each of `offices` offices in `versions` versions each (or all of one).

    Raises EnvironmentProblem when fonts are missing.
    """
    found: list[Drawn] = []
    for office in range(offices):
        rng = Random(f"family {seed} {office}")
        language = ("eng", "khm", "tha", "ind")[office % 4]
        found += _office(office, language, (forms, versions), rng, f"f{seed}o{office}")
    return found


def _office(
    office: int, language: str, counts: tuple[int, int], rng: Random, stem: str
) -> Iterator[Drawn]:
    stock = words("forms")
    both = language == "khm" and rng.random() < 0.5
    heads = rng.sample(list(range(len(stock["sections"][language]))), 4)
    shared = _section(language, heads[0], rng, both=both)
    forms, versions = counts
    for number in range(forms):
        own = [_section(language, head, rng, both=both) for head in heads[1:]]
        sections = [shared, *own] if number % 2 == 0 else [own[0], shared, *own[1:]]
        spec = Spec(
            id=f"{stem}n{number}",
            version="1",
            status="official",
            source="drawn",
            titles=_said(stock["titles"], language, rng.randrange(5), both=both),
            languages=(_CODE[language], "en") if both else (_CODE[language],),
            country=_COUNTRY[language],
            sections=tuple(sections),
            header=({_CODE[language]: stock["offices"][language][office // 4 % 4]},),
        )
        change = ""
        for version in range(1, versions + 1):
            if version > 1:
                spec, change = _changed(spec, language, rng, both=both)
            form = _laid(replace(spec, version=str(version)))
            yield Drawn(office, form, change)


def _laid(spec: Spec) -> Form:
    """The form; rows that do not fit are set one field a row."""
    try:
        return layout(spec)
    except BadFormDefinition:
        loose = tuple(
            replace(s, rows=tuple((replace(f, above=True),) for row in s.rows for f in row))
            for s in spec.sections
        )
        return layout(replace(spec, sections=loose))


def _said(stock: Mapping[str, Any], language: str, at: int, *, both: bool) -> dict[str, str]:
    """The words of entry `at` in the form's languages."""
    said = {_CODE[language]: str(stock[language][at % len(stock[language])])}
    return {**said, "en": str(stock["eng"][at % len(stock["eng"])])} if both else said


def _section(language: str, head: int, rng: Random, *, both: bool) -> SpecSection:
    rows: list[Row] = []
    fields = list(words("forms")["fields"])
    rng.shuffle(fields)
    for _ in range(rng.randrange(2, 7)):
        rows.append(_row(language, fields, rng, both=both))
    heads = words("forms")["sections"]
    return SpecSection(_said(heads, language, head, both=both), tuple(rows))


def _row(language: str, fields: list[Any], rng: Random, *, both: bool) -> Row:
    dice = rng.random()
    if dice < 0.2:
        return (_choice(language, rng, both=both),)
    if dice < 0.27:
        return (_table(language, rng, both=both),)
    if len(fields) < 2:
        fields += words("forms")["fields"]
    count = 1 if dice < 0.55 else 2
    return tuple(_field(language, fields.pop(), rng, both=both) for _ in range(count))


def _key(rng: Random) -> str:
    return f"k{rng.getrandbits(40):x}"


def _field(language: str, item: Mapping[str, Any], rng: Random, *, both: bool) -> SpecField:
    kind = _KINDS.get(item["kind"], "text")
    at = rng.randrange(3)
    long = rng.random() < 0.08
    return SpecField(
        key=_key(rng),
        kind="longtext" if long else kind,
        labels=_said(item, language, at, both=both),
        provenance="G",
        languages=(language,) if language == "eng" else (language, "eng"),
        writing="boxes" if kind == "national_id" else ("frame" if rng.random() < 0.2 else "dots"),
        cells=(13,) if kind == "national_id" else (),
        rows=3 if long else 1,
        above=long or kind == "national_id",
        country=_COUNTRY[language] if kind in {"national_id", "phone"} else "",
    )


def _choice(language: str, rng: Random, *, both: bool) -> SpecField:
    item = rng.choice(words("forms")["choices"])
    code = _CODE[language]
    labels = {code: str(item[language][0])} | ({"en": str(item["eng"][0])} if both else {})
    options = tuple(SpecOption(f"o{n}", {code: str(w)}) for n, w in enumerate(item[language][1:]))
    return SpecField(
        key=_key(rng),
        kind="choice",
        labels=labels,
        provenance="G",
        languages=(language,),
        writing="ticks",
        options=options,
    )


def _table(language: str, rng: Random, *, both: bool) -> SpecField:
    stock = words("forms")
    picked = rng.sample(list(stock["columns"]), rng.randrange(3, 5))
    share = {"short": 0.6, "middle": 1.0, "long": 1.5}
    columns = tuple(
        SpecColumn(
            f"c{n}",
            _KINDS.get(item["kind"], "text"),
            {_CODE[language]: str(item[language])},
            share[item["room"]],
        )
        for n, item in enumerate(picked)
    )
    head = rng.randrange(len(stock["sections"][language]))
    return SpecField(
        key=_key(rng),
        kind="table",
        labels=_said(stock["sections"], language, head, both=both),
        provenance="G",
        languages=(language,),
        writing="table",
        above=True,
        rows=rng.randrange(3, 6),
        columns=columns,
    )


def _changed(spec: Spec, language: str, rng: Random, *, both: bool) -> tuple[Spec, str]:
    """The next version: one change in one section."""
    how = rng.choice(_CHANGES)
    sections = list(spec.sections)
    at = rng.randrange(len(sections))
    sections[at] = _CHANGED[how](sections[at], language, rng, both)
    return replace(spec, sections=tuple(sections)), how


def _added(section: SpecSection, language: str, rng: Random, both: bool) -> SpecSection:
    rows: list[Row] = list(section.rows)
    fields = list(words("forms")["fields"])
    rng.shuffle(fields)
    new = (_field(language, fields[0], rng, both=both),)
    rows.insert(rng.randrange(len(rows) + 1), new)
    return replace(section, rows=tuple(rows))


def _removed(section: SpecSection, _language: str, rng: Random, _both: bool) -> SpecSection:
    rows = list(section.rows)
    if len(rows) > 1:
        rows.pop(rng.randrange(len(rows)))
    return replace(section, rows=tuple(rows))


def _reworded(section: SpecSection, language: str, rng: Random, both: bool) -> SpecSection:
    """One field asks for something else at the same place."""
    rows = [list(row) for row in section.rows]
    at = rng.randrange(len(rows))
    fields = list(words("forms")["fields"])
    rows[at][0] = _field(language, rng.choice(fields), rng, both=both)
    return replace(section, rows=tuple(tuple(row) for row in rows))


def _swapped(section: SpecSection, language: str, rng: Random, both: bool) -> SpecSection:
    rows: Sequence[Row] = section.rows
    if len(rows) < 2:
        return _added(section, language, rng, both)
    at = rng.randrange(len(rows) - 1)
    return replace(section, rows=(*rows[:at], rows[at + 1], rows[at], *rows[at + 2 :]))


def _headed(section: SpecSection, language: str, rng: Random, both: bool) -> SpecSection:
    """Another head for the same rows."""
    heads = words("forms")["sections"]
    others = [
        n
        for n in range(len(heads[language]))
        if _said(heads, language, n, both=both) != section.head
    ]
    return replace(section, head=_said(heads, language, rng.choice(others), both=both))


_CHANGED: Final = {
    "row added": _added,
    "row removed": _removed,
    "words": _reworded,
    "rows swapped": _swapped,
    "head": _headed,
}
