"""People who have a role in further offices, and in which of them they work at this moment."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from models.database import now
from models.errors import BadRequest, Conflict, NotFound
from models.repositories import audit
from models.repositories.offices import ROLES, hashed, person_by_login
from models.tables import Guest, Office, Person, SignIn


@dataclass(frozen=True, slots=True)
class Membership:
    """An office and somebody's role in it; `home` is where they belong."""

    office_id: str
    name: str
    role: str
    home: bool


def offices_of(session: Session, person_id: str) -> tuple[Membership, ...]:
    """Where a person may work, their own office first, the others by name."""
    person = session.get(Person, person_id)
    if person is None:
        return ()
    home = session.get_one(Office, person.office_id)
    query = (
        select(Guest.role, Office.id, Office.name)
        .join(Office, Office.id == Guest.office_id)
        .where(Guest.person_id == person_id)
        .order_by(Office.name)
    )
    found = [Membership(row.id, row.name, row.role, home=False) for row in session.execute(query)]
    return (Membership(home.id, home.name, person.role, home=True), *found)


def choice_of(session: Session, person_id: str) -> tuple[tuple[str, str], ...]:
    """Id and name of the offices that a person may choose between; none where there is but one."""
    if session.scalar(select(Guest.office_id).where(Guest.person_id == person_id).limit(1)) is None:
        return ()
    return tuple((one.office_id, one.name) for one in offices_of(session, person_id))


def working_at(session: Session, secret: str, person: Person) -> tuple[str, str] | None:
    """Office and role under which this sign-in works; None when it was an office that the person
    has no role in any more."""
    sign_in = session.get(SignIn, hashed(secret))
    if sign_in is None or sign_in.office_id is None or sign_in.office_id == person.office_id:
        return person.office_id, person.role
    guest = session.get(Guest, (person.id, sign_in.office_id))
    return (guest.office_id, guest.role) if guest is not None else None


def work_at(session: Session, secret: str, person_id: str, office_id: str) -> None:
    """Go on in another office. Raises NotFound for one that the person has no role in."""
    if all(one.office_id != office_id for one in offices_of(session, person_id)):
        raise NotFound
    session.execute(update(SignIn).where(SignIn.hash == hashed(secret)).values(office_id=office_id))


def guests_of(session: Session, office_id: str) -> Sequence[tuple[Guest, str, str]]:
    """Who of other offices has a role here: with their login and the name of their office."""
    query = (
        select(Guest, Person.login, Office.name)
        .join(Person, Person.id == Guest.person_id)
        .join(Office, Office.id == Person.office_id)
        .where(Guest.office_id == office_id)
        .order_by(Person.login)
    )
    return [(guest, login, name) for guest, login, name in session.execute(query)]


def invite(session: Session, office_id: str, login: str, role: str, actor: str) -> Guest:
    """Give a person of another office a role here, or another role.

    Raises BadRequest for an unknown role or that of an administrator, NotFound for nobody of that
    name, Conflict for somebody of this very office.
    """
    if role not in ROLES or role == "administrator":
        raise BadRequest("A guest cannot have that role.", remedy="Take one of the list.")
    person = person_by_login(session, login)
    if person is None or not person.active:
        raise NotFound("There is nobody of that name.", remedy="Check the spelling.")
    if person.office_id == office_id:
        raise Conflict("This person belongs to your office.", remedy="Change their role there.")
    guest = session.get(Guest, (person.id, office_id))
    if guest is None:
        guest = Guest(person_id=person.id, office_id=office_id)
        session.add(guest)
    guest.role, guest.by, guest.at = role, actor, now()
    _end(session, person.id, office_id)
    audit.note(
        session,
        office_id=office_id,
        actor=actor,
        action="guest.invited",
        object_=person.id,
        role=role,
    )
    return guest


def dismiss(session: Session, office_id: str, person_id: str, actor: str) -> None:
    """Take a guest's role away; where they work here, their sign-in ends. Raises NotFound."""
    guest = session.get(Guest, (person_id, office_id))
    if guest is None:
        raise NotFound
    session.delete(guest)
    _end(session, person_id, office_id)
    audit.note(
        session, office_id=office_id, actor=actor, action="guest.dismissed", object_=person_id
    )


def _end(session: Session, person_id: str, office_id: str) -> None:
    session.execute(
        delete(SignIn).where(SignIn.person_id == person_id, SignIn.office_id == office_id)
    )
