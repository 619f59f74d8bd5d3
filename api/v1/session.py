"""Signing in, seeing who one is, changing one's password, signing out."""

from __future__ import annotations

from typing import Literal

from fastapi import Depends, Request, Response
from pydantic import BaseModel, Field

from api.actor import Actor
from api.audited import note
from api.passwords import hash_password
from api.policy import PolicedRouter, Policy, current_actor
from api.signin import address_of, prove, set_cookie, sign_in, sign_out
from api.state import AppState, state
from models.repositories import offices
from models.repositories.offices import ROLES, SCOPES

router = PolicedRouter(tags=["session"])

EVERYBODY = Policy.people(*ROLES)


class SignIn(BaseModel):
    login: str = Field(max_length=100)
    password: str = Field(max_length=1000, json_schema_extra={"format": "password"})


class NewPassword(BaseModel):
    old: str = Field(max_length=1000, json_schema_extra={"format": "password"})
    new: str = Field(max_length=1000, json_schema_extra={"format": "password"})


class Me(BaseModel):
    """Who the service takes you for."""

    kind: Literal["person", "token"]
    id: str
    name: str
    office_id: str
    role: str = Field(description="of a person; empty for a token")
    scopes: list[str] = Field(description="of a token; empty for a person")

    @staticmethod
    def of(actor: Actor) -> Me:
        return Me(
            kind=actor.kind,
            id=actor.id,
            name=actor.name,
            office_id=actor.office_id,
            role=actor.role,
            scopes=list(actor.scopes),
        )


@router.post(
    "/session",
    policy=Policy.public("the door itself"),
    responses={
        401: {"description": "Name or password is wrong."},
        429: {"description": "Ten failed sign-ins in 15 minutes."},
    },
)
def open_session(
    body: SignIn, request: Request, response: Response, state: AppState = Depends(state)
) -> Me:
    """Sign in. The answer sets the cookie that the pages and the same browser use."""
    secret, actor = sign_in(state, body.login, body.password, address_of(request))
    set_cookie(request, response, secret)
    return Me.of(actor)


@router.get("/session", policy=Policy.people_and_tokens(roles=ROLES, scopes=SCOPES))
def session(actor: Actor = Depends(current_actor)) -> Me:
    """Who you are."""
    return Me.of(actor)


@router.delete("/session", policy=EVERYBODY, status_code=204)
def close_session(request: Request, response: Response) -> None:
    """Sign out."""
    sign_out(request, response)


@router.put(
    "/session/password",
    policy=EVERYBODY,
    secret=True,
    status_code=204,
    responses={429: {"description": "The old password was wrong ten times in 15 minutes."}},
)
def change_password(
    body: NewPassword,
    request: Request,
    response: Response,
    actor: Actor = Depends(current_actor),
    state: AppState = Depends(state),
) -> None:
    """Change one's own password; every other sign-in of the same person ends."""
    prove(state, actor.id, body.old)
    new = hash_password(body.new)
    with state.database.write() as session:
        offices.somebody(session, actor.id).password_hash = new
        offices.close_sign_ins_of(session, actor.id)
        secret = offices.open_sign_in(session, actor.id)
        note(session, actor, "person.password_changed", actor.id)
    set_cookie(request, response, secret)
