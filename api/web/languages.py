"""Choosing the language of the pages, and the words that scripts say in it."""

from __future__ import annotations

from typing import Annotated, Final
from urllib.parse import urlsplit

from fastapi import Depends, Form, Request, Response
from fastapi.responses import RedirectResponse

from api import catalogue, reader, speak
from api.identify import identify
from api.policy import PolicedRouter, Policy
from api.state import AppState, state
from api.web.account import inside
from models.errors import BadRequest, NotFound
from models.repositories.languages import keep_language

router = PolicedRouter(include_in_schema=False)

_OWN: Final = Policy.public("sets the language of the browser that asks; shows nothing")
_WORDS: Final = Policy.public("the words of the pages; no data")
_KEPT: Final = "public, max-age=31536000, immutable"


@router.post("/language", policy=_OWN)
def language_chosen(
    request: Request,
    language: Annotated[str, Form(max_length=8)],
    digits: Annotated[str, Form(max_length=8)] = "",
    state: AppState = Depends(state),
) -> Response:
    """Keep the choice with the person, where one is signed in, and in the browser."""
    if language not in speak.LANGUAGES:
        raise BadRequest("Not a language of these pages.", remedy="Choose one of the list.")
    own_digits = digits == "own" and language in speak.OWN_DIGITS
    actor = identify(request)
    if actor is not None and actor.kind == "person":
        with state.database.write() as session:
            keep_language(session, actor.id, language, own_digits=own_digits)
    answer = RedirectResponse(_back(request), 303)
    reader.keep(answer, state.settings, language, own_digits=own_digits)
    return answer


def _back(request: Request) -> str:
    """The page that the form stood on, by what the browser tells; home where it tells nothing."""
    parts = urlsplit(request.headers.get("referer", ""))
    if parts.netloc != request.headers.get("host", ""):
        return "/"
    return inside(f"{parts.path}?{parts.query}" if parts.query else parts.path)


@router.get("/words/{language}.js", policy=_WORDS)
def words_of_scripts(language: str, v: str = "") -> Response:
    """What `say` says in this language. Asked for by its state (`v`), it never changes."""
    if language not in catalogue.TRANSLATED:
        raise NotFound
    words = catalogue.scripts(language)
    kept = _KEPT if words.address.endswith(f"?v={v}") else "no-cache"
    return Response(words.source, 200, {"Cache-Control": kept}, "text/javascript")
