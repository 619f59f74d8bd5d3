"""What the form itself asks of a made-up case: conditions over what was written before."""

from __future__ import annotations

from collections.abc import Mapping, MutableMapping
from typing import Any

from extract.conditions import holds, parse
from models.forms import Form, FormField
from models.values import FieldStatus, FieldValue


def asked(form: Form, field: FormField, said: Mapping[str, FieldValue]) -> bool | None:
    """True: it must be filled in. False: it is not asked. None: as the office likes.

    `said` are the fields written so far; a condition over later ones cannot be told.
    """
    fields = {each.key: each for each in form.fields}
    if field.asked_if and holds(parse(field.asked_if, fields), said) is False:
        return False
    if field.required_if and holds(parse(field.required_if, fields), said) is True:
        return True
    return None


def remember(
    said: MutableMapping[str, FieldValue], field: FormField, text: str, value: Any, *, empty: bool
) -> None:
    """Keep what was written in `field`, for the conditions of others."""
    said[field.key] = FieldValue(
        key=field.key,
        kind=field.kind.value,
        raw=text,
        value=value,
        p=1.0,
        status=FieldStatus.EMPTY if empty else FieldStatus.ACCEPTED,
        page=field.page,
        box=None,
    )
