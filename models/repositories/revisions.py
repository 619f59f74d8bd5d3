"""Correcting what is finished: a new version at a new place in the feed; the old one stays."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.database import now
from models.errors import BadRequest, ChangedMeanwhile, Conflict, NotFound
from models.repositories import audit, records, routing, searchable, sequence
from models.repositories.changing import STATUS_AFTER, Change, apply, restore, snapshot
from models.tables import Correction, Edition, Field, Record
from models.values import FieldStatus, RecordState


@dataclass(frozen=True, slots=True)
class Version:
    """A version of a finished record as the feed handed it out.

    `fields` holds by key what it says (raw, value, status, …); None for the newest version, which
    is the record itself. `by` is who revised it, "" for the first.
    """

    number: int
    entered: datetime
    by: str
    fields: Mapping[str, Any] | None


def revise(
    session: Session,
    office_id: str,
    record_id: str,
    changes: Sequence[Change],
    *,
    actor: str,
    expected_version: int | None,
) -> Record:
    """Correct a finished record: its version grows, and it comes again in the feed.

    What it was stays readable (`versions`). Changes that leave everything as it is make no new
    version. Raises NotFound, ChangedMeanwhile when `expected_version` is given and not the present
    one, Conflict when the record is not finished or a change would leave a field unsettled,
    BadRequest for no change, an unknown field or action.
    """
    record = records.locked(session, office_id, record_id)
    if expected_version is not None and record.version != expected_version:
        raise ChangedMeanwhile
    if record.state != RecordState.FINISHED:
        raise Conflict("This record is not finished.", remedy="Review it and finish it.")
    _check(record, changes)
    before = _edition(record)
    with session.begin_nested() as attempt:
        record.version += 1
        fields = {field.key: field for field in record.fields}
        for change in changes:
            apply(session, record, fields[change.key], change, actor)
        if all(_as_told(field) == before.fields[key] for key, field in fields.items()):
            attempt.rollback()
            return record
    if any(field.status == FieldStatus.REVIEW for field in record.fields):
        raise Conflict(
            "A finished record cannot have fields that wait.",
            remedy="Say what stands there, or that it is empty, illegible or not applicable.",
        )
    session.add(before)
    _enter(session, record, before.version, {change.key for change in changes}, actor)
    return record


def _check(record: Record, changes: Sequence[Change]) -> None:
    if not changes:
        raise BadRequest("A revision without any change says nothing.")
    known = {field.key for field in record.fields}
    for change in changes:
        if change.key not in known:
            raise BadRequest(
                "The record has no field of that key.", remedy="Take keys from the record."
            )
        if change.action not in (*STATUS_AFTER, "undo"):
            raise BadRequest(f"“{change.action}” is not an action.")


def _edition(record: Record) -> Edition:
    """The present version, as it will be kept."""
    return Edition(
        record_id=record.id,
        version=record.version,
        sequence=record.sequence,
        entered=record.revised or record.finished,
        fields={field.key: _as_told(field) for field in record.fields},
    )


def _as_told(field: Field) -> dict[str, Any]:
    """What the feed says of a field and a revision may change."""
    judged = field.routed.outcome if field.routed is not None else ""
    return {**snapshot(field), "outcome": judged}


def _enter(session: Session, record: Record, before: int, keys: set[str], actor: str) -> None:
    """Into the feed again, at its end: who has pulled the old version gets this one too."""
    session.flush()
    routing.settle(session, record, keys)
    record.revised = now()
    record.supersedes = before
    record.sequence = sequence.take(session, sequence.FINISHED)
    searchable.index_record(session, record)
    audit.note(
        session,
        office_id=record.office_id,
        actor=actor,
        action="record.revised",
        object_=record.id,
        version=record.version,
        fields=sorted(keys),
    )


def versions(session: Session, office_id: str, record_id: str) -> tuple[Version, ...]:
    """Every version that the feed has handed out or will, oldest first; none while it waits."""
    record = records.get(session, office_id, record_id)
    query = select(Edition).where(Edition.record_id == record_id).order_by(Edition.version)
    by = _revisers(session, record_id)
    found = [
        Version(kept.version, kept.entered, by.get(kept.version, ""), kept.fields)
        for kept in session.scalars(query)
    ]
    entered = record.revised or record.finished
    if record.state == RecordState.FINISHED and entered is not None:
        found.append(Version(record.version, entered, by.get(record.version, ""), None))
    return tuple(found)


def as_it_was(session: Session, office_id: str, record_id: str, number: int) -> Record:
    """The record as version `number` told it: a copy that no session knows.

    Raises NotFound, also for a version that only reviewers saw, and Conflict while it waits.
    """
    record = records.get(session, office_id, record_id)
    if record.state != RecordState.FINISHED:
        raise Conflict("This record is not finished.", remedy="It has versions when it is.")
    if number == record.version:
        return record
    found = [v for v in versions(session, office_id, record_id) if v.number <= number]
    if not found or found[-1].number != number:
        raise NotFound("There is no such version.", remedy="Its `versions` lists those there are.")
    session.expunge_all()
    for field in record.fields:
        told = (found[-1].fields or {}).get(field.key, _as_told(field))
        restore(field, told)
        if field.routed is not None:
            field.routed.outcome = told["outcome"]
    record.version = number
    record.revised = found[-1].entered if len(found) > 1 else None
    record.supersedes = found[-2].number if len(found) > 1 else None
    return record


def _revisers(session: Session, record_id: str) -> dict[int, str]:
    query = (
        select(Correction.record_version, Correction.by)
        .where(Correction.record_id == record_id)
        .distinct()
    )
    return {row.record_version: row.by for row in session.execute(query)}
