"""What the database says that the file store holds: of all offices, for who keeps the machine."""

from __future__ import annotations

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from models.tables import Document, Office, Page, Person, Record


def counts(session: Session) -> tuple[int, int, int, int]:
    """Offices, people, documents and records."""
    offices, people, documents, records = (
        session.scalars(select(func.count()).select_from(table)).one()
        for table in (Office, Person, Document, Record)
    )
    return offices, people, documents, records


def originals(session: Session) -> list[tuple[str, str]]:
    """Office and hash of every document."""
    query = select(Document.office_id, Document.sha256)
    return [(office, sha256) for office, sha256 in session.execute(query)]


def pictures(session: Session) -> list[str]:
    """The key of every page's picture."""
    return list(session.scalars(select(Page.image_key).where(Page.image_key != "")))
