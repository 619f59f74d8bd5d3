"""What people do to records: changes, each kept with who, when and from what, and finishing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from dataclasses import field as dataclass_field
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.database import now
from models.errors import BadRequest, ChangedMeanwhile, Conflict
from models.repositories import audit, documents, records, routing, sequence
from models.tables import Correction, Field, Record
from models.values import DocumentState, FieldStatus, RecordState


@dataclass(frozen=True, slots=True)
class Change:
    """What a person says about a field; `value` is already parsed and JSON."""

    key: str
    action: str  # confirm, correct, illegible, empty, not_applicable, undo
    raw: str = ""
    value: Any = None
    problems: tuple[dict[str, str], ...] = ()
    parts: dict[str, str] = dataclass_field(default_factory=dict)


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
    record = records.locked(session, office_id, record_id)
    _check_open(record, person_id, expected_version)
    record.version += 1
    fields = {field.key: field for field in record.fields}
    for change in changes:
        if change.key not in fields:
            raise BadRequest(f"The record has no field “{change.key}”.")
        if change.action not in (*STATUS_AFTER, "undo"):
            raise BadRequest(f"“{change.action}” is not an action.")
        apply(session, record, fields[change.key], change, actor)
    return record


def _check_open(record: Record, person_id: str, expected_version: int) -> None:
    if record.version != expected_version:
        raise ChangedMeanwhile
    if record.state != RecordState.NEEDS_REVIEW:
        raise Conflict("This record is finished.", remedy="Take the next one.")
    if records.held_by_other(record, person_id):
        raise Conflict("Somebody else is reviewing this record.", remedy="Take the next one.")


def snapshot(field: Field) -> dict[str, Any]:
    """What a change of a field can change, as it is now."""
    return {
        "raw": field.raw,
        "value": field.value,
        "status": field.status,
        "confidence": field.confidence,
        "source": field.source,
        "problems": list(field.problems),
        "repairs": list(field.repairs),
        "parts": dict(field.parts),
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
    field.repairs, field.parts = list(kept.get("repairs", ())), dict(kept.get("parts", {}))


def _set(field: Field, change: Change) -> None:
    field.status = STATUS_AFTER[change.action]
    if change.action == "correct":
        field.raw, field.value = change.raw, change.value
        field.repairs, field.parts = [], dict(change.parts)
    elif change.action != "confirm":
        field.value = None
    field.problems = list(change.problems)
    field.confidence = 1.0
    field.source = "person"


def apply(session: Session, record: Record, field: Field, change: Change, actor: str) -> None:
    """Make the change and write it into the history, under the record's present version."""
    before = snapshot(field)
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
            after=snapshot(field),
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
    record = records.locked(session, office_id, record_id)
    _check_open(record, person_id, expected_version)
    open_keys = [f.key for f in record.fields if f.status == FieldStatus.REVIEW]
    if open_keys:
        raise Conflict(
            f"Fields still to be settled: {', '.join(open_keys)}.",
            remedy="Confirm, correct or mark each of them.",
        )
    routing.settle(session, record)
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
