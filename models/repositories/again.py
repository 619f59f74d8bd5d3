"""Values that people settled, drawn by lot to be read once more by somebody else."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.lots import lot
from models.queueing import Priority, Stage
from models.repositories import routing, tasks
from models.tables import Correction, Field, Person, Record
from models.values import FieldStatus

_SAYS: tuple[str, ...] = (FieldStatus.ACCEPTED, FieldStatus.EMPTY, FieldStatus.NOT_APPLICABLE)


def draw(session: Session, record: Record, share: float) -> None:
    """Open a task for about `share` (0..1) of the values that people settled in a finished record.

    Drawn with the office's secret, so that nobody knows beforehand which. Whoever settled a value
    does not get it; what a machine settled over the API is not drawn.
    """
    if share <= 0:
        return
    secret = routing.sampling_key(session, record.office_id)
    drawn = [
        field
        for field in record.fields
        if field.source == "person"
        and field.status in _SAYS
        and lot(secret, f"again:{record.id}:{field.key}", share)
    ]
    if not drawn:
        return
    people = {key: by for key, by in _who(session, record, drawn).items() if by}
    opened = tasks.open_(session, record, [field for field in drawn if field.key in people])
    for key, task in opened.items():
        if not task.alone:  # it has no place that could be shown
            session.expunge(task)
            continue
        task.stage, task.priority = Stage.AGAIN, Priority.LATER
        task.first_by, task.second_by = (*people[key], None)[:2]


def _who(session: Session, record: Record, fields: list[Field]) -> dict[str, list[str]]:
    """Ids of the one or two people who had the last word on each field, the last first."""
    query = (
        select(Correction.key, Person.id)
        .join(Person, Correction.by == "person:" + Person.login)
        .where(Correction.record_id == record.id, Correction.key.in_([f.key for f in fields]))
        .order_by(Correction.id.desc())
    )
    found: dict[str, list[str]] = {}
    for key, person_id in session.execute(query):
        known = found.setdefault(key, [])
        if person_id not in known and len(known) < 2:
            known.append(person_id)
    return found
