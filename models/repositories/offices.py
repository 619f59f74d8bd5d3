"""Offices, people, sign-ins and machine tokens."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from models.database import new_id, now
from models.errors import BadRequest, Conflict, NotFound
from models.tables import Office, Person, SignIn, SignInTry, Token

ROLES = ("uploader", "checker", "reviewer", "manager", "administrator")
SCOPES = ("documents:write", "documents:read", "records:read", "records:write")


def hashed(secret: str) -> str:
    """SHA-256 of a random 256-bit secret: enough, since nothing guessable is hashed this way."""
    return hashlib.sha256(secret.encode()).hexdigest()


def office_named(session: Session, name: str, *, create: bool = False) -> Office:
    """The office of that name. Raises NotFound unless `create`."""
    office = session.scalar(select(Office).where(Office.name == name))
    if office is None and create:
        office = Office(id=new_id(), name=name, created=now())
        session.add(office)
        session.flush()
    if office is None:
        raise NotFound(f"There is no office named “{name}”.", remedy="Check the spelling.")
    return office


def offices(session: Session) -> Sequence[Office]:
    return session.scalars(select(Office).order_by(Office.name)).all()


def office(session: Session, office_id: str) -> Office:
    """Raises NotFound."""
    found = session.get(Office, office_id)
    if found is None:
        raise NotFound
    return found


def add_person(
    session: Session, office_id: str, login: str, role: str, password_hash: str
) -> Person:
    """A new person. Raises Conflict when the login is taken, BadRequest for an unknown role."""
    if role not in ROLES:
        raise BadRequest(f"“{role}” is not a role.", remedy=f"Use one of {', '.join(ROLES)}.")
    if person_by_login(session, login) is not None:
        raise Conflict(f"The login “{login}” is taken.", remedy="Choose another.")
    person = Person(
        id=new_id(),
        office_id=office_id,
        login=login,
        password_hash=password_hash,
        role=role,
        active=True,
        created=now(),
    )
    session.add(person)
    session.flush()
    return person


def person_by_login(session: Session, login: str) -> Person | None:
    return session.scalar(select(Person).where(Person.login == login))


def people(session: Session, office_id: str) -> Sequence[Person]:
    return session.scalars(
        select(Person).where(Person.office_id == office_id).order_by(Person.login)
    ).all()


def person(session: Session, office_id: str, person_id: str) -> Person:
    """Raises NotFound, also for a person of another office."""
    found = session.get(Person, person_id)
    if found is None or found.office_id != office_id:
        raise NotFound
    return found


def somebody(session: Session, person_id: str) -> Person:
    """A person of whatever office: for what belongs to themselves. Raises NotFound."""
    found = session.get(Person, person_id)
    if found is None:
        raise NotFound
    return found


def change_person(
    session: Session,
    office_id: str,
    person_id: str,
    *,
    role: str | None = None,
    active: bool | None = None,
) -> Person:
    """Change a role, or whether the person may sign in; their sign-ins end.

    Raises NotFound, also for a person of another office, and Conflict when the office would be
    left without an administrator.
    """
    found = person(session, office_id, person_id)
    if role is not None:
        found.role = role
    if active is not None:
        found.active = active
    session.flush()
    left = (p for p in people(session, office_id) if p.active and p.role == "administrator")
    if next(left, None) is None:
        raise Conflict(
            "The office would have no administrator left.",
            remedy="Make somebody else an administrator first.",
        )
    close_sign_ins_of(session, person_id)
    return found


def open_sign_in(session: Session, person_id: str) -> str:
    """A new sign-in; returns the secret of its cookie, which is kept nowhere."""
    secret = secrets.token_urlsafe(32)
    moment = now()
    session.add(SignIn(hash=hashed(secret), person_id=person_id, created=moment, seen=moment))
    return secret


def signed_in(
    session: Session, secret: str, *, idle_seconds: int, total_seconds: int
) -> Person | None:
    """Who holds this cookie, or None when it is unknown, idle too long or too old."""
    found = session.get(SignIn, hashed(secret))
    if found is None:
        return None
    moment = now()
    if found.seen < moment - timedelta(seconds=idle_seconds):
        return None
    if found.created < moment - timedelta(seconds=total_seconds):
        return None
    holder = session.get(Person, found.person_id)
    return holder if holder is not None and holder.active else None


def touch_sign_in(session: Session, secret: str) -> None:
    found = session.get(SignIn, hashed(secret))
    if found is not None:
        found.seen = now()


def sign_in_seen(session: Session, secret: str) -> SignIn | None:
    return session.get(SignIn, hashed(secret))


def close_sign_in(session: Session, secret: str) -> None:
    session.execute(delete(SignIn).where(SignIn.hash == hashed(secret)))


def close_sign_ins_of(session: Session, person_id: str) -> None:
    session.execute(delete(SignIn).where(SignIn.person_id == person_id))


def note_failed_try(session: Session, keys: Sequence[str]) -> None:
    for key in keys:
        session.add(SignInTry(key=hashed(key), at=now()))


def failed_tries(session: Session, key: str, *, seconds: int) -> int:
    """How many sign-ins failed for this account or address in the last `seconds`."""
    since = now() - timedelta(seconds=seconds)
    count = select(func.count()).select_from(SignInTry)
    return session.scalar(count.where(SignInTry.key == hashed(key), SignInTry.at > since)) or 0


def forget_tries(session: Session, key: str) -> None:
    session.execute(delete(SignInTry).where(SignInTry.key == hashed(key)))


def take_back_try(session: Session, key: str) -> None:
    """Remove the newest try of this key: it turned out not to have failed."""
    newest = select(func.max(SignInTry.id)).where(SignInTry.key == hashed(key))
    session.execute(delete(SignInTry).where(SignInTry.id == newest.scalar_subquery()))


def forget_old(session: Session, *, tries_seconds: int, sign_in_seconds: int) -> None:
    """Remove tries and sign-ins that count no longer."""
    moment = now()
    tries_end = moment - timedelta(seconds=tries_seconds)
    session.execute(delete(SignInTry).where(SignInTry.at < tries_end))
    sign_ins_end = moment - timedelta(seconds=sign_in_seconds)
    session.execute(delete(SignIn).where(SignIn.created < sign_ins_end))


@dataclass(frozen=True, slots=True)
class NewToken:
    """A token as its maker sees it, once."""

    id: str
    secret: str


def add_token(
    session: Session, office_id: str, name: str, scopes: Sequence[str], *, days: int
) -> NewToken:
    """A machine token. Raises BadRequest for an unknown scope."""
    unknown = [scope for scope in scopes if scope not in SCOPES]
    if unknown or not scopes:
        raise BadRequest(
            f"Unknown scope {', '.join(unknown) or '(none given)'}.",
            remedy=f"Use some of {', '.join(SCOPES)}.",
        )
    secret = "lontar_" + secrets.token_urlsafe(32)
    made = Token(
        id=new_id(),
        office_id=office_id,
        name=name,
        hash=hashed(secret),
        scopes=list(scopes),
        created=now(),
        expires=now() + timedelta(days=days),
        revoked=None,
    )
    session.add(made)
    session.flush()
    return NewToken(made.id, secret)


def tokens(session: Session, office_id: str) -> Sequence[Token]:
    return session.scalars(
        select(Token).where(Token.office_id == office_id).order_by(Token.created)
    ).all()


def token(session: Session, office_id: str, token_id: str) -> Token:
    """Raises NotFound, also for a token of another office."""
    found = session.get(Token, token_id)
    if found is None or found.office_id != office_id:
        raise NotFound
    return found


def token_by_secret(session: Session, secret: str) -> Token | None:
    """The token of this secret if it is neither expired nor revoked."""
    found = session.scalar(select(Token).where(Token.hash == hashed(secret)))
    if found is None or found.revoked is not None or found.expires <= now():
        return None
    return found


def revoke_token(session: Session, office_id: str, token_id: str) -> None:
    """Raises NotFound, also for a token of another office."""
    found = token(session, office_id, token_id)
    found.revoked = found.revoked or now()
