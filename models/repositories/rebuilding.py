"""The queue made anew from the records there are: for data that came past `results.keep`."""

from __future__ import annotations

from typing import Any, Final

from sqlalchemy import (
    ColumnElement,
    Select,
    String,
    cast,
    exists,
    insert,
    literal,
    select,
    text,
    update,
)
from sqlalchemy import func as sql
from sqlalchemy.orm import Session

from models.database import Database
from models.queueing import Stage
from models.repositories import rules
from models.tables import Document, Field, Page, Record, Task
from models.values import FieldStatus, RecordState

_COLUMNS: Final = (
    *("id", "office_id", "record_id", "key", "form", "form_version", "kind", "batch_id"),
    *("stage", "readers", "priority", "since", "alone", "referred"),
)


def rebuild(database: Database) -> int:
    """A task for every field that waits and has none; how many were made.

    Tasks that are there stay as they are, with whoever holds them. In transactions of its own.
    """
    if postgres := database.engine.dialect.name == "postgresql":
        _counted(database)
    with database.write() as session:
        session.execute(
            update(Record)
            .where(Record.batch_id == "")
            .values(
                batch_id=select(Document.batch_id)
                .where(Document.id == Record.document_id)
                .scalar_subquery()
            )
        )
    with database.write() as session:
        before = session.scalar(select(sql.count()).select_from(Task)) or 0
        if postgres:
            # Taken for empty, the tasks would be looked through for every field, while they grow.
            session.execute(text("SET LOCAL enable_nestloop = off"))
        session.execute(insert(Task).from_select(_COLUMNS, _missing(session)))
        if postgres:
            session.execute(text("SET LOCAL enable_nestloop = on"))
        _two_readers(session)
        return (session.scalar(select(sql.count()).select_from(Task)) or 0) - before


def _counted(database: Database) -> None:
    """Let the planner know of rows that came in a moment ago; what it learns here all see."""
    with database.write() as session:
        for table in (Document, Page, Record, Field, Task):
            session.execute(text(f"ANALYZE {table.__tablename__}"))


def _new_id(session: Session) -> ColumnElement[str]:
    if session.get_bind().dialect.name == "sqlite":
        return sql.lower(sql.hex(sql.randomblob(16)))
    return sql.replace(cast(sql.gen_random_uuid(), String), "-", "")


def _missing(session: Session) -> Select[*tuple[Any, ...]]:
    waits = (Field.status == FieldStatus.REVIEW) | (
        (Field.status == FieldStatus.ILLEGIBLE) & (Field.source != "person")
    )
    placed = Field.box.is_not(None) & (cast(cast(Field.box, String), String(4)) != "null")
    pictured = exists().where(
        Page.document_id == Record.document_id,
        Page.pipeline == Record.pipeline,
        Page.number == Field.page,
        Page.image_key != "",
    )
    there = exists().where(Task.record_id == Field.record_id, Task.key == Field.key)
    return (
        select(
            _new_id(session),
            Record.office_id,
            Record.id,
            Field.key,
            Record.form,
            Record.form_version,
            Field.kind,
            Record.batch_id,
            literal(Stage.FIRST.value),
            literal(1),
            Record.priority,
            Record.created,
            placed & pictured,
            literal(""),
        )
        .join(Field, Field.record_id == Record.id)
        .where(Record.state == RecordState.NEEDS_REVIEW, waits, ~there)
    )


def _two_readers(session: Session) -> None:
    """What the offices have chosen to be read by two people."""
    chosen = select(Task.office_id, Task.form).where(Task.stage == Stage.FIRST).distinct()
    for office_id, form in session.execute(chosen).all():
        of_form = rules.of_form(session, office_id, form)
        if not any(rule.readers == 2 for rule in of_form.values()):
            continue
        keys = session.scalars(
            select(Task.key).where(Task.office_id == office_id, Task.form == form).distinct()
        ).all()
        two = [key for key in keys if rules.rule_for(of_form, key).readers == 2]
        session.execute(
            update(Task)
            .where(
                Task.office_id == office_id,
                Task.form == form,
                Task.key.in_(two),
                Task.stage == Stage.FIRST,
            )
            .values(readers=2)
        )
