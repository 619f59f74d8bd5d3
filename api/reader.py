"""In which language somebody reads: what they chose, else what their browser asks for.

A signed-in person's choice is kept with the person and goes with them to every machine; before the
sign-in a cookie keeps it. Nobody having chosen, `Accept-Language` decides (RFC 9110). A machine's
token is answered in English unless it asks for another language.
"""

from __future__ import annotations

from contextvars import ContextVar
from typing import Final

from fastapi import Request, Response

from api import speak
from api.actor import Actor
from ingest.settings import Settings

COOKIE: Final = "lontar-language"
_YEAR: Final = 365 * 24 * 3600
_OTHER_NAMES: Final = {"in": "id", "khm": "km", "tha": "th", "ind": "id", "eng": "en"}


_posted: ContextVar[bool] = ContextVar("posted", default=False)


def posted() -> bool:
    """Whether this page answers something that was sent: loading it again would send that again."""
    return _posted.get()


def begin(request: Request) -> None:
    """Put the language in force that the request's head asks for."""
    _posted.set(request.method == "POST")
    kept, _, digits = request.cookies.get(COOKIE, "").partition(".")
    if kept in speak.LANGUAGES and "authorization" not in request.headers:
        speak.use(kept, own_digits=digits == "own")
    else:
        speak.use(wanted(request.headers.get("accept-language", "")))


def follow(actor: Actor) -> None:
    """Put the language in force that this person has chosen; nothing where none was."""
    if actor.language:
        speak.use(actor.language, own_digits=actor.own_digits)


def wanted(header: str) -> str:
    """The best of our languages by an Accept-Language header; English where none is named.

    >>> wanted("km-KH,km;q=0.9,en;q=0.8"), wanted("fr, th;q=0.3"), wanted("")
    ('km', 'th', 'en')
    """
    best, weight = "en", 0.0
    for part in header[:500].split(","):
        name, _, quality = part.strip().partition(";")
        primary = name.strip().lower().partition("-")[0]
        code = _OTHER_NAMES.get(primary, primary)
        worth = _worth(quality)
        if code in speak.LANGUAGES and worth > weight:
            best, weight = code, worth
    return best


def _worth(quality: str) -> float:
    if not quality.strip():
        return 1.0
    name, _, number = quality.strip().partition("=")
    try:
        return min(1.0, float(number)) if name.strip() == "q" else 1.0
    except ValueError:
        return 0.0


def keep(response: Response, settings: Settings, language: str, *, own_digits: bool) -> None:
    """Let the browser remember the choice for a year: it names a language and nobody."""
    response.set_cookie(
        COOKIE,
        f"{language}.own" if own_digits else language,
        max_age=_YEAR,
        path="/",
        secure=settings.https,
        httponly=True,
        samesite="lax",
    )
