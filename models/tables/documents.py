"""Files as they came in, and their pages as they were read."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, Float, ForeignKey, Index, Integer, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from models.queueing import Priority
from models.tables.base import ID, Base


class Batch(Base):
    """Files that came in together. `pages_per_case`: so many pages of each are one case; 0: as
    they show."""

    __tablename__ = "batch"
    id: Mapped[str] = mapped_column(ID, primary_key=True)
    office_id: Mapped[str] = mapped_column(ForeignKey("office.id"), index=True)
    name: Mapped[str] = mapped_column(String(200))
    created: Mapped[datetime]
    created_by: Mapped[str] = mapped_column(String(140))
    priority: Mapped[int] = mapped_column(
        Integer, default=Priority.NORMAL, server_default=str(int(Priority.NORMAL))
    )
    pages_per_case: Mapped[int] = mapped_column(Integer, default=0, server_default="0")


class Document(Base):
    """A file by its content: one per office and hash, whatever its name.

    `fence` grows with every attempt; a result carries the fence it was made under and is dropped
    when another attempt has begun. `lease_until` is how long the present worker is believed.
    """

    __tablename__ = "document"
    __table_args__ = (
        UniqueConstraint("office_id", "sha256"),
        Index("document_state", "state", "lease_until"),
        # The overview counts a million rows by these without looking at one of them.
        Index("document_progress", "office_id", "state", "created"),
        Index("document_arrived", "office_id", "created"),
        Index("document_batch_state", "batch_id", "state"),
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
    """One file of a batch and its answer: announced (not here yet), accepted, duplicate, rejected.

    A file that came to nothing is settled by a person: `replaced` by another file (`replaced_by`),
    `written_off` with a reason, or `withdrawn` by whoever was sending it. Nothing is ever removed.
    """

    __tablename__ = "submission"
    __table_args__ = (
        Index("submission_answers", "batch_id", "outcome", "settled"),
        Index("submission_order", "batch_id", "created", "id"),
    )
    id: Mapped[str] = mapped_column(ID, primary_key=True)
    batch_id: Mapped[str] = mapped_column(ForeignKey("batch.id"), index=True)
    office_id: Mapped[str] = mapped_column(ForeignKey("office.id"), index=True)
    name: Mapped[str] = mapped_column(String(300))
    folder: Mapped[str] = mapped_column(String(300), default="", server_default="")
    outcome: Mapped[str] = mapped_column(String(20))
    document_id: Mapped[str | None] = mapped_column(ForeignKey("document.id"), index=True)
    problem_code: Mapped[str] = mapped_column(String(60), default="")
    problem: Mapped[str] = mapped_column(Text, default="")
    remedy: Mapped[str] = mapped_column(Text, default="")
    created: Mapped[datetime]
    settled: Mapped[str] = mapped_column(String(20), default="", server_default="")
    settled_code: Mapped[str] = mapped_column(String(40), default="", server_default="")
    settled_why: Mapped[str] = mapped_column(Text, default="", server_default="")
    settled_by: Mapped[str] = mapped_column(String(140), default="", server_default="")
    settled_at: Mapped[datetime | None]
    replaced_by: Mapped[str | None] = mapped_column(String(32))


class Outbox(Base):
    """Work promised in the same transaction as its cause; removed once it is enqueued."""

    __tablename__ = "outbox"
    id: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=True)
    document_id: Mapped[str] = mapped_column(ForeignKey("document.id"))
    created: Mapped[datetime]


class Page(Base):
    """A page as read. `image_key` points into the store; "" where there is no picture."""

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
