"""What is finished and was wrong: corrected as a new version; the old ones stay readable."""

from __future__ import annotations

from typing import Annotated, Final

from fastapi import Depends, Path, Response
from pydantic import BaseModel, Field

from api.actor import Actor
from api.audited import note
from api.policy import PolicedRouter, current_actor
from api.seen import sights_of
from api.state import AppState, state
from api.v1.changes import (
    Amended,
    AmendedBriefly,
    Changes,
    IfMatch,
    Prefer,
    answer,
    asked_of,
    version_in,
)
from api.v1.record_shapes import RecordOut
from api.v1.records import READ, etag
from api.v1.review import CHANGE
from api.v1.shapes import Id, Moment
from models.repositories import revisions

router = PolicedRouter(tags=["records"])

UNFINISHED: Final = {409: {"description": "The record is not finished."}}
REVISED: Final = {
    **UNFINISHED,
    412: {"description": "It has changed since you read it."},
    428: {"description": "If-Match is missing."},
}
Number = Annotated[int, Path(ge=1, le=1_000_000, description="of a version in `versions`")]


class Version(BaseModel):
    """A version that the feed has handed out. `by` is who corrected it; empty for the first."""

    version: int
    entered: Moment = Field(description="when it came into the feed")
    by: str
    newest: bool


class Versions(BaseModel):
    versions: list[Version]


@router.get("/records/{record_id}/versions", policy=READ)
def list_versions(
    record_id: Id, actor: Actor = Depends(current_actor), state: AppState = Depends(state)
) -> Versions:
    """Every version of a record that the feed has handed out, oldest first; none while it waits."""
    with state.database.read() as session:
        found = revisions.versions(session, actor.office_id, record_id)
    shown = [
        Version(version=v.number, entered=v.entered, by=v.by, newest=v.fields is None)
        for v in found
    ]
    return Versions(versions=shown)


@router.get("/records/{record_id}/versions/{number}", policy=READ, responses=UNFINISHED)
def get_version(
    record_id: Id,
    number: Number,
    response: Response,
    actor: Actor = Depends(current_actor),
    state: AppState = Depends(state),
) -> RecordOut:
    """The record as that version told it."""
    with state.database.read() as session:
        record = revisions.as_it_was(session, actor.office_id, record_id, number)
        shown = RecordOut.of(record, sights_of(session, actor, record.form))
    with state.database.write() as session:
        note(session, actor, "record.seen", record_id, version=number)
    response.headers["ETag"] = etag(number)
    return shown


@router.post("/records/{record_id}/revisions", policy=CHANGE, responses=REVISED)
def revise(
    *,
    record_id: Id,
    body: Changes,
    response: Response,
    if_match: IfMatch = "",
    prefer: Prefer = "",
    actor: Actor = Depends(current_actor),
    state: AppState = Depends(state),
) -> Amended | AmendedBriefly:
    """Correct a finished record. It gets a new version and comes again in the feed.

    The changes are those of reviewing. All of them happen or none; where they change nothing there
    is no new version.
    """
    version = version_in(if_match)
    with state.database.write() as session:
        sights, changes = asked_of(session, actor, record_id, body.changes, state)
        record = revisions.revise(
            session,
            actor.office_id,
            record_id,
            changes,
            actor=actor.label,
            expected_version=version,
        )
        return answer(record, sights, {one.key for one in changes}, response, prefer=prefer)
