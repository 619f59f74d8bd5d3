"""Holding records while somebody works on them, and handing single fields to another reader."""

from __future__ import annotations

from typing import Annotated

from fastapi import Depends, Response
from pydantic import BaseModel, Field

from api.actor import Actor
from api.amend import understand
from api.policy import PolicedRouter, current_actor
from api.seen import sights_of
from api.state import AppState, state
from api.v1.record_shapes import RecordOut
from api.v1.records import etag
from api.v1.review import (
    CHANGED,
    PERSON,
    Amended,
    IfMatch,
    Key,
    OneChange,
    may_settle,
    version_in,
)
from api.v1.shapes import GivenId, Id
from extract.sameness import means_same
from models.errors import BadRequest
from models.repositories import documents, notes, queues, readers, records, referring
from models.repositories.answers import Voice

router = PolicedRouter(tags=["review"])


class Held(BaseModel):
    ids: list[GivenId] = Field(max_length=20, description="records that a page holds")


class StillHeld(BaseModel):
    lost: list[str] = Field(description="records that are yours no more")


class Second(OneChange):
    """The field that another person is to read, and what you say of it, if you say anything.

    Without `action` you leave it to the other; with one, both of you must agree, and neither sees
    what the other said.
    """

    key: Key
    action: Annotated[str, Field(max_length=20)] = ""  # type: ignore[assignment]


@router.post("/records/held", policy=PERSON)
def prolong(
    body: Held, actor: Actor = Depends(current_actor), state: AppState = Depends(state)
) -> StillHeld:
    """Hold records longer; a page says so again and again while somebody works on it.

    Send the head `Lontar-Watching: 1`, so that an abandoned page does not keep its sign-in alive.
    """
    with state.database.write() as session:
        lost = queues.renew(
            session, actor.office_id, actor.id, body.ids, seconds=state.settings.claim_seconds
        )
    return StillHeld(lost=list(lost))


@router.post("/records/let-go", policy=PERSON, status_code=204)
def let_go(
    body: Held, actor: Actor = Depends(current_actor), state: AppState = Depends(state)
) -> None:
    """Let go of records; no error for one that was not held. A page says so as it is left."""
    with state.database.write() as session:
        queues.let_go(session, actor.office_id, actor.id, body.ids)


@router.post("/records/{record_id}/second", policy=PERSON, responses=CHANGED)
def second(
    *,
    record_id: Id,
    body: Second,
    response: Response,
    if_match: IfMatch = "",
    actor: Actor = Depends(current_actor),
    state: AppState = Depends(state),
) -> Amended:
    """Let another person read a field as well, with your own answer or without one."""
    version = version_in(if_match)
    if body.action not in ("", "confirm", "correct", "illegible", "empty", "not_applicable"):
        raise BadRequest("That is not an action.", remedy="Leave it out, or send a change.")
    with state.database.write() as session:
        before = records.get(session, actor.office_id, record_id)
        sights = sights_of(session, actor, before.form)
        may_settle(sights, [body.key])
        change = None
        if body.action:
            document = documents.get(session, actor.office_id, before.document_id)
            latest = document.created.date()
            (change,) = understand(before, [body.said()], state.forms, latest=latest)
        record = referring.to_second(
            session,
            actor.office_id,
            record_id,
            body.key,
            change,
            voice=Voice(actor.id, actor.label),
            expected_version=version,
            equal=means_same,
        )
        notes.forget_unsaved(session, record_id, (body.key,))
        waiting = readers.waiting_for_others(session, record, actor.id, [body.key])
        response.headers["ETag"] = etag(record.version)
        return Amended(record=RecordOut.of(record, sights), understood=[], waiting=waiting)
