"""Handing over: versions of finished records, webhooks and their deliveries, repeated writes."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, ForeignKey, Index, Integer, LargeBinary, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from models.tables.base import ID, Base


class Edition(Base):
    """A version of a finished record that a later one has taken the place of.

    Kept when a finished record is revised; the newest version is the record itself. `fields` holds
    by key what a revision can change; boxes and readings stay at the record's own fields.
    `entered` is when it came into the feed, at place `sequence`.
    """

    __tablename__ = "edition"
    record_id: Mapped[str] = mapped_column(ForeignKey("record.id"), primary_key=True)
    version: Mapped[int] = mapped_column(Integer, primary_key=True)
    sequence: Mapped[int] = mapped_column(BigInteger)
    entered: Mapped[datetime]
    fields: Mapped[dict[str, Any]]


class Webhook(Base):
    """An address that is told of finished records. `cursor` is the last place of the feed told.

    `secret` signs what is sent, so it has to be kept as it is; `old_secret` signs too until
    `old_until`. `failing` is since when nothing has arrived, `stopped` when it was given up.
    """

    __tablename__ = "webhook"
    id: Mapped[str] = mapped_column(ID, primary_key=True)
    office_id: Mapped[str] = mapped_column(ForeignKey("office.id"), index=True)
    name: Mapped[str] = mapped_column(String(100))
    url: Mapped[str] = mapped_column(Text)
    events: Mapped[list[Any]]
    secret: Mapped[str] = mapped_column(String(100))
    old_secret: Mapped[str] = mapped_column(String(100), default="")
    old_until: Mapped[datetime | None]
    cursor: Mapped[int] = mapped_column(BigInteger)
    active: Mapped[bool]
    version: Mapped[int] = mapped_column(Integer, default=1)
    created: Mapped[datetime]
    failing: Mapped[datetime | None]
    stopped: Mapped[datetime | None]
    stopped_why: Mapped[str] = mapped_column(String(40), default="")
    removed: Mapped[datetime | None]


class Delivery(Base):
    """One message to one webhook: ids and states alone. `tries` is each try's moment and end."""

    __tablename__ = "delivery"
    __table_args__ = (
        Index("delivery_due", "webhook_id", "state", "due"),
        Index("delivery_log", "webhook_id", "created"),
    )
    id: Mapped[str] = mapped_column(ID, primary_key=True)
    webhook_id: Mapped[str] = mapped_column(ForeignKey("webhook.id", ondelete="CASCADE"))
    event: Mapped[str] = mapped_column(String(40))
    object: Mapped[str] = mapped_column(String(32))
    body: Mapped[str] = mapped_column(Text)
    state: Mapped[str] = mapped_column(String(20))
    due: Mapped[datetime | None]
    tries: Mapped[list[Any]]
    created: Mapped[datetime]
    ended: Mapped[datetime | None]


class KeptAnswer(Base):
    """A write that was sent with an Idempotency-Key, and its answer once there is one.

    `id` is a hash of office, actor and key, `asked` one of the request. `holder` is the try that
    may carry it out; `done` is written in the same transaction as what it did. `until` ends the
    holder's time while it works, and afterwards the answer's.
    """

    __tablename__ = "kept_answer"
    id: Mapped[str] = mapped_column(String(64), primary_key=True)
    office_id: Mapped[str] = mapped_column(ForeignKey("office.id"), index=True)
    asked: Mapped[str] = mapped_column(String(64))
    holder: Mapped[str] = mapped_column(String(32))
    done: Mapped[bool]
    status: Mapped[int | None]
    headers: Mapped[dict[str, Any]]
    body: Mapped[bytes | None] = mapped_column(LargeBinary)
    until: Mapped[datetime] = mapped_column(index=True)
