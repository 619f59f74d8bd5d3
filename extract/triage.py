"""Finished, or to a person: the end of a document's way through extraction."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from extract.confidence import THRESHOLD
from extract.doubts import blocking, doubt
from models.forms import Form, Kind
from models.values import FieldStatus, FieldValue, Record, RecordState

_DECIDED = (FieldStatus.REVIEW, FieldStatus.ILLEGIBLE)


def triage(
    form: Form,
    fields: Iterable[FieldValue],
    *,
    pages: tuple[int, ...] = (),
    provenance: Mapping[str, str] | None = None,
    thresholds: Mapping[Kind, float] | None = None,
) -> Record:
    """The record, finished when no field is in doubt.

    A field goes to review when its p is below the threshold of its kind, when a blocking problem
    stands on it, or when it is required and empty. Other empty fields are accepted as empty.
    """
    limits = {**THRESHOLD, **(thresholds or {})}
    judged = tuple(_reasoned(_judged(form, field, limits)) for field in fields)
    doubted = any(field.status in _DECIDED for field in judged)
    return Record(
        form=form.id,
        version=form.version,
        state=RecordState.NEEDS_REVIEW if doubted else RecordState.FINISHED,
        fields=judged,
        pages=pages or tuple(sorted({field.page for field in judged})),
        provenance=dict(provenance or {}),
    )


def _judged(form: Form, field: FieldValue, limits: Mapping[Kind, float]) -> FieldValue:
    if field.status in _DECIDED or field.source == "person":
        return field
    needed = any(f.key == field.key and f.required for f in form.fields)
    if blocking(field.problems) or field.p < limits[Kind(field.kind)]:
        return replace(field, status=FieldStatus.REVIEW)
    if needed and field.status is FieldStatus.EMPTY:
        return replace(field, status=FieldStatus.REVIEW)
    return field


def _reasoned(field: FieldValue) -> FieldValue:
    """Whatever goes to a person says why, be it only that the reader was not sure."""
    if field.status is FieldStatus.REVIEW and not field.problems:
        return replace(field, problems=(doubt("reader_unsure"),))
    return field
