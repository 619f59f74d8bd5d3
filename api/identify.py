"""From a request's head to an Actor: the cookie of a person or the Bearer token of a machine."""

from __future__ import annotations

from datetime import timedelta
from ipaddress import ip_address
from typing import Final
from urllib.parse import urlsplit

from fastapi import Request

from api.actor import Actor
from api.state import state
from ingest.settings import Settings
from models.database import now
from models.errors import Forbidden
from models.repositories import guests, offices

SAFE: Final = ("GET", "HEAD", "OPTIONS")
#: A page that looks again by itself says so: nobody need be there, and the sign-in runs out.
WATCHING: Final = "lontar-watching"
#: A page says for whom it was opened: it never acts in the name of who signed in after that.
PERSON: Final = "lontar-person"
# A sign-in's last use is written down at most this often: a write per request would be waste.
SEEN_EVERY: Final = timedelta(seconds=30)


def is_loopback(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def secure_cookies(settings: Settings) -> bool:
    """Behind TLS, or on a loopback address, where browsers take Secure cookies over http too."""
    return settings.https or is_loopback(settings.host)


def cookie_name(settings: Settings) -> str:
    """`__Host-lontar`, which no other host or path can set, wherever Secure can be had."""
    return "__Host-lontar" if secure_cookies(settings) else "lontar"


def cookie_secret(request: Request) -> str:
    """The secret in the request's cookie, or nothing."""
    return request.cookies.get(cookie_name(state(request).settings), "")


def bearer(request: Request) -> str:
    """The token in the Authorization header, or nothing."""
    kind, _, secret = request.headers.get("authorization", "").partition(" ")
    return secret.strip() if kind.lower() == "bearer" else ""


def identify(request: Request) -> Actor | None:
    """Who sends this request. A token, where one is sent, is believed instead of a cookie."""
    if "authorization" in request.headers:
        return _machine(request)
    return _person(request)


def _machine(request: Request) -> Actor | None:
    with state(request).database.read() as session:
        token = offices.token_by_secret(session, bearer(request))
        if token is None:
            return None
        return Actor(
            token.office_id, "token", token.id, token.name, scopes=tuple(map(str, token.scopes))
        )


def _person(request: Request) -> Actor | None:
    secret = cookie_secret(request)
    if not secret:
        return None
    settings, database = state(request).settings, state(request).database
    with database.read() as session:
        person = offices.signed_in(
            session,
            secret,
            idle_seconds=settings.session_idle_seconds,
            total_seconds=settings.session_seconds,
        )
        if person is None or request.headers.get(PERSON, person.id) != person.id:
            return None
        place = guests.working_at(session, secret, person)
        if place is None:
            return None
        office_id, role = place
        seen = offices.sign_in_seen(session, secret)
        stale = seen is not None and seen.seen < now() - SEEN_EVERY
        actor = Actor(
            office_id,
            "person",
            person.id,
            person.login,
            role=role,
            language=person.language,
            own_digits=person.own_digits,
            offices=guests.choice_of(session, person.id),
        )
    if stale and WATCHING not in request.headers:
        with database.write() as session:
            offices.touch_sign_in(session, secret)
    return actor


def same_origin(request: Request) -> None:
    """Raise Forbidden when another site makes a browser send something that changes things.

    A Bearer token is sent by programs alone and needs no such check. Browsers tell where an unsafe
    request comes from in Sec-Fetch-Site (Fetch Metadata) and Origin (RFC 6454).
    """
    if request.method in SAFE or bearer(request):
        return
    site = request.headers.get("sec-fetch-site")
    origin = request.headers.get("origin")
    foreign = site not in (None, "same-origin", "none")
    if origin is not None:
        foreign = foreign or urlsplit(origin).netloc != request.headers.get("host", "")
    if foreign:
        raise Forbidden(
            "The request comes from another site.", remedy="Use the pages of this service itself."
        )
