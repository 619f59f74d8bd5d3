"""The review: the queue, the next record, and its fields one by one.

A page that opens a record claims it, so that nobody else gets it meanwhile, and the next one a
little ahead. Changes go through the API; a changed field is fetched again from here, so that words
are made in one place.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from fastapi import Depends, Request, Response
from fastapi.responses import RedirectResponse
from sqlalchemy.orm import Session

from api.actor import Actor
from api.policy import REVIEWERS, PolicedRouter, Policy, current_actor
from api.queueing import as_query, wanted_of
from api.seen import covering_of, notes_seen, sights_of
from api.speak import _, ngettext
from api.state import AppState, state
from api.web.fields import FieldView, Label, form_of, form_titles, view, views
from api.web.render import fragment, page
from models.errors import Conflict, NotFound
from models.repositories import audit, documents, notes, queues, readers, records
from models.repositories.covering import Covering
from models.tables import Document, Page, Record

router = PolicedRouter(include_in_schema=False)
REVIEW: Final = Policy.people(*REVIEWERS)
_ID: Final = re.compile(r"[0-9a-f]{32}")
_MOST_SKIPPED: Final = 50
_COUNTED: Final = 1000  # records waiting; more are not counted, nobody needs the number


@dataclass(frozen=True, slots=True)
class PageView:
    """A page of the record's document; sizes in scan pixels, `tiles` where its tiles begin.

    `closed`: all of it is kept from whoever looks.
    """

    number: int
    tiles: str
    width: int
    height: int
    rotation: int
    closed: bool


def page_views(
    document: Document, found: Sequence[Page], wanted: Sequence[int], covering: Covering
) -> list[PageView]:
    """The pages that have a picture, those of `wanted` alone where there are any."""
    chosen = [p for p in found if p.image_key and (not wanted or p.number in wanted)]
    return [
        PageView(
            p.number,
            f"/api/v1/documents/{document.id}/pages/{p.number}/tiles",
            p.width,
            p.height,
            p.rotation,
            p.number in covering.closed,
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


def _by_page(fields: Sequence[FieldView]) -> list[tuple[int, list[FieldView]]]:
    """Places where nothing was found, page by page, so that one look at a page settles them."""
    return [(n, [f for f in fields if f.page == n]) for n in sorted({f.page for f in fields})]


@dataclass(frozen=True, slots=True)
class Sheaf:
    """A record on the desk: what the template needs to show it."""

    record: Record
    document: Document
    titles: tuple[Label, ...]
    known_form: bool
    pages: list[PageView]
    doubts: list[FieldView]
    confirms: list[FieldView]
    nothings: list[tuple[int, list[FieldView]]]
    waits: list[FieldView]
    settled: list[FieldView]
    closed: list[FieldView]
    open: int
    left: str
    notes: int
    hold_seconds: int


def _sheaf(session: Session, state: AppState, actor: Actor, record: Record) -> Sheaf:
    """Everything of a record as this person may see it; the audit keeps that they did."""
    document = documents.get(session, actor.office_id, record.document_id)
    form = form_of(state.forms, record)
    typed = notes.unsaved(session, record.id, actor.id)
    standings = readers.standing(session, record, actor.id)
    sights = sights_of(session, actor, record.form)
    fields = views(record, form, sights, typed, standings)
    shown = [field for field in fields if not field.closed]
    waiting = queues.count_waiting(session, actor.office_id, most=_COUNTED)
    note_seen(session, actor, record.id)
    return Sheaf(
        record=record,
        document=document,
        titles=form_titles(form, record),
        known_form=form is not None,
        pages=page_views(
            document,
            documents.pages(session, document),
            record.pages,
            covering_of(session, actor, document),
        ),
        doubts=[f for f in shown if f.group == "doubt"],
        confirms=[f for f in shown if f.group == "confirm"],
        nothings=_by_page([f for f in shown if f.group == "nothing"]),
        waits=[f for f in shown if f.waits],
        settled=[f for f in shown if not f.doubtful and not f.waits],
        closed=[f for f in fields if f.closed],
        open=sum(f.doubtful for f in shown),
        left=_counted(waiting),
        notes=len(notes_seen(notes.of_record(session, actor.office_id, record.id), sights)),
        hold_seconds=state.settings.claim_seconds,
    )


def _counted(count: int) -> str:
    """How many wait, in words; nobody counts a whole cabinet for it."""
    if count >= _COUNTED:
        return _("more than {count} in the queue").format(count=_COUNTED)
    return ngettext("{count} in the queue", "{count} in the queue", count).format(count=count)


def _skipped(skip: str) -> list[str]:
    """Ids of records that were put off, given with commas between."""
    return _ID.findall(skip)[-_MOST_SKIPPED:]


@router.get("/review", policy=REVIEW)
def next_record(
    request: Request,
    skip: str = "",
    actor: Actor = Depends(current_actor),
    state: AppState = Depends(state),
) -> Response:
    """Claim the next record and go to it.

    `skip`: ids of records that were put off, with commas; the filters of the queue stay in the
    address, so that the whole run keeps to them.
    """
    skipped, filters = _skipped(skip), as_query(request.query_params)
    with state.database.write() as session:
        record = _claim_next(session, state, actor, request, skipped)
        if record is not None:
            return RedirectResponse(f"/review/{record.id}{'?' if filters else ''}{filters}", 303)
        count = queues.count_waiting(session, actor.office_id, most=_COUNTED)
        read = queues.spoken_of(session, actor.office_id, actor.id, most=_COUNTED)
        # Put off, and not left to others since.
        off = queues.open_to(session, actor.office_id, actor.id, skipped)
    return page(
        "nothing.html",
        actor,
        "/queue",
        count=max(0, count - read),
        read=read,
        skipped=off,
        filters=filters,
    )


@router.post("/review/ahead", policy=REVIEW)
def record_ahead(
    request: Request,
    skip: str = "",
    actor: Actor = Depends(current_actor),
    state: AppState = Depends(state),
) -> Response:
    """Claim the next record, to be shown when the present one is done; 204 where none is free."""
    with state.database.write() as session:
        record = _claim_next(session, state, actor, request, _skipped(skip))
        if record is None:
            return Response(status_code=204)
        sheaf = _sheaf(session, state, actor, record)
    return fragment("_desk.html", sheaf=sheaf)


def _claim_next(
    session: Session, state: AppState, actor: Actor, request: Request, skipped: Sequence[str]
) -> Record | None:
    return queues.claim_next(
        session,
        actor.office_id,
        actor.id,
        seconds=state.settings.claim_seconds,
        skip=skipped,
        wanted=wanted_of(request.query_params, state.forms),
    )


@router.get("/review/{record_id}", policy=REVIEW)
def review_page(
    record_id: str, actor: Actor = Depends(current_actor), state: AppState = Depends(state)
) -> Response:
    try:
        with state.database.write() as session:
            queues.claim(
                session,
                actor.office_id,
                record_id,
                actor.id,
                seconds=state.settings.claim_seconds,
            )
            record = records.get(session, actor.office_id, record_id)
            sheaf = _sheaf(session, state, actor, record)
    except Conflict as problem:
        return page("taken.html", actor, "/queue", status=409, problem=problem)
    return page("review.html", actor, "/queue", sheaf=sheaf)


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
        sights = sights_of(session, actor, record.form)
        standing = readers.standing(session, record, actor.id).get(key)
    field = next((f for f in record.fields if f.key == key), None)
    if field is None or not sights.whole(key):
        raise NotFound
    form = form_of(state.forms, record)
    return fragment("_field.html", field=view(field, form, sights, standing=standing))
