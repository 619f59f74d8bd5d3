"""Documents: how one stands, its pages as pictures and text, its original, reading it again."""

from __future__ import annotations

from typing import Annotated, Final

from fastapi import Depends, Path, Query
from fastapi.responses import PlainTextResponse, Response, StreamingResponse

from api.actor import Actor
from api.audited import note
from api.page_seen import note_page
from api.policy import MANAGERS, REVIEWERS, UPLOADERS, PolicedRouter, Policy, current_actor
from api.seen import covering_of
from api.state import AppState, state
from api.v1.document_shapes import (
    Document,
    DocumentHead,
    Documents,
    DocumentText,
    PageText,
    whole,
)
from api.v1.shapes import CursorText, Id, Limit, cursor, read_cursor
from ingest.masking import covered_picture
from ingest.pictures import webp
from ingest.storage import original_key
from models import tables
from models.errors import Forbidden, NotFound
from models.repositories import documents, records
from models.repositories.kept_pages import page_text as read_text
from models.values import Box, DocumentState

router = PolicedRouter(tags=["documents"])

STATES: Final = Policy.people_and_tokens(roles=UPLOADERS, scopes=("documents:read",))
CONTENTS: Final = Policy.people_and_tokens(
    roles=REVIEWERS, scopes=("documents:read", "records:read")
)
LIST: Final = Policy.people_and_tokens(roles=REVIEWERS, scopes=("documents:read",))
RETRY: Final = Policy.people_and_tokens(roles=MANAGERS, scopes=("documents:write",))
_ENDINGS: Final = {
    "application/pdf": "pdf",
    "image/tiff": "tif",
    "image/jpeg": "jpg",
    "image/png": "png",
    "image/webp": "webp",
}
Number = Annotated[int, Path(ge=1, le=100_000, description="page number from 1")]


class Picture(StreamingResponse):
    media_type = "image/webp"


class Original(StreamingResponse):
    media_type = "application/octet-stream"


@router.get("/documents", policy=LIST)
def list_documents(
    *,
    state_: Annotated[DocumentState | None, Query(alias="state")] = None,
    limit: Limit = 100,
    cursor_: CursorText = "",
    actor: Actor = Depends(current_actor),
    state: AppState = Depends(state),
) -> Documents:
    """The documents of your office, newest first. `POST /search` finds them by what they say."""
    after = read_cursor("d", cursor_)
    with state.database.read() as session:
        found = documents.newest(
            session, actor.office_id, state=state_ or "", limit=limit + 1, after=after
        )
    page = found[:limit]
    return Documents(
        documents=[DocumentHead.model_validate(DocumentHead.kept(d)) for d in page],
        cursor=cursor("d", page[-1].id) if page else cursor_,
        has_more=len(found) > limit,
    )


@router.get("/documents/{document_id}", policy=STATES)
def get_document(
    document_id: Id, actor: Actor = Depends(current_actor), state: AppState = Depends(state)
) -> Document:
    """How one document stands, its pages, and which records it holds."""
    with state.database.read() as session:
        document = documents.get(session, actor.office_id, document_id)
        pages = documents.pages(session, document)
        return whole(document, pages, records.of_document(session, document_id))


@router.get(
    "/documents/{document_id}/pages/{number}/image",
    policy=CONTENTS,
    response_class=Picture,
    responses={200: {"content": {"image/webp": {}}, "description": "The page as scanned."}},
)
def page_image(
    document_id: Id,
    number: Number,
    actor: Actor = Depends(current_actor),
    state: AppState = Depends(state),
) -> Response:
    """The picture of a page, as scanned; what is kept from your role is black."""
    page, covered = _page(state, actor, document_id, number)
    if not page.image_key:
        raise NotFound("This page has no picture.", remedy="Look at its `problem`.")
    note_page(state, actor, document_id, number)
    if not covered:
        return Picture(state.store.open(page.image_key))
    return Picture(iter([webp(covered_picture(state.store, page, covered))]))


@router.get(
    "/documents/{document_id}/pages/{number}/text",
    policy=CONTENTS,
    response_class=PlainTextResponse,
)
def page_text(
    document_id: Id,
    number: Number,
    actor: Actor = Depends(current_actor),
    state: AppState = Depends(state),
) -> str:
    """The text of a page, line by line, without lines of what is kept from your role."""
    page, covered = _page(state, actor, document_id, number)
    note_page(state, actor, document_id, number)
    return read_text(page, covered)


def _page(
    state: AppState, actor: Actor, document_id: str, number: int
) -> tuple[tables.Page, tuple[Box, ...]]:
    """A page and the places of it that are to be covered."""
    with state.database.read() as session:
        document = documents.get(session, actor.office_id, document_id)
        for page in documents.pages(session, document):
            if page.number == number:
                return page, covering_of(session, actor, document).on(number)
    raise NotFound


@router.get("/documents/{document_id}/text", policy=CONTENTS)
def document_text(
    document_id: Id, actor: Actor = Depends(current_actor), state: AppState = Depends(state)
) -> DocumentText:
    """The text of every page, without lines of what is kept from your role."""
    with state.database.write() as session:
        document = documents.get(session, actor.office_id, document_id)
        pages = documents.pages(session, document)
        covering = covering_of(session, actor, document)
        note(session, actor, "document.text_fetched", document.id)
    return DocumentText(
        document_id=document_id,
        pages=[PageText(number=p.number, text=read_text(p, covering.on(p.number))) for p in pages],
    )


@router.get(
    "/documents/{document_id}/original",
    policy=CONTENTS,
    response_class=Original,
    responses={
        200: {
            "description": "The file as it came.",
            "content": {media_type: {} for media_type in _ENDINGS},
        }
    },
)
def original(
    document_id: Id, actor: Actor = Depends(current_actor), state: AppState = Depends(state)
) -> Response:
    """The file as it came, byte by byte. The audit keeps who fetched it.

    Nothing can be covered in it: it is refused where something of it is kept from your role.
    """
    with state.database.write() as session:
        document = documents.get(session, actor.office_id, document_id)
        if not covering_of(session, actor, document).nothing:
            raise Forbidden(
                "Something on this paper is kept from your role, and the original shows all of it.",
                remedy="Look at its pages: what you may see is shown there.",
            )
        note(session, actor, "document.original_fetched", document.id)
    pieces = state.store.open(original_key(document.office_id, document.sha256))
    # Named by its id: a file's name may be a person's, and would stay in the download folder.
    name = f"{document.id}.{_ENDINGS.get(document.media_type, 'bin')}"
    return Original(
        pieces,
        media_type=document.media_type,
        headers={
            "Content-Disposition": f'attachment; filename="{name}"',
            "Content-Length": str(document.size),
            "Content-Security-Policy": "sandbox; default-src 'none'",
        },
    )


@router.post(
    "/documents/{document_id}/retry",
    policy=RETRY,
    responses={409: {"description": "The document is not in a state to be read again."}},
)
def retry_document(
    document_id: Id, actor: Actor = Depends(current_actor), state: AppState = Depends(state)
) -> Document:
    """Read a rejected, quarantined or text-only document again."""
    with state.database.write() as session:
        document = documents.get(session, actor.office_id, document_id)
        documents.retry(session, document, actor.label)
        pages = documents.pages(session, document)
        shown = whole(document, pages, records.of_document(session, document_id))
    state.wake()
    return shown
