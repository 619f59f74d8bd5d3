"""Whole pages that were opened from single fields: by whom, why and when."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.database import new_id, now
from models.queueing import Work
from models.tables import Opening

#: So long after it was opened a page may be looked at without giving a reason again.
_OPEN: Final = timedelta(minutes=15)


def open_page(session: Session, office_id: str, person_id: str, work: Work, reason: str) -> None:
    """Write down that somebody opens the page of a field that they hold."""
    session.add(
        Opening(
            id=new_id(),
            office_id=office_id,
            person_id=person_id,
            work_id=work.id,
            document_id=work.document_id,
            page=work.page,
            reason=reason,
            at=now(),
        )
    )


def is_open(session: Session, person_id: str, work: Work) -> bool:
    """Whether this person opened the page for this field a moment ago."""
    query = select(Opening.id).where(
        Opening.work_id == work.id,
        Opening.person_id == person_id,
        Opening.document_id == work.document_id,
        Opening.page == work.page,
        Opening.at >= now() - _OPEN,
    )
    return session.scalar(query.limit(1)) is not None
