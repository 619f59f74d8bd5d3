"""The queue of records: who takes which next, for how long, and what is urgent."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from sqlalchemy import ColumnElement, Select, func, or_, select, update
from sqlalchemy.orm import Session, selectinload

from models.database import now
from models.errors import BadRequest, Conflict, NotFound
from models.queueing import Priority, Wanted
from models.repositories import audit, batches, fieldwork, holding, records, rules
from models.tables import FormPriority, Record, Task
from models.values import RecordState

_ANYTHING: Final = Wanted()
_ORDER: Final = (Record.priority, Record.created, Record.id)
#: rows that one transaction moves to another priority
_AT_ONCE: Final = 2000


def claim_next(
    session: Session,
    office_id: str,
    person_id: str,
    *,
    seconds: int,
    skip: Sequence[str] = (),
    wanted: Wanted = _ANYTHING,
) -> Record | None:
    """Hold the most urgent, oldest record that nobody else holds; one's own first.

    Not one on which the person has said everything that they may. None when none is left.
    """
    moment = now()
    query = (
        _waiting(office_id, wanted)
        .where(for_person(person_id), holding.free_for(person_id, moment))
        .order_by(*_ORDER)
        .limit(1)
        .with_for_update(skip_locked=True, of=Record)
        .execution_options(populate_existing=True)
    )
    if skip:
        query = query.where(Record.id.not_in(skip))
    mine = (Record.claimed_by == person_id) & (Record.claimed_until >= moment)
    record = session.scalar(query.where(mine))
    if record is None:
        free = or_(Record.claimed_until.is_(None), Record.claimed_until < moment)
        for part in _parts(session, office_id, wanted):
            record = record or session.scalar(query.where(free, *part))
    if record is not None:
        holding.hold(record, person_id, seconds=seconds)
        session.flush()
    return record


def _waiting(office_id: str, wanted: Wanted) -> Select[Record]:
    return (
        select(Record)
        .options(selectinload(Record.fields))
        .where(
            Record.office_id == office_id,
            Record.state == RecordState.NEEDS_REVIEW,
            *conditions(wanted),
        )
    )


def for_person(person_id: str) -> ColumnElement[bool]:
    """Records on which the person has more to say."""
    return or_(Record.first_by.is_(None), Record.first_by != person_id) & or_(
        Record.second_by.is_(None), Record.second_by != person_id
    )


def conditions(wanted: Wanted) -> list[ColumnElement[bool]]:
    """What `wanted` asks of a record."""
    found: list[ColumnElement[bool]] = []
    if len(wanted.forms) == 1:
        found.append(Record.form == wanted.forms[0])
    elif wanted.forms:
        found.append(Record.form.in_(wanted.forms))
    if wanted.batch:
        found.append(Record.batch_id == wanted.batch)
    if wanted.record:
        found.append(Record.id == wanted.record)
    if wanted.priority:
        found.append(Record.priority == wanted.priority)
    if wanted.waiting_since is not None:
        found.append(Record.created <= wanted.waiting_since)
    if wanted.keys or wanted.kinds or wanted.stages:
        of_fields = Wanted(keys=wanted.keys, kinds=wanted.kinds, stages=wanted.stages)
        task = select(Task.id).where(Task.record_id == Record.id, *fieldwork.conditions(of_fields))
        found.append(task.exists())
    return found


def _parts(session: Session, office_id: str, wanted: Wanted) -> list[list[ColumnElement[bool]]]:
    """Each form on its own, the one with the most urgent record first: an index gives each."""
    if len(wanted.forms) < 2:
        return [[]]
    heads = []
    for number, form in enumerate(wanted.forms):
        query = select(*_ORDER).where(
            Record.office_id == office_id,
            Record.state == RecordState.NEEDS_REVIEW,
            Record.form == form,
        )
        head = session.execute(query.order_by(*_ORDER).limit(1)).first()
        if head is not None:
            heads.append((head.priority, head.created, number))
    return [[Record.form == wanted.forms[number]] for _, _, number in sorted(heads)]


def claim(
    session: Session, office_id: str, record_id: str, person_id: str, *, seconds: int
) -> Record:
    """Hold this very record, or prolong the hold. Raises Conflict when somebody else holds it."""
    record = records.locked(session, office_id, record_id)
    if record.state != RecordState.NEEDS_REVIEW:
        raise Conflict("This record is finished.", remedy="Take the next one.")
    if holding.held_by_other(record, person_id):
        raise Conflict("Somebody else is reviewing this record.", remedy="Take the next one.")
    holding.hold(record, person_id, seconds=seconds)
    session.flush()
    return record


def renew(
    session: Session, office_id: str, person_id: str, ids: Sequence[str], *, seconds: int
) -> tuple[str, ...]:
    """Hold these records longer; the ids of those that are the person's no more.

    One whose hold ran out, or that the same person let go of in another tab, is held again as long
    as nobody else has it.
    """
    lost = []
    for record_id in sorted(set(ids)):  # in one order, so that two who renew never wait in a ring
        try:
            record = records.locked(session, office_id, record_id)
        except NotFound:
            lost.append(record_id)
            continue
        finished = record.state != RecordState.NEEDS_REVIEW
        if finished or holding.held_by_other(record, person_id):
            lost.append(record_id)
        else:
            holding.hold(record, person_id, seconds=seconds)
    return tuple(lost)


def let_go(session: Session, office_id: str, person_id: str, ids: Sequence[str]) -> None:
    """Let go of records; no error for one that was not held."""
    for record_id in sorted(set(ids)):
        try:
            record = records.locked(session, office_id, record_id)
        except NotFound:
            continue
        holding.let_go(record, person_id)


def release(session: Session, office_id: str, record_id: str, person_id: str) -> None:
    """Let go of a record; no error when it was not held. Raises NotFound."""
    holding.let_go(records.locked(session, office_id, record_id), person_id)


def waiting(
    session: Session,
    office_id: str,
    wanted: Wanted = _ANYTHING,
    *,
    limit: int,
    after: str = "",
) -> tuple[Sequence[Record], bool]:
    """Records that need review, as they are taken; `after` is the id of the last one seen.

    Also whether there are more. Raises NotFound for a strange `after`.
    """
    query = _waiting(office_id, wanted)
    if after:
        last = records.get(session, office_id, after)
        place = (last.priority, last.created, last.id)
        query = query.where(_after(*place))
    found = session.scalars(query.order_by(*_ORDER).limit(limit + 1)).all()
    return found[:limit], len(found) > limit


def _after(priority: int, created: object, record_id: str) -> ColumnElement[bool]:
    return or_(
        Record.priority > priority,
        (Record.priority == priority) & (Record.created > created),
        (Record.priority == priority) & (Record.created == created) & (Record.id > record_id),
    )


def count_waiting(
    session: Session, office_id: str, wanted: Wanted = _ANYTHING, *, most: int = 1000
) -> int:
    """How many records need review, counted no further than `most`."""
    some = (
        select(Record.id)
        .where(
            Record.office_id == office_id,
            Record.state == RecordState.NEEDS_REVIEW,
            *conditions(wanted),
        )
        .limit(most)
        .subquery()
    )
    return session.scalar(select(func.count()).select_from(some)) or 0


def spoken_of(session: Session, office_id: str, person_id: str, *, most: int = 1000) -> int:
    """How many records wait for others alone: this person has said all that they may of them.

    Looked for among as many as `count_waiting` counts.
    """
    some = (
        select(Record.first_by, Record.second_by)
        .where(Record.office_id == office_id, Record.state == RecordState.NEEDS_REVIEW)
        .limit(most)
        .subquery()
    )
    said_all = or_(some.c.first_by == person_id, some.c.second_by == person_id)
    return session.scalar(select(func.count()).select_from(some).where(said_all)) or 0


def open_to(session: Session, office_id: str, person_id: str, ids: Sequence[str]) -> int:
    """How many of these records wait and this person has more to say of."""
    query = select(func.count()).where(
        Record.office_id == office_id,
        Record.state == RecordState.NEEDS_REVIEW,
        Record.id.in_(ids),
        for_person(person_id),
    )
    return session.scalar(query) or 0


def set_batch(session: Session, office_id: str, batch_id: str, priority: int, actor: str) -> None:
    """How urgent a batch is. The records that wait already follow by `move`. Raises NotFound."""
    _known(priority)
    batches.get(session, office_id, batch_id).priority = priority
    _note(session, office_id, actor, ("batch", batch_id), priority)


def set_form(session: Session, office_id: str, form: str, priority: int, actor: str) -> None:
    """How urgent the records of a form are. Those that wait already follow by `move`."""
    _known(priority)
    row = session.get(FormPriority, (office_id, form))
    if row is None:
        row = FormPriority(office_id=office_id, form=form)
        session.add(row)
    row.priority, row.by, row.at = priority, actor, now()
    if priority == Priority.NORMAL:
        session.flush()
        session.delete(row)
    _note(session, office_id, actor, ("form", form), priority)


def set_record(
    session: Session, office_id: str, record_id: str, priority: int | None, actor: str
) -> None:
    """How urgent one record is, whatever its batch and form say; None: as these say."""
    if priority is not None:
        _known(priority)
    record = records.locked(session, office_id, record_id)
    record.urgency = priority
    record.priority = priority or rules.priority_of(
        session, office_id, record.batch_id, record.form
    )
    session.execute(
        update(Task).where(Task.record_id == record.id).values(priority=record.priority)
    )
    _note(session, office_id, actor, ("record", record_id), record.priority)


def _known(priority: int) -> None:
    if priority not in list(Priority):
        raise BadRequest(f"“{priority}” is not a priority.", remedy="It is a number from 1 to 4.")


def _note(session: Session, office_id: str, actor: str, of: tuple[str, str], priority: int) -> None:
    what, which = of
    audit.note(
        session,
        office_id=office_id,
        actor=actor,
        action="queue.prioritised",
        object_=which[:80],
        what=what,
        priority=priority,
    )


def groups(
    session: Session, office_id: str, *, batch: str = "", form: str | None = None
) -> Sequence[tuple[str, str]]:
    """The batches and forms that records wait of, of this batch or this form: to be moved."""
    query = (
        select(Record.batch_id, Record.form)
        .where(Record.office_id == office_id, Record.state == RecordState.NEEDS_REVIEW)
        .distinct()
    )
    if batch:
        query = query.where(Record.batch_id == batch)
    if form is not None:
        query = query.where(Record.form == form)
    return [(of_batch, of_form) for of_batch, of_form in session.execute(query)]


def move(session: Session, office_id: str, batch: str, form: str) -> int:
    """Give records that wait the priority that their batch and form ask for; how many it was.

    A part of them at once, so that nobody waits long for the database: call it in one transaction
    after the other until it gives 0.
    """
    asked = rules.priority_of(session, office_id, batch, form)
    ids = session.scalars(
        select(Record.id)
        .where(
            Record.office_id == office_id,
            Record.state == RecordState.NEEDS_REVIEW,
            Record.batch_id == batch,
            Record.form == form,
            Record.priority.in_([one for one in Priority if one != asked]),
            Record.urgency.is_(None),
        )
        .limit(_AT_ONCE)
        .with_for_update()
    ).all()
    if ids:
        session.execute(update(Record).where(Record.id.in_(ids)).values(priority=asked))
        session.execute(update(Task).where(Task.record_id.in_(ids)).values(priority=asked))
    return len(ids)
