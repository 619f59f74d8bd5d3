"""The book of who did what. Appended to, never changed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.database import now
from models.tables import Audit


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
