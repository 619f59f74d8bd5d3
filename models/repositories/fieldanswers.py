"""What comes of a single field that somebody was given: answered, referred, taken back."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.errors import Conflict, NotFound
from models.queueing import Stage, Work
from models.repositories import holding, readers, records, rereading, searchable, tasks
from models.repositories.answers import Equal, Voice, alike
from models.repositories.changing import Change
from models.repositories.works import locked, works
from models.tables import Answer, Record
from models.values import RecordState


@dataclass(frozen=True, slots=True)
class Answered:
    """What came of an answer: `waits` is the stage that the field is in now, None when settled.

    `last`: nothing of the record waits any more; it is finished a little later, when nobody takes
    that answer back.
    """

    record_id: str
    key: str
    waits: Stage | None
    last: bool


def answer(
    session: Session,
    office_id: str,
    person_id: str,
    actor: str,
    work_id: str,
    *,
    change: Change,
    equal: Equal = alike,
) -> Answered:
    """Say what stands in a field that this person holds, or held last.

    Raises NotFound when it has been settled meanwhile, Conflict when somebody else holds it or
    its record, BadRequest for an unknown action.
    """
    record, task = locked(session, office_id, person_id, work_id)
    key, voice = task.key, Voice(person_id, actor)
    task.claimed_by = task.claimed_until = None
    if record.state == RecordState.FINISHED:
        waits = rereading.say(session, record, task, change, voice=voice, equal=equal)
        session.flush()
        holding.look_at_fields(session, record, person_id)
        return Answered(record.id, key, waits, last=False)
    field = next(one for one in record.fields if one.key == key)
    record.version += 1
    readers.say(
        session,
        record,
        field,
        task,
        change,
        voice=voice,
        equal=equal,
        single=True,
    )
    return _after(session, record, key, person_id)


def _after(session: Session, record: Record, key: str, person_id: str) -> Answered:
    left = tasks.sync(session, record)
    holding.look_at_fields(session, record, person_id)
    searchable.index_record(session, record)
    waits = Stage(left[key].stage) if key in left else None
    return Answered(record.id, key, waits, last=not left)


def refer(session: Session, office_id: str, person_id: str, work_id: str, *, reason: str) -> None:
    """Give a field back that cannot be answered by its crop: whoever sees its record answers it.

    `reason` is a word of ours. Raises as `answer`.
    """
    record, task = locked(session, office_id, person_id, work_id)
    if record.state == RecordState.FINISHED:  # nobody needs it: it was drawn by lot
        task.claimed_by = task.claimed_until = None
        if task.stage == Stage.AGAIN:
            session.delete(task)
        session.flush()
        holding.look_at_fields(session, record, person_id)
        return
    task.alone, task.referred = False, reason
    holding.let_go_of_field(session, record, task, person_id)


def take_back(
    session: Session, office_id: str, person_id: str, actor: str, work_id: str, *, seconds: int
) -> Work:
    """Take back one's own last answer; the field is held again as it was before.

    Raises NotFound when this person has not answered it, Conflict when its record is finished or
    somebody else works on it.
    """
    given = session.scalar(
        select(Answer)
        .where(
            Answer.task_id == work_id,
            Answer.person_id == person_id,
            Answer.withdrawn.is_(False),
        )
        .order_by(Answer.id.desc())
        .limit(1)
    )
    if given is None:
        raise NotFound
    record = records.locked(session, office_id, given.record_id)
    if record.state != RecordState.NEEDS_REVIEW:
        raise Conflict(
            "The record has been finished.", remedy="A manager can still correct it there."
        )
    if holding.held_by_other(record, person_id):
        raise Conflict("Somebody else works on this record.", remedy="Go on with the next.")
    field = next(one for one in record.fields if one.key == given.key)
    record.version += 1
    readers.take_back(
        session,
        record,
        field,
        tasks.of_record(session, record.id).get(field.key),
        Voice(person_id, actor),
    )
    task = tasks.sync(session, record).get(field.key)
    if task is None:
        raise Conflict("This field has been settled otherwise.", remedy="Go on.")
    holding.hold_field(record, task, person_id, seconds=seconds)
    searchable.index_record(session, record)
    return works(session, [task])[0]
