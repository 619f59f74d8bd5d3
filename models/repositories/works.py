"""Single fields as those who hold them get them, and the locks under which they are changed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.database import now
from models.errors import Conflict, NotFound
from models.queueing import Said, Stage, Work
from models.repositories import holding, records
from models.repositories.answers import said
from models.repositories.changing import restore
from models.tables import Correction, Field, Record, Task
from models.values import FieldStatus, RecordState

#: what a person would have said to leave a field as it is
ACTION_OF: Final = {
    FieldStatus.ACCEPTED: "correct",
    FieldStatus.ILLEGIBLE: "illegible",
    FieldStatus.EMPTY: "empty",
    FieldStatus.NOT_APPLICABLE: "not_applicable",
}


def works(session: Session, found: Sequence[Task]) -> tuple[Work, ...]:
    """These fields as whoever holds them gets them, in their order."""
    if not found:
        return ()
    rows = session.execute(
        select(Task.id, Record.document_id, Field.page, Field.box)
        .join(Record, Record.id == Task.record_id)
        .join(Field, (Field.record_id == Task.record_id) & (Field.key == Task.key))
        .where(Task.id.in_([task.id for task in found]))
    )
    places = {row.id: row for row in rows}
    return tuple(
        Work(
            id=task.id,
            record_id=task.record_id,
            document_id=places[task.id].document_id,
            key=task.key,
            form=task.form,
            form_version=task.form_version,
            kind=task.kind,
            page=places[task.id].page,
            box=_box(places[task.id].box),
            stage=Stage(task.stage),
            answers=_answers(session, task) if task.stage == Stage.SETTLE else (),
        )
        for task in found
    )


def _answers(session: Session, task: Task) -> tuple[Said, ...]:
    """What differs, in an order that does not tell who said it first."""
    given = [Said(one.action, one.raw, one.value) for one in said(session, task.id)]
    record, field = session.get_one(Record, task.record_id), _field(session, task)
    if record.state == RecordState.FINISHED:
        given.append(Said(ACTION_OF[FieldStatus(field.status)], field.raw, field.value))
    return tuple(sorted(given, key=lambda one: (one.action, one.raw)))


def _field(session: Session, task: Task | Work) -> Field:
    return session.get_one(Field, (task.record_id, task.key))


def field_for(session: Session, work: Work) -> Field:
    """The field as it is shown to whoever holds this: as it was read by machine.

    Of a finished record that is read once more that is a copy, so that what people made of it
    stays unseen.
    """
    field = _field(session, work)
    if session.get_one(Record, work.record_id).state != RecordState.FINISHED:
        return field
    first = session.scalar(
        select(Correction)
        .where(Correction.record_id == work.record_id, Correction.key == work.key)
        .order_by(Correction.id)
        .limit(1)
    )
    columns = (column.key for column in Field.__table__.columns)
    copy = Field(**{name: getattr(field, name) for name in columns})
    if first is not None:
        restore(copy, first.before)
    copy.status = FieldStatus.REVIEW
    return copy


def _box(kept: Sequence[float] | None) -> tuple[float, float, float, float] | None:
    return (kept[0], kept[1], kept[2], kept[3]) if kept else None


def get(session: Session, office_id: str, person_id: str, work_id: str) -> Work:
    """A field that this person holds at this moment. Raises NotFound for any other."""
    task = session.get(Task, work_id)
    if task is None or task.office_id != office_id or task.claimed_by != person_id:
        raise NotFound
    if task.claimed_until is None or task.claimed_until < now():
        raise NotFound
    return works(session, [task])[0]


def locked(session: Session, office_id: str, person_id: str, work_id: str) -> tuple[Record, Task]:
    """A task and its record, both locked. Raises NotFound, Conflict when another has them."""
    record_id = session.scalar(
        select(Task.record_id).where(Task.id == work_id, Task.office_id == office_id)
    )
    if record_id is None:
        raise NotFound("This field has been settled, or you may not see it.", remedy="Go on.")
    record = records.locked(session, office_id, record_id)
    task = session.get(Task, work_id, populate_existing=True, with_for_update=True)
    if task is None:
        raise NotFound("This field has been settled, or you may not see it.", remedy="Go on.")
    if holding.held_by_other(record, person_id):
        raise Conflict("Somebody else works on this record.", remedy="Go on with the next.")
    if task.claimed_until is None or task.claimed_by != person_id:
        raise Conflict("You do not hold this field.", remedy="Take the next one.")
    return record, task
