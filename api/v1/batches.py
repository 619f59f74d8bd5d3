"""Batches: begin one, see how far it is, see what became of each file."""

from __future__ import annotations

from typing import Final, cast

from fastapi import Depends
from pydantic import BaseModel, Field

from api.actor import Actor
from api.audited import note
from api.policy import UPLOADERS, PolicedRouter, Policy, current_actor
from api.state import AppState, state
from api.v1.arrival_shapes import Outcome, Settled
from api.v1.shapes import CursorText, Id, Limit, Moment, Reason, cursor, read_cursor
from ingest.receive import without_hidden
from models import tables
from models.repositories import batches
from models.values import DocumentState

router = PolicedRouter(tags=["batches"])

WRITE: Final = Policy.people_and_tokens(roles=UPLOADERS, scopes=("documents:write",))
READ: Final = Policy.people_and_tokens(
    roles=UPLOADERS, scopes=("documents:write", "documents:read")
)
UNDER_WAY: Final = (DocumentState.RECEIVED, DocumentState.PROCESSING)


class NewBatch(BaseModel):
    name: str = Field(default="", max_length=200, description="for people; need not be unique")
    pages_per_case: int = Field(
        default=0,
        ge=0,
        le=500,
        description="so many pages of a file are one case; 0: as separator sheets and pages show",
    )


class Files(BaseModel):
    """Files by the answer they got.

    `announced` ones have not come, or not whole. `settled` ones have not come or were refused, and
    a person has said that nobody need wait for them.
    """

    announced: int = 0
    accepted: int = 0
    duplicate: int = 0
    refused: int = 0
    settled: int = 0


class Documents(BaseModel):
    """Documents that first came in this batch, by state."""

    received: int = 0
    processing: int = 0
    needs_review: int = 0
    finished: int = 0
    text_only: int = 0
    rejected: int = 0
    quarantined: int = 0


class Batch(BaseModel):
    """A batch and how far it is. `done`: it has files and nothing waits for a worker any more."""

    id: str
    name: str
    created: Moment
    created_by: str
    pages_per_case: int
    files: Files
    documents: Documents
    total_files: int
    total_documents: int
    done: bool

    @staticmethod
    def of(batch: tables.Batch, counts: dict[str, int]) -> Batch:
        files = {key: counts.get(key, 0) for key in Files.model_fields}
        documents = {key: counts.get(key, 0) for key in Documents.model_fields}
        waiting = any(documents[state] for state in UNDER_WAY)
        return Batch(
            id=batch.id,
            name=batch.name,
            created=batch.created,
            created_by=batch.created_by,
            pages_per_case=batch.pages_per_case,
            files=Files(**files),
            documents=Documents(**documents),
            total_files=sum(files.values()),
            total_documents=sum(documents.values()),
            done=bool(sum(files.values())) and not waiting,
        )


class Batches(BaseModel):
    batches: list[Batch]
    cursor: str
    has_more: bool


class File(BaseModel):
    """One file of a batch: the answer it got, and how its document stands now.

    `state` is null while it has not come. `settled`: it came to nothing, and a person has said
    that nobody need wait for it.
    """

    id: str
    name: str
    folder: str = Field(description="where it lay, where its sender told")
    outcome: Outcome
    settled: Settled
    settled_reason: str
    document_id: str | None
    state: DocumentState | None
    pages: int
    problem: Reason | None
    received: Moment

    @staticmethod
    def of(submission: tables.Submission, document: tables.Document | None) -> File:
        found = document or submission
        missing = submission.outcome == "announced"
        state = document.state if document else None if missing else DocumentState.REJECTED
        return File(
            id=submission.id,
            name=submission.name,
            folder=submission.folder,
            outcome=cast(Outcome, submission.outcome),
            settled=cast(Settled, submission.settled),
            settled_reason=submission.settled_code,
            document_id=submission.document_id,
            state=DocumentState(state) if state else None,
            pages=document.page_count if document else 0,
            problem=Reason.of(found.problem_code, found.problem, found.remedy),
            received=submission.created,
        )


class BatchFiles(BaseModel):
    files: list[File]
    cursor: str
    has_more: bool


@router.post("/batches", policy=WRITE, status_code=201)
def create_batch(
    body: NewBatch, actor: Actor = Depends(current_actor), state: AppState = Depends(state)
) -> Batch:
    """Begin a batch; files go into it."""
    with state.database.write() as session:
        batch = batches.create(
            session,
            actor.office_id,
            without_hidden(body.name),
            actor.label,
            pages_per_case=body.pages_per_case,
        )
        note(session, actor, "batch.created", batch.id)
        return Batch.of(batch, {})


@router.get("/batches", policy=READ)
def list_batches(
    limit: Limit = 100,
    cursor_: CursorText = "",
    actor: Actor = Depends(current_actor),
    state: AppState = Depends(state),
) -> Batches:
    """The batches of your office, newest first."""
    after = read_cursor("b", cursor_)
    with state.database.read() as session:
        found = batches.newest(session, actor.office_id, limit=limit + 1, after=after)
        page = found[:limit]
        counts = batches.counts_of(session, [batch.id for batch in page])
    return Batches(
        batches=[Batch.of(batch, counts.get(batch.id, {})) for batch in page],
        cursor=cursor("b", page[-1].id) if page else cursor_,
        has_more=len(found) > limit,
    )


@router.get("/batches/{batch_id}", policy=READ)
def get_batch(
    batch_id: Id, actor: Actor = Depends(current_actor), state: AppState = Depends(state)
) -> Batch:
    """How far one batch is."""
    return progress(state, actor.office_id, batch_id)


def progress(state: AppState, office_id: str, batch_id: str) -> Batch:
    """A batch with its counts, from one snapshot. Raises NotFound."""
    with state.database.read() as session:
        batch = batches.get(session, office_id, batch_id)
        return Batch.of(batch, batches.counts(session, office_id, batch_id))


@router.get("/batches/{batch_id}/files", policy=READ)
def list_files(
    batch_id: Id,
    limit: Limit = 100,
    cursor_: CursorText = "",
    actor: Actor = Depends(current_actor),
    state: AppState = Depends(state),
) -> BatchFiles:
    """Every file in the order it came, with what is wrong and what to do where something is."""
    after = read_cursor("s", cursor_)
    with state.database.read() as session:
        found = batches.submissions(
            session, actor.office_id, batch_id, limit=limit + 1, after=after
        )
        page = found[:limit]
        return BatchFiles(
            files=[File.of(submission, document) for submission, document in page],
            cursor=cursor("s", page[-1][0].id) if page else cursor_,
            has_more=len(found) > limit,
        )
