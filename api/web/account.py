"""Signing in and out by hand."""

from __future__ import annotations

from typing import Annotated

from fastapi import Depends, Form, Request, Response
from fastapi.responses import RedirectResponse

from api.actor import Actor
from api.audited import note
from api.identify import cookie_secret
from api.policy import PolicedRouter, Policy, current_actor
from api.signin import address_of, set_cookie, sign_in, sign_out
from api.state import AppState, state
from api.web.render import page
from models.errors import LontarError, SignInRefused, TooManyTries
from models.repositories import guests
from models.repositories.offices import ROLES

router = PolicedRouter(include_in_schema=False)


def inside(address: str) -> str:
    """The address if it is a path of our own pages, else home: no way out through a link."""
    plain = address.startswith("/") and not address.startswith(("//", "/\\", "/api/"))
    return address if plain and address.isprintable() else "/"


def _form(login: str, then: str, problem: LontarError | None = None) -> Response:
    status = problem.status if problem else 200
    return page(
        "sign_in.html", None, status=status, login=login, then=inside(then), problem=problem
    )


@router.get("/sign-in", policy=Policy.public("the door itself"))
def sign_in_page(then: str = "/") -> Response:
    return _form("", then)


@router.post("/sign-in", policy=Policy.public("the door itself"))
def sign_in_sent(
    request: Request,
    login: Annotated[str, Form(max_length=100)],
    password: Annotated[str, Form(max_length=1000)],
    then: Annotated[str, Form(max_length=300)] = "/",
    state: AppState = Depends(state),
) -> Response:
    try:
        secret, _actor = sign_in(state, login, password, address_of(request))
    except (SignInRefused, TooManyTries) as problem:
        return _form(login, then, problem)
    answer = RedirectResponse(inside(then), 303)
    set_cookie(request, answer, secret)
    return answer


@router.post("/sign-out", policy=Policy.people(*ROLES))
def sign_out_sent(request: Request) -> Response:
    answer = RedirectResponse("/sign-in", 303)
    sign_out(request, answer)
    return answer


@router.post("/office", policy=Policy.people(*ROLES))
def change_office(
    request: Request,
    office: Annotated[str, Form(max_length=32)],
    then: Annotated[str, Form(max_length=300)] = "/",
    actor: Actor = Depends(current_actor),
    state: AppState = Depends(state),
) -> Response:
    """Go on in another office in which one has a role."""
    with state.database.write() as session:
        guests.work_at(session, cookie_secret(request), actor.id, office)
        note(session, actor, "office.left", office)
    return RedirectResponse(inside(then), 303)
