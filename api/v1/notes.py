"""Notes that reviewers leave with a record."""

from __future__ import annotations

from typing import Annotated

from fastapi import Depends
from pydantic import BaseModel, Field

from api.actor import Actor
from api.audited import note as audited
from api.policy import PolicedRouter, Policy, current_actor
from api.seen import notes_seen, sights_of
from api.state import AppState, state
from api.v1.review import PERSON
from api.v1.shapes import Id, Moment
from ingest.receive import without_hidden
from models import tables
from models.repositories import notes, records

router = PolicedRouter(tags=["review"])
READ = Policy.people_and_tokens(roles=PERSON.roles, scopes=("records:read",))


class NewNote(BaseModel):
    """Words for whoever opens the record next; with `key` about one of its fields."""

    text: Annotated[str, Field(min_length=1, max_length=notes.LONGEST)]
    key: Annotated[str, Field(max_length=60)] = ""


class NoteOut(BaseModel):
    """A note, who left it (`person:NAME`) and when (UTC)."""

    id: int
    key: str
    by: str
    at: Moment
    text: str

    @staticmethod
    def of(note: tables.Note) -> NoteOut:
        return NoteOut(id=note.id, key=note.key, by=note.by, at=note.at, text=note.text)


@router.get("/records/{record_id}/notes", policy=READ)
def record_notes(
    record_id: Id, actor: Actor = Depends(current_actor), state: AppState = Depends(state)
) -> list[NoteOut]:
    """The notes of a record, oldest first.

    A role from which some of the record is kept gets only notes about fields that it may see: what
    a free note tells nobody can know.
    """
    with state.database.read() as session:
        record = records.get(session, actor.office_id, record_id)
        sights = sights_of(session, actor, record.form)
        found = notes.of_record(session, actor.office_id, record_id)
    return [NoteOut.of(note) for note in notes_seen(found, sights)]


@router.post("/records/{record_id}/notes", policy=PERSON, status_code=201)
def add_note(
    record_id: Id,
    body: NewNote,
    actor: Actor = Depends(current_actor),
    state: AppState = Depends(state),
) -> NoteOut:
    """Leave a note. It stays with the record and is never part of what it says."""
    text = "\n".join(without_hidden(line) for line in body.text.splitlines())
    with state.database.write() as session:
        note = notes.add(session, actor.office_id, record_id, text, key=body.key, actor=actor.label)
        audited(session, actor, "record.noted", record_id)
        return NoteOut.of(note)
