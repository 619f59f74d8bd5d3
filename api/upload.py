"""Many files in one request: each is received by itself, and what was taken is always told."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import anyio
from fastapi import Request
from starlette.requests import ClientDisconnect

from api.actor import Actor
from api.multipart import BrokenOff, boundary_of, parts
from api.state import AppState
from ingest.receive import Answer, receive
from models.errors import BadRequest, LontarError
from models.repositories import batches

#: Uploads have threads of their own, so that slow senders cannot keep pages from being served.
AT_ONCE: Final = 24
SILENCE_SECONDS: Final = 60
#: How much of a refused rest is still read, so that the sender finishes and sees the answer.
PASSED_OVER: Final = 64 * 1024 * 1024


class TooManyFiles(BadRequest):
    code = "too_many_files"
    status = 413
    title = "The request holds more files than the limit."
    default_remedy = "Send the rest in further requests."


class Stopped(Exception):
    """An upload that ended early: why, and what its files had been answered until then."""

    def __init__(self, cause: LontarError, answers: tuple[Answer, ...]) -> None:
        super().__init__(cause.detail)
        self.cause = cause
        self.answers = answers


async def take(
    request: Request, batch_id: str, actor: Actor, state: AppState, limiter: anyio.CapacityLimiter
) -> tuple[Answer, ...]:
    """Receive every file of the request's body.

    Raises NotFound for a batch of another office, Stopped when the body ends early, is malformed,
    holds too many files, or the store fails: the files before are kept and named in it.
    """
    stream = request.stream()

    async def chunk() -> bytes:
        try:
            with anyio.fail_after(SILENCE_SECONDS):
                return await anext(stream, b"")
        except TimeoutError as error:
            raise BrokenOff("Nothing more arrived for a minute.") from error
        except ClientDisconnect as error:
            raise BrokenOff from error

    def chunks() -> Iterator[bytes]:
        # Starlette ends a stream with an empty chunk; anext gives one after the end too.
        while piece := anyio.from_thread.run(chunk):
            yield piece

    return await anyio.to_thread.run_sync(
        _take, chunks(), request.headers.get("content-type", ""), batch_id, actor, state,
        limiter=limiter,
    )  # fmt: skip


def _take(
    chunks: Iterator[bytes], content_type: str, batch_id: str, actor: Actor, state: AppState
) -> tuple[Answer, ...]:
    boundary = boundary_of(content_type)
    with state.database.read() as session:
        batches.get(session, actor.office_id, batch_id)
    answers: list[Answer] = []
    try:
        for part in parts(_bounded(chunks, state), boundary):
            if len(answers) >= state.settings.limit.files_per_request:
                raise TooManyFiles
            answers.append(_receive(part.pieces, part.name, batch_id, actor, state))
        if not answers:
            raise BadRequest("The request holds no file.", remedy="Send at least one.")
    except LontarError as error:
        if not isinstance(error, BrokenOff):
            _pass_over(chunks)
        raise Stopped(error, tuple(answers)) from error
    return tuple(answers)


def _receive(
    pieces: Iterator[bytes], name: str, batch_id: str, actor: Actor, state: AppState
) -> Answer:
    answer = receive(
        pieces,
        name,
        batch_id=batch_id,
        office_id=actor.office_id,
        actor=actor.label,
        database=state.database,
        store=state.store,
        spool=state.spool,
        limits=state.settings.limit,
    )
    if answer.outcome == "accepted":
        state.wake()
    return answer


def _bounded(chunks: Iterator[bytes], state: AppState) -> Iterator[bytes]:
    # A refused file's rest is passed over, so a request could go on for ever.
    left = state.settings.limit.file_bytes * (state.settings.limit.files_per_request + 1)
    for chunk in chunks:
        left -= len(chunk)
        if left < 0:
            raise TooManyFiles("The request is larger than all its files may be together.")
        yield chunk


def _pass_over(chunks: Iterator[bytes]) -> None:
    passed = 0
    try:
        for chunk in chunks:
            passed += len(chunk)
            if passed > PASSED_OVER:
                return
    except BrokenOff:
        return
