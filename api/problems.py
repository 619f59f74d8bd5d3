"""Errors as problem+json (RFC 9457), in one place. No value that was sent is ever sent back."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final, cast

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, Response
from pydantic import BaseModel, Field
from sqlalchemy.exc import OperationalError
from starlette.exceptions import HTTPException

from api.logs import log, where
from api.speak import language, said
from models.errors import (
    BadRequest,
    BodyTooLarge,
    DatabaseDown,
    LontarError,
    NotFound,
    WrongMethod,
)

MEDIA_TYPE: Final = "application/problem+json"
Pages = Callable[[Request, LontarError], Response | None]


class Fault(BaseModel):
    """One part of a request that is wrong."""

    where: str = Field(description="the part: body.name, query.limit, path.batch_id")
    reason: str


class Problem(BaseModel):
    """What went wrong and what to do about it (RFC 9457)."""

    type: str = Field(description="urn:lontar:problem:CODE")
    title: str
    status: int
    detail: str
    code: str
    remedy: str
    retry: bool = Field(description="whether the same request may succeed later")
    request_id: str = Field(description="to find this moment in the service's log")
    errors: list[Fault] = Field(default=[], description="each wrong part of the request")
    files: list[dict[str, Any]] = Field(
        default=[], description="of a broken-off upload: the files that were answered for"
    )


def problem(error: LontarError, request: Request, **more: Any) -> Response:
    """The answer for an error: a page for who looks at pages, problem+json for all others."""
    pages: Pages = request.app.state.pages
    page = pages(request, error)
    if page is not None:
        return page
    body = Problem(
        type=f"urn:lontar:problem:{error.code}",
        title=said(error.title),
        status=error.status,
        detail=said(error.detail),
        code=error.code,
        remedy=said(error.remedy),
        retry=error.retry,
        request_id=getattr(request.state, "request_id", ""),
        **more,
    )
    headers = {"Cache-Control": "no-store", "Content-Language": language()}
    if error.status == 401:
        headers["WWW-Authenticate"] = "Bearer"
    if error.status in (429, 503):
        headers["Retry-After"] = "900" if error.status == 429 else "5"
    return JSONResponse(body.model_dump(), error.status, headers, MEDIA_TYPE)


def install(app: FastAPI, pages: Pages) -> None:
    """Answer every error of the application so; `pages` gives the page to show, where one is."""
    app.state.pages = pages
    app.add_exception_handler(LontarError, _lontar)
    app.add_exception_handler(RequestValidationError, _invalid)
    app.add_exception_handler(HTTPException, _http)
    app.add_exception_handler(OperationalError, _database)


async def _lontar(request: Request, error: Exception) -> Response:
    return problem(cast(LontarError, error), request)


async def _database(request: Request, error: Exception) -> Response:
    log.error("database", request=request.state.request_id, **where(error))
    return problem(DatabaseDown(), request)


async def _invalid(request: Request, error: Exception) -> Response:
    wrong = cast(RequestValidationError, error).errors()
    faults = [Fault(where=".".join(map(str, item["loc"])), reason=_reason(item)) for item in wrong]
    named = ", ".join(dict.fromkeys(fault.where for fault in faults))
    return problem(BadRequest(f"Wrong: {named}."), request, errors=faults)


def _reason(item: dict[str, Any]) -> str:
    # A validator of our own may put what was sent into its message: its kind is enough then.
    return str(item["type"] if item["type"] in ("value_error", "assertion_error") else item["msg"])


async def _http(request: Request, error: Exception) -> Response:
    raised = cast(HTTPException, error)
    known: dict[int, LontarError] = {404: NotFound(), 405: WrongMethod(), 413: BodyTooLarge()}
    answer = problem(known.get(raised.status_code, BadRequest()), request)
    if raised.headers:
        answer.headers.update(raised.headers)
    return answer
