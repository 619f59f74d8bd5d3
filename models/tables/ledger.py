"""The book of who did what, and numbers in commit order."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, DateTime, Index, Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from models.tables.base import Base


class Audit(Base):
    """Who did what to which object, when. Holds ids and words of ours, never values."""

    __tablename__ = "audit"
    # By time, by person, by object, by action. With time or person, narrowing down by action looks
    # at no row.
    __table_args__ = (
        Index("audit_when", "office_id", "at", "id", "action"),
        Index("audit_who", "office_id", "actor", "at", "id", "action"),
        Index("audit_what", "office_id", "action", "at", "id"),
        Index("audit_object", "office_id", "object", "at", "id"),
    )
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
