"""Records, their fields, why each was accepted or doubted, and who changed what."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import (
    JSON,
    BigInteger,
    Float,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    String,
    Text,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.queueing import Priority
from models.tables.base import ID, Base


class Record(Base):
    """A form instance. `sequence` is its place in the feed of finished records (see Counter).

    A finished record that is revised gets a new place; `revised` is when, and `supersedes` the
    version that it takes the place of (kept as an Edition).

    The queue: `priority` (models.queueing) follows its batch and form unless `urgency` was chosen
    for this very record. `first_by` and `second_by` have said all that they may say of it and get
    it no more. Whoever holds it whole is `claimed_by`, whoever holds single fields `fields_by`;
    both at once only where it is the same person. `settled` is when its last field was settled by
    somebody who did not see it whole: it is then finished without further ado.
    """

    __tablename__ = "record"
    __table_args__ = (
        UniqueConstraint("document_id", "pipeline", "ordinal"),
        Index("record_feed", "office_id", "state", "sequence"),
        # The overview counts a million rows by these without looking at one of them.
        Index("record_versions", "office_id", "form", "form_version", "state"),
        Index("record_done", "office_id", "finished", "form", "created"),
        Index("record_queue", "office_id", "state", "priority", "created", "id"),
        Index("record_of_form", "office_id", "state", "form", "priority", "created", "id"),
        Index("record_of_batch", "office_id", "state", "batch_id", "priority", "created", "id"),
        Index(
            "record_holder",
            "claimed_by",
            "claimed_until",
            sqlite_where=text("claimed_by IS NOT NULL"),
            postgresql_where=text("claimed_by IS NOT NULL"),
        ),
        Index(
            "record_settled",
            "settled",
            sqlite_where=text("settled IS NOT NULL"),
            postgresql_where=text("settled IS NOT NULL"),
        ),
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
    revised: Mapped[datetime | None]
    supersedes: Mapped[int | None]
    batch_id: Mapped[str] = mapped_column(ID, default="", server_default="")
    priority: Mapped[int] = mapped_column(
        Integer, default=Priority.NORMAL, server_default=str(int(Priority.NORMAL))
    )
    urgency: Mapped[int | None]
    first_by: Mapped[str | None] = mapped_column(ID)
    second_by: Mapped[str | None] = mapped_column(ID)
    fields_by: Mapped[str | None] = mapped_column(ID)
    fields_until: Mapped[datetime | None]
    settled: Mapped[datetime | None]
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
        Index("routed_counts", "office_id", "form", "form_version", "route", "outcome"),
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
