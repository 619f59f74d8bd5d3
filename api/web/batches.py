"""Batches: upload into one, and follow it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any, Final

from fastapi import Depends, Query, Response
from sqlalchemy.orm import Session

from api.actor import Actor
from api.policy import UPLOADERS, PolicedRouter, Policy, current_actor
from api.speak import _
from api.state import AppState, state
from api.web.filed import REASONS, file_row, tabs
from api.web.render import fragment, page
from api.web.words import Part, parts
from api.web.written import day
from ingest.separators import print_separators
from models.database import now
from models.repositories import batches, files
from models.repositories.files import Tally
from models.tables import Batch

router = PolicedRouter(include_in_schema=False)
UPLOAD: Final = Policy.people(*UPLOADERS)
A_PAGE: Final = 50
ANSWERS: Final = ("announced", "accepted", "duplicate", "refused", "settled")
SHOWN_FILES: Final = 100
MOST_SHEETS: Final = 100


@dataclass(frozen=True, slots=True)
class BatchRow:
    """A batch in a list."""

    id: str
    name: str
    created: datetime
    files: int
    parts: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a batch is: `done` of `all` files are waited for neither by a worker nor by us.

    `unread` files are kept and could not be read: they can be read again.
    """

    done: int
    all: int
    parts: tuple[Part, ...]
    tally: Tally
    unread: int


def rows(session: Session, found: Sequence[Batch]) -> tuple[BatchRow, ...]:
    counts = batches.counts_of(session, [batch.id for batch in found])
    return tuple(
        BatchRow(
            batch.id,
            batch.name,
            batch.created,
            sum(counts[batch.id].get(key, 0) for key in ANSWERS),
            parts(counts[batch.id]),
        )
        for batch in found
    )


def progress(session: Session, actor: Actor, batch_id: str) -> Progress:
    """Raises NotFound."""
    tally = files.tally(session, actor.office_id, batch_id)
    counts = batches.counts_of(session, [batch_id])[batch_id]
    done = tally.all - tally.missing - tally.under_way
    unread = sum(counts.get(state, 0) for state in files.FAILED)
    return Progress(done, tally.all, parts(counts), tally, unread)


@router.get("/batches", policy=UPLOAD)
def batch_list(
    after: str = "", actor: Actor = Depends(current_actor), state: AppState = Depends(state)
) -> Response:
    with state.database.read() as session:
        found = batches.newest(session, actor.office_id, limit=A_PAGE, after=after)
        shown = rows(session, found)
    more = found[-1].id if len(found) == A_PAGE else ""
    return page("batches.html", actor, "/batches", batches=shown, after=more)


@router.get("/batches/new", policy=UPLOAD)
def new_batch(actor: Actor = Depends(current_actor), state: AppState = Depends(state)) -> Response:
    return page(
        "batch_new.html",
        actor,
        "/batches",
        name=_("Batch of {day}").format(day=day(now().date().isoformat())),
        batch=None,
        reasons=REASONS,
        limit_bytes=state.settings.limit.file_bytes,
    )


# The address ends in a number of sheets, not in a batch: it stands before the batches'.
@router.get("/batches/separators.pdf", policy=UPLOAD)
def separator_sheets(
    sheets: Annotated[int, Query(ge=1, le=MOST_SHEETS)] = 10,
    actor: Actor = Depends(current_actor),
) -> Response:
    """Sheets to be laid between two cases, ready to be printed."""
    name = 'inline; filename="separators.pdf"'
    return Response(
        print_separators(sheets),
        media_type="application/pdf",
        headers={"Content-Disposition": name},
    )


@router.get("/batches/{batch_id}", policy=UPLOAD)
def batch_page(
    batch_id: str,
    show: str = "",
    after: str = "",
    actor: Actor = Depends(current_actor),
    state: AppState = Depends(state),
) -> Response:
    with state.database.read() as session:
        batch = batches.get(session, actor.office_id, batch_id)
        shown = _files(session, actor, batch_id, show, after)
        far = progress(session, actor, batch_id)
    return page(
        "batch.html",
        actor,
        "/batches",
        batch=batch,
        progress=far,
        reasons=REASONS,
        limit_bytes=state.settings.limit.file_bytes,
        **shown,
    )


@router.get("/batches/{batch_id}/progress", policy=UPLOAD)
def batch_progress(
    batch_id: str, actor: Actor = Depends(current_actor), state: AppState = Depends(state)
) -> Response:
    with state.database.read() as session:
        batch = batches.get(session, actor.office_id, batch_id)
        return fragment("_progress.html", progress=progress(session, actor, batch_id), batch=batch)


@router.get("/batches/{batch_id}/files", policy=UPLOAD)
def batch_files(
    batch_id: str,
    show: str = "",
    after: str = "",
    actor: Actor = Depends(current_actor),
    state: AppState = Depends(state),
) -> Response:
    with state.database.read() as session:
        batch = batches.get(session, actor.office_id, batch_id)
        shown = _files(session, actor, batch_id, show, after)
    return fragment("_files.html", batch=batch, **shown)


def _files(session: Session, actor: Actor, batch_id: str, show: str, after: str) -> dict[str, Any]:
    """What the list of files needs: a page of one kind, the kinds, and where the next begins."""
    found = files.listing(
        session, actor.office_id, batch_id, kind=show, limit=SHOWN_FILES + 1, after=after
    )
    shown = [file_row(submission, document) for submission, document in found[:SHOWN_FILES]]
    more = shown[-1].id if len(found) > SHOWN_FILES else ""
    tally = files.tally(session, actor.office_id, batch_id)
    return {"files": shown, "tabs": tabs(tally), "show": show, "after": after, "more": more}
