"""Records: the queue of those to review, corrections, and the feed of finished ones."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session, selectinload

from models.database import now
from models.errors import BadRequest, ChangedMeanwhile, Conflict, NotFound
from models.repositories import audit, documents, sequence
from models.tables import Correction, Field, Record
from models.values import DocumentState, FieldStatus, RecordState


def get(session: Session, office_id: str, record_id: str) -> Record:
    """With its fields. Raises NotFound, also for a record of another office."""
    record = session.get(Record, record_id, options=[selectinload(Record.fields)])
    if record is None or record.office_id != office_id:
        raise NotFound
    return record


@dataclass(frozen=True, slots=True)
class Feed:
    """A page of the feed; `cursor` continues after its last record."""

    records: tuple[Record, ...]
    cursor: int
    has_more: bool


def finished_after(session: Session, office_id: str, cursor: int, *, limit: int) -> Feed:
    """Finished records in the order of finishing, after `cursor`; never skips, never repeats."""
    query = (
        select(Record)
        .options(selectinload(Record.fields))
        .where(
            Record.office_id == office_id,
            Record.state == RecordState.FINISHED,
            Record.sequence > cursor,
        )
        .order_by(Record.sequence)
        .limit(limit + 1)
    )
    found = session.scalars(query).all()
    page = tuple(found[:limit])
    last = page[-1].sequence if page else cursor
    return Feed(page, last or cursor, len(found) > limit)


def waiting(
    session: Session, office_id: str, *, limit: int, after: str = ""
) -> tuple[Sequence[Record], bool]:
    """Records that need review, oldest first; `after` is the id of the last one seen."""
    query = (
        select(Record)
        .options(selectinload(Record.fields))
        .where(Record.office_id == office_id, Record.state == RecordState.NEEDS_REVIEW)
    )
    if after:
        last = get(session, office_id, after)
        query = query.where(
            or_(
                Record.created > last.created,
                (Record.created == last.created) & (Record.id > last.id),
            )
        )
    found = session.scalars(query.order_by(Record.created, Record.id).limit(limit + 1)).all()
    return found[:limit], len(found) > limit


def of_document(session: Session, document_id: str) -> Sequence[Record]:
    query = select(Record).where(Record.document_id == document_id).order_by(Record.ordinal)
    return session.scalars(query.options(selectinload(Record.fields))).all()


def newest_finished(session: Session, office_id: str, *, limit: int) -> Sequence[Record]:
    """The records finished last, newest first; without their fields."""
    query = select(Record).where(
        Record.office_id == office_id, Record.state == RecordState.FINISHED
    )
    return session.scalars(query.order_by(Record.sequence.desc()).limit(limit)).all()


def counts(session: Session, office_id: str) -> dict[str, int]:
    """Records of an office by state."""
    query = (
        select(Record.state, func.count())
        .where(Record.office_id == office_id)
        .group_by(Record.state)
    )
    return dict(session.execute(query).all())


def claim_next(
    session: Session, office_id: str, person_id: str, *, seconds: int, skip: Sequence[str] = ()
) -> Record | None:
    """Hold the oldest record that nobody else holds; one's own first. None when none is left."""
    moment = now()
    mine = (Record.claimed_by == person_id) & (Record.claimed_until >= moment)
    free = or_(Record.claimed_until.is_(None), Record.claimed_until < moment)
    queue = (
        select(Record)
        .options(selectinload(Record.fields))
        .where(Record.office_id == office_id, Record.state == RecordState.NEEDS_REVIEW)
        .order_by(Record.created, Record.ordinal, Record.id)
        .limit(1)
        .with_for_update(skip_locked=True, of=Record)
    )
    if skip:
        queue = queue.where(Record.id.not_in(skip))
    # Two queries, so that each walks the queue's index and stops at the first.
    record = session.scalar(queue.where(mine)) or session.scalar(queue.where(free))
    if record is not None:
        hold(record, person_id, seconds=seconds)
    return record


def claim(
    session: Session, office_id: str, record_id: str, person_id: str, *, seconds: int
) -> Record:
    """Hold this very record, or prolong the hold. Raises Conflict when somebody else holds it."""
    record = _locked(session, office_id, record_id)
    if record.state != RecordState.NEEDS_REVIEW:
        raise Conflict("This record is finished.", remedy="Take the next one.")
    if _held_by_other(record, person_id):
        raise Conflict("Somebody else is reviewing this record.", remedy="Take the next one.")
    hold(record, person_id, seconds=seconds)
    return record


def hold(record: Record, person_id: str, *, seconds: int) -> None:
    record.claimed_by = person_id
    record.claimed_until = now() + timedelta(seconds=seconds)


def release(session: Session, office_id: str, record_id: str, person_id: str) -> None:
    """Let go of a record; no error when it was not held."""
    record = _locked(session, office_id, record_id)
    if record.claimed_by == person_id:
        record.claimed_by = record.claimed_until = None


def _locked(session: Session, office_id: str, record_id: str) -> Record:
    record = session.scalar(
        select(Record)
        .where(Record.id == record_id, Record.office_id == office_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    if record is None:
        raise NotFound
    return record


def _held_by_other(record: Record, person_id: str) -> bool:
    held = record.claimed_until is not None and record.claimed_until >= now()
    return held and record.claimed_by != person_id


@dataclass(frozen=True, slots=True)
class Change:
    """What a person says about a field; `value` is already parsed and JSON."""

    key: str
    action: str  # confirm, correct, illegible, empty, not_applicable, undo
    raw: str = ""
    value: Any = None
    problems: tuple[dict[str, str], ...] = ()


STATUS_AFTER = {
    "confirm": FieldStatus.ACCEPTED,
    "correct": FieldStatus.ACCEPTED,
    "illegible": FieldStatus.ILLEGIBLE,
    "empty": FieldStatus.EMPTY,
    "not_applicable": FieldStatus.NOT_APPLICABLE,
}


def amend(
    session: Session,
    office_id: str,
    record_id: str,
    changes: Sequence[Change],
    *,
    person_id: str,
    actor: str,
    expected_version: int,
) -> Record:
    """Apply a person's changes and keep each in the history. The record's version grows by one.

    Raises ChangedMeanwhile when `expected_version` is not the present one, Conflict when the
    record is finished or held by somebody else, BadRequest for an unknown field or action.
    """
    record = _locked(session, office_id, record_id)
    _check_open(record, person_id, expected_version)
    record.version += 1
    fields = {field.key: field for field in record.fields}
    for change in changes:
        if change.key not in fields:
            raise BadRequest(f"The record has no field “{change.key}”.")
        if change.action not in (*STATUS_AFTER, "undo"):
            raise BadRequest(f"“{change.action}” is not an action.")
        _apply(session, record, fields[change.key], change, actor)
    return record


def _check_open(record: Record, person_id: str, expected_version: int) -> None:
    if record.version != expected_version:
        raise ChangedMeanwhile
    if record.state != RecordState.NEEDS_REVIEW:
        raise Conflict("This record is finished.", remedy="Take the next one.")
    if _held_by_other(record, person_id):
        raise Conflict("Somebody else is reviewing this record.", remedy="Take the next one.")


def _snapshot(field: Field) -> dict[str, Any]:
    return {
        "raw": field.raw,
        "value": field.value,
        "status": field.status,
        "confidence": field.confidence,
        "source": field.source,
        "problems": list(field.problems),
    }


def _last_standing(session: Session, record: Record, key: str) -> Correction:
    """The newest change of a field that has not been taken back. Raises Conflict without one."""
    query = select(Correction).where(Correction.record_id == record.id, Correction.key == key)
    taken_back = 0
    for correction in session.scalars(query.order_by(Correction.id.desc())):
        if correction.action == "undo":
            taken_back += 1
        elif taken_back:
            taken_back -= 1
        else:
            return correction
    raise Conflict("There is no change of this field to take back.", remedy="Go on.")


def _restore(field: Field, kept: dict[str, Any]) -> None:
    field.raw, field.value = kept["raw"], kept["value"]
    field.status, field.source = kept["status"], kept["source"]
    field.confidence = kept["confidence"]
    field.problems = list(kept.get("problems", ()))


def _set(field: Field, change: Change) -> None:
    field.status = STATUS_AFTER[change.action]
    if change.action == "correct":
        field.raw, field.value = change.raw, change.value
    elif change.action != "confirm":
        field.value = None
    field.problems = list(change.problems)
    field.confidence = 1.0
    field.source = "person"


def _apply(session: Session, record: Record, field: Field, change: Change, actor: str) -> None:
    before = _snapshot(field)
    if change.action == "undo":
        _restore(field, _last_standing(session, record, field.key).before)
    else:
        _set(field, change)
    session.add(
        Correction(
            record_id=record.id,
            key=field.key,
            at=now(),
            by=actor,
            action=change.action,
            before=before,
            after=_snapshot(field),
            record_version=record.version,
        )
    )


def finish(
    session: Session,
    office_id: str,
    record_id: str,
    *,
    person_id: str,
    actor: str,
    expected_version: int,
) -> Record:
    """Finish a record whose every field has been settled; its document follows with the last.

    Raises Conflict naming the fields that still wait.
    """
    record = _locked(session, office_id, record_id)
    _check_open(record, person_id, expected_version)
    open_keys = [f.key for f in record.fields if f.status == FieldStatus.REVIEW]
    if open_keys:
        raise Conflict(
            f"Fields still to be settled: {', '.join(open_keys)}.",
            remedy="Confirm, correct or mark each of them.",
        )
    record.state = RecordState.FINISHED
    record.version += 1
    record.finished = now()
    record.claimed_by = record.claimed_until = None
    record.sequence = sequence.take(session, sequence.FINISHED)
    audit.note(
        session,
        office_id=office_id,
        actor=actor,
        action="record.finished",
        object_=record.id,
        version=record.version,
    )
    _finish_document(session, record)
    return record


def _finish_document(session: Session, record: Record) -> None:
    session.flush()
    document = documents.get(session, record.office_id, record.document_id)
    siblings = of_document(session, record.document_id)
    if document.state == DocumentState.NEEDS_REVIEW and all(
        sibling.state == RecordState.FINISHED
        for sibling in siblings
        if sibling.pipeline == document.pipeline
    ):
        document.state = DocumentState.FINISHED
        document.updated = now()


def history(session: Session, office_id: str, record_id: str) -> Sequence[Correction]:
    """Every change to a record, oldest first."""
    get(session, office_id, record_id)
    query = select(Correction).where(Correction.record_id == record_id)
    return session.scalars(query.order_by(Correction.id)).all()
