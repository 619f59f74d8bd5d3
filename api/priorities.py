"""Saying what is urgent: kept first, then carried to the records that wait, a part at a time."""

from __future__ import annotations

from api.actor import Actor
from models.database import Database
from models.queueing import Priority
from models.repositories import queues


def of_batch(database: Database, actor: Actor, batch_id: str, priority: Priority) -> None:
    """A batch and everything in it that waits. Raises NotFound."""
    with database.write() as session:
        queues.set_batch(session, actor.office_id, batch_id, priority, actor.label)
    _carry(database, actor, batch=batch_id)


def of_form(database: Database, actor: Actor, form: str, priority: Priority) -> None:
    """Every record of a form that waits, and those to come."""
    with database.write() as session:
        queues.set_form(session, actor.office_id, form, priority, actor.label)
    _carry(database, actor, form=form)


def of_record(database: Database, actor: Actor, record_id: str, priority: Priority | None) -> None:
    """One record, whatever its batch and form say; None: as they say. Raises NotFound."""
    with database.write() as session:
        queues.set_record(session, actor.office_id, record_id, priority, actor.label)


def _carry(database: Database, actor: Actor, *, batch: str = "", form: str | None = None) -> None:
    """Each part in a transaction of its own, so that no reviewer waits for all of it."""
    with database.read() as session:
        found = queues.groups(session, actor.office_id, batch=batch, form=form)
    for of_batch, of_form in found:
        moved = 1
        while moved:
            with database.write() as session:
                moved = queues.move(session, actor.office_id, of_batch, of_form)
