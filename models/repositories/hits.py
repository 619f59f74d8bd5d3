"""What is shown of records and documents that a search found."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.tables import Document, Field, Record
from models.values import FieldStatus


def records(session: Session, ids: Sequence[str]) -> dict[str, Any]:
    """By id, rows (id, form, form_version, state, created) of records."""
    columns = (Record.id, Record.form, Record.form_version, Record.state, Record.created)
    return {row.id: row for row in session.execute(select(*columns).where(Record.id.in_(ids)))}


def documents(session: Session, ids: Sequence[str]) -> dict[str, Any]:
    """By id, rows (id, name, state, created) of documents."""
    columns = (Document.id, Document.name, Document.state, Document.created)
    return {row.id: row for row in session.execute(select(*columns).where(Document.id.in_(ids)))}


def fields(session: Session, record_ids: Sequence[str]) -> dict[str, list[Any]]:
    """By record, its written fields: rows (record_id, key, kind, raw, value, page) in order."""
    query = (
        select(Field.record_id, Field.key, Field.kind, Field.raw, Field.value, Field.page)
        .where(
            Field.record_id.in_(record_ids),
            Field.status.in_((FieldStatus.ACCEPTED, FieldStatus.REVIEW)),
        )
        .order_by(Field.record_id, Field.position)
    )
    found: dict[str, list[Any]] = {}
    for row in session.execute(query):
        found.setdefault(row.record_id, []).append(row)
    return found
