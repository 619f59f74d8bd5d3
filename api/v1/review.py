"""Reviewing: take the next record, say what stands on the paper, finish."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated, Final, Literal

from fastapi import Depends, Header, Response
from pydantic import BaseModel, Field
from sqlalchemy.orm import Session

from api.actor import Actor
from api.amend import LONGEST, Said, understand
from api.policy import REVIEWERS, PolicedRouter, Policy, current_actor
from api.queueing import wanted_of
from api.seen import sights_of
from api.state import AppState, state
from api.v1.record_shapes import FieldOut, RecordOut
from api.v1.records import etag
from api.v1.shapes import GivenId, Id
from extract.sameness import means_same
from ingest.receive import without_hidden
from models import tables
from models.errors import BadRequest, Forbidden, VersionNeeded
from models.queueing import Wanted
from models.repositories import amendments, documents, notes, queues, readers, records
from models.sight import Sights

router = PolicedRouter(tags=["review"])

PERSON: Final = Policy.people(*REVIEWERS)
CHANGE: Final = Policy.people_and_tokens(roles=REVIEWERS, scopes=("records:write",))
HELD: Final = {409: {"description": "Somebody else holds it, or it is finished."}}
CHANGED: Final = {
    **HELD,
    412: {"description": "It has changed since you read it."},
    428: {"description": "If-Match is missing."},
}
IfMatch = Annotated[str, Header(max_length=40, description="the record's ETag")]
Text = Annotated[str, Field(max_length=LONGEST)]
Key = Annotated[str, Field(max_length=60)]


Filter = Annotated[str, Field(max_length=80)]


class Skip(BaseModel):
    """Which records are taken: all that wait, but for those put off and those filtered out."""

    skip: list[GivenId] = Field(default=[], max_length=100, description="records put off for now")
    form: Filter = Field("", description="id of a form; `-` for no known one")
    language: Filter = Field("", description="language that the form is in: km, th, id, en")
    batch: Filter = Field("", description="id of a batch")
    older: Filter = Field("", description="waiting for so many days at least")
    priority: Literal["", "urgent", "soon", "normal", "later"] = ""
    stage: Literal["", "first", "second", "settle"] = ""

    def filters(self) -> dict[str, str]:
        return self.model_dump(exclude={"skip"})


class OneChange(BaseModel):
    """What a person says about a field.

    `correct` needs what stands on the paper: `text`; for tick boxes `codes` (and `text` for what
    is written beside "other"); for a signature the text `present` or `absent`; for a table `rows`,
    each the text of its cells by column key. `undo` takes back the last change of the field.
    """

    key: Key
    action: Literal["confirm", "correct", "illegible", "empty", "not_applicable", "undo"]
    text: Text = ""
    codes: list[Key] = Field(default=[], max_length=100)
    rows: list[dict[Key, Text]] = Field(default=[], max_length=200)

    def said(self) -> Said:
        return Said(
            self.key,
            self.action,
            _lines(self.text),
            tuple(self.codes),
            tuple({key: _lines(text) for key, text in row.items()} for row in self.rows),
        )


class Changes(BaseModel):
    changes: list[OneChange] = Field(min_length=1, max_length=500)


class Amended(BaseModel):
    """The record after a change, and how each changed field was understood."""

    record: RecordOut
    understood: list[FieldOut]
    waiting: list[str] = Field(
        default=[], description="keys of changed fields that another person has to read too"
    )


def _lines(text: str) -> str:
    """Without hidden characters, line by line."""
    return "\n".join(without_hidden(line) for line in text.splitlines())


def version_in(if_match: str) -> int:
    """The version that If-Match names. Raises VersionNeeded without one, BadRequest for no ETag."""
    tag = if_match.strip().removeprefix("W/").strip('"')
    if not tag:
        raise VersionNeeded
    if not (tag.isascii() and tag.isdecimal() and len(tag) <= 9):
        raise BadRequest(
            "If-Match does not hold a record's ETag.", remedy="Send it as it was given."
        )
    return int(tag)


def _answer(session: Session, actor: Actor, record: tables.Record, response: Response) -> RecordOut:
    response.headers["ETag"] = etag(record.version)
    return RecordOut.of(record, sights_of(session, actor, record.form))


def may_settle(sights: Sights, keys: Iterable[str]) -> None:
    """Nobody settles a field in a record that they may not see there."""
    if not all(sights.whole(key) for key in keys):
        raise Forbidden(
            "A field among these is kept from your role.",
            remedy="Leave it: it is settled by somebody who is given it.",
        )


@router.post(
    "/records/next",
    policy=PERSON,
    response_model=RecordOut,
    responses={204: {"description": "Nothing waits that nobody else holds."}},
)
def claim_next(
    response: Response,
    body: Skip | None = None,
    actor: Actor = Depends(current_actor),
    state: AppState = Depends(state),
) -> RecordOut | Response:
    """Take the most urgent, oldest record that waits and that nobody holds.

    It is yours for a while (`LONTAR_CLAIM_SECONDS`); `POST /records/held` prolongs that.
    """
    with state.database.write() as session:
        record = queues.claim_next(
            session,
            actor.office_id,
            actor.id,
            seconds=state.settings.claim_seconds,
            skip=body.skip if body else (),
            wanted=wanted_of(body.filters(), state.forms) if body else Wanted(),
        )
        if record is None:
            return Response(status_code=204)
        return _answer(session, actor, record, response)


@router.post("/records/{record_id}/claim", policy=PERSON, responses=HELD)
def claim(
    record_id: Id,
    response: Response,
    actor: Actor = Depends(current_actor),
    state: AppState = Depends(state),
) -> RecordOut:
    """Take this very record, or hold it longer."""
    seconds = state.settings.claim_seconds
    with state.database.write() as session:
        record = queues.claim(session, actor.office_id, record_id, actor.id, seconds=seconds)
        return _answer(session, actor, record, response)


@router.post("/records/{record_id}/release", policy=PERSON, status_code=204)
def release(
    record_id: Id, actor: Actor = Depends(current_actor), state: AppState = Depends(state)
) -> None:
    """Let go of a record; no error when it was not held."""
    with state.database.write() as session:
        queues.release(session, actor.office_id, record_id, actor.id)


@router.patch("/records/{record_id}", policy=CHANGE, responses=CHANGED)
def amend(
    *,
    record_id: Id,
    body: Changes,
    response: Response,
    if_match: IfMatch = "",
    actor: Actor = Depends(current_actor),
    state: AppState = Depends(state),
) -> Amended:
    """Change fields. Each change is kept with who, when and what it was.

    All of them happen or none. `understood` says what each text was taken to mean, with doubts; a
    text that means nothing to Lontar is kept as written.
    """
    version = version_in(if_match)
    with state.database.write() as session:
        before = records.get(session, actor.office_id, record_id)
        sights = sights_of(session, actor, before.form)
        may_settle(sights, (change.key for change in body.changes))
        document = documents.get(session, actor.office_id, before.document_id)
        said = [change.said() for change in body.changes]
        changes = understand(before, said, state.forms, latest=document.created.date())
        record = amendments.amend(
            session,
            actor.office_id,
            record_id,
            changes,
            person_id=actor.id,
            actor=actor.label,
            expected_version=version,
            equal=means_same,
        )
        changed = {change.key for change in changes}
        notes.forget_unsaved(session, record_id, tuple(changed))
        return Amended(
            record=_answer(session, actor, record, response),
            understood=[
                FieldOut.of(field, sights) for field in record.fields if field.key in changed
            ],
            waiting=readers.waiting_for_others(session, record, actor.id, changed),
        )


@router.post("/records/{record_id}/finish", policy=CHANGE, responses=CHANGED)
def finish(
    record_id: Id,
    response: Response,
    if_match: IfMatch = "",
    actor: Actor = Depends(current_actor),
    state: AppState = Depends(state),
) -> RecordOut:
    """Finish a record whose every field is settled; it enters the feed."""
    version = version_in(if_match)
    with state.database.write() as session:
        record = amendments.finish(
            session,
            actor.office_id,
            record_id,
            person_id=actor.id,
            actor=actor.label,
            expected_version=version,
            again_share=state.settings.again_share,
        )
        notes.forget_unsaved(session, record_id)
        return _answer(session, actor, record, response)
