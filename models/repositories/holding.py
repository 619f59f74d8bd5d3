"""Who holds what, and until when: a record whole, or single fields of it, never both by two people.

Whoever takes either locks the record's row first and writes into it, so that another transaction
that wanted it looks again at what it says now (PostgreSQL), or comes after (SQLite).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, func, or_, select, update
from sqlalchemy.orm import Session

from models.database import now
from models.tables import Person, Record, Task


@dataclass(frozen=True, slots=True)
class Held:
    """What one person holds of one record: it as a whole, or single fields of it; until when."""

    login: str
    record_id: str
    whole: bool
    until: datetime


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


def held_now(session: Session, office_id: str) -> tuple[Held, ...]:
    """Everything of an office that somebody holds at this moment, by person."""
    moment = now()
    found = []
    pairs = (
        (Record.claimed_by, Record.claimed_until, True),
        (Record.fields_by, Record.fields_until, False),
    )
    for by, until, whole in pairs:
        query = (
            select(Person.login, Record.id, until)
            .join(Person, Person.id == by)
            .where(Record.office_id == office_id, by.is_not(None), until >= moment)
        )
        found += [
            Held(login, record, whole, end) for login, record, end in session.execute(query) if end
        ]
    return tuple(sorted(found, key=lambda one: (one.login, one.until, one.record_id)))


def give_back_all(session: Session, office_id: str, person_id: str) -> int:
    """End everything that somebody holds of an office; of how many records that was something.

    What they have answered stays; what they send later is treated as after a hold that ran out.
    """
    moment = now()
    mine = (Record.claimed_by == person_id) & (Record.claimed_until >= moment)
    mine_in_part = (Record.fields_by == person_id) & (Record.fields_until >= moment)
    query = (
        select(Record)
        .where(Record.office_id == office_id, or_(mine, mine_in_part))
        .order_by(Record.id)
        .with_for_update(of=Record)
    )
    found = session.scalars(query).all()
    for record in found:
        let_go(record, person_id)
        if record.fields_by == person_id:
            record.fields_by = record.fields_until = None
    session.execute(
        update(Task)
        .where(Task.claimed_by == person_id, Task.office_id == office_id)
        .values(claimed_by=None, claimed_until=None)
    )
    return len(found)
