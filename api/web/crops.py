"""Single fields to be read by themselves, many of a kind in a row or on a sheet.

Whoever reads them is told neither whose they are nor what stands beside them: a field is named by
its work, its picture is cut on the server, and no page, record or document is named anywhere.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from typing import Annotated, Final, Literal

from fastapi import Depends, Query, Response
from pydantic import BaseModel, Field
from sqlalchemy.orm import Session

from api.actor import Actor
from api.audited import note
from api.policy import CHECKERS, REVIEWERS, PolicedRouter, Policy, current_actor
from api.seen import each_form, sights_of
from api.state import AppState, state
from api.v1.shapes import GivenId
from api.web.crop_views import (
    COUNTED,
    card,
    groups,
    labels_of,
    may,
    newest,
    on_a_sheet,
    piles,
    readers_first,
)
from api.web.fields import FieldView, titles_of
from api.web.render import fragment, page
from ingest import crops as cutting
from models.errors import NotFound
from models.queueing import Wanted, Work
from models.repositories import crops, fieldwork

router = PolicedRouter(include_in_schema=False)
CHECK: Final = Policy.people(*CHECKERS)
#: Reasons to give a field back that cannot be told from its place alone; words are on the page.
REASONS: Final = ("cut_badly", "not_this_field", "needs_page")
Ids = Annotated[list[GivenId], Field(max_length=100)]


class Hand(BaseModel):
    """Which fields somebody takes next: `form` None is every form; `held` are those on the page."""

    form: Annotated[str, Field(max_length=80)] | None = None
    key: Annotated[str, Field(max_length=60)]
    how: Literal["row", "sheet"] = "row"
    most: Annotated[int, Field(ge=1, le=60)] = 12
    held: Ids = []


class Held(BaseModel):
    ids: Ids


class Crop(Response):
    media_type = cutting.MEDIA_TYPE


@router.get("/crops", policy=CHECK)
def crop_list(actor: Actor = Depends(current_actor), state: AppState = Depends(state)) -> Response:
    """What waits that may be read by itself."""
    with state.database.read() as session:
        found = fieldwork.waiting_kinds(session, actor.office_id, actor.id, most=COUNTED)
        sights = each_form(session, actor, [heap.form for heap in found])
    return page("crops.html", actor, "/crops", piles=piles(found, state.forms, sights))


@router.get("/crops/{how}", policy=CHECK)
def crop_work(
    how: Literal["row", "sheet"],
    key: Annotated[str, Query(max_length=60)],
    form: Annotated[str | None, Query(max_length=80)] = None,
    actor: Actor = Depends(current_actor),
    state: AppState = Depends(state),
) -> Response:
    """The desk for fields of one kind; its script takes them hand by hand."""
    with state.database.read() as session:
        kind = next(iter(_allowed(session, actor, form, key).values()), "")
    known = newest(state.forms, form) if form else None
    return page(
        "crop_work.html",
        actor,
        "/crops",
        how=how if how == "row" or on_a_sheet(kind) else "row",
        key=key,
        form=form,
        labels=labels_of(key, kind or "text", known),
        titles=readers_first(titles_of(known, form)) if form else (),
        seconds=state.settings.claim_seconds,
        opens=actor.role in REVIEWERS,
    )


def _allowed(session: Session, actor: Actor, form: str | None, key: str) -> dict[str, str]:
    """The forms of which this role may be given the field, with its kind."""
    asked = Wanted(keys=(key,), forms=() if form is None else (form,))
    found = fieldwork.waiting_kinds(session, actor.office_id, actor.id, asked, most=1)
    sights = each_form(session, actor, [heap.form for heap in found])
    return {h.form: h.kind for h in found if may(sights[h.form], h.key, h.kind)}


@router.post("/crops/hand", policy=CHECK)
def next_hand(
    body: Hand, actor: Actor = Depends(current_actor), state: AppState = Depends(state)
) -> Response:
    """The next fields of a kind, held by whoever asks; each is written into the audit."""
    with state.database.write() as session:
        allowed = _allowed(session, actor, body.form, body.key)
        works = _claim(session, actor, state, body, tuple(allowed)) if allowed else []
        for work in works:
            note(session, actor, "field.seen", work.record_id, key=work.key)
        cards = [card(w, fieldwork.field_for(session, w), state.forms) for w in works]
    # Not in the order in which they lie in the cabinet: neighbours there are often kin.
    random.SystemRandom().shuffle(cards)
    return _shown(cards, body.how)


def _claim(
    session: Session, actor: Actor, state: AppState, body: Hand, forms: tuple[str, ...]
) -> list[Work]:
    works = fieldwork.claim_fields(
        session,
        actor.office_id,
        actor.id,
        Wanted(forms=forms, keys=(body.key,)),
        most=body.most,
        seconds=state.settings.claim_seconds,
        skip=body.held,
    )
    return list(works)


def _shown(cards: Sequence[FieldView], how: str) -> Response:
    if how == "row":
        return fragment("_crop_row.html", cards=cards)
    made, left = groups(cards)
    return fragment("_crop_sheet.html", groups=made, cards=left)


@router.post("/crops/held", policy=CHECK)
def hold(
    body: Held, actor: Actor = Depends(current_actor), state: AppState = Depends(state)
) -> dict[str, list[str]]:
    """Hold fields longer; `lost` are those that are held no more."""
    seconds = state.settings.claim_seconds
    with state.database.write() as session:
        lost = fieldwork.renew(session, actor.office_id, actor.id, body.ids, seconds=seconds)
    return {"lost": list(lost)}


@router.post("/crops/let-go", policy=CHECK, status_code=204)
def let_go(
    body: Held, actor: Actor = Depends(current_actor), state: AppState = Depends(state)
) -> None:
    """Give fields back; no error for those that were not held."""
    with state.database.write() as session:
        fieldwork.give_back(session, actor.office_id, actor.id, body.ids)


def held_work(session: Session, actor: Actor, work_id: str) -> Work:
    """A field that this person holds and may see. Raises NotFound for any other."""
    work = fieldwork.get(session, actor.office_id, actor.id, work_id)
    if not may(sights_of(session, actor, work.form), work.key, work.kind):
        raise NotFound
    return work


@router.get("/crops/{work_id}/picture", policy=CHECK, response_class=Crop)
def crop_picture(
    work_id: str, actor: Actor = Depends(current_actor), state: AppState = Depends(state)
) -> Response:
    """The place of one field, cut out on the server; what belongs to other fields is grey."""
    with state.database.read() as session:
        place = crops.place_of(session, held_work(session, actor, work_id))
    return Crop(cutting.cut(state.store, place))


@router.get("/crops/{work_id}/card", policy=CHECK)
def crop_card(
    work_id: str, actor: Actor = Depends(current_actor), state: AppState = Depends(state)
) -> Response:
    """One field to type into: the odd one of a sheet, or one whose answer was taken back."""
    with state.database.read() as session:
        work = held_work(session, actor, work_id)
        shown = card(work, fieldwork.field_for(session, work), state.forms)
    return fragment("_crop.html", field=shown)
