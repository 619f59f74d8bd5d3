"""Documents by their state and by what stands on their pages."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from models.repositories import documents
from models.tables import Document, Page

#: A page of the reading in force of its document.
_OF_READING: Final = (Page.document_id == Document.id) & (Page.pipeline == Document.pipeline)


def search(
    session: Session,
    office_id: str,
    *,
    text: str = "",
    state: str = "",
    limit: int = 100,
    after: str = "",
) -> Sequence[Document]:
    """Documents of an office, newest first: those in `state`, those with `text` on a page.

    `after` is the id of the last document of the page before. Raises NotFound for a strange one.
    """
    query = select(Document).where(Document.office_id == office_id)
    if state:
        query = query.where(Document.state == state)
    if text:
        query = query.where(select(Page.id).where(_OF_READING, _holds(text)).exists())
    if after:
        last = documents.get(session, office_id, after)
        query = query.where(
            (Document.created < last.created)
            | ((Document.created == last.created) & (Document.id < last.id))
        )
    order = (Document.created.desc(), Document.id.desc())
    return session.scalars(query.order_by(*order).limit(limit)).all()


def pages_with(session: Session, document_ids: Sequence[str], text: str) -> dict[str, list[int]]:
    """On which pages of these documents a text stands, by document."""
    query = (
        select(Page.document_id, Page.number)
        .join(Document, _OF_READING)
        .where(Page.document_id.in_(document_ids), _holds(text))
        .order_by(Page.number)
    )
    found: dict[str, list[int]] = {document_id: [] for document_id in document_ids}
    for document_id, number in session.execute(query):
        found[document_id].append(number)
    return found


def _holds(text: str) -> ColumnElement[bool]:
    """Pages that hold this text, whatever its case in Latin script."""
    return Page.text.icontains(text, autoescape=True)
