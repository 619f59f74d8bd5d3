"""What a person sees when a page cannot be had."""

from __future__ import annotations

from typing import Final
from urllib.parse import quote

from fastapi import Request, Response
from fastapi.responses import RedirectResponse

from api.web.render import page
from models.errors import LontarError, SignInNeeded

_SPOKEN: Final = ("/api/", "/forms/drafts")  # whose answers are read by programs


def on_error(request: Request, error: LontarError) -> Response | None:
    """A page for who looks at pages; None for who speaks with the API, as scripts do.

    Who is not signed in is sent to the sign-in and comes back afterwards.
    """
    if request.url.path.startswith(_SPOKEN):
        return None
    if isinstance(error, SignInNeeded) and request.method == "GET":
        then = "" if request.url.path == "/" else f"?then={quote(request.url.path)}"
        return RedirectResponse(f"/sign-in{then}", 303)
    actor = getattr(request.state, "actor", None)
    return page("problem.html", actor, status=error.status, problem=error)
