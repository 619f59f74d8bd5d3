"""Single fields that wait for somebody: given out, prolonged, given back, answered.

Nobody gets a field that another holds, nor one of a record that another reviews whole, nor one of
which they have spoken already; of one record at most one field at a time.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from sqlalchemy import ColumnElement, Select, func, or_, select
from sqlalchemy.orm import Session

from models.database import now
from models.errors import Conflict, NotFound
from models.queueing import Heap, Priority, Stage, Wanted, Work
from models.repositories import holding
from models.repositories.fieldanswers import Answered, answer, refer, take_back
from models.repositories.rebuilding import rebuild
from models.repositories.works import field_for, get, locked, works
from models.tables import Record, Task

__all__ = [
    "Answered",
    "Heap",
    "Stage",
    "Wanted",
    "Work",
    "answer",
    "claim_fields",
    "field_for",
    "get",
    "give_back",
    "rebuild",
    "refer",
    "renew",
    "stages_of",
    "take_back",
    "waiting_kinds",
]

Part = tuple[ColumnElement[bool], ...]
#: rows looked at for each that is given out, where several may be of one record
_SPARE: Final = 4


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
    return works(session, [task for task, _ in found.values()])


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


def renew(
    session: Session, office_id: str, person_id: str, ids: Sequence[str], *, seconds: int
) -> tuple[str, ...]:
    """Hold these fields longer; the ids of those that are the person's no more."""
    lost = []
    for work_id in ids:
        try:
            record, task = locked(session, office_id, person_id, work_id)
        except (NotFound, Conflict):
            lost.append(work_id)
        else:
            holding.hold_field(record, task, person_id, seconds=seconds)
    return tuple(lost)


def give_back(session: Session, office_id: str, person_id: str, ids: Sequence[str]) -> None:
    """Let go of fields; no error for one that was not held."""
    for work_id in ids:
        try:
            record, task = locked(session, office_id, person_id, work_id)
        except (NotFound, Conflict):
            continue
        holding.let_go_of_field(session, record, task, person_id)


def waiting_kinds(
    session: Session,
    office_id: str,
    person_id: str,
    wanted: Wanted | None = None,
    *,
    most: int = 200,
) -> tuple[Heap, ...]:
    """What single fields wait that this person may answer, by form and field.

    Each is counted up to `most`: an index is looked into once for every form and field there is,
    and never more of a heap than that.
    """
    asked = [for_person(person_id), Task.alone, *conditions(wanted or Wanted())]
    found = []
    for form, key in _fields(session, office_id):
        of_field = (Task.office_id == office_id, Task.form == form, Task.key == key)
        some = (
            select(Task.kind, Task.priority)
            .where(*of_field, *asked)
            .order_by(Task.priority, Task.since, Task.id)
            .limit(most)
            .subquery()
        )
        count, kind, first = session.execute(
            select(func.count(), func.max(some.c.kind), func.min(some.c.priority))
        ).one()
        if count:
            found.append(Heap(form, key, kind, count, first < Priority.NORMAL))
    return tuple(found)


def _fields(session: Session, office_id: str) -> list[tuple[str, str]]:
    """The forms and keys that fields wait of: one step in the index for each."""
    found: list[tuple[str, str]] = []
    query = select(Task.form, Task.key).where(Task.office_id == office_id)
    query = query.order_by(Task.form, Task.key).limit(1)
    row = session.execute(query).first()
    while row is not None:
        form, key = row
        found.append((form, key))
        later = session.execute(query.where(Task.form == form, Task.key > key)).first()
        row = later or session.execute(query.where(Task.form > form)).first()
    return found


def stages_of(session: Session, record_id: str) -> set[Stage]:
    """How far the fields of a record have come that wait."""
    query = select(Task.stage).where(Task.record_id == record_id).distinct()
    return {Stage(stage) for stage in session.scalars(query)}
