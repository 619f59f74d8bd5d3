"""tus 1.0.0 (https://tus.io/protocols/resumable-upload): its headers, read and written."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import format_datetime
from typing import Any, Final

from ingest.arrivals import ALGORITHMS, Checksum
from models.errors import BadRequest, NotTus
from models.repositories.uploads import Standing

VERSION: Final = "1.0.0"
EXTENSIONS: Final = ("creation", "creation-with-upload", "checksum", "termination", "expiration")
MEDIA_TYPE: Final = "application/offset+octet-stream"


def spoken(version: str) -> None:
    """Raise NotTus unless the request speaks our version."""
    if version != VERSION:
        raise NotTus


def metadata(header: str) -> dict[str, str]:
    """The pairs of Upload-Metadata; values are Base64 of UTF-8. Raises BadRequest.

    >>> metadata("filename YS5wZGY=, again")
    {'filename': 'a.pdf', 'again': ''}
    """
    found: dict[str, str] = {}
    for pair in filter(None, (part.strip() for part in header.split(","))):
        key, _, value = pair.partition(" ")
        try:
            found[key] = base64.b64decode(value.strip(), validate=True).decode()
        except (binascii.Error, ValueError) as error:
            raise BadRequest("Upload-Metadata is not Base64 of UTF-8.") from error
    return found


def checksum(header: str) -> Checksum | None:
    """What Upload-Checksum says. Raises BadRequest for an algorithm that is not known.

    >>> checksum("sha1 qvTGHdzF6KLavt4PO0gs2a6pQ00=").algorithm
    'sha1'
    """
    if not header:
        return None
    algorithm, _, value = header.partition(" ")
    if algorithm not in ALGORITHMS:
        raise BadRequest(
            "The checksum is of an unknown kind.", remedy=f"Use one of {', '.join(ALGORITHMS)}."
        )
    try:
        return Checksum(algorithm, base64.b64decode(value.strip(), validate=True))
    except (binascii.Error, ValueError) as error:
        raise BadRequest("The checksum is not Base64.") from error


def whole(text: str, name: str) -> int:
    """A header's number. Raises BadRequest naming the header, for an absent one too."""
    if not (text.isascii() and text.isdigit() and len(text) < 16):
        raise BadRequest(f"{name} is not a number of bytes.", remedy=f"Send {name}.")
    return int(text)


def options(most: int) -> dict[str, str]:
    """What this server can do; no file may have more than `most` bytes."""
    return {
        "Tus-Resumable": VERSION,
        "Tus-Version": VERSION,
        "Tus-Extension": ",".join(EXTENSIONS),
        "Tus-Max-Size": str(most),
        "Tus-Checksum-Algorithm": ",".join(ALGORITHMS),
    }


def told(standing: Standing) -> dict[str, str]:
    """How an upload stands, as headers; `Lontar-Outcome` once the file has been answered."""
    upload, submission = standing.upload, standing.submission
    headers = {
        "Tus-Resumable": VERSION,
        "Upload-Length": str(upload.size),
        # A file that was answered is never sent again: its sender has nothing left to send.
        "Upload-Offset": str(upload.size if standing.answered else upload.arrived),
        "Cache-Control": "no-store",
    }
    if not standing.answered:
        headers["Upload-Expires"] = _http_date(upload.expires)
        return headers
    headers["Lontar-Outcome"] = submission.outcome
    if submission.document_id:
        headers["Lontar-Document"] = submission.document_id
    return headers


def _http_date(moment: datetime) -> str:
    return format_datetime(moment.replace(tzinfo=UTC, microsecond=0), usegmt=True)


def described(*names: str) -> Mapping[str, Any]:
    """Headers of an answer for the OpenAPI document."""
    return {name: {"schema": {"type": "string"}} for name in names}
