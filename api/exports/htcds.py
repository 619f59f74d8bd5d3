"""Records in the words of HTCDS 2.0, the Human Trafficking Case Data Standard.

IOM, UNMigration/HTCDS, CC BY 4.0. The names of its fields and codes stand in the library of fields
(`extract/library/`). Every table has all columns, whatever its forms ask, so that tables of several
offices can be put under each other. A code that the standard does not have stays ours; the list of
codes beside the table says so. What follows a dot in a column's name is the event's `hte_Type`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final

from api.exports.cells import Cell, flat
from api.exports.rows import cell, head
from extract.library import library
from models.forms import Form
from models.library import LibraryField
from models.sight import Sights
from models.tables import Field, Record

#: of our own, before those of the standard
OURS: Final = ("id", "version", "form", "form_version", "finished", "revised")
#: which column of a table of ours stands under which name
_OF_TABLES: Final[Mapping[str, str]] = {
    "per_RoleInProcess": "role",
    "cas_ReferredOrganisation": "to",
    "cas_OutgoingReferralDate": "date",
    "cas_ReasonForOutgoingReferral": "reason",
    "cas_OutgoingReferralDetails": "service",
}
#: which levels of a place stand under which ending of a name; the street is what is left
_OF_PLACES: Final[Mapping[str, tuple[str, ...]]] = {
    "City": ("district",),
    "State": ("province",),
    "Street": ("village", "commune"),
}


@dataclass(frozen=True, slots=True)
class Name:
    """A column: its name in the standard and the field of the library that fills it."""

    name: str
    field: LibraryField


@lru_cache(maxsize=1)
def names() -> tuple[Name, ...]:
    """Every name of the standard that a field of ours fills, in the library's order."""
    book = library()
    return tuple(
        Name(name, field) for field in (*book.fields, *book.own) for name in field.standards.htcds
    )


@lru_cache(maxsize=64)
def codes(vocabulary: str) -> Mapping[str, str]:
    """Our codes of a list and what the standard calls them; ours where it has no word."""
    for found in library().vocabularies:
        if found.id == vocabulary:
            return {
                t.code: t.standards.htcds[0] if t.standards.htcds else t.code for t in found.terms
            }
    return {}


def columns() -> tuple[str, ...]:
    """All columns of the table."""
    return (*OURS, *dict.fromkeys(name.name for name in names()))


def row(record: Record, forms: Sequence[Form], sights: Sights) -> dict[str, Cell]:
    """A record in these columns; empty where a field is kept from whoever asks."""
    kept = head(record)
    cells: dict[str, Cell] = {name: kept[name] for name in OURS}
    fields = {field.key: field for field in record.fields}
    for name in names():
        field = fields.get(name.field.key)
        if field is not None and sights.whole(field.key):
            cells[name.name] = _said(name, field, _country(record, field.key, forms))
    return cells


def _country(record: Record, key: str, forms: Sequence[Form]) -> str:
    """Where the places of a field are looked for, alpha-3; "" where that is not known."""
    for form in forms:
        if (form.id, form.version) == (record.form, record.form_version):
            return next((f.country or form.country for f in form.fields if f.key == key), "")
    return ""


def _said(name: Name, field: Field, country: str) -> Cell:
    value = field.value
    if field.kind == "table" and isinstance(value, list):
        column = _OF_TABLES.get(name.name, "")
        texts = [flat(line[column]) for line in value if line.get(column) not in (None, "")]
        return "; ".join(map(str, texts))
    parted = len(name.field.standards.htcds) > 1
    if parted and isinstance(value, dict) and "levels" in value:
        return _part(name.name, value, country)
    if parted and value is None:
        # Nobody could put the place in order: all of it once, where the street stands.
        return cell(field) if name.name.endswith("Street") else ""
    if name.field.vocabulary and value is not None:
        return _coded(value, codes(name.field.vocabulary))
    return cell(field)


def _part(name: str, value: Mapping[str, Any], country: str) -> Cell:
    levels = {str(one.get("level")): str(one.get("name", "")) for one in value["levels"]}
    if name.endswith("Country"):
        # Known only by what was found in a list of that country's places.
        return codes("nationality").get(country, country) if levels else ""
    for ending, wanted in _OF_PLACES.items():
        if name.endswith(ending):
            found = [levels[level] for level in wanted if levels.get(level)]
            if ending == "Street" and value.get("rest"):
                found.insert(0, str(value["rest"]))
            return ", ".join(found)
    return ""


def _coded(value: Any, known: Mapping[str, str]) -> Cell:
    """Codes in the standard's words; what is written beside "other" stays."""
    if isinstance(value, dict):
        given = value.get("codes") or [value.get("code")]
        words = [*(known.get(str(code), str(code)) for code in given if code), value.get("other")]
        return "; ".join(str(word) for word in words if word)
    if isinstance(value, list):
        return "; ".join(known.get(str(code), str(code)) for code in value)
    return known.get(str(value), flat(value))
