"""How much waits for people, counted no further than anybody wants to know."""

from __future__ import annotations

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from models.tables import Record
from models.values import RecordState


def at_most(session: Session, office_id: str, most: int) -> int:
    """Records of an office that need review; `most` stands for that many and more."""
    some = (
        select(Record.state)
        .where(Record.office_id == office_id, Record.state == RecordState.NEEDS_REVIEW)
        .limit(most)
        .subquery()
    )
    return session.scalar(select(func.count()).select_from(some)) or 0
