"""What roles may see of fields, and who opened a whole page from a single field."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from models.tables.base import ID, Base


class SightChoice(Base):
    """An office's choice: what a role may see of one field of a form.

    `form` "*" is every form without a choice of its own and "" an unknown form; `key` "" is every
    field without its own.
    """

    __tablename__ = "sight"
    office_id: Mapped[str] = mapped_column(ForeignKey("office.id"), primary_key=True)
    role: Mapped[str] = mapped_column(String(20), primary_key=True)
    form: Mapped[str] = mapped_column(String(80), primary_key=True)
    key: Mapped[str] = mapped_column(String(60), primary_key=True)
    sight: Mapped[str] = mapped_column(String(10))
    by: Mapped[str] = mapped_column(String(140))
    at: Mapped[datetime]


class Opening(Base):
    """A page that somebody opened from a single field, with the reason chosen (a word of ours)."""

    __tablename__ = "opening"
    __table_args__ = (Index("opening_of", "work_id", "person_id"),)
    id: Mapped[str] = mapped_column(ID, primary_key=True)
    office_id: Mapped[str] = mapped_column(ForeignKey("office.id"), index=True)
    person_id: Mapped[str] = mapped_column(ForeignKey("person.id"))
    work_id: Mapped[str] = mapped_column(ID)
    document_id: Mapped[str] = mapped_column(ForeignKey("document.id"))
    page: Mapped[int]
    reason: Mapped[str] = mapped_column(String(20))
    at: Mapped[datetime]
