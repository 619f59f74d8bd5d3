"""What reviewers write beside a record: notes that stay, and text that is not saved yet."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, Integer, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from models.tables.base import ID, Base


class Note(Base):
    """A reviewer's words about a record, or with `key` about one of its fields. Never changed."""

    __tablename__ = "note"
    __table_args__ = (Index("note_record", "record_id", "id"),)
    id: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=True)
    record_id: Mapped[str] = mapped_column(ForeignKey("record.id", ondelete="CASCADE"))
    key: Mapped[str] = mapped_column(String(60), default="")
    at: Mapped[datetime]
    by: Mapped[str] = mapped_column(String(140))
    text: Mapped[str] = mapped_column(Text)


class Unsaved(Base):
    """What somebody typed into a field and has not saved: for this person alone, until it is.

    `entered` is what stands in the field's inputs, as the API takes it: text, codes or rows.
    """

    __tablename__ = "unsaved"
    __table_args__ = (Index("unsaved_at", "at"),)
    record_id: Mapped[str] = mapped_column(
        ForeignKey("record.id", ondelete="CASCADE"), primary_key=True
    )
    key: Mapped[str] = mapped_column(String(60), primary_key=True)
    person_id: Mapped[str] = mapped_column(ID, ForeignKey("person.id"), primary_key=True)
    at: Mapped[datetime]
    entered: Mapped[dict[str, Any]]
