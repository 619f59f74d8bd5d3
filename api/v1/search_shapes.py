"""How a search and its answer look from outside."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, Field, StringConstraints

from api.finding import Found
from api.v1.shapes import Moment
from api.why import Reason, Shown
from extract.search.matching import How
from models.values import DocumentState, RecordState


class Sought(BaseModel):
    """What is looked for. It stands in the body, so that no name stands in an address."""

    text: Annotated[str, StringConstraints(min_length=1, max_length=300)] = Field(
        description='words that must all be found; `"two words"` stay together, '
        "`KEY:word` must stand in that field"
    )
    within: Annotated[str, StringConstraints(max_length=60)] = Field(
        "", description="`fields`, `pages` or the key of a field; empty: everywhere"
    )
    limit: int = Field(50, ge=1, le=200)


class Why(BaseModel):
    """Why one of the words was found. `text[start:end]` is what matched."""

    term: str
    how: How = Field(
        description="whole: it is the field; word: a word of it, or its beginning; date: the same "
        "day or year written otherwise; part: a piece of it; sound: it sounds like it; page: it "
        "stands on the page"
    )
    field: str = Field(description="the key of the field; empty for how: page")
    text: str
    start: int
    end: int
    page: int = Field(description="0 where nobody knows")
    likeness: float = Field(ge=0, le=1, description="how alike it sounds")

    @staticmethod
    def of(reason: Reason) -> Why:
        return Why(
            term=reason.term,
            how=reason.how,
            field=reason.key,
            text=reason.text.text,
            start=reason.text.start,
            end=reason.text.end,
            page=reason.page,
            likeness=reason.like,
        )


class HitOut(BaseModel):
    """A record, or a document that holds none (`record_id` is null), and why it was found."""

    record_id: str | None
    document_id: str
    form: str = Field(description="empty: of unknown form")
    record_state: RecordState | None
    document_state: DocumentState
    created: Moment
    pages: list[int] = Field(description="where the words stand on pages")
    why: list[Why]

    @staticmethod
    def of(one: Shown) -> HitOut:
        record = one.record
        return HitOut(
            record_id=one.hit.record_id or None,
            document_id=one.hit.document_id,
            form=one.hit.form,
            record_state=record.state if record else None,
            document_state=one.document.state,
            created=record.created if record else one.document.created,
            pages=list(one.hit.pages),
            why=[Why.of(reason) for reason in one.reasons],
        )


class SearchAnswer(BaseModel):
    """What was found, the best first, of equals the newest."""

    hits: list[HitOut]
    more: bool = Field(description="there are others, or may be: say more of what is looked for")
    shortened: bool = Field(
        description="a word of one or two letters is found where words begin, and elsewhere in the "
        "newest records alone"
    )
    newest_only: bool = Field(
        description="the database has no index of text: only the newest records were looked through"
    )

    @staticmethod
    def of(found: Found, shown: tuple[Shown, ...]) -> SearchAnswer:
        return SearchAnswer(
            hits=[HitOut.of(one) for one in shown],
            more=found.more,
            shortened=found.shortened,
            newest_only=found.newest_only,
        )
