"""Documents: what became of a file, and those of unknown form as searchable text."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from fastapi import Depends, Response
from fastapi.responses import RedirectResponse

from api.actor import Actor
from api.audited import note
from api.policy import MANAGERS, REVIEWERS, UPLOADERS, PolicedRouter, Policy, current_actor
from api.seen import covering_of
from api.state import AppState, state
from api.v1 import documents as v1_documents
from api.web.render import may, page
from api.web.review import page_views
from api.web.words import DOCUMENT, Word
from models.repositories import documents, records
from models.repositories.covering import NOTHING
from models.repositories.kept_pages import read_page
from models.values import DocumentState, Line

router = PolicedRouter(include_in_schema=False)
READ: Final = Policy.people(*REVIEWERS)
SHOWN: Final = 100


@dataclass(frozen=True, slots=True)
class PageLines:
    """The lines of a page as far as the role may see them."""

    number: int
    lines: tuple[Line, ...]


@router.get("/documents", policy=READ)
def text_documents(
    actor: Actor = Depends(current_actor), state: AppState = Depends(state)
) -> Response:
    with state.database.read() as session:
        found = documents.newest(
            session, actor.office_id, state=DocumentState.TEXT_ONLY, limit=SHOWN
        )
    return page("documents.html", actor, "/documents", documents=found)


@router.get("/documents/{document_id}", policy=Policy.people(*UPLOADERS))
def document_page(
    document_id: str, actor: Actor = Depends(current_actor), state: AppState = Depends(state)
) -> Response:
    """What became of a file. Pictures, text and records are for reviewers alone."""
    reads = may(actor.role).review
    with state.database.read() as session:
        document = documents.get(session, actor.office_id, document_id)
        pages = documents.pages(session, document)
        found = records.of_document(session, document.id) if reads else ()
        covering = covering_of(session, actor, document) if reads else NOTHING
    if reads and pages:
        with state.database.write() as session:
            note(session, actor, "document.text_fetched", document.id)
    return page(
        "document.html",
        actor,
        "/documents" if document.state == DocumentState.TEXT_ONLY else "/batches",
        document=document,
        word=DOCUMENT.get(document.state, Word(document.state)),
        reads=reads,
        pages=page_views(document, pages, (), covering) if reads else [],
        whole=covering.nothing,
        texts=[
            PageLines(p.number, read_page(p, covering.on(p.number)).lines)
            for p in pages
            if reads and not p.problem_code
        ],
        broken=[p for p in pages if p.problem_code],
        records=[r for r in found if r.pipeline == document.pipeline],
        again=actor.role in MANAGERS and document.state in documents.RETRIED,
    )


@router.post("/documents/{document_id}/retry", policy=Policy.people(*MANAGERS))
def read_again(
    document_id: str, actor: Actor = Depends(current_actor), state: AppState = Depends(state)
) -> Response:
    """Have a document read once more, and go to its batch to follow it."""
    batch = v1_documents.retry_document(document_id, actor, state).batch_id
    return RedirectResponse(f"/batches/{batch}", 303)
