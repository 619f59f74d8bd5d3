"""How documents look from outside."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from pydantic import BaseModel, Field

from api.v1.shapes import Moment, Reason
from models import tables
from models.values import DocumentState, RecordState


def image_address(document_id: str, number: int) -> str:
    return f"/api/v1/documents/{document_id}/pages/{number}/image"


def text_address(document_id: str, number: int) -> str:
    return f"/api/v1/documents/{document_id}/pages/{number}/text"


class Page(BaseModel):
    """A page as read: sizes in pixels of the scan; `rotation` in degrees it was turned to stand."""

    number: int
    width: int
    height: int
    dpi: float = Field(description="0 when nobody knows")
    rotation: int
    quality: dict[str, float | bool]
    form: str
    form_version: str
    form_page: int
    form_score: float
    problem: Reason | None
    image: str = Field(description="address of its picture; empty where there is none")

    @staticmethod
    def of(page: tables.Page) -> Page:
        kept = {key: getattr(page, key) for key in _AS_KEPT}
        reason = Reason.of(page.problem_code, page.problem, page.remedy)
        image = image_address(page.document_id, page.number) if page.image_key else ""
        return Page(**kept, problem=reason, image=image)


_AS_KEPT: Final = tuple(key for key in Page.model_fields if key not in ("problem", "image"))


class RecordOf(BaseModel):
    """A record that was read from a document."""

    id: str
    form: str
    state: RecordState


class DocumentHead(BaseModel):
    """How a document stands."""

    id: str
    batch_id: str
    name: str = Field(description="the name it first came under")
    media_type: str
    size: int = Field(description="bytes")
    sha256: str
    state: DocumentState
    problem: Reason | None
    attempts: int
    page_count: int
    created: Moment
    updated: Moment

    @staticmethod
    def kept(document: tables.Document) -> dict[str, object]:
        keys = [key for key in DocumentHead.model_fields if key != "problem"]
        reason = Reason.of(document.problem_code, document.problem, document.remedy)
        return {**{key: getattr(document, key) for key in keys}, "problem": reason}


class Document(DocumentHead):
    """A document with its pages and the records found on them."""

    pages: list[Page]
    records: list[RecordOf]


class Documents(BaseModel):
    documents: list[DocumentHead]
    cursor: str
    has_more: bool


class PageText(BaseModel):
    number: int
    text: str


class DocumentText(BaseModel):
    """The whole text that was read, page by page."""

    document_id: str
    pages: list[PageText]


def whole(
    document: tables.Document, pages: Sequence[tables.Page], found: Sequence[tables.Record]
) -> Document:
    """A document with its pages, and the records of the reading in force."""
    return Document.model_validate(
        {
            **Document.kept(document),
            "pages": [Page.of(page) for page in pages],
            "records": [
                RecordOf(id=r.id, form=r.form, state=RecordState(r.state))
                for r in found
                if r.pipeline == document.pipeline
            ],
        }
    )
