"""The tables. Identifiers are random 128-bit hex strings: nobody can guess the next one.

Times are UTC, naive in the database, written by `models.database.now`.
"""

from __future__ import annotations

from datetime import datetime
from secrets import token_hex
from typing import Any, ClassVar

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    DateTime,
    Float,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    String,
    Text,
    UniqueConstraint,
)
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, relationship

ID = String(32)


class Base(DeclarativeBase):
    type_annotation_map: ClassVar[dict[Any, Any]] = {
        datetime: DateTime(),
        dict[str, Any]: JSON,
        list[Any]: JSON,
    }


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
    """Somebody who signs in. `role`: uploader, reviewer, manager or administrator."""

    __tablename__ = "person"
    id: Mapped[str] = mapped_column(ID, primary_key=True)
    office_id: Mapped[str] = mapped_column(ForeignKey("office.id"), index=True)
    login: Mapped[str] = mapped_column(String(100), unique=True)
    password_hash: Mapped[str] = mapped_column(String(300))
    role: Mapped[str] = mapped_column(String(20))
    active: Mapped[bool] = mapped_column(Boolean, default=True)
    created: Mapped[datetime]


class SignIn(Base):
    """A sign-in. Only the hash of the cookie is kept."""

    __tablename__ = "session"
    hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    person_id: Mapped[str] = mapped_column(ForeignKey("person.id"), index=True)
    created: Mapped[datetime]
    seen: Mapped[datetime]


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


class Batch(Base):
    """Files that came in together."""

    __tablename__ = "batch"
    id: Mapped[str] = mapped_column(ID, primary_key=True)
    office_id: Mapped[str] = mapped_column(ForeignKey("office.id"), index=True)
    name: Mapped[str] = mapped_column(String(200))
    created: Mapped[datetime]
    created_by: Mapped[str] = mapped_column(String(140))


class Document(Base):
    """A file by its content: one per office and hash, whatever its name.

    `fence` grows with every attempt; a result carries the fence it was made under and is dropped
    when another attempt has begun. `lease_until` is how long the present worker is believed.
    """

    __tablename__ = "document"
    __table_args__ = (
        UniqueConstraint("office_id", "sha256"),
        Index("document_state", "state", "lease_until"),
    )
    id: Mapped[str] = mapped_column(ID, primary_key=True)
    office_id: Mapped[str] = mapped_column(ForeignKey("office.id"), index=True)
    batch_id: Mapped[str] = mapped_column(ForeignKey("batch.id"), index=True)
    sha256: Mapped[str] = mapped_column(String(64))
    size: Mapped[int] = mapped_column(BigInteger)
    media_type: Mapped[str] = mapped_column(String(40))
    name: Mapped[str] = mapped_column(String(300))
    state: Mapped[str] = mapped_column(String(20))
    problem_code: Mapped[str] = mapped_column(String(60), default="")
    problem: Mapped[str] = mapped_column(Text, default="")
    remedy: Mapped[str] = mapped_column(Text, default="")
    attempts: Mapped[int] = mapped_column(Integer, default=0)
    fence: Mapped[int] = mapped_column(Integer, default=0)
    lease_until: Mapped[datetime | None]
    enqueued: Mapped[datetime | None]
    page_count: Mapped[int] = mapped_column(Integer, default=0)
    pipeline: Mapped[str] = mapped_column(String(40), default="")
    created: Mapped[datetime]
    updated: Mapped[datetime]


class Submission(Base):
    """One file of an upload and its answer: accepted, duplicate or rejected. Nothing is lost."""

    __tablename__ = "submission"
    id: Mapped[str] = mapped_column(ID, primary_key=True)
    batch_id: Mapped[str] = mapped_column(ForeignKey("batch.id"), index=True)
    office_id: Mapped[str] = mapped_column(ForeignKey("office.id"), index=True)
    name: Mapped[str] = mapped_column(String(300))
    outcome: Mapped[str] = mapped_column(String(20))
    document_id: Mapped[str | None] = mapped_column(ForeignKey("document.id"), index=True)
    problem_code: Mapped[str] = mapped_column(String(60), default="")
    problem: Mapped[str] = mapped_column(Text, default="")
    remedy: Mapped[str] = mapped_column(Text, default="")
    created: Mapped[datetime]


class Outbox(Base):
    """Work promised in the same transaction as its cause; removed once it is enqueued."""

    __tablename__ = "outbox"
    id: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=True)
    document_id: Mapped[str] = mapped_column(ForeignKey("document.id"))
    created: Mapped[datetime]


class Page(Base):
    """A page as read. `image_key` and `scan_key` point into the store."""

    __tablename__ = "page"
    __table_args__ = (UniqueConstraint("document_id", "pipeline", "number"),)
    id: Mapped[str] = mapped_column(ID, primary_key=True)
    document_id: Mapped[str] = mapped_column(ForeignKey("document.id"), index=True)
    office_id: Mapped[str] = mapped_column(ForeignKey("office.id"), index=True)
    pipeline: Mapped[str] = mapped_column(String(40))
    number: Mapped[int]
    width: Mapped[int]
    height: Mapped[int]
    dpi: Mapped[float] = mapped_column(Float)
    rotation: Mapped[int]
    quality: Mapped[dict[str, Any]]
    form: Mapped[str] = mapped_column(String(80), default="")
    form_version: Mapped[str] = mapped_column(String(20), default="")
    form_page: Mapped[int] = mapped_column(Integer, default=0)
    form_score: Mapped[float] = mapped_column(Float, default=0.0)
    form_residual: Mapped[float] = mapped_column(Float, default=0.0)
    text: Mapped[str] = mapped_column(Text, default="")
    lines: Mapped[list[Any]]
    image_key: Mapped[str] = mapped_column(String(200), default="")
    problem_code: Mapped[str] = mapped_column(String(60), default="")
    problem: Mapped[str] = mapped_column(Text, default="")
    remedy: Mapped[str] = mapped_column(Text, default="")


class Record(Base):
    """A form instance. `sequence` is its place in the feed of finished records (see Counter)."""

    __tablename__ = "record"
    __table_args__ = (
        UniqueConstraint("document_id", "pipeline", "ordinal"),
        Index("record_feed", "office_id", "state", "sequence"),
        Index("record_queue", "office_id", "state", "created"),
    )
    id: Mapped[str] = mapped_column(ID, primary_key=True)
    office_id: Mapped[str] = mapped_column(ForeignKey("office.id"), index=True)
    document_id: Mapped[str] = mapped_column(ForeignKey("document.id"), index=True)
    pipeline: Mapped[str] = mapped_column(String(40))
    ordinal: Mapped[int]
    form: Mapped[str] = mapped_column(String(80))
    form_version: Mapped[str] = mapped_column(String(20))
    state: Mapped[str] = mapped_column(String(20))
    version: Mapped[int] = mapped_column(Integer, default=1)
    sequence: Mapped[int | None] = mapped_column(BigInteger)
    pages: Mapped[list[Any]]
    provenance: Mapped[dict[str, Any]]
    claimed_by: Mapped[str | None] = mapped_column(ForeignKey("person.id"))
    claimed_until: Mapped[datetime | None]
    created: Mapped[datetime]
    finished: Mapped[datetime | None]
    fields: Mapped[list[Field]] = relationship(
        order_by="Field.position", cascade="all, delete-orphan"
    )


class Field(Base):
    """The present value of one field; its history is in Correction."""

    __tablename__ = "field"
    record_id: Mapped[str] = mapped_column(ForeignKey("record.id"), primary_key=True)
    key: Mapped[str] = mapped_column(String(60), primary_key=True)
    position: Mapped[int]
    kind: Mapped[str] = mapped_column(String(20))
    raw: Mapped[str] = mapped_column(Text)
    value: Mapped[Any] = mapped_column(JSON, nullable=True)
    confidence: Mapped[float] = mapped_column(Float)
    status: Mapped[str] = mapped_column(String(20))
    problems: Mapped[list[Any]]
    page: Mapped[int]
    box: Mapped[list[Any] | None] = mapped_column(JSON, nullable=True)
    source: Mapped[str] = mapped_column(String(20))
    readings: Mapped[list[Any]]
    repairs: Mapped[list[Any]] = mapped_column(JSON, default=list, server_default="[]")
    parts: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict, server_default="{}")
    routed: Mapped[Routed | None] = relationship(
        lazy="joined", cascade="all, delete-orphan", single_parent=True
    )


class Routed(Base):
    """Why a field was accepted or sent to a person, and what that person said of it as read.

    `outcome` is "" until its record has been finished, and stays so where nobody looked; `settled`
    is when that was. Holds no value.
    """

    __tablename__ = "routed"
    __table_args__ = (
        ForeignKeyConstraint(
            ["record_id", "key"], ["field.record_id", "field.key"], ondelete="CASCADE"
        ),
        Index("routed_evidence", "office_id", "form", "form_version", "settled"),
        Index("routed_newest", "office_id", "form", "form_version", "at"),
    )
    record_id: Mapped[str] = mapped_column(ID, primary_key=True)
    key: Mapped[str] = mapped_column(String(60), primary_key=True)
    office_id: Mapped[str] = mapped_column(ForeignKey("office.id"))
    form: Mapped[str] = mapped_column(String(80))
    form_version: Mapped[str] = mapped_column(String(20))
    kind: Mapped[str] = mapped_column(String(20))
    route: Mapped[str] = mapped_column(String(20))
    p: Mapped[float] = mapped_column(Float)
    threshold: Mapped[float] = mapped_column(Float)
    proposal: Mapped[str] = mapped_column(String(20), default="")
    at: Mapped[datetime]
    outcome: Mapped[str] = mapped_column(String(20), default="")
    settled: Mapped[datetime | None]


class Tolerance(Base):
    """The share of wrong values that an office will tolerate among those that nobody looked at.

    Of one field of a form; with `key` "" of a whole form, with `form` "" too of every form.
    """

    __tablename__ = "tolerance"
    office_id: Mapped[str] = mapped_column(ForeignKey("office.id"), primary_key=True)
    form: Mapped[str] = mapped_column(String(80), primary_key=True)
    key: Mapped[str] = mapped_column(String(60), primary_key=True)
    error: Mapped[float] = mapped_column(Float)
    by: Mapped[str] = mapped_column(String(140))
    at: Mapped[datetime]


class Correction(Base):
    """Who set which field to what, when, and what it was. Never changed, never removed."""

    __tablename__ = "correction"
    id: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=True)
    record_id: Mapped[str] = mapped_column(ForeignKey("record.id"), index=True)
    key: Mapped[str] = mapped_column(String(60))
    at: Mapped[datetime]
    by: Mapped[str] = mapped_column(String(140))
    action: Mapped[str] = mapped_column(String(20))
    before: Mapped[dict[str, Any]]
    after: Mapped[dict[str, Any]]
    record_version: Mapped[int]


class Audit(Base):
    """Who did what to which object, when. Holds ids and words of ours, never values."""

    __tablename__ = "audit"
    id: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=True)
    at: Mapped[datetime] = mapped_column(DateTime(), index=True)
    office_id: Mapped[str | None] = mapped_column(String(32), index=True)
    actor: Mapped[str] = mapped_column(String(140))
    action: Mapped[str] = mapped_column(String(60))
    object: Mapped[str] = mapped_column(String(80))
    detail: Mapped[dict[str, Any]]


class Counter(Base):
    """Numbers handed out in commit order: its row stays locked until the transaction ends."""

    __tablename__ = "counter"
    name: Mapped[str] = mapped_column(String(40), primary_key=True)
    value: Mapped[int] = mapped_column(BigInteger)
