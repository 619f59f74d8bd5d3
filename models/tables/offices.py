"""Offices, the people and machines of each, and who is signed in."""

from __future__ import annotations

from datetime import datetime
from secrets import token_hex
from typing import Any

from sqlalchemy import Boolean, ForeignKey, Integer, String, false
from sqlalchemy.orm import Mapped, mapped_column

from models.tables.base import ID, Base


class Office(Base):
    """A tenant: everything below belongs to one office and is seen by no other.

    `sampling_key` decides which accepted values a person looks at all the same; nobody is told it.
    """

    __tablename__ = "office"
    id: Mapped[str] = mapped_column(ID, primary_key=True)
    name: Mapped[str] = mapped_column(String(200), unique=True)
    created: Mapped[datetime]
    sampling_key: Mapped[str] = mapped_column(String(64), default=lambda: token_hex(32))


class Person(Base):
    """Somebody who signs in. `role`: one of `models.repositories.offices.ROLES`.

    `language` (BCP 47) and `own_digits` are how this person reads the pages; "" was never chosen.
    """

    __tablename__ = "person"
    id: Mapped[str] = mapped_column(ID, primary_key=True)
    office_id: Mapped[str] = mapped_column(ForeignKey("office.id"), index=True)
    login: Mapped[str] = mapped_column(String(100), unique=True)
    password_hash: Mapped[str] = mapped_column(String(300))
    role: Mapped[str] = mapped_column(String(20))
    active: Mapped[bool] = mapped_column(Boolean, default=True)
    created: Mapped[datetime]
    language: Mapped[str] = mapped_column(String(8), default="", server_default="")
    own_digits: Mapped[bool] = mapped_column(Boolean, default=False, server_default=false())


class SignIn(Base):
    """A sign-in. Only the hash of the cookie is kept.

    `office_id` is where somebody works who has a role in several offices; None: where they belong.
    """

    __tablename__ = "session"
    hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    person_id: Mapped[str] = mapped_column(ForeignKey("person.id"), index=True)
    created: Mapped[datetime]
    seen: Mapped[datetime]
    office_id: Mapped[str | None] = mapped_column(ID)


class Token(Base):
    """A machine's key: scopes, an end date, only its hash."""

    __tablename__ = "token"
    id: Mapped[str] = mapped_column(ID, primary_key=True)
    office_id: Mapped[str] = mapped_column(ForeignKey("office.id"), index=True)
    name: Mapped[str] = mapped_column(String(100))
    hash: Mapped[str] = mapped_column(String(64), unique=True)
    scopes: Mapped[list[Any]]
    created: Mapped[datetime]
    expires: Mapped[datetime]
    revoked: Mapped[datetime | None]


class SignInTry(Base):
    """A failed sign-in, for the limit on tries. `key` is a hash of account or address."""

    __tablename__ = "sign_in_try"
    id: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=True)
    key: Mapped[str] = mapped_column(String(64), index=True)
    at: Mapped[datetime]
