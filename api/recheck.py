"""What a person's correction does to the form's own conditions: said at once, never in the way."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from extract.asked import remarks
from models.forms import Form
from models.repositories.amendments import STATUS_AFTER, Change
from models.tables import Field
from models.values import FieldStatus, FieldValue


def rechecked(
    fields: Mapping[str, Field], form: Form, changes: Sequence[Change]
) -> tuple[Change, ...]:
    """The changes, with what the conditions of `form` find wrong once they are made.

    Only corrections are told: whoever confirms a value has seen what spoke against it.
    """
    after = {key: _value(field) for key, field in fields.items()}
    after |= {c.key: _changed(after[c.key], c) for c in changes if c.action in STATUS_AFTER}
    found = [(f.keys, {"code": f.code, "text": f.says}) for f in remarks(form, after)]
    return tuple(
        replace(c, problems=(*c.problems, *(said for keys, said in found if c.key in keys)))
        if c.action == "correct"
        else c
        for c in changes
    )


def _value(field: Field) -> FieldValue:
    return FieldValue(
        key=field.key,
        kind=field.kind,
        raw=field.raw,
        value=field.value,
        p=field.confidence,
        status=FieldStatus(field.status),
        page=field.page,
        box=None,
    )


def _changed(field: FieldValue, change: Change) -> FieldValue:
    status = STATUS_AFTER[change.action]
    if change.action == "correct":
        return replace(field, raw=change.raw, value=change.value, status=status)
    return replace(field, status=status, value=field.value if change.action == "confirm" else None)
