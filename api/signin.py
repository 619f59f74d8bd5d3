"""Signing in and out: the only place where a password is compared."""

from __future__ import annotations

from typing import Final

from fastapi import Request, Response

from api.actor import Actor
from api.audited import note
from api.identify import cookie_name, cookie_secret, secure_cookies
from api.passwords import matches
from api.state import AppState, state
from models.errors import SignInRefused, TooManyTries
from models.repositories import offices

TRIES: Final = 10
TRIES_SECONDS: Final = 15 * 60


def sign_in(state: AppState, login: str, password: str, address: str) -> tuple[str, Actor]:
    """The secret for a new cookie, and who it is.

    A try is counted before the password is looked at, for the account and for the address, so
    that many at once are counted too. Raises TooManyTries after ten failed ones in 15 minutes,
    SignInRefused otherwise; an unknown login takes as long as a known one.
    """
    account, place = f"account:{login.casefold()}", f"address:{address}"
    with state.database.write() as session:
        offices.forget_old(
            session,
            tries_seconds=TRIES_SECONDS,
            sign_in_seconds=state.settings.session_seconds,
        )
        for key in (account, place):
            if offices.failed_tries(session, key, seconds=TRIES_SECONDS) >= TRIES:
                raise TooManyTries
        offices.note_failed_try(session, (account, place))
        person = offices.person_by_login(session, login)
        kept = person.password_hash if person is not None and person.active else None
    right = matches(password, kept)
    with state.database.write() as session:
        person = offices.person_by_login(session, login)
        if not right or person is None or not person.active or person.password_hash != kept:
            raise SignInRefused
        offices.forget_tries(session, account)
        offices.take_back_try(session, place)
        secret = offices.open_sign_in(session, person.id)
        actor = Actor(
            person.office_id,
            "person",
            person.id,
            person.login,
            role=person.role,
            language=person.language,
            own_digits=person.own_digits,
        )
        note(session, actor, "session.opened", person.id)
    return secret, actor


def prove(state: AppState, person_id: str, password: str) -> None:
    """Somebody who is signed in says their password once more.

    Counted apart from sign-ins: whoever has found an open browser must neither go on guessing nor
    close the account to its owner. Raises TooManyTries and SignInRefused.
    """
    tries = f"password:{person_id}"
    with state.database.write() as session:
        if offices.failed_tries(session, tries, seconds=TRIES_SECONDS) >= TRIES:
            raise TooManyTries
        offices.note_failed_try(session, (tries,))
        kept = offices.somebody(session, person_id).password_hash
    if not matches(password, kept):
        raise SignInRefused("The old password is wrong.")
    with state.database.write() as session:
        offices.forget_tries(session, tries)


def sign_out(request: Request, response: Response) -> None:
    """End the request's sign-in; no error when there is none."""
    parts = state(request)
    secret = cookie_secret(request)
    if secret:
        with parts.database.write() as session:
            offices.close_sign_in(session, secret)
    response.delete_cookie(
        cookie_name(parts.settings),
        path="/",
        secure=secure_cookies(parts.settings),
        httponly=True,
        samesite="strict",
    )


def set_cookie(request: Request, response: Response, secret: str) -> None:
    """Give the browser its cookie; it ends with the browser's session or the service's limits.

    The sign-in that the browser had before ends: nobody has the cookie of it any more, or should.
    """
    settings, before = state(request).settings, cookie_secret(request)
    if before:
        with state(request).database.write() as session:
            offices.close_sign_in(session, before)
    response.set_cookie(
        cookie_name(settings),
        secret,
        path="/",
        secure=secure_cookies(settings),
        httponly=True,
        samesite="strict",
    )


def address_of(request: Request) -> str:
    """Where a request comes from; behind a proxy uvicorn has put the right one there."""
    return request.client.host if request.client else ""
