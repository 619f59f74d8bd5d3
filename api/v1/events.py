"""How far a batch is, told live (server-sent events, as the HTML standard describes them)."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator
from typing import Final

import anyio
from fastapi import Depends, Header, Response
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import StreamingResponse

from api.actor import Actor
from api.policy import PolicedRouter, current_actor
from api.state import AppState, state
from api.v1.batches import READ, Batch, progress
from api.v1.shapes import Id
from models.errors import LontarError

router = PolicedRouter(tags=["batches"])

EVERY_SECONDS: Final = 1.0
#: A silent connection is cut by proxies; a comment keeps it open.
ALIVE_SECONDS: Final = 15.0
#: The stream then ends and the listener asks again: a sign-in may have ended meanwhile.
LONGEST_SECONDS: Final = 300.0


EVENT: Final = {
    "type": "object",
    "required": ["event", "data"],
    "properties": {
        "event": {"enum": ["counts", "end"]},
        "data": {
            "type": "string",
            "contentMediaType": "application/json",
            "contentSchema": {"$ref": "#/components/schemas/Batch"},
        },
        "id": {"type": "string"},
        "retry": {"type": "integer"},
    },
}


class EventStream(StreamingResponse):
    media_type = "text/event-stream"


@router.get(
    "/batches/{batch_id}/events",
    policy=READ,
    response_class=EventStream,
    responses={
        200: {
            "description": "Events whose data is a Batch: `counts`, and at last `end`.",
            "content": {"text/event-stream": {"schema": EVENT}},
        },
        204: {"description": "Asked again after `end`, and nothing has happened since."},
    },
)
async def batch_events(
    batch_id: Id,
    last_event_id: str = Header("", max_length=200),
    actor: Actor = Depends(current_actor),
    state: AppState = Depends(state),
) -> Response:
    """Listen to a batch: its counts at once and whenever they change, until all is at an end.

    No database connection is held between two looks. After five minutes the stream ends without
    `end`; browsers ask again by themselves.
    """
    first = await run_in_threadpool(progress, state, actor.office_id, batch_id)
    if last_event_id == "end" and first.done:
        return Response(status_code=204)
    return EventStream(_events(first, actor, state), media_type="text/event-stream")


async def _events(batch: Batch, actor: Actor, state: AppState) -> AsyncIterator[str]:
    began = spoke = time.monotonic()
    yield f"retry: 2000\nevent: counts\ndata: {batch.model_dump_json()}\n\n"
    while not batch.done:
        await anyio.sleep(EVERY_SECONDS)
        moment = time.monotonic()
        if moment - began > LONGEST_SECONDS:
            return
        try:
            now = await run_in_threadpool(progress, state, actor.office_id, batch.id)
        except LontarError:
            return
        if now != batch:
            batch, spoke = now, moment
            yield f"event: counts\ndata: {batch.model_dump_json()}\n\n"
        elif moment - spoke > ALIVE_SECONDS:
            spoke = moment
            yield ": still here\n\n"
    yield f"id: end\nevent: end\ndata: {batch.model_dump_json()}\n\n"
