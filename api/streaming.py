"""A request's body, read piece by piece from a thread, and given up when it falls silent."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from typing import Final, TypeVar

import anyio
from fastapi import Request

from api.multipart import BrokenOff
from models.errors import LontarError

SILENCE_SECONDS: Final = 60.0
#: How often a silent body is looked at: a later request may want to go on with its upload.
LOOK_SECONDS: Final = 0.5
#: How much of a refused rest is still read, so that the sender finishes and sees the answer.
PASSED_OVER: Final = 64 * 1024 * 1024

Result = TypeVar("Result")


class Body:
    """The bytes of a request. `stop` ends it early, as a lost connection would."""

    def __init__(self, request: Request, stop: threading.Event) -> None:
        self._request = request
        self._stop = stop
        self._ended = False

    async def piece(self) -> bytes:
        """The next piece; empty at the end. Raises BrokenOff."""
        silent = 0.0
        while not self._ended:
            if self._stop.is_set():
                raise BrokenOff("Another request goes on with this upload.")
            with anyio.move_on_after(LOOK_SECONDS) as look:
                message = await self._request.receive()
            if look.cancelled_caught:
                silent += LOOK_SECONDS
                if silent > SILENCE_SECONDS:
                    raise BrokenOff("Nothing more arrived for a minute.")
                continue
            if message["type"] == "http.disconnect":
                raise BrokenOff
            self._ended = not message.get("more_body", False)
            if body := message.get("body", b""):
                return bytes(body)
        return b""

    def pieces(self) -> Iterator[bytes]:
        """The same, for a thread."""
        while piece := anyio.from_thread.run(self.piece):
            yield piece

    def pass_over(self) -> None:
        """Read what is left, from a thread."""
        passed = 0
        try:
            for piece in self.pieces():
                passed += len(piece)
                if passed > PASSED_OVER:
                    return
        except BrokenOff:
            return


async def with_body(
    request: Request,
    limiter: anyio.CapacityLimiter,
    stop: threading.Event,
    work: Callable[[Iterator[bytes]], Result],
) -> Result:
    """Run `work` over the body in a thread of the limiter; what it leaves of it is passed over."""
    body = Body(request, stop)

    def run() -> Result:
        try:
            done = work(body.pieces())
        except LontarError as error:
            if not isinstance(error, BrokenOff):
                body.pass_over()
            raise
        body.pass_over()
        return done

    return await anyio.to_thread.run_sync(run, limiter=limiter)
