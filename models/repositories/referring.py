"""Handing a field that waits to another reader."""

from __future__ import annotations

from sqlalchemy.orm import Session

from models.errors import BadRequest, ChangedMeanwhile, Conflict
from models.repositories import audit, holding, readers, records, tasks
from models.repositories.answers import Equal, Voice, alike
from models.repositories.changing import Change
from models.tables import Record
from models.values import RecordState


def to_second(
    session: Session,
    office_id: str,
    record_id: str,
    key: str,
    change: Change | None,
    *,
    voice: Voice,
    expected_version: int,
    equal: Equal = alike,
) -> Record:
    """Let another person read a field. With `change`, one's own word on it, both must agree.

    Raises ChangedMeanwhile for another version than `expected_version`, Conflict when the record
    is finished, held by somebody else, or the field does not wait; BadRequest for no field.
    """
    record = records.locked(session, office_id, record_id)
    if record.version != expected_version:
        raise ChangedMeanwhile
    if record.state != RecordState.NEEDS_REVIEW:
        raise Conflict("This record is finished.", remedy="Take the next one.")
    if holding.held_by_other(record, voice.id):
        raise Conflict("Somebody else is reviewing this record.", remedy="Take the next one.")
    field = next((one for one in record.fields if one.key == key), None)
    if field is None:
        raise BadRequest(
            "The record has no field of that key.", remedy="Take keys from the record."
        )
    task = tasks.of_record(session, record.id).get(key)
    if task is None:
        raise Conflict(
            "This field is settled.", remedy="Take your change back first, then hand it on."
        )
    record.version += 1
    if change is None:
        readers.pass_on(session, field, task, voice)
    else:
        task.readers = 2
        readers.say(session, record, field, task, change, voice=voice, equal=equal)
    tasks.sync(session, record)
    record.settled = None
    audit.note(
        session,
        office_id=office_id,
        actor=voice.label,
        action="field.handed_on",
        object_=record.id,
        key=key,
    )
    return record
