"""The tasks of a record: one for each field that waits for a person, and none for any other."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from models.database import new_id, now
from models.queueing import Stage
from models.repositories import rules
from models.tables import Document, Field, Page, Record, Task
from models.values import FieldStatus, RecordState


def waits(field: Field) -> bool:
    """Whether a person must look: also where a machine alone calls it illegible."""
    if field.status == FieldStatus.ILLEGIBLE:
        return field.source != "person"
    return field.status == FieldStatus.REVIEW


def of_record(session: Session, record_id: str) -> dict[str, Task]:
    """By key."""
    found = session.scalars(select(Task).where(Task.record_id == record_id))
    return {task.key: task for task in found}


def sync(session: Session, record: Record) -> Mapping[str, Task]:
    """Bring the tasks of a record that is reviewed into line with its fields; those that are left.

    The caller holds the record's lock. Whose fields are all settled is marked so.
    """
    session.flush()
    there = of_record(session, record.id)
    waiting = {field.key: field for field in record.fields if waits(field)}
    for key in there.keys() - waiting.keys():
        session.delete(there.pop(key))
    there |= open_(session, record, [waiting[key] for key in waiting if key not in there])
    bar(record, there)
    record.settled = None if there else (record.settled or now())
    session.flush()
    return there


def bar(record: Record, there: Mapping[str, Task]) -> None:
    """Write down who has said all that they may say of the record."""
    each = [{by for by in (t.first_by, t.second_by) if by} for t in there.values()]
    barred = sorted(set.intersection(*each)) if each else []
    record.first_by = barred[0] if barred else None
    record.second_by = barred[1] if len(barred) > 1 else None


def open_(session: Session, record: Record, fields: list[Field]) -> dict[str, Task]:
    """New tasks for these fields, by key."""
    if not fields:
        return {}
    chosen = rules.of_form(session, record.office_id, record.form)
    pictured = set(
        session.scalars(
            select(Page.number).where(
                Page.document_id == record.document_id,
                Page.pipeline == record.pipeline,
                Page.image_key != "",
            )
        )
    )
    made = {}
    for field in fields:
        task = Task(
            id=new_id(),
            office_id=record.office_id,
            record_id=record.id,
            key=field.key,
            form=record.form,
            form_version=record.form_version,
            kind=field.kind,
            batch_id=record.batch_id,
            stage=Stage.FIRST,
            readers=rules.rule_for(chosen, field.key).readers,
            priority=record.priority,
            since=record.created,
            alone=bool(field.box) and field.page in pictured,
            referred="",
        )
        session.add(task)
        made[field.key] = task
    return made


def close_all(session: Session, record: Record) -> None:
    """For a record that is finished."""
    session.execute(delete(Task).where(Task.record_id == record.id))
    session.flush()
    record.first_by = record.second_by = record.fields_by = record.fields_until = None
    record.settled = None


def enter(session: Session, document: Document, record: Record) -> None:
    """A record that has just been read: its place in the queue, and its tasks if it waits."""
    record.batch_id = document.batch_id
    record.priority = rules.priority_of(session, record.office_id, document.batch_id, record.form)
    if record.state == RecordState.NEEDS_REVIEW:
        sync(session, record)
        record.settled = None  # whoever sees it whole finishes it
