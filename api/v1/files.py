"""The files of a batch: announced before they come, and settled when they came to nothing."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Annotated, Final, Literal

from fastapi import Depends
from pydantic import BaseModel, Field
from sqlalchemy.orm import Session

from api.actor import Actor
from api.policy import UPLOADERS, PolicedRouter, Policy, current_actor
from api.state import AppState, state
from api.v1.arrival_shapes import Arrival, NewFiles, Standings
from api.v1.batches import File
from api.v1.shapes import Id
from ingest.receive import without_hidden
from models.repositories import batches, files, uploads
from models.tables import Document, Submission

router = PolicedRouter(tags=["batches"])

WRITE: Final = Policy.people_and_tokens(roles=UPLOADERS, scopes=("documents:write",))
ANNOUNCEMENT: Final = 4 * 1024 * 1024  # bytes; 500 long names of three-byte letters
_NOT_SO: Final[dict[int | str, dict[str, str]]] = {
    409: {"description": "It stands otherwise than that asks for; nothing was changed."}
}
Reason = Literal[
    "not_a_case", "blank", "copy", "unreadable_paper", "scanned_again", "paper_lost", "other"
]


class WrittenOff(BaseModel):
    """Why nobody waits for a file any longer. `why` is for people: no names of cases' people."""

    reason: Reason
    why: str = Field(default="", max_length=files.WHY_CHARACTERS)


class Many(BaseModel):
    """How many files were meant."""

    files: int


@router.post("/batches/{batch_id}/announce", policy=WRITE, max_body_size=ANNOUNCEMENT)
def announce_files(
    batch_id: Id,
    body: NewFiles,
    actor: Actor = Depends(current_actor),
    state: AppState = Depends(state),
) -> Standings:
    """Name the files that are going to be sent, so that what never arrives is missed by name.

    The answer says of each, in their order, how it stands: a file that came in before (the same
    folder, name, size and time in this batch) is `accepted` or `duplicate` with its `sha256`, and
    need not be sent again; of one that broke off, `offset` bytes are here. Send each as tus
    upload /api/v1/uploads/{id}. Announcing again is always safe.
    """
    limits = state.settings.limit
    with state.database.write() as session:
        batch = batches.get(session, actor.office_id, batch_id)
        found = uploads.announce(
            session,
            batch,
            [file.announced(limits) for file in body.files],
            limits,
            actor=actor.label,
            days=state.settings.upload_days,
        )
        return Standings(batch_id=batch_id, files=[Arrival.of(standing) for standing in found])


def _change(
    state: AppState, actor: Actor, file_id: str, change: Callable[[Session, Submission], None]
) -> File:
    with state.database.write() as session:
        submission = files.get(session, actor.office_id, file_id)
        change(session, submission)
        document = session.get(Document, submission.document_id) if submission.document_id else None
        return File.of(submission, document)


@router.post("/files/{file_id}/retry", policy=WRITE, responses=_NOT_SO)
def retry_file(
    file_id: Id, actor: Actor = Depends(current_actor), state: AppState = Depends(state)
) -> File:
    """Have a file that is kept and could not be read be read again."""
    read = _change(state, actor, file_id, lambda s, file: files.retry(s, file, actor.label))
    state.wake()
    return read


@router.post("/files/{file_id}/write-off", policy=WRITE, responses=_NOT_SO)
def write_off_file(
    file_id: Id,
    body: WrittenOff,
    actor: Actor = Depends(current_actor),
    state: AppState = Depends(state),
) -> File:
    """Say why a missing or failed file will not come; it is accounted for, and stays listed."""
    why = without_hidden(body.why)
    return _change(
        state,
        actor,
        file_id,
        lambda s, file: files.write_off(s, file, body.reason, why, actor.label),
    )


@router.post("/files/{file_id}/reopen", policy=WRITE, responses=_NOT_SO)
def reopen_file(
    file_id: Id, actor: Actor = Depends(current_actor), state: AppState = Depends(state)
) -> File:
    """Take a write-off back."""
    return _change(state, actor, file_id, lambda s, file: files.reopen(s, file, actor.label))


Found = Callable[[Session, str], Sequence[Submission]]


def _all(
    state: AppState,
    actor: Actor,
    batch_id: str,
    find: Found,
    change: Callable[[Session, Submission], None],
) -> Many:
    with state.database.write() as session:
        batches.get(session, actor.office_id, batch_id)
        found = find(session, batch_id)
        for submission in found:
            change(session, submission)
    return Many(files=len(found))


@router.post("/batches/{batch_id}/retry", policy=WRITE)
def retry_failed(
    batch_id: Id, actor: Actor = Depends(current_actor), state: AppState = Depends(state)
) -> Many:
    """Have every file of the batch that could not be read be read again."""
    again = _all(
        state,
        actor,
        batch_id,
        files.failed_to_read,
        lambda s, file: files.retry(s, file, actor.label),
    )
    state.wake()
    return again


@router.post("/batches/{batch_id}/write-off", policy=WRITE)
def write_off_missing(
    batch_id: Id,
    body: Annotated[WrittenOff, "of all missing files"],
    actor: Actor = Depends(current_actor),
    state: AppState = Depends(state),
) -> Many:
    """Say why none of the files that are missing from the batch will come."""
    why = without_hidden(body.why)
    return _all(
        state,
        actor,
        batch_id,
        files.missing,
        lambda s, file: files.write_off(s, file, body.reason, why, actor.label),
    )
