"""Pictures of pages for those who look at them."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.errors import NotFound
from models.tables import Document, Page


@dataclass(frozen=True, slots=True)
class PagePicture:
    """Where a page's picture lies; `width`, `height` in pixels of the scan.

    `rotation` degrees clockwise set it upright.
    """

    document: Document
    image_key: str
    width: int
    height: int
    rotation: int


def picture(session: Session, office_id: str, document_id: str, number: int) -> PagePicture:
    """The picture of a page. Raises NotFound, also for a document of another office.

    Reads no text of the page: it is asked for with every tile.
    """
    found = session.execute(
        select(Document, Page.image_key, Page.width, Page.height, Page.rotation)
        .join(Page, (Page.document_id == Document.id) & (Page.pipeline == Document.pipeline))
        .where(Document.id == document_id, Document.office_id == office_id, Page.number == number)
    ).first()
    if found is None:
        raise NotFound
    if not found.image_key:
        raise NotFound("This page has no picture.", remedy="Look at its `problem`.")
    return PagePicture(*found)
