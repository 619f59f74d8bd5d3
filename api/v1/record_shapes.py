"""How records look from outside."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from pydantic import BaseModel, Field

from api.seen import problems
from api.v1.document_shapes import image_address, text_address
from api.v1.shapes import Moment
from models import tables
from models.routing import Route
from models.sight import Sights
from models.values import FieldStatus, Looks, RecordState, Verdict


class Doubt(BaseModel):
    """Why a value is doubted: a stable code and a sentence for people."""

    code: str
    text: str


class OtherText(BaseModel):
    """A further text that would be as expected, with its probability."""

    text: str
    p: float = Field(ge=0, le=1)


class ExpectedOut(BaseModel):
    """What the form led the reader to expect, and what came of it."""

    kind: str = Field(
        description="digits, number, money, phone, date, words, place, pattern, shapes or letters"
    )
    how: str = Field(description="grammar or lexicon")
    verdict: Verdict = Field(
        description="fits: read freely as expected; changed: read as the expected text that the "
        "ink allows; kept: nothing expected fits; unsure: something expected is as probable"
    )
    changed: bool
    free: str = Field(description="the text as read without expecting anything")
    free_confidence: float = Field(ge=0, le=1)
    others: list[OtherText]


class SurenessOut(BaseModel):
    """Where a confidence comes from: the table that was asked, and the numbers it was given."""

    p: float = Field(ge=0, le=1)
    version: str = Field(description="of the table of confidences")
    group: str = Field(description="khmer, thai, latin, numbers or other")
    score: float = Field(description="log odds by the facts alone")
    facts: dict[str, float] = Field(description="those that are not 0; none tells what was read")


class ReadingOut(BaseModel):
    """What one engine read, or several together (`joint`), before it was understood."""

    engine: str
    languages: list[str]
    text: str
    confidence: float = Field(
        ge=0, le=1, description="the engine's own, or what agreement is worth"
    )
    agreement: float | None = Field(None, description="how far the engines agree, 0 to 1")
    looks: Looks | None = Field(None, description="what the ink looks like")
    joint: bool = False
    expected: ExpectedOut | None = Field(None, description="where the form says what to expect")
    sureness: SurenessOut | None = Field(None, description="how its confidence was measured")


class RoutedOut(BaseModel):
    """Why a field was accepted or sent to a person (docs/routing.md)."""

    route: Route = Field(
        description="accepted; doubt: too improbable, or something speaks against it; confirm: "
        "probably right, but too little is known of this form; sample: accepted, drawn by lot"
    )
    p: float = Field(ge=0, le=1, description="its probability as read")
    threshold: float = Field(description="what its kind needed then")
    proposal: str = Field(description="what `confirm` makes of it; empty where it cannot be")
    outcome: str = Field(description="right or wrong as read, once a person has looked")


class RepairOut(BaseModel):
    """Something read that was taken for something else on the way to the value."""

    read: str
    taken: str
    by: str = Field(
        description="what knew better: gazetteer, vocabulary, calendar, check, fields or spelling"
    )
    p: float = Field(ge=0, le=1, description="how likely that is right")


class FieldOut(BaseModel):
    """One field. `raw` is what was written, `value` what it means."""

    key: str
    kind: str
    raw: str
    value: Any = Field(description="text, number, list of codes, or an object (date, place)")
    confidence: float = Field(ge=0, le=1, description="probability that the value is right")
    status: FieldStatus
    problems: list[Doubt]
    page: int = Field(description="of the document; 0 when the field stands on none")
    box: list[float] | None = Field(description="x0, y0, x1, y1 in pixels of the page's picture")
    source: str = Field(description="zone, label, mark or person")
    readings: list[ReadingOut] = Field(description="of every engine that read it, joint ones first")
    repairs: list[RepairOut] = Field(description="what was repaired between reading and value")
    parts: dict[str, str] = Field(
        description="what was taken apart: the title of a name, the country of a passport"
    )
    routed: RoutedOut | None = None
    hidden: bool = Field(
        False, description="kept from your role: nothing of it is told but whether it waits"
    )

    @staticmethod
    def of(field: tables.Field, sights: Sights) -> FieldOut:
        """The field as far as these eyes may see it."""
        if not sights.whole(field.key):
            waits = field.status == FieldStatus.REVIEW
            return FieldOut(
                key=field.key,
                kind=field.kind,
                raw="",
                value=None,
                confidence=0.0,
                status=FieldStatus.REVIEW if waits else FieldStatus.ACCEPTED,
                problems=[],
                page=field.page,
                box=None,
                source="",
                readings=[],
                repairs=[],
                parts={},
                hidden=True,
            )
        whole = FieldOut.model_validate(field, from_attributes=True)
        told = [Doubt(**problem) for problem in problems(field, sights)]
        return whole.model_copy(update={"problems": told})


class PageLink(BaseModel):
    number: int
    image: str
    text: str


class Links(BaseModel):
    self: str
    document: str
    original: str


class RecordOut(BaseModel):
    """A record: a form that was filled in, as read and as people corrected it."""

    id: str
    document_id: str
    form: str
    form_version: str
    state: RecordState
    version: int = Field(description="grows with every change; the ETag")
    created: Moment
    finished: Moment | None
    revised: Moment | None = Field(None, description="when it was corrected after finishing")
    supersedes: int | None = Field(None, description="the version that this one takes the place of")
    fields: list[FieldOut]
    pages: list[PageLink]
    provenance: dict[str, Any] = Field(description="program, engine and model versions")
    links: Links

    @staticmethod
    def kept(record: tables.Record, sights: Sights) -> dict[str, Any]:
        keys = (
            "id document_id form form_version state version created finished revised supersedes "
            "provenance"
        )
        here, document = f"/api/v1/records/{record.id}", record.document_id
        return {
            **{key: getattr(record, key) for key in keys.split()},
            "fields": [FieldOut.of(field, sights) for field in record.fields],
            "pages": [
                PageLink(
                    number=number,
                    image=image_address(document, number),
                    text=text_address(document, number),
                )
                for number in record.pages
            ],
            "links": Links(
                self=here,
                document=f"/api/v1/documents/{document}",
                original=f"/api/v1/documents/{document}/original",
            ),
        }

    @staticmethod
    def of(record: tables.Record, sights: Sights) -> RecordOut:
        """The record as far as these eyes may see its fields."""
        return RecordOut.model_validate(RecordOut.kept(record, sights))


class CorrectionOut(BaseModel):
    """A change that a person made: what it was and what it became."""

    key: str
    at: Moment
    by: str
    action: str
    before: dict[str, Any]
    after: dict[str, Any]
    record_version: int

    @staticmethod
    def all_of(corrections: Iterable[tables.Correction], sights: Sights) -> list[CorrectionOut]:
        """Changes of the fields that these eyes may see."""
        return [
            CorrectionOut.model_validate(one, from_attributes=True)
            for one in corrections
            if sights.whole(one.key)
        ]


class RecordWithHistory(RecordOut):
    """A record with every change ever made to it, oldest first."""

    corrections: list[CorrectionOut]


class Waiting(BaseModel):
    """A record that waits for a person: nothing of what was read, only where doubt is."""

    id: str
    document_id: str
    form: str
    form_version: str
    state: RecordState
    version: int
    created: Moment
    doubtful: list[str] = Field(description="keys of the fields to be settled")

    @staticmethod
    def of(record: tables.Record) -> Waiting:
        keys = "id document_id form form_version state version created"
        doubtful = [f.key for f in record.fields if f.status == FieldStatus.REVIEW]
        kept = {key: getattr(record, key) for key in keys.split()}
        return Waiting.model_validate({**kept, "doubtful": doubtful})


class Feed(BaseModel):
    """A page of records. Ask again with `cursor`; without `has_more`, ask again later with it."""

    records: list[RecordOut] | list[Waiting]
    cursor: str
    has_more: bool
