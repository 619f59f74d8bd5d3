"""ETag and If-None-Match for everything that is read: what has not changed is not sent again.

Records carry their version as ETag, which changes are made against (If-Match). All else that is
read as JSON gets one of its content.
"""

from __future__ import annotations

import hashlib
from typing import Final

from fastapi import Request, Response

_KINDS: Final = ("application/json",)


def matches(header: str, tag: str) -> bool:
    """Whether If-None-Match names this ETag; weak ones count (RFC 9110, 13.1.2).

    >>> matches('W/"1", "2"', '"2"'), matches("", '"2"'), matches("*", '"2"')
    (True, False, True)
    """
    known = [one.strip().removeprefix("W/") for one in header.split(",")]
    return tag.removeprefix("W/") in known or known == ["*"]


def tagged(request: Request, response: Response) -> Response:
    """The answer with an ETag, or a 304 where the asker has it already."""
    kind = response.headers.get("content-type", "").partition(";")[0]
    body = getattr(response, "body", None)
    if request.method != "GET" or response.status_code != 200 or kind not in _KINDS or not body:
        return response
    tag = response.headers.get("etag") or f'W/"{hashlib.sha256(body).hexdigest()[:32]}"'
    response.headers["ETag"] = tag
    if matches(request.headers.get("if-none-match", ""), tag):
        return Response(status_code=304, headers={"ETag": tag})
    return response
