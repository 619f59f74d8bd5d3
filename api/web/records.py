"""Finished records: the newest, and one with everything that was done to it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from fastapi import Depends, Response
from fastapi.responses import RedirectResponse

from api.actor import Actor
from api.policy import REVIEWERS, PolicedRouter, Policy, current_actor
from api.seen import sights_of
from api.speak import _
from api.state import AppState, state
from api.web.fields import FieldView, Label, form_of, form_titles, views
from api.web.render import page
from api.web.review import note_seen, page_views
from api.web.said import said
from api.web.words import ACTION, FIELD, actor_name
from models.forms import Form
from models.repositories import amendments, documents, records
from models.tables import Correction
from models.values import FieldStatus, RecordState

router = PolicedRouter(include_in_schema=False)
READ: Final = Policy.people(*REVIEWERS)
NEWEST: Final = 100


@dataclass(frozen=True, slots=True)
class RecordRow:
    """A finished record in a list; no names."""

    id: str
    titles: tuple[Label, ...]
    finished: datetime | None


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
    actor: Actor = Depends(current_actor), state: AppState = Depends(state)
) -> Response:
    with state.database.read() as session:
        found = records.newest_finished(session, actor.office_id, limit=NEWEST)
        count = records.counts(session, actor.office_id).get("finished", 0)
    shown = [RecordRow(r.id, form_titles(form_of(state.forms, r), r), r.finished) for r in found]
    return page("records.html", actor, "/records", records=shown, count=count)


@router.get("/records/{record_id}", policy=READ)
def record_page(
    record_id: str, actor: Actor = Depends(current_actor), state: AppState = Depends(state)
) -> Response:
    """A finished record to read; one that waits is opened for review instead."""
    with state.database.write() as session:
        record = records.get(session, actor.office_id, record_id)
        if record.state != RecordState.FINISHED:
            return RedirectResponse(f"/review/{record.id}", 303)
        document = documents.get(session, actor.office_id, record.document_id)
        pages = documents.pages(session, document)
        history = amendments.history(session, actor.office_id, record_id)
        sights = sights_of(session, actor, record.form)
        note_seen(session, actor, record_id)
    form = form_of(state.forms, record)
    fields = views(record, form, sights)
    return page(
        "record.html",
        actor,
        "/records",
        record=record,
        document=document,
        titles=form_titles(form, record),
        fields=fields,
        pages=page_views(document, pages, record.pages),
        steps=_steps(history, fields, form),
        provenance=sorted(record.provenance.items()),
    )


def _steps(
    history: Sequence[Correction], fields: Sequence[FieldView], form: Form | None
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
    ]


def _state(kept: dict[str, Any], key: str, form: Form | None) -> str:
    status = str(kept.get("status", ""))
    if status not in (FieldStatus.ACCEPTED, FieldStatus.REVIEW) and status in FIELD:
        return f"({FIELD[status].words})"
    defined = next((f for f in form.fields if f.key == key), None) if form else None
    return said(kept.get("value"), str(kept.get("raw", "")), defined) or "(nothing)"
