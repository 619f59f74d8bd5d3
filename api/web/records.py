"""Finished records: the newest, one with everything that was done to it, and correcting it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any, Final

from fastapi import Depends, Path, Query, Response
from fastapi.responses import RedirectResponse
from sqlalchemy.orm import Session

from api.actor import Actor
from api.policy import REVIEWERS, PolicedRouter, Policy, current_actor
from api.seen import covering_of, sights_of
from api.speak import _
from api.state import AppState, state
from api.web.fields import FieldView, Label, form_of, form_titles, view, views
from api.web.render import fragment, page
from api.web.review import note_seen, page_views
from api.web.said import said
from api.web.words import ACTION, FIELD, actor_name
from models.errors import Conflict, NotFound
from models.forms import Form
from models.repositories import amendments, documents, records, revisions
from models.repositories.revisions import Version
from models.sight import Sights
from models.tables import Correction, Record
from models.values import FieldStatus, RecordState

router = PolicedRouter(include_in_schema=False)
READ: Final = Policy.people(*REVIEWERS)
A_PAGE: Final = 100
Id = Annotated[str, Path(pattern="^[0-9a-f]{32}$")]


@dataclass(frozen=True, slots=True)
class RecordRow:
    """A finished record in a list; no names."""

    id: str
    titles: tuple[Label, ...]
    finished: datetime | None
    revised: datetime | None
    version: int


@dataclass(frozen=True, slots=True)
class Step:
    """One change in a record's history, in words."""

    at: datetime
    who: str
    label: str
    action: str
    before: str
    after: str


@router.get("/records", policy=READ)
def record_list(
    before: Annotated[int | None, Query(ge=0, le=2**62)] = None,
    actor: Actor = Depends(current_actor),
    state: AppState = Depends(state),
) -> Response:
    """The newest, or what was finished before the place `before` of the feed."""
    with state.database.read() as session:
        found = records.newest_finished(session, actor.office_id, limit=A_PAGE + 1, before=before)
    shown = found[:A_PAGE]
    rows = [
        RecordRow(r.id, form_titles(form_of(state.forms, r), r), r.finished, r.revised, r.version)
        for r in shown
    ]
    older = shown[-1].sequence if len(found) > A_PAGE else None
    return page("records.html", actor, "/records", records=rows, older=older, newest=before is None)


@router.get("/records/{record_id}", policy=READ)
def record_page(
    record_id: Id, actor: Actor = Depends(current_actor), state: AppState = Depends(state)
) -> Response:
    """A finished record to read and correct; one that waits is opened for review instead."""
    with state.database.write() as session:
        record = records.get(session, actor.office_id, record_id)
        if record.state != RecordState.FINISHED:
            return RedirectResponse(f"/review/{record.id}", 303)
        history = amendments.history(session, actor.office_id, record_id)
        note_seen(session, actor, record_id)
        return _page(session, state, actor, record, history)


@router.get("/records/{record_id}/versions/{number}", policy=READ)
def version_page(
    record_id: Id,
    number: Annotated[int, Path(ge=1, le=1_000_000)],
    actor: Actor = Depends(current_actor),
    state: AppState = Depends(state),
) -> Response:
    """A finished record as an older version told it."""
    with state.database.read() as session:
        newest = records.get(session, actor.office_id, record_id)
        if newest.state != RecordState.FINISHED or newest.version == number:
            return RedirectResponse(f"/records/{record_id}", 303)
        record = revisions.as_it_was(session, actor.office_id, record_id, number)
        shown = _page(session, state, actor, record, ())
    with state.database.write() as session:
        note_seen(session, actor, record_id)
    return shown


def _page(
    session: Session,
    state: AppState,
    actor: Actor,
    record: Record,
    history: Sequence[Correction],
) -> Response:
    document = documents.get(session, actor.office_id, record.document_id)
    sights = sights_of(session, actor, record.form)
    versions = revisions.versions(session, actor.office_id, record.id)
    form = form_of(state.forms, record)
    fields = views(record, form, sights)
    return page(
        "record.html",
        actor,
        "/records",
        record=record,
        document=document,
        titles=form_titles(form, record),
        fields=[field for field in fields if not field.closed],
        closed=[field for field in fields if field.closed],
        pages=page_views(
            document,
            documents.pages(session, document),
            record.pages,
            covering_of(session, actor, document),
        ),
        steps=_steps(history, fields, form, sights),
        versions=_shown(versions),
        newest=not versions or versions[-1].number == record.version,
        provenance=sorted(record.provenance.items()),
    )


def _shown(versions: Sequence[Version]) -> list[tuple[int, datetime, str]]:
    """Number, moment and author of each version, the newest first."""
    return [(v.number, v.entered, actor_name(v.by) if v.by else "") for v in reversed(versions)]


@router.get("/records/{record_id}/fields/{key}/correct", policy=READ)
def correct_fragment(
    record_id: Id,
    key: Annotated[str, Path(max_length=60)],
    actor: Actor = Depends(current_actor),
    state: AppState = Depends(state),
) -> Response:
    """What one field of a finished record is corrected with."""
    with state.database.read() as session:
        record = records.get(session, actor.office_id, record_id)
        field = next((f for f in record.fields if f.key == key), None)
        sights = sights_of(session, actor, record.form)
        if field is None or not sights.whole(key):
            raise NotFound
        if record.state != RecordState.FINISHED:
            raise Conflict("This record is not finished.", remedy="Review it and finish it.")
        shown = view(field, form_of(state.forms, record), sights)
    return fragment("_correct.html", field=shown, version=record.version)


def _steps(
    history: Sequence[Correction], fields: Sequence[FieldView], form: Form | None, sights: Sights
) -> list[Step]:
    labels = {field.key: field.main.words for field in fields}
    return [
        Step(
            c.at,
            actor_name(c.by),
            labels.get(c.key, c.key),
            _(ACTION.get(c.action, c.action)),
            _state(c.before, c.key, form),
            _state(c.after, c.key, form),
        )
        for c in history
        if sights.whole(c.key)
    ]


def _state(kept: dict[str, Any], key: str, form: Form | None) -> str:
    status = str(kept.get("status", ""))
    if status not in (FieldStatus.ACCEPTED, FieldStatus.REVIEW) and status in FIELD:
        return f"({FIELD[status].words})"
    defined = next((f for f in form.fields if f.key == key), None) if form else None
    return said(kept.get("value"), str(kept.get("raw", "")), defined) or _("(nothing)")
