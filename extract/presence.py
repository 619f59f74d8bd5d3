"""Signatures, thumbprints and photographs: recorded as present or absent, never read."""

from __future__ import annotations

from typing import Final

from extract.confidence import status
from extract.context import Context
from extract.doubts import doubt
from models.forms import FormField
from models.values import Box, FieldValue

_UNSURE: Final = 0.7  # a finding that is less probable is none


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
    problems = (doubt("presence_unsure"),) if confidence < _UNSURE else ()
    return FieldValue(
        key=field.key,
        kind=field.kind.value,
        raw="",
        value=present,
        p=confidence,
        status=status(field.kind, confidence, problems),
        page=page or field.page,
        box=box,
        problems=problems,
        source=context.source,
    )
