"""What every answer is framed in: a request id, security headers, a log line, and a last catch.

Plain ASGI, so that streams pass through piece by piece and a broken-off upload is noticed.
"""

from __future__ import annotations

import secrets
import time
from typing import Final

from fastapi import Request
from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api import reader
from api.logs import log, where
from api.problems import problem
from models.errors import BodyTooLarge, LontarError

#: Only our own files: no inline script, no other site, no frame around us.
POLICY: Final = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; "
    "connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
)
HEADERS: Final = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    # Not "no-referrer": with it browsers send forms of our own pages with `Origin: null`.
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}
HTTPS_HEADERS: Final = {"Strict-Transport-Security": "max-age=31536000"}


class Frame:
    """The outermost layer of the application."""

    def __init__(self, app: ASGIApp, *, https: bool) -> None:
        self.app = app
        self.headers = {**HEADERS, **(HTTPS_HEADERS if https else {})}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        request = Request(scope, receive)
        request.state.request_id = secrets.token_hex(8)
        reader.begin(request)
        began, status, replaced = time.monotonic(), 0, False

        async def framed(message: Message) -> None:
            nonlocal status, replaced
            if replaced:
                return
            if message["type"] == "http.response.start":
                status = message["status"]
                headers = MutableHeaders(scope=message)
                if status == 413 and headers.get("content-type", "").startswith("text/plain"):
                    # The body limit of the framework answers in plain text.
                    await problem(BodyTooLarge(), request)(scope, receive, framed)
                    replaced = True
                    return
                self._dress(headers, request)
            await send(message)

        try:
            await self.app(scope, receive, framed)
        except Exception as error:
            log.error("defect", request=request.state.request_id, **where(error))
            if not status:
                await problem(LontarError(), request)(scope, receive, framed)
        finally:
            _note(request, status, time.monotonic() - began)

    def _dress(self, headers: MutableHeaders, request: Request) -> None:
        for name, value in self.headers.items():
            headers.setdefault(name, value)
        # Static files say themselves how long they keep; everything else is somebody's data.
        if "etag" not in headers or request.scope.get("endpoint") is not None:
            headers.setdefault("Cache-Control", "no-store")
        headers["X-Request-Id"] = request.state.request_id


def _note(request: Request, status: int, seconds: float) -> None:
    endpoint = request.scope.get("endpoint")
    actor = getattr(request.state, "actor", None)
    log.info(
        "request",
        request=request.state.request_id,
        method=request.method,
        # The endpoint's name, not the address: a query may hold a name.
        endpoint=getattr(endpoint, "__name__", ""),
        status=status,
        ms=round(seconds * 1000),
        actor=f"{actor.kind}:{actor.id}" if actor else "",
    )
