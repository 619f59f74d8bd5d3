"""Holding records while somebody works on them, and handing single fields to another reader."""

from __future__ import annotations

from typing import Literal

from fastapi import Depends, Response
from pydantic import BaseModel, Field

from api.actor import Actor
from api.policy import PolicedRouter, current_actor
from api.state import AppState, state
from api.v1.changes import (
    Amended,
    AmendedBriefly,
    IfMatch,
    Key,
    OneChange,
    Prefer,
    answer,
    asked_of,
    version_in,
)
from api.v1.review import CHANGED, PERSON
from api.v1.shapes import GivenId, Id
from extract.sameness import means_same
from models.repositories import notes, queues, readers, referring
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
    action: Literal["", "confirm", "correct", "illegible", "empty", "not_applicable"] = ""  # type: ignore[assignment]


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
    prefer: Prefer = "",
    actor: Actor = Depends(current_actor),
    state: AppState = Depends(state),
) -> Amended | AmendedBriefly:
    """Let another person read a field as well, with your own answer or without one."""
    version = version_in(if_match)
    with state.database.write() as session:
        sights, changes = asked_of(
            session, actor, record_id, [body] if body.action else [], state, also=(body.key,)
        )
        record = referring.to_second(
            session,
            actor.office_id,
            record_id,
            body.key,
            changes[0] if changes else None,
            voice=Voice(actor.id, actor.label),
            expected_version=version,
            equal=means_same,
        )
        notes.forget_unsaved(session, record_id, (body.key,))
        waiting = readers.waiting_for_others(session, record, actor.id, [body.key])
        return answer(record, sights, set(), response, prefer=prefer, waiting=waiting)
