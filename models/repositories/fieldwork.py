"""Single fields that wait for somebody: given out, prolonged, given back, answered.

Nobody gets a field that another holds, nor one of a record that another reviews whole, nor one of
which they have spoken already; of one record at most one field at a time.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import ColumnElement, Select, or_, select
from sqlalchemy.orm import Session

from models.database import now
from models.errors import Conflict, NotFound
from models.queueing import Stage, Wanted, Work
from models.repositories import holding, readers, records, searchable, tasks
from models.repositories.changing import Change
from models.repositories.readers import Equal, alike
from models.tables import Answer, Field, Record, Task
from models.values import RecordState

__all__ = ["Answered", "Stage", "Wanted", "Work"]

Part = tuple[ColumnElement[bool], ...]
#: rows looked at for each that is given out, where several may be of one record
_SPARE: Final = 4


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


def claim_fields(
    session: Session,
    office_id: str,
    person_id: str,
    wanted: Wanted,
    *,
    most: int,
    seconds: int,
    skip: Sequence[str] = (),
) -> tuple[Work, ...]:
    """Hold up to `most` fields for `seconds`: one's own first, then the most urgent and oldest.

    `skip` are ids that were put off.
    """
    moment = now()
    found: dict[str, tuple[Task, Record]] = {}
    mine = (Task.claimed_by == person_id) & (Task.claimed_until >= moment)
    spare = 1 if wanted.keys or most == 1 else _SPARE
    _take(session, found, _asked(office_id, person_id, wanted, moment, skip).where(mine), most, 1)
    free = or_(Task.claimed_until.is_(None), Task.claimed_until < moment)
    for part in _parts(session, office_id, wanted):
        if len(found) < most:
            query = _asked(office_id, person_id, wanted, moment, skip).where(free, *part)
            _take(session, found, query, most, spare)
    for task, record in found.values():
        holding.hold_field(record, task, person_id, seconds=seconds)
    session.flush()
    return _works(session, [task for task, _ in found.values()])


def _asked(
    office_id: str, person_id: str, wanted: Wanted, moment: datetime, skip: Sequence[str]
) -> Select[Task, Record]:
    query = (
        select(Task, Record)
        .join(Record, Record.id == Task.record_id)
        .where(
            Task.office_id == office_id,
            Task.alone,
            for_person(person_id),
            holding.free_for(person_id, moment),
            *conditions(wanted),
        )
        .order_by(Task.priority, Task.since, Task.id)
        .with_for_update(skip_locked=True, of=(Task, Record))
        .execution_options(populate_existing=True)
    )
    return query.where(Task.id.not_in(skip)) if skip else query


def for_person(person_id: str) -> ColumnElement[bool]:
    """Fields of which the person has not spoken."""
    return or_(Task.first_by.is_(None), Task.first_by != person_id) & or_(
        Task.second_by.is_(None), Task.second_by != person_id
    )


def conditions(wanted: Wanted) -> list[ColumnElement[bool]]:
    """What `wanted` asks of a task, but for its forms and keys where these are many."""
    found: list[ColumnElement[bool]] = []
    if len(wanted.forms) == 1:
        found.append(Task.form == wanted.forms[0])
    elif wanted.forms:
        found.append(Task.form.in_(wanted.forms))
    if len(wanted.keys) == 1:
        found.append(Task.key == wanted.keys[0])
    elif wanted.keys:
        found.append(Task.key.in_(wanted.keys))
    if wanted.kinds:
        found.append(Task.kind.in_(wanted.kinds))
    if wanted.stages:
        found.append(Task.stage.in_(wanted.stages))
    if wanted.batch:
        found.append(Task.batch_id == wanted.batch)
    if wanted.record:
        found.append(Task.record_id == wanted.record)
    if wanted.priority:
        found.append(Task.priority == wanted.priority)
    if wanted.waiting_since is not None:
        found.append(Task.since <= wanted.waiting_since)
    return found


def _parts(session: Session, office_id: str, wanted: Wanted) -> list[Part]:
    """Each form and key on its own, the one with the most urgent field first.

    An index then gives the fields of each in their order; of several at once it could not.
    """
    forms: list[Part] = [(Task.form == form,) for form in wanted.forms] or [()]
    keys: list[Part] = [(Task.key == key,) for key in wanted.keys] or [()]
    parts: list[Part] = [(*f, *k) for f in forms for k in keys]
    if len(parts) == 1:
        return parts
    heads = []
    for number, part in enumerate(parts):
        query = select(Task.priority, Task.since).where(Task.office_id == office_id, *part)
        head = session.execute(query.order_by(Task.priority, Task.since, Task.id).limit(1)).first()
        if head is not None:
            heads.append((head.priority, head.since, number))
    return [parts[number] for _, _, number in sorted(heads)]


def _take(
    session: Session,
    found: dict[str, tuple[Task, Record]],
    query: Select[Task, Record],
    most: int,
    spare: int,
) -> None:
    """Lock rows and add them, of each record one."""
    taken = {record.id for _, record in found.values()}
    for task, record in session.execute(query.limit(most * spare)):
        if record.id not in taken and len(found) < most:
            taken.add(record.id)
            found[task.id] = (task, record)


def _works(session: Session, found: Sequence[Task]) -> tuple[Work, ...]:
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
        )
        for task in found
    )


def _box(kept: Sequence[float] | None) -> tuple[float, float, float, float] | None:
    return (kept[0], kept[1], kept[2], kept[3]) if kept else None


def get(session: Session, office_id: str, person_id: str, work_id: str) -> Work:
    """A field that this person holds at this moment. Raises NotFound for any other."""
    task = session.get(Task, work_id)
    if task is None or task.office_id != office_id or task.claimed_by != person_id:
        raise NotFound
    if task.claimed_until is None or task.claimed_until < now():
        raise NotFound
    return _works(session, [task])[0]


def renew(
    session: Session, office_id: str, person_id: str, ids: Sequence[str], *, seconds: int
) -> tuple[str, ...]:
    """Hold these fields longer; the ids of those that are the person's no more."""
    lost = []
    for work_id in ids:
        try:
            record, task = _mine(session, office_id, person_id, work_id)
        except (NotFound, Conflict):
            lost.append(work_id)
        else:
            holding.hold_field(record, task, person_id, seconds=seconds)
    return tuple(lost)


def give_back(session: Session, office_id: str, person_id: str, ids: Sequence[str]) -> None:
    """Let go of fields; no error for one that was not held."""
    for work_id in ids:
        try:
            record, task = _mine(session, office_id, person_id, work_id)
        except (NotFound, Conflict):
            continue
        holding.let_go_of_field(session, record, task, person_id)


def _mine(session: Session, office_id: str, person_id: str, work_id: str) -> tuple[Record, Task]:
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


def answer(
    session: Session,
    office_id: str,
    person_id: str,
    actor: str,
    work_id: str,
    change: Change,
    *,
    equal: Equal = alike,
) -> Answered:
    """Say what stands in a field that this person holds, or held last.

    Raises NotFound when it has been settled meanwhile, Conflict when somebody else holds it or
    its record, BadRequest for an unknown action.
    """
    record, task = _mine(session, office_id, person_id, work_id)
    if record.state != RecordState.NEEDS_REVIEW:
        raise Conflict("This record is finished.", remedy="Take the next one.")
    field = next(one for one in record.fields if one.key == task.key)
    record.version += 1
    task.claimed_by = task.claimed_until = None
    readers.say(
        session,
        record,
        field,
        task,
        change,
        person_id=person_id,
        actor=actor,
        equal=equal,
        single=True,
    )
    return _after(session, record, field.key, person_id)


def _after(session: Session, record: Record, key: str, person_id: str) -> Answered:
    left = tasks.sync(session, record)
    holding.look_at_fields(session, record, person_id)
    searchable.index_record(session, record)
    waits = Stage(left[key].stage) if key in left else None
    return Answered(record.id, key, waits, last=not left)


def refer(
    session: Session, office_id: str, person_id: str, actor: str, work_id: str, reason: str
) -> None:
    """Give a field back that cannot be answered by its crop: whoever sees its record answers it.

    `reason` is a word of ours. Raises as `answer`.
    """
    record, task = _mine(session, office_id, person_id, work_id)
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
        person_id=person_id,
        actor=actor,
    )
    task = tasks.sync(session, record).get(field.key)
    if task is None:
        raise Conflict("This field has been settled otherwise.", remedy="Go on.")
    holding.hold_field(record, task, person_id, seconds=seconds)
    searchable.index_record(session, record)
    return _works(session, [task])[0]
