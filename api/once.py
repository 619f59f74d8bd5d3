"""Idempotency-Key: a write that is sent again is not carried out again, and gets the same answer.

A client that heard no answer cannot know whether its request arrived. With a key it need not: it
sends the same request with the same key until it is answered (draft-ietf-httpapi-idempotency-key).
Every write of the API takes one, except uploads, where a file is known by its content anyway.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from contextvars import ContextVar
from typing import Final

from fastapi import Request, Response
from fastapi.concurrency import run_in_threadpool
from sqlalchemy.orm import Session

from api.actor import Actor
from api.state import state
from models.database import Database
from models.errors import BadRequest
from models.repositories import repeated
from models.repositories.repeated import Answer, Turn

EXTENSION: Final = "x-lontar-secret"
_WRITES: Final = ("POST", "PUT", "PATCH", "DELETE")
_LONGEST: Final = 200
_HEADERS: Final = ("content-type", "etag", "location", "preference-applied")

#: the turn under which the present request is being carried out, and for how long it is kept
_turn: ContextVar[tuple[Turn, int] | None] = ContextVar("turn", default=None)


def install(database: Database) -> None:
    """Have every transaction of a request that has a turn say in itself that it is done."""
    database.before_commit(_mark)


def _mark(session: Session) -> None:
    under = _turn.get()
    if under is not None:
        repeated.mark_done(session, under[0], hours=under[1])


async def once(
    request: Request,
    actor: Actor,
    inner: Callable[[Request], Awaitable[Response]],
    *,
    secret: bool,
) -> Response:
    """The answer of `inner`, or the one that an earlier request with the same key got.

    `secret`: question or answer hold a secret and are not kept; a repetition is only told that it
    was done.
    Raises KeyReused, AnswerLost, and Conflict while the first request is being carried out.
    """
    key = request.headers.get("idempotency-key")
    if key is None or request.method not in _WRITES or not _small(request):
        return await inner(request)
    if not (0 < len(key) <= _LONGEST and key.isascii() and key.isprintable()):
        raise BadRequest(
            "The Idempotency-Key is empty, too long or holds strange characters.",
            remedy=f"Send a random one of at most {_LONGEST} plain characters, such as a UUID.",
        )
    # Never of a body that may hold a password.
    body = b"" if secret else await request.body()
    place = f"{request.url.path}?{request.url.query}"
    asked = repeated.asked(request.method, place, request.headers.get("if-match", ""), body)
    kept = repeated.key_id(actor.office_id, f"{actor.kind}:{actor.id}", key)
    found = await run_in_threadpool(_begin, request, actor.office_id, kept, asked)
    if isinstance(found, Answer):
        headers = {**found.headers, "Idempotency-Replayed": "true"}
        return Response(found.body, found.status, headers)
    return await _carry_out(request, inner, found, secret=secret)


def _small(request: Request) -> bool:
    """JSON or nothing: what is uploaded streams through and is known by its content."""
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    return kind in ("", "application/json") or kind.endswith("+json")


def _begin(request: Request, office_id: str, kept: str, asked: str) -> Turn | Answer:
    with state(request).database.write() as session:
        return repeated.begin(session, office_id, kept, asked)


async def _carry_out(
    request: Request, inner: Callable[[Request], Awaitable[Response]], turn: Turn, *, secret: bool
) -> Response:
    hours = state(request).settings.idempotency_hours
    mark = _turn.set((turn, hours))
    try:
        response = await inner(request)
    except BaseException:
        _turn.reset(mark)
        # Refused: it did nothing and may come again. What had been done stays marked as done.
        await run_in_threadpool(_give_back, request, turn)
        raise
    _turn.reset(mark)
    if response.status_code >= 400:
        await run_in_threadpool(_give_back, request, turn)
    elif not secret:
        await run_in_threadpool(_keep, request, turn, response, hours)
    return response


def _give_back(request: Request, turn: Turn) -> None:
    with state(request).database.write() as session:
        repeated.give_back(session, turn)


def _keep(request: Request, turn: Turn, response: Response, hours: int) -> None:
    headers = {name: response.headers[name] for name in _HEADERS if name in response.headers}
    answer = Answer(response.status_code, headers, bytes(response.body))
    with state(request).database.write() as session:
        repeated.keep(session, turn, answer, hours=hours)
