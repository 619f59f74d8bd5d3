"""Where the papers of the office are, and what one may do."""

from __future__ import annotations

from dataclasses import dataclass

from fastapi import Depends, Response

from api.actor import Actor
from api.policy import PolicedRouter, Policy, current_actor
from api.speak import _, ngettext
from api.state import AppState, state
from api.web.batches import rows
from api.web.overview import Counts, counts
from api.web.render import may, page
from models.repositories import batches, offices
from models.repositories.offices import ROLES

router = PolicedRouter(include_in_schema=False)


@dataclass(frozen=True, slots=True)
class Tile:
    """A count; `address` is empty for who may not go there."""

    count: int
    words: str
    address: str = ""
    call: bool = False


@router.get("/", policy=Policy.people(*ROLES))
def home(actor: Actor = Depends(current_actor), state: AppState = Depends(state)) -> Response:
    allowed = may(actor.role)
    with state.database.read() as session:
        office = offices.office(session, actor.office_id).name
        newest = batches.newest(session, actor.office_id, limit=8) if allowed.upload else ()
        shown = rows(session, newest)
    # Who checks single fields is told nothing of the papers that they come from.
    tiles = () if allowed.checks_alone else _tiles(counts(actor.office_id, state), actor.role)
    return page("home.html", actor, "/", office=office, tiles=tiles, batches=shown)


def _tiles(counted: Counts, role: str) -> tuple[Tile, ...]:
    allowed = may(role)
    papers, cases = counted.papers, counted.records
    came_in = sum(papers.values())
    unread = papers.get("received", 0) + papers.get("processing", 0)
    waiting, finished = cases.get("needs_review", 0), cases.get("finished", 0)
    unknown = papers.get("text_only", 0)
    troubled = papers.get("rejected", 0) + papers.get("quarantined", 0)
    tiles = (
        Tile(
            came_in,
            ngettext("file came in", "files came in", came_in),
            "/batches" if allowed.upload else "",
        ),
        Tile(unread, ngettext("waits or is being read", "wait or are being read", unread)),
        Tile(
            waiting,
            ngettext("record waits for review", "records wait for review", waiting),
            "/review" if allowed.review and waiting else "",
            call=allowed.review and waiting > 0,
        ),
        Tile(
            finished,
            ngettext("record finished", "records finished", finished),
            "/records" if allowed.review else "",
        ),
        Tile(
            unknown,
            _("of unknown form, kept as text"),
            "/documents" if allowed.review else "",
        ),
    )
    return (*tiles, Tile(troubled, _("could not be read"))) if troubled else tiles
