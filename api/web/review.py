"""The review: the queue, the next record, and its fields one by one.

A page that opens a record claims it, so that nobody else gets it meanwhile. Changes go through
the API; a changed field is fetched again from here, so that words are made in one place.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from fastapi import Depends, Response
from fastapi.responses import RedirectResponse
from sqlalchemy.orm import Session

from api.actor import Actor
from api.policy import REVIEWERS, PolicedRouter, Policy, current_actor
from api.state import AppState, state
from api.web.fields import FieldView, Label, form_of, form_titles, group_of, view, views
from api.web.render import fragment, page
from models.database import now
from models.errors import Conflict, NotFound
from models.forms import Form
from models.repositories import audit, documents, records
from models.tables import Document, Page, Record

router = PolicedRouter(include_in_schema=False)
REVIEW: Final = Policy.people(*REVIEWERS)
A_PAGE: Final = 50
_ID: Final = re.compile(r"[0-9a-f]{32}")
_MOST_SKIPPED: Final = 50


@dataclass(frozen=True, slots=True)
class Waiting:
    """A record in the queue: no names, nothing that was read."""

    id: str
    titles: tuple[Label, ...]
    created: datetime
    doubts: int
    confirms: int  # values that are probably right, and places where nothing was found
    held: str  # "", "you", "somebody"


@dataclass(frozen=True, slots=True)
class PageView:
    """A page of the record's document; sizes in scan pixels."""

    number: int
    url: str
    width: int
    height: int
    rotation: int


def page_views(document: Document, found: Sequence[Page], wanted: Sequence[int]) -> list[PageView]:
    """The pages that have a picture, those of `wanted` alone where there are any."""
    chosen = [p for p in found if p.image_key and (not wanted or p.number in wanted)]
    return [
        PageView(
            p.number,
            f"/api/v1/documents/{document.id}/pages/{p.number}/image",
            p.width,
            p.height,
            p.rotation,
        )
        for p in chosen
    ]


def note_seen(session: Session, actor: Actor, record_id: str) -> None:
    """Who has looked at a record stays in the book."""
    audit.note(
        session,
        office_id=actor.office_id,
        actor=actor.label,
        action="record.seen",
        object_=record_id,
    )


def _waiting(record: Record, forms: Sequence[Form], actor: Actor) -> Waiting:
    held = record.claimed_until is not None and record.claimed_until >= now()
    holder = "you" if record.claimed_by == actor.id else "somebody"
    groups = Counter(group_of(field) for field in record.fields if field.status == "review")
    return Waiting(
        record.id,
        form_titles(form_of(forms, record), record),
        record.created,
        groups["doubt"],
        groups["confirm"] + groups["nothing"],
        holder if held else "",
    )


def _by_page(fields: Sequence[FieldView]) -> list[tuple[int, list[FieldView]]]:
    """Places where nothing was found, page by page, so that one look at a page settles them."""
    return [(n, [f for f in fields if f.page == n]) for n in sorted({f.page for f in fields})]


@router.get("/queue", policy=REVIEW)
def queue(
    after: str = "", actor: Actor = Depends(current_actor), state: AppState = Depends(state)
) -> Response:
    with state.database.read() as session:
        found, more = records.waiting(session, actor.office_id, limit=A_PAGE, after=after)
        count = records.counts(session, actor.office_id).get("needs_review", 0)
    shown = [_waiting(record, state.forms, actor) for record in found]
    last = found[-1].id if more else ""
    return page("queue.html", actor, "/queue", waiting=shown, after=last, count=count)


@router.get("/review", policy=REVIEW)
def next_record(
    skip: str = "", actor: Actor = Depends(current_actor), state: AppState = Depends(state)
) -> Response:
    """Claim the next record and go to it. `skip`: ids of records that were put off, with commas."""
    skipped = _ID.findall(skip)[-_MOST_SKIPPED:]
    with state.database.write() as session:
        record = records.claim_next(
            session,
            actor.office_id,
            actor.id,
            seconds=state.settings.claim_seconds,
            skip=skipped,
        )
        count = records.counts(session, actor.office_id).get("needs_review", 0)
    if record is not None:
        return RedirectResponse(f"/review/{record.id}", 303)
    return page("nothing.html", actor, "/queue", count=count, skipped=len(skipped))


@router.get("/review/{record_id}", policy=REVIEW)
def review_page(
    record_id: str, actor: Actor = Depends(current_actor), state: AppState = Depends(state)
) -> Response:
    try:
        with state.database.write() as session:
            records.claim(
                session,
                actor.office_id,
                record_id,
                actor.id,
                seconds=state.settings.claim_seconds,
            )
            record = records.get(session, actor.office_id, record_id)
            document = documents.get(session, actor.office_id, record.document_id)
            pages = documents.pages(session, document)
            left = records.counts(session, actor.office_id).get("needs_review", 0)
            form = form_of(state.forms, record)
            fields = views(record, form)
            note_seen(session, actor, record_id)
    except Conflict as problem:
        return page("taken.html", actor, "/queue", status=409, problem=problem)
    return page(
        "review.html",
        actor,
        "/queue",
        record=record,
        document=document,
        titles=form_titles(form, record),
        known_form=form is not None,
        pages=page_views(document, pages, record.pages),
        doubts=[f for f in fields if f.group == "doubt"],
        confirms=[f for f in fields if f.group == "confirm"],
        nothings=_by_page([f for f in fields if f.group == "nothing"]),
        open=sum(f.doubtful for f in fields),
        settled=[f for f in fields if not f.doubtful],
        left=left,
        claim_seconds=state.settings.claim_seconds,
    )


@router.get("/review/{record_id}/fields/{key}", policy=REVIEW)
def field_fragment(
    record_id: str,
    key: str,
    actor: Actor = Depends(current_actor),
    state: AppState = Depends(state),
) -> Response:
    """One field as it is now."""
    with state.database.read() as session:
        record = records.get(session, actor.office_id, record_id)
    field = next((f for f in record.fields if f.key == key), None)
    if field is None:
        raise NotFound
    return fragment("_field.html", field=view(field, form_of(state.forms, record)))
