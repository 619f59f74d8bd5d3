"""One change of one field, made and written into the history."""

from __future__ import annotations

from dataclasses import dataclass
from dataclasses import field as dataclass_field
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.database import now
from models.errors import Conflict
from models.tables import Correction, Field, Record
from models.values import FieldStatus


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


def restore(field: Field, kept: dict[str, Any]) -> None:
    """Make the field what it was when `kept` was taken of it (`snapshot`)."""
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


def apply(
    session: Session,
    record: Record,
    field: Field,
    change: Change,
    actor: str,
    *,
    at: datetime | None = None,
) -> None:
    """Make the change and write it into the history, under the record's present version.

    `at` is when it was said, where that was not just now.
    """
    before = snapshot(field)
    if change.action == "undo":
        restore(field, _last_standing(session, record, field.key).before)
    else:
        _set(field, change)
    session.add(
        Correction(
            record_id=record.id,
            key=field.key,
            at=at or now(),
            by=actor,
            action=change.action,
            before=before,
            after=snapshot(field),
            record_version=record.version,
        )
    )
