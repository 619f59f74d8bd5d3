"""A definition held against the field library: what would not compare with other forms.

An office's form may have fields and options of its own; these are no faults, but worth a look.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from extract import library
from extract.forms.faults import Fault
from models.forms import Form, FormField, Kind

#: kinds that tell the same in more or less detail
_ALIKE: Final = (
    {Kind.CHOICE, Kind.MULTI, Kind.TEXT},
    {Kind.TEXT, Kind.LONGTEXT, Kind.NAME, Kind.PLACE},
)


def strangers(form: Form) -> Iterator[Fault]:
    """Fields of the library that are another kind here, and options no vocabulary knows."""
    for field in form.fields:
        known = library.field(field.key)
        if known is not None and not _alike(known.kind, field.kind):
            text = f"the field library has {field.key} as {known.kind.value}."
            yield Fault(f"{field.key}.kind", text, "Rename the field if it means something else.")
        yield from _codes(field)


def _alike(one: Kind, other: Kind) -> bool:
    return one is other or any({one, other} <= group for group in _ALIKE)


def _codes(field: FormField) -> Iterator[Fault]:
    known = library.vocabulary(field.vocabulary) if field.vocabulary else None
    if known is None:
        return
    for option in field.options:
        if option.code not in known.codes and not option.other:
            text = f"the vocabulary {field.vocabulary} has no such code."
            remedy = "docs/dictionary.md has its codes; one of your own is told in no standard."
            yield Fault(f"{field.key}.options.{option.code}", text, remedy)
