"""Records: the queue of those to review, corrections, and the feed of finished ones."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session, selectinload

from models.errors import NotFound
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
