"""Reviewing: take the next record, say what stands on the paper, finish."""

from __future__ import annotations

from typing import Annotated, Final, Literal

from fastapi import Depends, Response
from pydantic import BaseModel, Field
from sqlalchemy.orm import Session

from api.actor import Actor
from api.policy import REVIEWERS, PolicedRouter, Policy, current_actor
from api.queueing import wanted_of
from api.seen import sights_of
from api.state import AppState, state
from api.v1.changes import (
    APPLIED,
    Amended,
    AmendedBriefly,
    Changes,
    IfMatch,
    Prefer,
    answer,
    asked_of,
    minimal,
    version_in,
)
from api.v1.record_shapes import RecordOut
from api.v1.records import etag
from api.v1.shapes import GivenId, Id
from extract.sameness import means_same
from models import tables
from models.queueing import Wanted
from models.repositories import amendments, notes, queues, readers

router = PolicedRouter(tags=["review"])

PERSON: Final = Policy.people(*REVIEWERS)
CHANGE: Final = Policy.people_and_tokens(roles=REVIEWERS, scopes=("records:write",))
HELD: Final = {409: {"description": "Somebody else holds it, or it is finished."}}
CHANGED: Final = {
    **HELD,
    412: {"description": "It has changed since you read it."},
    428: {"description": "If-Match is missing."},
}
Filter = Annotated[str, Field(max_length=80)]


class Skip(BaseModel):
    """Which records are taken: all that wait, but for those put off and those filtered out."""

    skip: list[GivenId] = Field(default=[], max_length=100, description="records put off for now")
    form: Filter = Field("", description="id of a form; `-` for no known one")
    language: Filter = Field("", description="language that the form is in: km, th, id, en")
    batch: Filter = Field("", description="id of a batch")
    older: Filter = Field("", description="waiting for so many days at least")
    priority: Literal["", "urgent", "soon", "normal", "later"] = ""
    stage: Literal["", "first", "second", "settle"] = ""

    def filters(self) -> dict[str, str]:
        return self.model_dump(exclude={"skip"})


def _answer(session: Session, actor: Actor, record: tables.Record, response: Response) -> RecordOut:
    response.headers["ETag"] = etag(record.version)
    return RecordOut.of(record, sights_of(session, actor, record.form))


@router.post(
    "/records/next",
    policy=PERSON,
    response_model=RecordOut,
    responses={204: {"description": "Nothing waits that nobody else holds."}},
)
def claim_next(
    response: Response,
    body: Skip | None = None,
    actor: Actor = Depends(current_actor),
    state: AppState = Depends(state),
) -> RecordOut | Response:
    """Take the most urgent, oldest record that waits and that nobody holds.

    It is yours for a while (`LONTAR_CLAIM_SECONDS`); `POST /records/held` prolongs that.
    """
    with state.database.write() as session:
        record = queues.claim_next(
            session,
            actor.office_id,
            actor.id,
            seconds=state.settings.claim_seconds,
            skip=body.skip if body else (),
            wanted=wanted_of(body.filters(), state.forms) if body else Wanted(),
        )
        if record is None:
            return Response(status_code=204)
        return _answer(session, actor, record, response)


@router.post("/records/{record_id}/claim", policy=PERSON, responses=HELD)
def claim(
    record_id: Id,
    response: Response,
    actor: Actor = Depends(current_actor),
    state: AppState = Depends(state),
) -> RecordOut:
    """Take this very record, or hold it longer."""
    seconds = state.settings.claim_seconds
    with state.database.write() as session:
        record = queues.claim(session, actor.office_id, record_id, actor.id, seconds=seconds)
        return _answer(session, actor, record, response)


@router.post("/records/{record_id}/release", policy=PERSON, status_code=204)
def release(
    record_id: Id, actor: Actor = Depends(current_actor), state: AppState = Depends(state)
) -> None:
    """Let go of a record; no error when it was not held."""
    with state.database.write() as session:
        queues.release(session, actor.office_id, record_id, actor.id)


@router.patch("/records/{record_id}", policy=CHANGE, responses=CHANGED)
def amend(
    *,
    record_id: Id,
    body: Changes,
    response: Response,
    if_match: IfMatch = "",
    prefer: Prefer = "",
    actor: Actor = Depends(current_actor),
    state: AppState = Depends(state),
) -> Amended | AmendedBriefly:
    """Change fields. Each change is kept with who, when and what it was.

    All of them happen or none. `understood` says what each text was taken to mean, with doubts; a
    text that means nothing to Lontar is kept as written. `Prefer: return=minimal` leaves the record
    out of the answer.
    """
    version = version_in(if_match)
    with state.database.write() as session:
        sights, changes = asked_of(session, actor, record_id, body.changes, state)
        record = amendments.amend(
            session,
            actor.office_id,
            record_id,
            changes,
            person_id=actor.id,
            actor=actor.label,
            expected_version=version,
            equal=means_same,
        )
        changed = {change.key for change in changes}
        notes.forget_unsaved(session, record_id, tuple(changed))
        waiting = readers.waiting_for_others(session, record, actor.id, changed)
        return answer(record, sights, changed, response, prefer=prefer, waiting=waiting)


@router.post(
    "/records/{record_id}/finish",
    policy=CHANGE,
    response_model=RecordOut,
    responses={**CHANGED, 204: {"description": "It is, and the record is not sent, as preferred."}},
)
def finish(
    *,
    record_id: Id,
    response: Response,
    if_match: IfMatch = "",
    prefer: Prefer = "",
    actor: Actor = Depends(current_actor),
    state: AppState = Depends(state),
) -> RecordOut | Response:
    """Finish a record whose every field is settled; it enters the feed."""
    version = version_in(if_match)
    with state.database.write() as session:
        record = amendments.finish(
            session,
            actor.office_id,
            record_id,
            person_id=actor.id,
            actor=actor.label,
            expected_version=version,
            again_share=state.settings.again_share,
        )
        notes.forget_unsaved(session, record_id)
        if minimal(prefer):
            return Response(status_code=204, headers={"ETag": etag(record.version), **APPLIED})
        return _answer(session, actor, record, response)
