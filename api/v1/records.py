"""Records out: the feed of finished ones, those that wait, and one with its history."""

from __future__ import annotations

from typing import Annotated, Final, Literal

from fastapi import Depends, Header, Query, Response

from api.actor import Actor
from api.audited import note
from api.policy import REVIEWERS, PolicedRouter, Policy, current_actor
from api.seen import each_form, sights_of
from api.state import AppState, state
from api.v1.record_shapes import CorrectionOut, Feed, RecordOut, RecordWithHistory, Waiting
from api.v1.shapes import CursorText, Id, Limit, cursor, read_cursor
from models.errors import BadRequest
from models.repositories import amendments, queues, records

router = PolicedRouter(tags=["records"])

READ: Final = Policy.people_and_tokens(roles=REVIEWERS, scopes=("records:read",))


@router.get("/records", policy=READ)
def list_records(
    state_: Annotated[Literal["finished", "needs_review"], Query(alias="state")] = "finished",
    limit: Limit = 100,
    cursor_: CursorText = "",
    actor: Actor = Depends(current_actor),
    state: AppState = Depends(state),
) -> Feed:
    """The records of your office, page by page.

    `finished`: whole records in the order in which they were finished. The cursor never skips or
    repeats one, however many are being finished meanwhile: keep it, and ask again with it.
    `needs_review`: what waits for a person, the most urgent and oldest first, without any value.
    """
    if state_ == "finished":
        return _finished(state, actor, limit, cursor_)
    after = read_cursor("w", cursor_)
    with state.database.read() as session:
        found, more = queues.waiting(session, actor.office_id, limit=limit, after=after)
        last = cursor("w", found[-1].id) if found else cursor_
        return Feed(records=[Waiting.of(r) for r in found], cursor=last, has_more=more)


def _finished(state: AppState, actor: Actor, limit: int, cursor_: str) -> Feed:
    place = read_cursor("f", cursor_) or "0"
    if not place.isdecimal() or len(place) > 18:
        raise BadRequest("The cursor is not one that this list gave.")
    with state.database.read() as session:
        feed = records.finished_after(session, actor.office_id, int(place), limit=limit)
        sights = each_form(session, actor, [record.form for record in feed.records])
        found = [RecordOut.of(record, sights[record.form]) for record in feed.records]
    if found:
        _note(state, actor, "records.pulled", "", count=len(found))
    return Feed(records=found, cursor=cursor("f", str(feed.cursor)), has_more=feed.has_more)


def _note(state: AppState, actor: Actor, action: str, object_: str, **more: int) -> None:
    with state.database.write() as session:
        note(session, actor, action, object_, **more)


def etag(version: int) -> str:
    """The ETag of a record's version."""
    return f'"{version}"'


@router.get(
    "/records/{record_id}",
    policy=READ,
    responses={304: {"description": "It is still the version named in If-None-Match."}},
)
def get_record(
    record_id: Id,
    response: Response,
    if_none_match: str = Header("", max_length=200),
    actor: Actor = Depends(current_actor),
    state: AppState = Depends(state),
) -> RecordWithHistory:
    """One record with everything: values, raw text, confidence, doubts, history."""
    with state.database.read() as session:
        record = records.get(session, actor.office_id, record_id)
        history = amendments.history(session, actor.office_id, record_id)
        sights = sights_of(session, actor, record.form)
        whole = RecordWithHistory.model_validate(
            {
                **RecordOut.kept(record, sights),
                "corrections": CorrectionOut.all_of(history, sights),
            }
        )
    tag = etag(whole.version)
    if tag in (known.strip().removeprefix("W/") for known in if_none_match.split(",")):
        return Response(status_code=304, headers={"ETag": tag})  # type: ignore[return-value]
    response.headers["ETag"] = tag
    _note(state, actor, "record.seen", record_id)
    return whole
