"""What people do to records: changes, each kept with who, when and from what, and finishing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.database import now
from models.errors import BadRequest, ChangedMeanwhile, Conflict
from models.repositories import (
    again,
    audit,
    documents,
    holding,
    readers,
    records,
    routing,
    searchable,
    sequence,
    tasks,
)
from models.repositories.answers import Equal, Voice, alike
from models.repositories.changing import STATUS_AFTER, Change, apply, snapshot
from models.tables import Correction, Record, Task
from models.values import DocumentState, FieldStatus, RecordState

__all__ = ["STATUS_AFTER", "Change", "amend", "apply", "finish", "history", "snapshot"]


def amend(
    session: Session,
    office_id: str,
    record_id: str,
    changes: Sequence[Change],
    *,
    person_id: str,
    actor: str,
    expected_version: int,
    equal: Equal = alike,
) -> Record:
    """Apply a person's changes and keep each in the history. The record's version grows by one.

    A field that two people must agree on stays as it is until they do (`readers`); `equal` says
    whether two values mean the same. Raises ChangedMeanwhile when `expected_version` is not the
    present one, Conflict when the record is finished or held by somebody else, BadRequest for an
    unknown field or action.
    """
    record = records.locked(session, office_id, record_id)
    _check_open(record, person_id, expected_version)
    record.version += 1
    fields = {field.key: field for field in record.fields}
    waiting: Mapping[str, Task] = tasks.of_record(session, record.id)
    said: set[str] = set()
    voice = Voice(person_id, actor)
    for change in changes:
        if change.key not in fields:
            raise BadRequest(f"The record has no field “{change.key}”.")
        if change.key in said:  # twice in one request: the second sees what the first did
            waiting = tasks.sync(session, record)
        said.add(change.key)
        field, task = fields[change.key], waiting.get(change.key)
        if change.action == "undo":
            readers.take_back(session, record, field, task, voice)
        elif change.action in STATUS_AFTER:
            readers.say(session, record, field, task, change, voice=voice, equal=equal)
        else:
            raise BadRequest(f"“{change.action}” is not an action.")
    tasks.sync(session, record)
    record.settled = None  # whoever sees it whole finishes it
    searchable.index_record(session, record)
    return record


def _check_open(record: Record, person_id: str, expected_version: int) -> None:
    if record.version != expected_version:
        raise ChangedMeanwhile
    if record.state != RecordState.NEEDS_REVIEW:
        raise Conflict("This record is finished.", remedy="Take the next one.")
    if holding.held_by_other(record, person_id):
        raise Conflict("Somebody else is reviewing this record.", remedy="Take the next one.")


def finish(
    session: Session,
    office_id: str,
    record_id: str,
    *,
    person_id: str,
    actor: str,
    expected_version: int,
    again_share: float = 0.0,
) -> Record:
    """Finish a record whose every field has been settled; its document follows with the last.

    About the share `again_share` (0..1) of what people settled in it is read once more by others.
    Raises Conflict naming the fields that still wait.
    """
    record = records.locked(session, office_id, record_id)
    _check_open(record, person_id, expected_version)
    open_keys = [f.key for f in record.fields if f.status == FieldStatus.REVIEW]
    if open_keys:
        raise Conflict(
            f"Fields still to be settled: {', '.join(open_keys)}.",
            remedy="Confirm, correct or mark each of them.",
        )
    _finish(session, record, actor, again_share)
    return record


def _finish(session: Session, record: Record, actor: str, again_share: float) -> None:
    routing.settle(session, record)
    record.state = RecordState.FINISHED
    record.version += 1
    record.finished = now()
    record.claimed_by = record.claimed_until = None
    tasks.close_all(session, record)
    again.draw(session, record, again_share)
    record.sequence = sequence.take(session, sequence.FINISHED)
    audit.note(
        session,
        office_id=record.office_id,
        actor=actor,
        action="record.finished",
        object_=record.id,
        version=record.version,
    )
    _finish_document(session, record)


def settled(session: Session, *, seconds: int, limit: int = 100) -> Sequence[str]:
    """Records whose last field was settled alone that long ago and that nobody holds."""
    moment = now()
    query = select(Record.id).where(
        Record.settled < moment - timedelta(seconds=seconds), holding.unheld(moment)
    )
    return session.scalars(query.order_by(Record.settled).limit(limit)).all()


def finish_settled(
    session: Session, record_id: str, *, seconds: int, again_share: float = 0.0
) -> bool:
    """Finish a record that `settled` named, unless something has become of it; whether it was.

    In the name of whoever settled its last field.
    """
    moment = now()
    record = session.scalar(
        select(Record)
        .where(
            Record.id == record_id,
            Record.state == RecordState.NEEDS_REVIEW,
            Record.settled < moment - timedelta(seconds=seconds),
            holding.unheld(moment),
        )
        .with_for_update(skip_locked=True)
        .execution_options(populate_existing=True)
    )
    if record is None:
        return False
    if any(tasks.waits(field) for field in record.fields):
        record.settled = None
        return False
    last = select(Correction.by).where(Correction.record_id == record.id)
    actor = session.scalar(last.order_by(Correction.id.desc()).limit(1))
    _finish(session, record, actor or "worker", again_share)
    return True


def _finish_document(session: Session, record: Record) -> None:
    session.flush()
    document = documents.get(session, record.office_id, record.document_id)
    siblings = records.of_document(session, record.document_id)
    if document.state == DocumentState.NEEDS_REVIEW and all(
        sibling.state == RecordState.FINISHED
        for sibling in siblings
        if sibling.pipeline == document.pipeline
    ):
        document.state = DocumentState.FINISHED
        document.updated = now()


def history(session: Session, office_id: str, record_id: str) -> Sequence[Correction]:
    """Every change to a record, oldest first."""
    records.get(session, office_id, record_id)
    query = select(Correction).where(Correction.record_id == record_id)
    return session.scalars(query.order_by(Correction.id)).all()
