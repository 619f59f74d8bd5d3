"""Batches: upload into one, and follow it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from fastapi import Depends, Response
from sqlalchemy.orm import Session

from api.actor import Actor
from api.policy import UPLOADERS, PolicedRouter, Policy, current_actor
from api.state import AppState, state
from api.web.render import fragment, page
from api.web.words import ANSWER, DOCUMENT, READ, Part, Word, parts
from models.database import now
from models.repositories import batches
from models.tables import Batch, Document, Submission

router = PolicedRouter(include_in_schema=False)
UPLOAD: Final = Policy.people(*UPLOADERS)
A_PAGE: Final = 50
SHOWN_FILES: Final = 1000


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
    """How far a batch is: `done` of `all` documents have come to an end that can be seen."""

    done: int
    all: int
    parts: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class FileRow:
    """One file of a batch with its answer or its document's state, in words."""

    name: str
    state: str
    tone: str
    pages: int
    words: str
    remedy: str
    address: str


def rows(session: Session, found: Sequence[Batch]) -> tuple[BatchRow, ...]:
    counts = batches.counts_of(session, [batch.id for batch in found])
    return tuple(
        BatchRow(
            batch.id,
            batch.name,
            batch.created,
            sum(counts[batch.id].get(key, 0) for key in ("accepted", "duplicate", "refused")),
            parts(counts[batch.id]),
        )
        for batch in found
    )


def progress(counts: dict[str, int]) -> Progress:
    states = {state: counts.get(state, 0) for state in DOCUMENT}
    return Progress(sum(states[state] for state in READ), sum(states.values()), parts(counts))


def file_row(submission: Submission, document: Document | None) -> FileRow:
    if document is None:
        word, tone = ANSWER["refused"].words, ANSWER["refused"].tone
        return FileRow(submission.name, word, tone, 0, submission.problem, submission.remedy, "")
    state = DOCUMENT.get(document.state, Word(document.state))
    words = document.problem
    if submission.outcome == "duplicate":
        first = f" as “{document.name}”" if document.name != submission.name else ""
        words = f"The same file came in before{first}; it is not read twice. {words}".strip()
    return FileRow(
        submission.name,
        state.words,
        state.tone,
        document.page_count,
        words,
        document.remedy,
        f"/documents/{document.id}",
    )


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
    moment = now()
    return page(
        "batch_new.html",
        actor,
        "/batches",
        name=f"Batch of {moment.day} {moment:%B %Y}",
        batch=None,
        limit_bytes=state.settings.limit.file_bytes,
    )


@router.get("/batches/{batch_id}", policy=UPLOAD)
def batch_page(
    batch_id: str, actor: Actor = Depends(current_actor), state: AppState = Depends(state)
) -> Response:
    with state.database.read() as session:
        batch = batches.get(session, actor.office_id, batch_id)
        counts = batches.counts(session, actor.office_id, batch_id)
        files, more = _files(session, actor, batch_id)
    return page(
        "batch.html",
        actor,
        "/batches",
        batch=batch,
        progress=progress(counts),
        files=files,
        more=more,
        limit_bytes=state.settings.limit.file_bytes,
    )


@router.get("/batches/{batch_id}/progress", policy=UPLOAD)
def batch_progress(
    batch_id: str, actor: Actor = Depends(current_actor), state: AppState = Depends(state)
) -> Response:
    with state.database.read() as session:
        counts = batches.counts(session, actor.office_id, batch_id)
    return fragment("_progress.html", progress=progress(counts))


@router.get("/batches/{batch_id}/files", policy=UPLOAD)
def batch_files(
    batch_id: str, actor: Actor = Depends(current_actor), state: AppState = Depends(state)
) -> Response:
    with state.database.read() as session:
        files, more = _files(session, actor, batch_id)
    return fragment("_files.html", files=files, more=more)


def _files(session: Session, actor: Actor, batch_id: str) -> tuple[list[FileRow], bool]:
    found = batches.submissions(session, actor.office_id, batch_id, limit=SHOWN_FILES + 1)
    files = [file_row(s, d) for s, d in found[:SHOWN_FILES]]
    return files, len(found) > SHOWN_FILES
