"""The people of an office, for its administrators."""

from __future__ import annotations

from typing import Annotated, Final, Literal

from fastapi import Depends
from pydantic import BaseModel, Field

from api.actor import Actor
from api.audited import note
from api.passwords import hash_password
from api.policy import ADMINISTRATORS, PolicedRouter, Policy, current_actor
from api.state import AppState, state
from api.v1.shapes import Id, Moment
from models import tables
from models.repositories import offices

router = PolicedRouter(tags=["people"])

POLICY: Final = Policy.people(*ADMINISTRATORS)
Role = Literal["uploader", "checker", "reviewer", "manager", "administrator"]
Password = Annotated[str, Field(max_length=1000, json_schema_extra={"format": "password"})]
#: A login is typed by people and shown in lists: no blanks, no hidden characters.
Login = Annotated[str, Field(pattern=r"^[A-Za-z0-9._@+-]{1,100}$")]


class NewPerson(BaseModel):
    login: Login
    role: Role
    password: Password


class PersonChange(BaseModel):
    """What is left out stays as it is."""

    role: Role | None = None
    active: bool | None = None


class Secret(BaseModel):
    password: Password


class Person(BaseModel):
    id: str
    login: str
    role: Role
    active: bool
    created: Moment

    @staticmethod
    def of(person: tables.Person) -> Person:
        return Person.model_validate(person, from_attributes=True)


class People(BaseModel):
    people: list[Person]


@router.get("/people", policy=POLICY)
def list_people(actor: Actor = Depends(current_actor), state: AppState = Depends(state)) -> People:
    """Everybody of your office, by login."""
    with state.database.read() as session:
        return People(people=[Person.of(p) for p in offices.people(session, actor.office_id)])


@router.post(
    "/people",
    policy=POLICY,
    secret=True,
    status_code=201,
    responses={409: {"description": "The login is taken."}},
)
def add_person(
    body: NewPerson, actor: Actor = Depends(current_actor), state: AppState = Depends(state)
) -> Person:
    """Add a person to your office."""
    kept = hash_password(body.password)
    with state.database.write() as session:
        person = offices.add_person(session, actor.office_id, body.login, body.role, kept)
        note(session, actor, "person.added", person.id, role=body.role)
        return Person.of(person)


@router.patch(
    "/people/{person_id}",
    policy=POLICY,
    responses={409: {"description": "The office would have no administrator left."}},
)
def change_person(
    person_id: Id,
    body: PersonChange,
    actor: Actor = Depends(current_actor),
    state: AppState = Depends(state),
) -> Person:
    """Change a role, or let nobody sign in with this login any more; their sign-ins end."""
    with state.database.write() as session:
        person = offices.change_person(
            session, actor.office_id, person_id, role=body.role, active=body.active
        )
        note(session, actor, "person.changed", person_id, role=person.role, active=person.active)
        return Person.of(person)


@router.put("/people/{person_id}/password", policy=POLICY, secret=True, status_code=204)
def reset_password(
    person_id: Id,
    body: Secret,
    actor: Actor = Depends(current_actor),
    state: AppState = Depends(state),
) -> None:
    """Give a person a new password; their sign-ins end."""
    kept = hash_password(body.password)
    with state.database.write() as session:
        offices.person(session, actor.office_id, person_id).password_hash = kept
        offices.close_sign_ins_of(session, person_id)
        note(session, actor, "person.password_reset", person_id)
