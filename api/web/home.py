"""Where the papers of the office are, and what one may do."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from fastapi import Depends, Response

from api.actor import Actor
from api.policy import PolicedRouter, Policy, current_actor
from api.state import AppState, state
from api.web.batches import rows
from api.web.render import may, page
from models.repositories import batches, documents, offices, records
from models.repositories.offices import ROLES

router = PolicedRouter(include_in_schema=False)


@dataclass(frozen=True, slots=True)
class Tile:
    """A count; `address` is empty for who may not go there."""

    count: int
    words: str
    address: str = ""
    call: bool = False


def _tiles(papers: Mapping[str, int], cases: Mapping[str, int], role: str) -> tuple[Tile, ...]:
    allowed = may(role)
    waiting = cases.get("needs_review", 0)
    troubled = papers.get("rejected", 0) + papers.get("quarantined", 0)
    tiles = (
        Tile(sum(papers.values()), "files came in", "/batches" if allowed.upload else ""),
        Tile(papers.get("received", 0) + papers.get("processing", 0), "wait or are being read"),
        Tile(
            waiting,
            "records wait for review",
            "/review" if allowed.review and waiting else "",
            call=allowed.review and waiting > 0,
        ),
        Tile(cases.get("finished", 0), "records finished", "/records" if allowed.review else ""),
        Tile(
            papers.get("text_only", 0),
            "of unknown form, kept as text",
            "/documents" if allowed.review else "",
        ),
    )
    return (*tiles, Tile(troubled, "could not be read")) if troubled else tiles


@router.get("/", policy=Policy.people(*ROLES))
def home(actor: Actor = Depends(current_actor), state: AppState = Depends(state)) -> Response:
    with state.database.read() as session:
        office = offices.office(session, actor.office_id).name
        tiles = _tiles(
            documents.counts(session, actor.office_id),
            records.counts(session, actor.office_id),
            actor.role,
        )
        newest = batches.newest(session, actor.office_id, limit=8)
        shown = rows(session, newest) if may(actor.role).upload else ()
    return page("home.html", actor, "/", office=office, tiles=tiles, batches=shown)
