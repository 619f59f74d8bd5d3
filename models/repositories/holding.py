"""Who holds what, and until when: a record whole, or single fields of it, never both by two people.

Whoever takes either locks the record's row first and writes into it, so that another transaction
that wanted it looks again at what it says now (PostgreSQL), or comes after (SQLite).
"""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import Session

from models.database import now
from models.tables import Record, Task


def free_for(person_id: str, moment: datetime) -> ColumnElement[bool]:
    """Records of which nobody else holds anything."""
    return or_(
        Record.claimed_until.is_(None),
        Record.claimed_until < moment,
        Record.claimed_by == person_id,
    ) & or_(
        Record.fields_until.is_(None),
        Record.fields_until < moment,
        Record.fields_by == person_id,
    )


def unheld(moment: datetime) -> ColumnElement[bool]:
    """Records of which nobody holds anything."""
    return or_(Record.claimed_until.is_(None), Record.claimed_until < moment) & or_(
        Record.fields_until.is_(None), Record.fields_until < moment
    )


def held_by_other(record: Record, person_id: str) -> bool:
    """Whether somebody else works at this moment on the record or on a field of it."""
    moment = now()
    whole = record.claimed_until is not None and record.claimed_until >= moment
    fields = record.fields_until is not None and record.fields_until >= moment
    return (whole and record.claimed_by != person_id) or (fields and record.fields_by != person_id)


def hold(record: Record, person_id: str, *, seconds: int) -> None:
    record.claimed_by = person_id
    record.claimed_until = now() + timedelta(seconds=seconds)


def let_go(record: Record, person_id: str) -> None:
    if record.claimed_by == person_id:
        record.claimed_by = record.claimed_until = None


def hold_field(record: Record, task: Task, person_id: str, *, seconds: int) -> None:
    until = now() + timedelta(seconds=seconds)
    task.claimed_by, task.claimed_until = person_id, until
    record.fields_by, record.fields_until = person_id, until


def let_go_of_field(session: Session, record: Record, task: Task, person_id: str) -> None:
    """The record is free again when this was the last field of it that the person held."""
    if task.claimed_by != person_id:
        return
    task.claimed_by = task.claimed_until = None
    session.flush()
    look_at_fields(session, record, person_id)


def look_at_fields(session: Session, record: Record, person_id: str) -> None:
    """Write into the record until when the person holds fields of it, if any are left."""
    if record.fields_by != person_id:
        return
    query = select(func.max(Task.claimed_until)).where(
        Task.record_id == record.id, Task.claimed_by == person_id
    )
    record.fields_until = session.scalar(query)
    if record.fields_until is None:
        record.fields_by = None
