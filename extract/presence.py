"""Signatures and thumbprints: recorded as present or absent, never read."""

from __future__ import annotations

from extract.confidence import status
from extract.context import Context
from models.forms import FormField
from models.values import Box, FieldValue


def parse_presence(
    field: FormField,
    present: bool,
    *,
    context: Context,
    confidence: float = 0.9,
    box: Box | None = None,
    page: int = 0,
) -> FieldValue:
    """The value is true or false; `confidence` is that of the finding (0..1)."""
    return FieldValue(
        key=field.key,
        kind=field.kind.value,
        raw="",
        value=present,
        p=confidence,
        status=status(field.kind, confidence, ()),
        page=page or field.page,
        box=box,
        source=context.source,
    )
