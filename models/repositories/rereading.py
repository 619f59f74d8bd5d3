"""A finished value that somebody reads once more, without seeing what people made of it."""

from __future__ import annotations

from sqlalchemy.orm import Session

from models.errors import Conflict
from models.queueing import Stage
from models.repositories import revisions
from models.repositories.answers import (
    Equal,
    Voice,
    as_change,
    compare,
    equivalent,
    note,
    said,
    stand,
    who_stood,
)
from models.repositories.changing import Change
from models.repositories.works import ACTION_OF, field_for, works
from models.tables import Answer, Field, Record, Task
from models.values import FieldStatus


def say(
    session: Session, record: Record, task: Task, change: Change, *, voice: Voice, equal: Equal
) -> Stage | None:
    """A person's word on a finished value; the stage that it is in now, None when it is settled.

    Where it says otherwise than what stands, a third person settles; where that is otherwise too,
    the record is revised. The caller holds the record's lock. Raises Conflict when this person has
    spoken already.
    """
    if voice.id in (task.first_by, task.second_by):
        raise Conflict("You have read this field already.", remedy="Another person settles it.")
    field = next(one for one in record.fields if one.key == task.key)
    kept = note(session, task, field_for(session, works(session, [task])[0]), change, voice)
    stands = _standing(field)
    if task.stage == Stage.AGAIN:
        agree = equivalent(field.kind, stands, kept, equal)
        compare(session, task, (task.first_by or "", voice.id), agree=agree)
        if not agree:
            task.stage, task.second_by = Stage.SETTLE, voice.id
            return Stage.SETTLE
    else:
        other = said(session, task.id)[0]
        stood = who_stood(field.kind, stands, other, kept, equal)
        stand(session, task.id, stood)
        if stood != "first":
            revisions.revise(
                session,
                record.office_id,
                record.id,
                [as_change(kept, field)],
                actor=voice.label,
                expected_version=None,
            )
    session.delete(task)
    return None


def _standing(field: Field) -> Answer:
    """What stands in a field, as if it were an answer."""
    return Answer(
        key=field.key,
        action=ACTION_OF[FieldStatus(field.status)],
        raw=field.raw,
        value=field.value,
        problems=[],
        parts={},
    )
