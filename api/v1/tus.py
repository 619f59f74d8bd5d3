"""Uploads that can be broken off and go on: tus 1.0.0 over the spool of `ingest.arrivals`."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Coroutine, Iterator
from functools import wraps
from typing import Annotated, Any, Final

import anyio
from fastapi import Depends, Header, Request, Response
from fastapi.concurrency import run_in_threadpool

from api import tus
from api.actor import Actor
from api.policy import UPLOADERS, PolicedRouter, Policy, current_actor
from api.problems import problem
from api.state import AppState, state
from api.streaming import with_body
from api.v1.arrival_shapes import Arrival, arrivals
from api.v1.shapes import Id
from ingest import arrivals as spool
from ingest.receive import announced
from models.errors import BadRequest, LontarError
from models.repositories import batches, files, uploads
from models.repositories.uploads import Standing

router = PolicedRouter(tags=["uploads"])

WRITE: Final = Policy.people_and_tokens(roles=UPLOADERS, scopes=("documents:write",))
SWEEP_SECONDS: Final = 3600.0
_swept = 0.0

Version = Annotated[str, Header(alias="Tus-Resumable", description="1.0.0")]
Checksum = Annotated[
    str, Header(alias="Upload-Checksum", description="algorithm and Base64 digest of this body")
]
_STANDS: Final = tus.described(
    "Tus-Resumable", "Upload-Length", "Upload-Offset", "Upload-Expires", "Lontar-Outcome"
)
_BODY: Final = {
    "requestBody": {
        "content": {tus.MEDIA_TYPE: {"schema": {"type": "string", "format": "binary"}}},
    }
}
_ERRORS: Final[dict[int | str, dict[str, Any]]] = {
    400: {"description": "The upload broke off; what came before is kept."},
    409: {"description": "It does not go on at this place; ask with HEAD."},
    410: {"description": "It was withdrawn, or has waited too long."},
    412: {"description": "Tus-Resumable is missing or another version."},
    413: {"description": "More came than was announced, or than a file may have."},
    423: {"description": "Another request is writing to it; try again in some seconds."},
    460: {"description": "The checksum differs: nothing of this request was kept."},
    503: {"description": "The store failed; what came is kept: ask with HEAD and go on."},
}
Endpoint = Callable[..., Coroutine[Any, Any, Response]]


def _speaking(endpoint: Endpoint) -> Endpoint:
    """Errors carry the version too, as the protocol asks."""

    @wraps(endpoint)
    async def answered(*given: Any, request: Request, **named: Any) -> Response:
        try:
            return await endpoint(*given, request=request, **named)
        except LontarError as error:
            answer = problem(error, request)
            answer.headers["Tus-Resumable"] = answer.headers["Tus-Version"] = tus.VERSION
            return answer

    return answered


@router.policed(
    "OPTIONS",
    "/uploads",
    Policy.public("names the protocol and the largest file; no data"),
    status_code=204,
    responses={204: {"headers": tus.described(*tus.options(0))}},
)
def upload_options(state: AppState = Depends(state)) -> Response:
    """What the upload door speaks: tus 1.0.0 with its extensions, and how large a file may be."""
    return Response(status_code=204, headers=tus.options(state.settings.limit.file_bytes))


@router.post(
    "/uploads",
    policy=WRITE,
    status_code=201,
    openapi_extra=_BODY,
    max_body_size=2**62,  # bounded by Upload-Length
    responses={201: {"headers": {**_STANDS, **tus.described("Location")}}, **_ERRORS},
)
@_speaking
async def create_upload(
    *,
    request: Request,
    tus_resumable: Version = "",
    upload_length: Annotated[str, Header(alias="Upload-Length")] = "",
    upload_metadata: Annotated[str, Header(alias="Upload-Metadata", max_length=16_384)] = "",
    upload_checksum: Checksum = "",
    actor: Actor = Depends(current_actor),
    state: AppState = Depends(state),
) -> Response:
    """Begin to send a file, with its first bytes or all of them in the body.

    Upload-Metadata names `batch` and `filename`, and may name `folder`, `modified` (milliseconds
    since 1970), `sha256` (of the whole file: what arrives is held against it) and `replaces` (a
    failed file of the batch). The same file sent into the same batch again goes on where it was.
    """
    tus.spoken(tus_resumable)
    told = tus.metadata(upload_metadata)
    size = tus.whole(upload_length, "Upload-Length")
    checksum = tus.checksum(upload_checksum)
    door = arrivals(state, actor)
    found = await run_in_threadpool(_begin, told, size, actor, state)
    stop = threading.Event()

    def work(pieces: Iterator[bytes]) -> Standing:
        first = next(pieces, b"")
        if found.answered:
            return found
        if not first:
            # Never said to have come whole before it is kept: `settle` keeps it, or says why not.
            whole = found.upload.arrived == found.upload.size
            return door.settle(found.upload.id) if whole else found
        if found.upload.arrived:
            door.start_over(found.upload.id)  # a body sent with the creation begins at 0
        rest = _chained(first, pieces)
        return door.write(found.upload.id, 0, rest, stop=stop, checksum=checksum)

    return await _told(request, state, stop, work, 201, location=True)


def _begin(told: dict[str, str], size: int, actor: Actor, state: AppState) -> Standing:
    _sweep(state)
    limits = state.settings.limit
    modified, sha256 = told.get("modified", ""), told.get("sha256", "").lower()
    if sha256 and (len(sha256) != 64 or set(sha256) - set("0123456789abcdef")):
        raise BadRequest("`sha256` is not 64 hex digits.", remedy="Correct it or leave it out.")
    milliseconds = modified.isascii() and modified.isdigit() and len(modified) < 16
    file = announced(
        told.get("filename", ""),
        told.get("folder", ""),
        size,
        int(modified) if milliseconds else 0,
        limits,
    )
    if not told.get("batch"):
        raise BadRequest(
            "The upload names no batch.",
            remedy="Begin a batch and name it in Upload-Metadata as `batch`.",
        )
    with state.database.write() as session:
        batch = batches.get(session, actor.office_id, told["batch"])
        days = state.settings.upload_days
        found = uploads.attach(
            session, batch, file, sha256, told.get("replaces", ""), actor=actor.label, days=days
        )
        if not found.answered:
            uploads.judge_size(session, found, limits, actor.label)
    return found


@router.policed(
    "HEAD", "/uploads/{upload_id}", WRITE, responses={200: {"headers": _STANDS}, **_ERRORS}
)
@_speaking
async def upload_offset(
    *,
    request: Request,
    upload_id: Id,
    tus_resumable: Version = "",
    actor: Actor = Depends(current_actor),
    state: AppState = Depends(state),
) -> Response:
    """How much of a file has arrived: Upload-Offset. It is all of it only once the file is kept."""
    door = arrivals(state, actor)
    await run_in_threadpool(door.standing, upload_id)
    tus.spoken(tus_resumable)
    found = await run_in_threadpool(door.settle, upload_id)
    return Response(headers=tus.told(found))


@router.patch(
    "/uploads/{upload_id}",
    policy=WRITE,
    status_code=204,
    openapi_extra=_BODY,
    max_body_size=2**62,  # bounded by Upload-Length
    responses={
        204: {"headers": _STANDS},
        415: {"description": f"The body is not {tus.MEDIA_TYPE}."},
        **_ERRORS,
    },
)
@_speaking
async def append_upload(
    *,
    request: Request,
    upload_id: Id,
    tus_resumable: Version = "",
    upload_offset: Annotated[str, Header(alias="Upload-Offset")] = "",
    upload_checksum: Checksum = "",
    actor: Actor = Depends(current_actor),
    state: AppState = Depends(state),
) -> Response:
    """Send more of a file, from Upload-Offset on. With its last byte it is kept and answered."""
    door = arrivals(state, actor)
    await run_in_threadpool(door.standing, upload_id)
    tus.spoken(tus_resumable)
    offset = tus.whole(upload_offset, "Upload-Offset")
    checksum = tus.checksum(upload_checksum)
    if request.headers.get("content-type", "") != tus.MEDIA_TYPE:
        raise NotOffsetStream
    stop = threading.Event()

    def work(pieces: Iterator[bytes]) -> Standing:
        return door.write(upload_id, offset, pieces, stop=stop, checksum=checksum)

    return await _told(request, state, stop, work, 204)


class NotOffsetStream(BadRequest):
    code = "upload.media_type"
    status = 415
    title = f"The body is not {tus.MEDIA_TYPE}."
    default_remedy = "Send that Content-Type, as the tus protocol says."


@router.delete(
    "/uploads/{upload_id}",
    policy=WRITE,
    status_code=204,
    responses={204: {"headers": tus.described("Tus-Resumable")}, **_ERRORS},
)
@_speaking
async def withdraw_upload(
    *,
    request: Request,
    upload_id: Id,
    tus_resumable: Version = "",
    actor: Actor = Depends(current_actor),
    state: AppState = Depends(state),
) -> Response:
    """Give up a file that has not arrived whole. That it was announced and withdrawn stays."""
    door = arrivals(state, actor)
    found = await run_in_threadpool(door.standing, upload_id)
    tus.spoken(tus_resumable)

    def withdraw() -> None:
        with state.database.write() as session:
            files.withdraw(session, files.get(session, actor.office_id, upload_id), actor.label)
        door.remove(found)

    await run_in_threadpool(withdraw)
    return Response(status_code=204, headers={"Tus-Resumable": tus.VERSION})


@router.get("/uploads/{upload_id}", policy=WRITE)
def get_upload(
    upload_id: Id, actor: Actor = Depends(current_actor), state: AppState = Depends(state)
) -> Arrival:
    """What a file that was announced or sent came to, in words. Not a part of tus."""
    with state.database.read() as session:
        return Arrival.of(uploads.get(session, actor.office_id, upload_id))


async def _told(
    request: Request,
    state: AppState,
    stop: threading.Event,
    work: Callable[[Iterator[bytes]], Standing],
    status: int,
    *,
    location: bool = False,
) -> Response:
    limiter: anyio.CapacityLimiter = request.app.state.upload_limiter
    found = await with_body(request, limiter, stop, work)
    if found.submission.outcome == "accepted":
        state.wake()
    headers = tus.told(found)
    if location:
        headers["Location"] = f"/api/v1/uploads/{found.upload.id}"
    return Response(status_code=status, headers=headers)


def _chained(first: bytes, rest: Iterator[bytes]) -> Iterator[bytes]:
    yield first
    yield from rest


def _sweep(state: AppState) -> None:
    """Once an hour, what unfinished uploads left behind is removed."""
    global _swept  # noqa: PLW0603 - when this process last looked
    if time.monotonic() - _swept > SWEEP_SECONDS or not _swept:
        _swept = time.monotonic()
        spool.sweep(state.database, state.uploads)
