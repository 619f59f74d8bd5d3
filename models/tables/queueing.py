"""Single fields that wait for somebody, what two readers said of them, and who is a guest."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import (
    JSON,
    Boolean,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    String,
    Text,
    UniqueConstraint,
)
from sqlalchemy.orm import Mapped, mapped_column

from models.queueing import Priority, Stage
from models.tables.base import ID, Base


class Task(Base):
    """A field that waits for a person: gone as soon as it is settled. Holds no value.

    `readers` is how many must agree; `first_by` and `second_by` have answered already and get it
    no more. `since` is when its record came; `batch_id`, `priority`, `form` and `kind` are copies
    that the queue is searched by. `alone`: it has a place on a picture and can be given out as a
    crop; `referred` is why somebody could not answer it so, "" as a rule.
    """

    __tablename__ = "task"
    __table_args__ = (
        ForeignKeyConstraint(
            ["record_id", "key"], ["field.record_id", "field.key"], ondelete="CASCADE"
        ),
        UniqueConstraint("record_id", "key"),
        Index("task_queue", "office_id", "priority", "since", "id"),
        Index("task_of_form", "office_id", "form", "priority", "since", "id"),
        Index("task_of_field", "office_id", "form", "key", "priority", "since", "id"),
        Index("task_of_batch", "office_id", "batch_id", "priority", "since", "id"),
        Index("task_holder", "claimed_by", "claimed_until"),
    )
    id: Mapped[str] = mapped_column(ID, primary_key=True)
    office_id: Mapped[str] = mapped_column(ForeignKey("office.id"))
    record_id: Mapped[str] = mapped_column(ID)
    key: Mapped[str] = mapped_column(String(60))
    form: Mapped[str] = mapped_column(String(80))
    form_version: Mapped[str] = mapped_column(String(20))
    kind: Mapped[str] = mapped_column(String(20))
    batch_id: Mapped[str] = mapped_column(ID)
    stage: Mapped[str] = mapped_column(String(10), default=Stage.FIRST)
    readers: Mapped[int] = mapped_column(Integer, default=1)
    priority: Mapped[int] = mapped_column(Integer, default=Priority.NORMAL)
    since: Mapped[datetime]
    alone: Mapped[bool] = mapped_column(Boolean, default=True)
    referred: Mapped[str] = mapped_column(String(20), default="")
    first_by: Mapped[str | None] = mapped_column(ID)
    second_by: Mapped[str | None] = mapped_column(ID)
    claimed_by: Mapped[str | None] = mapped_column(ID)
    claimed_until: Mapped[datetime | None]


class Answer(Base):
    """What somebody said of a task, unseen by its other readers until it is settled.

    Never changed but for `withdrawn`: taken back by who gave it. `action` is a change's, or "pass"
    where somebody left it to the next. `task_id` outlives its task.
    """

    __tablename__ = "answer"
    __table_args__ = (Index("answer_field", "record_id", "key", "id"),)
    id: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=True)
    task_id: Mapped[str] = mapped_column(ID, index=True)
    record_id: Mapped[str] = mapped_column(ForeignKey("record.id", ondelete="CASCADE"))
    key: Mapped[str] = mapped_column(String(60))
    person_id: Mapped[str] = mapped_column(ID)
    by: Mapped[str] = mapped_column(String(140))
    at: Mapped[datetime]
    stage: Mapped[str] = mapped_column(String(10))
    action: Mapped[str] = mapped_column(String(20))
    raw: Mapped[str] = mapped_column(Text)
    value: Mapped[Any] = mapped_column(JSON, nullable=True)
    problems: Mapped[list[Any]]
    parts: Mapped[dict[str, Any]]
    withdrawn: Mapped[bool] = mapped_column(Boolean, default=False)


class Compared(Base):
    """Two people read one field without seeing each other's answer: did they say the same?

    `stood` is who was right in the end: "first", "second", "both", "neither", or "" until a third
    has settled it. `stage`: "second" of a field being reviewed, "again" of a finished one.
    """

    __tablename__ = "compared"
    __table_args__ = (Index("compared_office", "office_id", "at"),)
    id: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=True)
    task_id: Mapped[str] = mapped_column(ID, index=True)
    office_id: Mapped[str] = mapped_column(ForeignKey("office.id"))
    record_id: Mapped[str] = mapped_column(ForeignKey("record.id", ondelete="CASCADE"), index=True)
    key: Mapped[str] = mapped_column(String(60))
    form: Mapped[str] = mapped_column(String(80))
    kind: Mapped[str] = mapped_column(String(20))
    stage: Mapped[str] = mapped_column(String(10))
    first_by: Mapped[str] = mapped_column(ID)
    second_by: Mapped[str] = mapped_column(ID)
    same: Mapped[bool] = mapped_column(Boolean)
    stood: Mapped[str] = mapped_column(String(10), default="")
    at: Mapped[datetime]


class ReadingRule(Base):
    """How many people must agree on a field of a form; with `key` "" on every field of it.

    `always`: also where the readers were sure enough that nobody would have looked.
    """

    __tablename__ = "reading_rule"
    office_id: Mapped[str] = mapped_column(ForeignKey("office.id"), primary_key=True)
    form: Mapped[str] = mapped_column(String(80), primary_key=True)
    key: Mapped[str] = mapped_column(String(60), primary_key=True)
    readers: Mapped[int]
    always: Mapped[bool] = mapped_column(Boolean, default=False)
    by: Mapped[str] = mapped_column(String(140))
    at: Mapped[datetime]


class FormPriority(Base):
    """How urgent the records of one form are in an office, where they are not just normal."""

    __tablename__ = "form_priority"
    office_id: Mapped[str] = mapped_column(ForeignKey("office.id"), primary_key=True)
    form: Mapped[str] = mapped_column(String(80), primary_key=True)
    priority: Mapped[int]
    by: Mapped[str] = mapped_column(String(140))
    at: Mapped[datetime]


class Guest(Base):
    """A person of one office who has a role in another one too."""

    __tablename__ = "guest"
    person_id: Mapped[str] = mapped_column(ForeignKey("person.id"), primary_key=True)
    office_id: Mapped[str] = mapped_column(ForeignKey("office.id"), primary_key=True, index=True)
    role: Mapped[str] = mapped_column(String(20))
    by: Mapped[str] = mapped_column(String(140))
    at: Mapped[datetime]
