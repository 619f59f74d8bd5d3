"""Records: the queue of those to review, corrections, and the feed of finished ones."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session, selectinload

from models.database import now
from models.errors import Conflict, NotFound
from models.tables import Record
from models.values import RecordState


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


def newest_finished(
    session: Session, office_id: str, *, limit: int, before: int | None = None
) -> Sequence[Record]:
    """The records finished or corrected last, newest first; without their fields.

    `before` is the place in the feed of the last one seen.
    """
    query = select(Record).where(
        Record.office_id == office_id, Record.state == RecordState.FINISHED
    )
    if before is not None:
        query = query.where(Record.sequence < before)
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
    record = locked(session, office_id, record_id)
    if record.state != RecordState.NEEDS_REVIEW:
        raise Conflict("This record is finished.", remedy="Take the next one.")
    if held_by_other(record, person_id):
        raise Conflict("Somebody else is reviewing this record.", remedy="Take the next one.")
    hold(record, person_id, seconds=seconds)
    return record


def hold(record: Record, person_id: str, *, seconds: int) -> None:
    record.claimed_by = person_id
    record.claimed_until = now() + timedelta(seconds=seconds)


def release(session: Session, office_id: str, record_id: str, person_id: str) -> None:
    """Let go of a record; no error when it was not held."""
    record = locked(session, office_id, record_id)
    if record.claimed_by == person_id:
        record.claimed_by = record.claimed_until = None


def locked(session: Session, office_id: str, record_id: str) -> Record:
    """The record, kept from other transactions until this one ends. Raises NotFound."""
    record = session.scalar(
        select(Record)
        .where(Record.id == record_id, Record.office_id == office_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    if record is None:
        raise NotFound
    return record


def held_by_other(record: Record, person_id: str) -> bool:
    """Whether somebody else is reviewing it at this moment."""
    held = record.claimed_until is not None and record.claimed_until >= now()
    return held and record.claimed_by != person_id
