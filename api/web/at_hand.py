"""What the review page asks for while somebody works on one field of a record.

Texts and names come and go in bodies, never in addresses: addresses are kept in many places.
"""

from __future__ import annotations

from typing import Annotated, Any, Final

from fastapi import Depends, Path, Response
from pydantic import BaseModel, Field
from sqlalchemy.orm import Session

from api.actor import Actor
from api.amend import meaning
from api.policy import REVIEWERS, PolicedRouter, Policy, current_actor
from api.seen import sights_of
from api.speak import said as translated
from api.state import AppState, state
from api.v1.changes import OneChange
from api.v1.shapes import Id
from api.v1.tiles import Tile, open_pack
from api.web.said import understood
from extract.places import gazetteer
from extract.places.area import LEVELS
from extract.places.spoken import spoken
from ingest import pyramid
from models import tables
from models.errors import NotFound
from models.repositories import documents, notes, records
from models.values import Box

router = PolicedRouter(include_in_schema=False)
REVIEW: Final = Policy.people(*REVIEWERS)
Key = Annotated[str, Path(max_length=60)]
_LONGEST_CROP: Final = 1400  # pixels: twice as many as the column is wide
_AROUND: Final = 0.25  # of a place's height is shown around it
_LEAST, _MOST = 8.0, 28.0  # pixels


def _field(
    session: Session, actor: Actor, record_id: str, key: str
) -> tuple[tables.Record, tables.Field]:
    """A field that this person may see whole. Raises NotFound for any other."""
    record = records.get(session, actor.office_id, record_id)
    found = next((field for field in record.fields if field.key == key), None)
    if found is None or not sights_of(session, actor, record.form).whole(key):
        raise NotFound
    return record, found


@router.get("/review/{record_id}/fields/{key}/crop", policy=REVIEW, response_class=Tile)
def field_crop(
    record_id: Id,
    key: Key,
    actor: Actor = Depends(current_actor),
    state: AppState = Depends(state),
) -> Response:
    """The field's place cut from its page, upright, with a little of what stands around it."""
    with state.database.read() as session:
        record, field = _field(session, actor, record_id, key)
    if not field.box:
        raise NotFound
    pack = open_pack(state, actor, record.document_id, field.page)
    box = pack.upright(Box(*field.box))
    margin = min(_MOST, max(_LEAST, box.height * _AROUND))
    wide = Box(box.x0 - margin, box.y0 - margin, box.x1 + margin, box.y1 + margin)
    return Tile(pyramid.crop(pack.path, pack.shape, wide, longest=_LONGEST_CROP))


class Meaning(BaseModel):
    """What a text would be taken to mean, and what speaks against it; nothing has been changed."""

    understood: str
    problems: list[str]


@router.post("/review/{record_id}/meaning", policy=REVIEW)
def meaning_of(
    record_id: Id,
    body: OneChange,
    actor: Actor = Depends(current_actor),
    state: AppState = Depends(state),
) -> Meaning:
    """How a text would be understood if it were saved now."""
    with state.database.read() as session:
        record, field = _field(session, actor, record_id, body.key)
        document = documents.get(session, actor.office_id, record.document_id)
    change, defined = meaning(record, body.said(), state.forms, latest=document.created.date())
    return Meaning(
        understood=understood(field.kind, change.value, change.raw, defined),
        problems=[translated(problem["text"]) for problem in change.problems],
    )


class Typed(BaseModel):
    """What stands in a field's inputs and is not saved; None forgets it."""

    key: Annotated[str, Field(max_length=60)]
    entered: OneChange | None = None


@router.put("/review/{record_id}/unsaved", policy=REVIEW, status_code=204)
def keep_unsaved(
    record_id: Id,
    body: Typed,
    actor: Actor = Depends(current_actor),
    state: AppState = Depends(state),
) -> None:
    """Keep what was typed into a field, for this person alone, until it is saved or taken back."""
    with state.database.write() as session:
        _field(session, actor, record_id, body.key)
        words: dict[str, Any] | None = None
        if body.entered is not None:
            words = body.entered.model_dump(exclude={"key", "action"}, exclude_unset=True)
        notes.keep_unsaved(session, record_id, actor.id, body.key, words)


class Below(BaseModel):
    """Which areas are asked for: those of a country, or of the area with that code."""

    country: Annotated[str, Field(max_length=3)]
    code: Annotated[str, Field(max_length=20)] = ""
    language: Annotated[str, Field(max_length=3)] = "en"


class AreaOut(BaseModel):
    """An area: its name in both scripts, and how it is written in an address."""

    code: str
    name: str
    latin: str
    written: str
    level: str
    last: bool


@router.post("/review/places", policy=REVIEW)
def places_below(body: Below) -> list[AreaOut]:
    """The provinces of a country, or the areas right below one, in the order of their lists."""
    return [
        AreaOut(
            code=area.code,
            name=area.name,
            latin=area.latin,
            written=spoken(body.country, area, body.language),
            level=area.level,
            last=area.level == LEVELS[-1],
        )
        for area in gazetteer.children(body.country, body.code)
        if not area.abolished
    ]
