"""How far the papers of an office are: counts that are read from indexes alone.

Nothing here is kept: every count is taken afresh, so that none can drift. The indexes
`document_progress`, `document_arrived`, `record_versions` and `record_done` hold all that is asked.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import ColumnElement, String, case, cast, func, select, type_coerce
from sqlalchemy.orm import InstrumentedAttribute, Session

from models.queueing import Priority
from models.tables import Document, Record
from models.values import DocumentState, RecordState

_UNREAD: Final = (DocumentState.RECEIVED, DocumentState.PROCESSING)


@dataclass(frozen=True, slots=True)
class OfForm:
    """Records of one version of a form by state; `form` is "" where it is unknown."""

    form: str
    version: str
    records: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Finished:
    """Records of a form that were finished in one hour; `untouched` needed no person."""

    form: str
    hour: datetime
    records: int
    untouched: int


def by_form(session: Session, office_id: str) -> tuple[OfForm, ...]:
    """Every version of a form that the office has records of."""
    query = (
        select(Record.form, Record.form_version, Record.state, func.count())
        .where(Record.office_id == office_id)
        .group_by(Record.form, Record.form_version, Record.state)
        .order_by(Record.form, Record.form_version)
    )
    found: dict[tuple[str, str], dict[str, int]] = {}
    for form, version, state, count in session.execute(query):
        found.setdefault((form, version), {})[state] = count
    return tuple(OfForm(form, version, counts) for (form, version), counts in found.items())


@dataclass(frozen=True, slots=True)
class Waiting:
    """Records of a form that wait: how many, how many of them since before each moment asked for,
    and since when the oldest does."""

    form: str
    records: int
    older: tuple[int, ...]
    oldest: datetime


def waiting(session: Session, office_id: str, since: Sequence[datetime]) -> tuple[Waiting, ...]:
    """What waits for a person, by form. Reads all of it, from an index."""
    older = [func.sum(case((Record.created < moment, 1), else_=0)) for moment in since]
    query = (
        select(Record.form, func.count(), func.min(Record.created), *older)
        .where(Record.office_id == office_id, Record.state == RecordState.NEEDS_REVIEW)
        .group_by(Record.form)
        .order_by(Record.form)
    )
    return tuple(
        Waiting(form, count, tuple(map(int, rest)), oldest)
        for form, count, oldest, *rest in session.execute(query)
    )


def arrived(session: Session, office_id: str, since: datetime) -> dict[datetime, int]:
    """Files that came in since then, by the hour (UTC)."""
    hour = _hour(session, Document.created)
    query = (
        select(hour, func.count())
        .where(Document.office_id == office_id, Document.created >= since)
        .group_by(hour)
    )
    return {_moment(word): count for word, count in session.execute(query)}


def finished(session: Session, office_id: str, since: datetime) -> tuple[Finished, ...]:
    """Records finished since then, by form and hour (UTC).

    What is finished in the moment in which it was read had no field that waited for a person.
    """
    hour = _hour(session, Record.finished)
    untouched = func.sum(case((Record.finished == Record.created, 1), else_=0))
    query = (
        select(Record.form, hour, func.count(), untouched)
        .where(Record.office_id == office_id, Record.finished >= since)
        .group_by(Record.form, hour)
    )
    return tuple(
        Finished(form, _moment(word), records, int(alone))
        for form, word, records, alone in session.execute(query)
    )


def oldest_unread(session: Session, office_id: str) -> datetime | None:
    """When the oldest file came in that is still to be read."""
    found = (
        session.scalar(
            select(func.min(Document.created)).where(
                Document.office_id == office_id, Document.state == state
            )
        )
        for state in _UNREAD
    )
    return min((moment for moment in found if moment is not None), default=None)


def oldest_waiting(session: Session, office_id: str) -> datetime | None:
    """When the oldest record was read that still waits for a person."""
    # One question for each priority: the queue's index finds the oldest of each at once.
    found = (
        session.scalar(
            select(func.min(Record.created)).where(
                Record.office_id == office_id,
                Record.state == RecordState.NEEDS_REVIEW,
                Record.priority == priority,
            )
        )
        for priority in Priority
    )
    return min((moment for moment in found if moment is not None), default=None)


def unread_since(session: Session, office_id: str, moment: datetime) -> str:
    """The batch of a file that came in at that moment and is still to be read; "" of none."""
    query = select(Document.batch_id).where(
        Document.office_id == office_id, Document.state.in_(_UNREAD), Document.created == moment
    )
    return session.scalars(query.limit(1)).first() or ""


def waiting_since(session: Session, office_id: str, moment: datetime) -> str:
    """A record that was read at that moment and still waits for a person; "" of none."""
    query = select(Record.id).where(
        Record.office_id == office_id,
        Record.state == RecordState.NEEDS_REVIEW,
        Record.priority.in_(list(Priority)),
        Record.created == moment,
    )
    return session.scalars(query.limit(1)).first() or ""


def _hour(
    session: Session,
    column: InstrumentedAttribute[datetime] | InstrumentedAttribute[datetime | None],
) -> ColumnElement[str]:
    """A time down to its hour, as "2026-11-23 16"."""
    if session.get_bind().dialect.name == "sqlite":
        # Times are kept as text there: cutting it is ten times as fast as understanding it.
        return func.substr(type_coerce(column, String), 1, 13)
    return cast(func.to_char(column, "YYYY-MM-DD HH24"), String)


def _moment(hour: str) -> datetime:
    return datetime.strptime(hour, "%Y-%m-%d %H")  # noqa: DTZ007 - times are naive and UTC here
