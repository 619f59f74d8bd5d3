"""The book of who did what. Appended to, never changed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, and_, not_, select
from sqlalchemy.orm import Session

from models.database import now
from models.tables import Audit, Record


@dataclass(frozen=True, slots=True)
class Asked:
    """Which lines are wanted; what is empty narrows nothing down.

    `actor`: a label, as `person:dara`. `actions`: any of these. `objects`: about one of these ids.
    `since` and `until` (UTC): not before the one, before the other.
    """

    actor: str = ""
    actions: tuple[str, ...] = ()
    objects: tuple[str, ...] = ()
    since: datetime | None = None
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Place:
    """Where a list has come to: the moment and the id of its last line."""

    at: datetime
    id: int


def note(
    session: Session, *, office_id: str | None, actor: str, action: str, object_: str, **detail: Any
) -> None:
    """Write a line. `detail` holds counts, ids and codes; never a name or value from a form."""
    session.add(
        Audit(
            at=now(), office_id=office_id, actor=actor, action=action, object=object_, detail=detail
        )
    )


def lines(
    session: Session, office_id: str, *, limit: int = 200, before: int | None = None
) -> Sequence[Audit]:
    """The newest lines of an office; `before` is the id of the last line of the page before."""
    query = select(Audit).where(Audit.office_id == office_id).order_by(Audit.id.desc())
    if before is not None:
        query = query.where(Audit.id < before)
    return session.scalars(query.limit(limit)).all()


def found(
    session: Session, office_id: str, asked: Asked, *, limit: int, before: Place | None = None
) -> Sequence[Audit]:
    """The newest lines of an office that are asked for; `before` is the last of the page before."""
    query = select(Audit).where(Audit.office_id == office_id)
    if asked.actor:
        query = query.where(Audit.actor == asked.actor)
    if asked.since is not None:
        query = query.where(Audit.at >= asked.since)
    if asked.until is not None:
        query = query.where(Audit.at < asked.until)
    if before is not None:
        later = and_(Audit.at == before.at, Audit.id >= before.id)
        query = query.where(Audit.at <= before.at, not_(later))
    newest = Audit.at.desc(), Audit.id.desc()
    lines = [
        line
        for one in _parts(query, asked)
        for line in session.scalars(one.order_by(*newest).limit(limit))
    ]
    return sorted(lines, key=lambda line: (line.at, line.id), reverse=True)[:limit]


def _parts(query: Select[Audit], asked: Asked) -> Iterator[Select[Audit]]:
    """One question for each object or action: each finds its newest at once in an index, where one
    question for any of them would look through the whole book for what is rare."""
    # Written so that no index on the action is tempting where a person or an object says more.
    of_kind = (Audit.action + "").in_(asked.actions)
    if asked.objects:
        rest = query.where(of_kind) if asked.actions else query
        yield from (rest.where(Audit.object == one) for one in asked.objects)
    elif asked.actions and not asked.actor:
        yield from (query.where(Audit.action == one) for one in asked.actions)
    else:
        yield query.where(of_kind) if asked.actions else query


def about(session: Session, office_id: str, thing: str) -> tuple[str, ...]:
    """The ids under which a thing stands in the book: a record's lines are also its document's."""
    query = select(Record.document_id).where(Record.id == thing, Record.office_id == office_id)
    paper = session.scalar(query)
    return (thing, paper) if paper else (thing,)
