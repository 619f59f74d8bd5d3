"""Small shapes that several areas share: identifiers, moments, cursors, reasons."""

from __future__ import annotations

import base64
import binascii
from datetime import UTC, datetime
from typing import Annotated

from fastapi import Path, Query
from pydantic import AfterValidator, BaseModel, Field

from models.errors import BadRequest

Id = Annotated[str, Path(pattern="^[0-9a-f]{32}$", description="32 hex digits")]
GivenId = Annotated[str, Field(pattern="^[0-9a-f]{32}$")]
Limit = Annotated[int, Query(ge=1, le=500, description="most items in one answer")]
CursorText = Annotated[
    str,
    Query(alias="cursor", max_length=200, description="from the answer before; leave out to begin"),
]


def _utc(moment: datetime) -> datetime:
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment


Moment = Annotated[datetime, AfterValidator(_utc)]


class Reason(BaseModel):
    """Why something was refused or doubted, and what to do."""

    code: str
    detail: str
    remedy: str

    @staticmethod
    def of(code: str, detail: str, remedy: str) -> Reason | None:
        return Reason(code=code, detail=detail, remedy=remedy) if code else None


def cursor(kind: str, place: str) -> str:
    """An opaque cursor: clients hand it back and never look into it.

    >>> read_cursor("w", cursor("w", "12"))
    '12'
    """
    return base64.urlsafe_b64encode(f"{kind}:{place}".encode()).decode().rstrip("=")


def read_cursor(kind: str, text: str) -> str:
    """The place in a cursor, "" for none. Raises BadRequest for one of another kind or none."""
    if not text:
        return ""
    try:
        plain = base64.b64decode(text + "=" * (-len(text) % 4), b"-_", validate=True).decode()
    except (binascii.Error, ValueError) as error:
        raise _strange_cursor() from error
    found, _, place = plain.partition(":")
    if found != kind or not place.isascii() or not place.isalnum():
        raise _strange_cursor()
    return place


def _strange_cursor() -> BadRequest:
    return BadRequest(
        "The cursor is not one that this list gave.",
        remedy="Take `cursor` from the answer before, unchanged, or leave it out to begin.",
    )
