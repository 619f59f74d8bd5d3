"""What was read of a document as a file for other programs: text, JSON, hOCR, ALTO, PDF."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final, Literal

import numpy as np
from fastapi import Depends
from fastapi.responses import Response

from api.actor import Actor
from api.audited import note
from api.policy import PolicedRouter, current_actor
from api.seen import covering_of
from api.state import AppState, state
from api.v1.documents import CONTENTS
from api.v1.shapes import Id
from ingest.masking import covered_picture
from models import tables
from models.errors import NotFound
from models.repositories import documents
from models.repositories.covering import Covering
from models.repositories.kept_pages import read_page
from ocr.output import FORMATS
from ocr.output.pdf import jpeg

router = PolicedRouter(tags=["documents"])

Name = Literal["txt", "json", "hocr", "alto", "pdf"]
_TYPES: Final[dict[str, dict[str, str]]] = {
    form.media_type.split(";")[0]: {} for form in FORMATS.values()
}


class File(Response):
    media_type = "application/octet-stream"


@router.get(
    "/documents/{document_id}/text/{kind}",
    policy=CONTENTS,
    response_class=File,
    responses={200: {"description": "The file in that format.", "content": _TYPES}},
)
def document_output(
    document_id: Id,
    kind: Name,
    actor: Actor = Depends(current_actor),
    state: AppState = Depends(state),
) -> Response:
    """The text that was read, as plain text, JSON, hOCR, ALTO 4 or searchable PDF.

    Also of forms: their pages are text too. The audit keeps who fetched it. What is kept from
    your role is left out of the text and black in the pictures.
    """
    with state.database.write() as session:
        document = documents.get(session, actor.office_id, document_id)
        pages = [page for page in documents.pages(session, document) if not page.problem_code]
        if not pages:
            raise NotFound(
                "Nothing has been read of this document.",
                remedy="Look at its `state` and `problem`; ask again when it has been read.",
            )
        covering = covering_of(session, actor, document)
        note(session, actor, "document.text_fetched", document.id, format=kind)
    form = FORMATS[kind]
    pictures = _pictures(state, pages, covering) if form.with_pictures else ()
    name = f"{document.id}.{form.ending}"  # never the file's own, which may be a person's
    return File(
        form.write(
            document.id, [read_page(page, covering.on(page.number)) for page in pages], pictures
        ),
        media_type=form.media_type,
        headers={
            "Content-Disposition": f'attachment; filename="{name}"',
            "Content-Security-Policy": "sandbox; default-src 'none'",
        },
    )


def _pictures(state: AppState, pages: Sequence[tables.Page], covering: Covering) -> Iterator[bytes]:
    """The pages' pictures one at a time; white paper where one was not kept."""
    for page in pages:
        if page.image_key:
            yield jpeg(covered_picture(state.store, page, covering.on(page.number)))
        else:
            yield jpeg(np.full((page.height, page.width), 255, np.uint8))
