"""The book of who did what, for managers."""

from __future__ import annotations

from typing import Any

from fastapi import Depends
from pydantic import BaseModel, Field

from api.actor import Actor
from api.audited import note
from api.policy import MANAGERS, PolicedRouter, Policy, current_actor
from api.state import AppState, state
from api.v1.shapes import CursorText, Limit, Moment, cursor, read_cursor
from models.errors import BadRequest
from models.repositories import audit

router = PolicedRouter(tags=["audit"])


class Line(BaseModel):
    """Somebody did something to an object. Holds no name and no value from a form."""

    at: Moment
    actor: str
    action: str
    object: str = Field(description="its id; empty when the action has none")
    detail: dict[str, Any]


class Lines(BaseModel):
    lines: list[Line]
    cursor: str
    has_more: bool


@router.get("/audit", policy=Policy.people(*MANAGERS))
def list_audit(
    limit: Limit = 100,
    cursor_: CursorText = "",
    actor: Actor = Depends(current_actor),
    state: AppState = Depends(state),
) -> Lines:
    """What was done in your office, newest first. That you looked is written into it too."""
    place = read_cursor("a", cursor_)
    if place and not (place.isdecimal() and len(place) <= 18):
        raise BadRequest("The cursor is not one that this list gave.")
    before = int(place) if place else None
    with state.database.read() as session:
        found = audit.lines(session, actor.office_id, limit=limit + 1, before=before)
    with state.database.write() as session:
        note(session, actor, "audit.seen")
    page = found[:limit]
    return Lines(
        lines=[Line.model_validate(line, from_attributes=True) for line in page],
        cursor=cursor("a", str(page[-1].id)) if page else cursor_,
        has_more=len(found) > limit,
    )
