"""Notes that reviewers leave with a record, and what they have typed but not saved."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any, Final

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from models.database import now
from models.errors import BadRequest
from models.repositories import records
from models.tables import Note, Unsaved

LONGEST: Final = 2000  # characters of a note
_MOST: Final = 200  # notes of one record
_KEPT: Final = timedelta(days=14)


def of_record(session: Session, office_id: str, record_id: str) -> Sequence[Note]:
    """The notes of a record, oldest first. Raises NotFound."""
    records.get(session, office_id, record_id)
    return session.scalars(
        select(Note).where(Note.record_id == record_id).order_by(Note.id).limit(_MOST)
    ).all()


def add(
    session: Session, office_id: str, record_id: str, text: str, *, key: str, actor: str
) -> Note:
    """Leave a note about the record, or with `key` about one of its fields.

    Raises NotFound, and BadRequest for a note that is empty, too long, or about no field.
    """
    record = records.get(session, office_id, record_id)
    if not text.strip() or len(text) > LONGEST:
        raise BadRequest(f"A note has 1 to {LONGEST} characters.", remedy="Write it shorter.")
    if key and all(field.key != key for field in record.fields):
        raise BadRequest(f"The record has no field “{key}”.")
    if len(of_record(session, office_id, record_id)) >= _MOST:
        raise BadRequest("This record has too many notes.", remedy="Say it in one of them.")
    note = Note(record_id=record_id, key=key, at=now(), by=actor, text=text.strip())
    session.add(note)
    session.flush()
    return note


def keep_unsaved(
    session: Session, record_id: str, person_id: str, key: str, entered: Mapping[str, Any] | None
) -> None:
    """Keep what this person has typed into a field; None forgets it. The last word counts."""
    found = session.get(Unsaved, (record_id, key, person_id))
    if entered is None:
        if found is not None:
            session.delete(found)
        return
    if found is None:
        found = Unsaved(record_id=record_id, key=key, person_id=person_id)
        session.add(found)
    found.at, found.entered = now(), dict(entered)
    session.execute(delete(Unsaved).where(Unsaved.at < now() - _KEPT))


def unsaved(session: Session, record_id: str, person_id: str) -> dict[str, dict[str, Any]]:
    """What this person typed into the fields of a record and did not save, by key."""
    query = select(Unsaved).where(Unsaved.record_id == record_id, Unsaved.person_id == person_id)
    return {row.key: dict(row.entered) for row in session.scalars(query)}


def forget_unsaved(session: Session, record_id: str, keys: Sequence[str] = ()) -> None:
    """Forget it for these fields, or for the whole record: somebody has settled them."""
    query = delete(Unsaved).where(Unsaved.record_id == record_id)
    if keys:
        query = query.where(Unsaved.key.in_(keys))
    session.execute(query)
