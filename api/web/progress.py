"""Progress at a glance: what came in, waits and is finished, and how much of it by itself."""

from __future__ import annotations

from typing import Final

from fastapi import Depends, Response

from api.actor import Actor
from api.policy import UPLOADERS, PolicedRouter, Policy, current_actor
from api.state import AppState, state
from api.web import overview
from api.web.render import fragment, may, page
from models.repositories import offices

router = PolicedRouter(include_in_schema=False)
SEE: Final = Policy.people(*UPLOADERS)


@router.get("/progress", policy=SEE)
def progress_page(
    actor: Actor = Depends(current_actor), state: AppState = Depends(state)
) -> Response:
    with state.database.read() as session:
        office = offices.office(session, actor.office_id).name
    return page(
        "progress.html",
        actor,
        "/progress",
        office=office,
        shown=overview.shown(actor, state),
        manages=may(actor.role).manage_work,
    )


@router.get("/progress/now", policy=SEE)
def progress_now(
    actor: Actor = Depends(current_actor), state: AppState = Depends(state)
) -> Response:
    """The page's contents anew, for a page that stays open."""
    manages = may(actor.role).manage_work
    return fragment("_glance.html", shown=overview.shown(actor, state), manages=manages)
