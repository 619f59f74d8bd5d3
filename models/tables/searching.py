"""What is searched: records and pages in a form made for it, and what waits to be put into it.

Derived from the rows of records and pages, by `ingest.indexing`; losing it loses nothing. The
numbers grow in the order of making, so that the newest stand last. The indexes over these tables
differ by database (`models.search_indexes`).
"""

from __future__ import annotations

from typing import Final

from sqlalchemy import BigInteger, ForeignKey, Index, Integer, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from models.tables.base import ID, Base

#: SQLite numbers rows by themselves only where the column is called INTEGER.
_NUMBER: Final = BigInteger().with_variant(Integer, "sqlite")


class Searchable(Base):
    """A record as it is searched.

    `fields` holds its written fields, folded (`extract.search`), one a line, below a first line
    that is its office's fence; `keys` names those lines. `heard` is how its names sound, `tokens`
    how they begin and sound, each a word.
    """

    __tablename__ = "searchable"
    __table_args__ = (Index("searchable_newest", "office_id", "id"),)
    id: Mapped[int] = mapped_column(_NUMBER, primary_key=True, autoincrement=True)
    office_id: Mapped[str] = mapped_column(ForeignKey("office.id"))
    record_id: Mapped[str] = mapped_column(ForeignKey("record.id", ondelete="CASCADE"), unique=True)
    document_id: Mapped[str] = mapped_column(ID)
    form: Mapped[str] = mapped_column(String(80))
    keys: Mapped[str] = mapped_column(Text)
    fields: Mapped[str] = mapped_column(Text)
    heard: Mapped[str] = mapped_column(Text)
    tokens: Mapped[str] = mapped_column(Text)


class SearchablePage(Base):
    """The text of a page as it is searched: folded, below the fence of its office."""

    __tablename__ = "searchable_page"
    __table_args__ = (Index("searchable_page_newest", "office_id", "id"),)
    id: Mapped[int] = mapped_column(_NUMBER, primary_key=True, autoincrement=True)
    office_id: Mapped[str] = mapped_column(ForeignKey("office.id"))
    page_id: Mapped[str] = mapped_column(ForeignKey("page.id", ondelete="CASCADE"), unique=True)
    document_id: Mapped[str] = mapped_column(ID, index=True)
    number: Mapped[int]
    form: Mapped[str] = mapped_column(String(80))
    text: Mapped[str] = mapped_column(Text)


class SearchDue(Base):
    """A record or document that changed: promised in the same transaction, indexed soon after."""

    __tablename__ = "search_due"
    id: Mapped[int] = mapped_column(_NUMBER, primary_key=True, autoincrement=True)
    kind: Mapped[str] = mapped_column(String(10))  # record, document
    subject: Mapped[str] = mapped_column(ID)
