"""People who sign in and tokens of machines, for administrators.

A new password or token is shown once, in the answer to the request that made it.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from typing import Annotated, Final

from fastapi import Depends, Form, Response
from fastapi.responses import RedirectResponse
from pydantic import ValidationError

from api.actor import Actor
from api.policy import ADMINISTRATORS, PolicedRouter, Policy, current_actor
from api.speak import _
from api.state import AppState, state
from api.v1 import people as v1_people
from api.v1 import tokens as v1_tokens
from api.v1.people import NewPerson, PersonChange, Role, Secret
from api.v1.tokens import NewToken
from api.web.bar import ROLE_NAMES
from api.web.render import page
from api.web.words import ROLE, SCOPE
from models.database import now
from models.errors import BadRequest, Conflict, LontarError
from models.repositories import guests, offices

router = PolicedRouter(include_in_schema=False)
MANAGE: Final = Policy.people(*ADMINISTRATORS)
#: Without letters and digits that look alike on paper.
_LETTERS: Final = "abcdefghjkmnpqrstuvwxyz23456789"


@dataclass(frozen=True, slots=True)
class Made:
    """Something new to be handed to somebody, once."""

    sentence: str
    secret: str


def new_password() -> str:
    """Four groups of four: 79 bits, easy to copy from paper."""
    letters = [secrets.choice(_LETTERS) for _ in range(16)]
    return "-".join("".join(letters[i : i + 4]) for i in range(0, 16, 4))


def _password(login: str, password: str) -> Made:
    return Made(_("The password of {name}, shown this once:").format(name=login), password)


def _page(
    actor: Actor, state: AppState, made: Made | None = None, problem: LontarError | None = None
) -> Response:
    with state.database.read() as session:
        people = offices.people(session, actor.office_id)
        tokens = offices.tokens(session, actor.office_id)
        invited = guests.guests_of(session, actor.office_id)
    return page(
        "people.html",
        actor,
        "/people",
        status=problem.status if problem else 200,
        people=people,
        tokens=tokens,
        guests=invited,
        roles=ROLE,
        role_names=ROLE_NAMES,
        scopes=SCOPE,
        longest=state.settings.token_days,
        moment=now(),
        made=made,
        problem=problem,
    )


@router.get("/people", policy=MANAGE)
def people_page(
    actor: Actor = Depends(current_actor), state: AppState = Depends(state)
) -> Response:
    return _page(actor, state)


# What follows hands the form to the API's own functions, so that there is one way to do each.


@router.post("/people", policy=MANAGE)
def add_person(
    login: Annotated[str, Form(max_length=100)],
    role: Annotated[str, Form(max_length=20)],
    actor: Actor = Depends(current_actor),
    state: AppState = Depends(state),
) -> Response:
    password = new_password()
    try:
        body = NewPerson.model_validate(
            {"login": login.strip(), "role": role, "password": password}
        )
        v1_people.add_person(body, actor, state)
    except ValidationError:
        problem = BadRequest(
            "That name cannot be used to sign in.",
            remedy="Use letters A-Z, digits and . _ @ + - without blanks.",
        )
        return _page(actor, state, problem=problem)
    except LontarError as problem:
        return _page(actor, state, problem=problem)
    return _page(actor, state, _password(body.login, password))


@router.post("/people/{person_id}/password", policy=MANAGE)
def renew_password(
    person_id: str, actor: Actor = Depends(current_actor), state: AppState = Depends(state)
) -> Response:
    """A new password; whoever was signed in with the old one is signed out."""
    password = new_password()
    v1_people.reset_password(person_id, Secret(password=password), actor, state)
    with state.database.read() as session:
        login = offices.person(session, actor.office_id, person_id).login
    return _page(actor, state, _password(login, password))


@router.post("/people/{person_id}/change", policy=MANAGE)
def change_person(
    person_id: str,
    role: Annotated[Role | None, Form()] = None,
    active: Annotated[bool | None, Form()] = None,
    actor: Actor = Depends(current_actor),
    state: AppState = Depends(state),
) -> Response:
    """Another role, or let somebody in again or keep them out."""
    try:
        v1_people.change_person(person_id, PersonChange(role=role, active=active), actor, state)
    except Conflict as problem:
        return _page(actor, state, problem=problem)
    return RedirectResponse("/people", 303)


@router.post("/tokens", policy=MANAGE)
def add_token(
    name: Annotated[str, Form(max_length=100)],
    days: Annotated[int, Form()],
    scopes: Annotated[list[str] | None, Form()] = None,
    actor: Actor = Depends(current_actor),
    state: AppState = Depends(state),
) -> Response:
    try:
        body = NewToken.model_validate({"name": name.strip(), "days": days, "scopes": scopes or []})
        made = v1_tokens.add_token(body, actor, state)
    except ValidationError:
        problem = BadRequest(
            "A token needs a name, an end, and something that it may do.",
            remedy=f"Tick at least one box; at most {state.settings.token_days} days.",
        )
        return _page(actor, state, problem=problem)
    except LontarError as problem:
        return _page(actor, state, problem=problem)
    return _page(
        actor,
        state,
        Made(_("The token of {name}, shown this once:").format(name=made.name), made.secret),
    )


@router.post("/tokens/{token_id}/revoke", policy=MANAGE)
def revoke_token(
    token_id: str, actor: Actor = Depends(current_actor), state: AppState = Depends(state)
) -> Response:
    v1_tokens.revoke_token(token_id, actor, state)
    return RedirectResponse("/people", 303)


@router.post("/guests", policy=MANAGE)
def invite_guest(
    login: Annotated[str, Form(max_length=100)],
    role: Annotated[str, Form(max_length=20)],
    actor: Actor = Depends(current_actor),
    state: AppState = Depends(state),
) -> Response:
    """Give somebody of another office a role in this one."""
    try:
        with state.database.write() as session:
            guests.invite(session, actor.office_id, login.strip(), role, actor.label)
    except LontarError as problem:
        return _page(actor, state, problem=problem)
    return RedirectResponse("/people", 303)


@router.post("/guests/{person_id}/dismiss", policy=MANAGE)
def dismiss_guest(
    person_id: str, actor: Actor = Depends(current_actor), state: AppState = Depends(state)
) -> Response:
    with state.database.write() as session:
        guests.dismiss(session, actor.office_id, person_id, actor.label)
    return RedirectResponse("/people", 303)
