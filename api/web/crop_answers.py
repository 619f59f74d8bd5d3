"""What people say of single fields, and the whole page where a reviewer needs it for one."""

from __future__ import annotations

from typing import Annotated, Any, Final, Literal

import numpy as np
from fastapi import Depends, Response
from pydantic import BaseModel, Field
from sqlalchemy.orm import Session

from api.actor import Actor
from api.amend import understand
from api.audited import note
from api.policy import REVIEWERS, PolicedRouter, Policy, current_actor
from api.seen import ACROSS, covering_of
from api.speak import _
from api.state import AppState, state
from api.v1.changes import OneChange, Text
from api.web.crops import CHECK, REASONS, Crop, Held, held_work
from extract.doubts import rules
from extract.sameness import means_same
from ingest.masking import covered_picture
from ingest.pictures import webp
from models.errors import BadRequest, LontarError, NotFound
from models.queueing import Work
from models.repositories import documents, fieldwork, openings, records
from models.repositories.changing import Change
from models.values import Colour, Grey

router = PolicedRouter(include_in_schema=False)
OPEN: Final = Policy.people(*REVIEWERS)
Key = Annotated[str, Field(max_length=60)]


class Answer(BaseModel):
    """What somebody says of a field, as in `OneChange`; `sure`: kept though it is doubted."""

    action: Literal["confirm", "correct", "illegible", "empty", "not_applicable"]
    text: Text = ""
    codes: list[Key] = Field(default=[], max_length=100)
    rows: list[dict[Key, Text]] = Field(default=[], max_length=200)
    sure: bool = False


class Kept(BaseModel):
    """`kept` is false where what was typed is doubted: sent again with `sure`, it is kept so."""

    kept: bool
    doubts: list[str] = []


class Reason(BaseModel):
    reason: str = Field(max_length=20)


@router.post("/crops/{work_id}/answer", policy=CHECK)
def answer(
    work_id: str,
    body: Answer,
    actor: Actor = Depends(current_actor),
    state: AppState = Depends(state),
) -> Kept:
    """Say what stands in a field. It is kept with who said it and when."""
    with state.database.write() as session:
        work = held_work(session, actor, work_id)
        change = _understood(session, actor, state, work, body)
        doubts = _doubts(change)
        if doubts and body.action == "correct" and not body.sure:
            return Kept(kept=False, doubts=doubts)
        fieldwork.answer(
            session,
            actor.office_id,
            actor.id,
            actor.label,
            work.id,
            change=change,
            equal=means_same,
        )
    return Kept(kept=True, doubts=doubts)


def _understood(
    session: Session, actor: Actor, state: AppState, work: Work, body: Answer
) -> Change:
    record = records.get(session, actor.office_id, work.record_id)
    document = documents.get(session, actor.office_id, record.document_id)
    said = OneChange(
        key=work.key, action=body.action, text=body.text, codes=body.codes, rows=body.rows
    ).said()
    (change,) = understand(record, [said], state.forms, latest=document.created.date())
    return change


def _doubts(change: Change) -> list[str]:
    """What speaks against a text, as far as it tells nothing of other fields."""
    codes = dict.fromkeys(problem["code"] for problem in change.problems)
    return [_(rules()[code].text) for code in codes if code in rules() and code not in ACROSS]


@router.post("/crops/confirm", policy=CHECK)
def confirm(
    body: Held, actor: Actor = Depends(current_actor), state: AppState = Depends(state)
) -> dict[str, Any]:
    """All of these are right as they were read. Each that could not be kept is told."""
    kept, lost = [], {}
    for work_id in body.ids:
        try:
            answer(work_id, Answer(action="confirm"), actor, state)
            kept.append(work_id)
        except LontarError as problem:
            lost[work_id] = f"{_(problem.detail)} {_(problem.remedy)}"
    return {"kept": kept, "lost": lost}


@router.post("/crops/{work_id}/pass", policy=CHECK, status_code=204)
def give_up(
    work_id: str,
    body: Reason,
    actor: Actor = Depends(current_actor),
    state: AppState = Depends(state),
) -> None:
    """It cannot be told from its place alone: a reviewer sees it in its record."""
    _check(body.reason)
    with state.database.write() as session:
        work = held_work(session, actor, work_id)
        fieldwork.refer(session, actor.office_id, actor.id, work.id, reason=body.reason)
        note(session, actor, "field.referred", work.record_id, key=work.key, why=body.reason)


def _check(reason: str) -> None:
    if reason not in REASONS:
        raise BadRequest(
            "That is none of the reasons there are.", remedy=f"Send one of {', '.join(REASONS)}."
        )


@router.post("/crops/{work_id}/undo", policy=CHECK, status_code=204)
def take_back(
    work_id: str, actor: Actor = Depends(current_actor), state: AppState = Depends(state)
) -> None:
    """Take back one's own last answer; the field is held again."""
    seconds = state.settings.claim_seconds
    with state.database.write() as session:
        fieldwork.take_back(
            session, actor.office_id, actor.id, actor.label, work_id, seconds=seconds
        )
        held_work(session, actor, work_id)


@router.post("/crops/{work_id}/page", policy=OPEN, status_code=204)
def open_page(
    work_id: str,
    body: Reason,
    actor: Actor = Depends(current_actor),
    state: AppState = Depends(state),
) -> None:
    """Open the whole page for a reason, which is written into the audit with who and when."""
    _check(body.reason)
    with state.database.write() as session:
        work = held_work(session, actor, work_id)
        openings.open_page(session, actor.office_id, actor.id, work, body.reason)
        note(
            session,
            actor,
            "page.opened",
            work.document_id,
            page=work.page,
            why=body.reason,
            key=work.key,
        )


def _upright(picture: Grey | Colour, rotation: int) -> Grey | Colour:
    return np.ascontiguousarray(np.rot90(picture, k=-(rotation // 90) % 4))


@router.get("/crops/{work_id}/page", policy=OPEN, response_class=Crop)
def opened_page(
    work_id: str, actor: Actor = Depends(current_actor), state: AppState = Depends(state)
) -> Response:
    """The page that was opened a moment ago; what the role may not see whole is black."""
    with state.database.read() as session:
        work = held_work(session, actor, work_id)
        if not openings.is_open(session, actor.id, work):
            raise NotFound
        document = documents.get(session, actor.office_id, work.document_id)
        found = next((p for p in documents.pages(session, document) if p.number == work.page), None)
        covered = covering_of(session, actor, document).on(work.page)
    if found is None or not found.image_key:
        raise NotFound("This page has no picture.", remedy="Look at its `problem`.")
    return Crop(webp(_upright(covered_picture(state.store, found, covered), found.rotation)))
