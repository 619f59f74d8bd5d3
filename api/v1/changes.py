"""What is said about the fields of a record, and what is answered: for reviewing and revising."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Annotated, Final, Literal

from fastapi import Header, Response
from pydantic import BaseModel, Field
from sqlalchemy.orm import Session

from api.actor import Actor
from api.amend import LONGEST, Said, understand
from api.seen import sights_of
from api.state import AppState
from api.v1.record_shapes import Doubt, FieldOut, RecordOut
from api.v1.records import etag
from ingest.receive import without_hidden
from models import tables
from models.errors import BadRequest, Forbidden, VersionNeeded
from models.repositories import documents, records
from models.repositories.amendments import Change
from models.sight import Sights
from models.values import FieldStatus

IfMatch = Annotated[str, Header(max_length=40, description="the record's ETag")]
Prefer = Annotated[
    str,
    Header(
        max_length=200,
        description="`return=minimal` (RFC 7240) leaves the record out of the answer",
    ),
]
APPLIED: Final = {"Preference-Applied": "return=minimal"}
Text = Annotated[str, Field(max_length=LONGEST)]
Key = Annotated[str, Field(max_length=60)]


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


class Understood(BaseModel):
    """A changed field in short: what its text was taken to mean, and what is doubted about it."""

    key: str
    value: object = None
    status: FieldStatus
    problems: list[Doubt]

    @staticmethod
    def of(field: FieldOut) -> Understood:
        return Understood(
            key=field.key, value=field.value, status=field.status, problems=field.problems
        )


class AmendedBriefly(BaseModel):
    """The same without the record, for `Prefer: return=minimal`. Its new version is the ETag."""

    understood: list[Understood]
    waiting: list[str] = []


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


def asked_of(
    session: Session,
    actor: Actor,
    record_id: str,
    said: Sequence[OneChange],
    state: AppState,
    *,
    also: Sequence[str] = (),
) -> tuple[Sights, tuple[Change, ...]]:
    """The changes that are asked for, understood, and what this actor may see of the record.

    `also` are keys of fields to which something else is done. Raises NotFound, Forbidden for a
    field that is kept from their role, BadRequest like `understand`.
    """
    record = records.get(session, actor.office_id, record_id)
    sights = sights_of(session, actor, record.form)
    _may_settle(sights, (*(change.key for change in said), *also))
    if not said:
        return sights, ()
    document = documents.get(session, actor.office_id, record.document_id)
    latest = document.created.date()
    return sights, understand(record, [one.said() for one in said], state.forms, latest=latest)


def _may_settle(sights: Sights, keys: Iterable[str]) -> None:
    """Nobody settles a field in a record that they may not see there."""
    if not all(sights.whole(key) for key in keys):
        raise Forbidden(
            "A field among these is kept from your role.",
            remedy="Leave it: it is settled by somebody who is given it.",
        )


def answer(
    record: tables.Record,
    sights: Sights,
    changed: set[str],
    response: Response,
    *,
    prefer: str = "",
    waiting: Sequence[str] = (),
) -> Amended | AmendedBriefly:
    """The record and its `changed` fields as they are now, in short where that is preferred."""
    response.headers["ETag"] = etag(record.version)
    fields = [FieldOut.of(field, sights) for field in record.fields if field.key in changed]
    if not minimal(prefer):
        whole = RecordOut.of(record, sights)
        return Amended(record=whole, understood=fields, waiting=list(waiting))
    response.headers.update(APPLIED)
    return AmendedBriefly(
        understood=[Understood.of(field) for field in fields], waiting=list(waiting)
    )


def minimal(prefer: str) -> bool:
    """Whether `return=minimal` is asked for; of several wishes for `return` the first counts.

    >>> minimal('respond-async, Return="minimal"'), minimal("return=representation")
    (True, False)
    """
    asked = [wish.partition(";")[0].replace('"', "").strip().lower() for wish in prefer.split(",")]
    return next((wish for wish in asked if wish.startswith("return=")), "") == "return=minimal"
