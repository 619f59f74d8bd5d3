"""Who looked at what, who did what, when and why: the audit of an office, for its managers."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Annotated, Final
from zoneinfo import ZoneInfo

from fastapi import Depends, Query, Response
from fastapi.responses import StreamingResponse
from sqlalchemy.orm import Session

from api.actor import Actor
from api.audited import note
from api.exports.cells import harmless
from api.policy import MANAGERS, PolicedRouter, Policy, current_actor
from api.speak import _
from api.state import AppState, state
from api.web import audit_words
from api.web.audit_choices import ID, Choices, asked_for, place_in, place_of, told, understood
from api.web.render import page
from api.web.words import actor_name
from models.errors import BadRequest
from models.repositories import audit, guests, offices
from models.repositories.audit import Asked, Place
from models.tables import Audit

router = PolicedRouter(include_in_schema=False)
MANAGE: Final = Policy.people(*MANAGERS)
A_PAGE: Final = 100
#: lines of a file that are fetched at once
_AT_ONCE: Final = 2000
#: Who acts without a sign-in.
_PROGRAMS: Final = ("worker", "command line")
#: Where things of these kinds have a page.
_PAGES: Final = {
    "record": "/records/",
    "field": "/records/",
    "document": "/documents/",
    "page": "/documents/",
    "batch": "/batches/",
}


@dataclass(frozen=True, slots=True)
class Line:
    """A line in words. `address` is the page of what it is about, "" where there is none."""

    at: datetime
    who: str
    what: str
    why: str
    facts: str
    thing: str
    address: str


@router.get("/audit", policy=MANAGE)
def audit_page(
    before: Annotated[str, Query(max_length=40)] = "",
    chosen: Choices = Depends(asked_for),
    actor: Actor = Depends(current_actor),
    state: AppState = Depends(state),
) -> Response:
    """The newest lines that are asked for, or those before the last of the page before."""
    problem: BadRequest | None = None
    lines: Sequence[Audit] = ()
    place = place_in(before)
    zone = ZoneInfo(state.settings.time_zone)
    with state.database.read() as session:
        try:
            asked = understood(session, actor.office_id, chosen, zone)
            lines = audit.found(session, actor.office_id, asked, limit=A_PAGE + 1, before=place)
        except BadRequest as error:
            problem = error
        people = _people(session, actor, chosen.who)
    if problem is None:
        with state.database.write() as session:
            note(session, actor, "audit.seen", **told(chosen))
    last = lines[A_PAGE - 1] if len(lines) > A_PAGE else None
    return page(
        "audit.html",
        actor,
        "/audit",
        status=problem.status if problem else 200,
        lines=[_line(one) for one in lines[:A_PAGE]],
        chosen=chosen,
        filtered=bool(chosen.as_query()),
        people=people,
        kinds=[(code, _(words)) for code, (words, _actions) in audit_words.KINDS.items()],
        older=chosen.as_query(before=place_of(last)) if last else "",
        newest=place is None,
        query=chosen.as_query(),
        problem=problem,
    )


@router.get("/audit.csv", policy=MANAGE)
def audit_file(
    chosen: Choices = Depends(asked_for),
    actor: Actor = Depends(current_actor),
    state: AppState = Depends(state),
) -> Response:
    """All lines that are asked for, as a table."""
    zone = ZoneInfo(state.settings.time_zone)
    with state.database.write() as session:
        asked = understood(session, actor.office_id, chosen, zone)
        note(session, actor, "audit.exported", **told(chosen))
    heads = (_("When (UTC)"), _("Who"), _("What"), _("Why"), _("About"), _("Code"), _("Details"))
    # The language is the request's: what is sent later, piece by piece, takes the words along.
    words = {code: audit_words.in_words(code) for code in audit_words.WORDS}
    reasons = {code: audit_words.reason({"why": code}) for code in audit_words.WHY}
    name = f"lontar-audit-{datetime.now(UTC):%Y-%m-%d-%H%M}.csv"
    return StreamingResponse(
        _pieces(state, actor.office_id, asked, heads, {**words, **reasons}),
        media_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


def _pieces(
    state: AppState, office_id: str, asked: Asked, heads: Sequence[str], words: Mapping[str, str]
) -> Iterator[str]:
    yield "\ufeff" + _rows([heads])
    place: Place | None = None
    while True:
        # A transaction for each piece: a slow line must not hold one open for all of them.
        with state.database.read() as session:
            lines = audit.found(session, office_id, asked, limit=_AT_ONCE, before=place)
        if not lines:
            return
        yield _rows([_cells(one, words) for one in lines])
        place = Place(lines[-1].at, lines[-1].id)


def _cells(one: Audit, words: Mapping[str, str]) -> tuple[str, ...]:
    why = str(one.detail.get("why", ""))
    return (
        one.at.replace(tzinfo=UTC).isoformat(timespec="seconds"),
        one.actor,
        words.get(one.action, one.action),
        words.get(why, why),
        one.object,
        one.action,
        json.dumps(one.detail, ensure_ascii=False) if one.detail else "",
    )


def _rows(rows: Sequence[Sequence[str]]) -> str:
    out = io.StringIO()
    csv.writer(out).writerows([harmless(cell) for cell in row] for row in rows)
    return out.getvalue()


def _people(session: Session, actor: Actor, chosen: str) -> tuple[tuple[str, str], ...]:
    """Whom the list offers: label and name of who can have done something here, and the chosen."""
    here = [one.login for one in offices.people(session, actor.office_id)]
    here += [login for _guest, login, _office in guests.guests_of(session, actor.office_id)]
    if chosen.startswith("person:"):
        here.append(actor_name(chosen))
    people = [(f"person:{login}", login) for login in sorted(set(here))]
    machines = [
        (f"token:{one.id}", f"{actor_name(f'token:{one.id}')} ({one.name})")
        for one in offices.tokens(session, actor.office_id)
    ]
    return (*people, *machines, *((name, _program(name)) for name in _PROGRAMS))


def _program(name: str) -> str:
    return _("command line") if name == "command line" else _("Lontar itself")


def _line(one: Audit) -> Line:
    kind = one.action.partition(".")[0]
    thing = one.object if ID.fullmatch(one.object) else ""
    return Line(
        at=one.at,
        who=_program(one.actor) if one.actor in _PROGRAMS else actor_name(one.actor),
        what=audit_words.in_words(one.action),
        why=audit_words.reason(one.detail),
        facts=audit_words.facts(one.detail),
        thing=thing[:8] or one.object,
        address=f"{_PAGES[kind]}{thing}" if thing and kind in _PAGES else "",
    )
