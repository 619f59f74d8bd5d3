"""Queues: single fields that wait for somebody, two readers, guests of an office"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"

#: normal, of `models.queueing.Priority`
_NORMAL = "3"


def _id(name: str, *, nullable: bool = False) -> sa.Column[str]:
    return sa.Column(name, sa.String(length=32), nullable=nullable)


def upgrade() -> None:
    _records()
    _tasks()
    _readers()
    _offices()
    _fill()


def _records() -> None:
    # Added in place, without a copy of the tables: they may hold a million rows.
    op.add_column("batch", sa.Column("priority", sa.Integer(), nullable=False, server_default="3"))
    for column in (
        sa.Column("batch_id", sa.String(length=32), nullable=False, server_default=""),
        sa.Column("priority", sa.Integer(), nullable=False, server_default=_NORMAL),
        sa.Column("urgency", sa.Integer(), nullable=True),
        _id("first_by", nullable=True),
        _id("second_by", nullable=True),
        _id("fields_by", nullable=True),
        sa.Column("fields_until", sa.DateTime(), nullable=True),
        sa.Column("settled", sa.DateTime(), nullable=True),
    ):
        op.add_column("record", column)
    op.execute(
        "UPDATE record SET batch_id ="
        " (SELECT document.batch_id FROM document WHERE document.id = record.document_id)"
    )
    op.drop_index("record_queue", "record")
    place = ["priority", "created", "id"]
    op.create_index("record_queue", "record", ["office_id", "state", *place])
    op.create_index("record_of_form", "record", ["office_id", "state", "form", *place])
    op.create_index("record_of_batch", "record", ["office_id", "state", "batch_id", *place])
    held = sa.text("claimed_by IS NOT NULL")
    op.create_index(
        "record_holder",
        "record",
        ["claimed_by", "claimed_until"],
        sqlite_where=held,
        postgresql_where=held,
    )
    settled = sa.text("settled IS NOT NULL")
    op.create_index(
        "record_settled", "record", ["settled"], sqlite_where=settled, postgresql_where=settled
    )


def _tasks() -> None:
    op.create_table(
        "task",
        _id("id"),
        _id("office_id"),
        _id("record_id"),
        sa.Column("key", sa.String(length=60), nullable=False),
        sa.Column("form", sa.String(length=80), nullable=False),
        sa.Column("form_version", sa.String(length=20), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        _id("batch_id"),
        sa.Column("stage", sa.String(length=10), nullable=False),
        sa.Column("readers", sa.Integer(), nullable=False),
        sa.Column("priority", sa.Integer(), nullable=False),
        sa.Column("since", sa.DateTime(), nullable=False),
        sa.Column("alone", sa.Boolean(), nullable=False),
        sa.Column("referred", sa.String(length=20), nullable=False),
        _id("first_by", nullable=True),
        _id("second_by", nullable=True),
        _id("claimed_by", nullable=True),
        sa.Column("claimed_until", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(["office_id"], ["office.id"]),
        sa.ForeignKeyConstraint(
            ["record_id", "key"], ["field.record_id", "field.key"], ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("record_id", "key"),
    )
    place = ["priority", "since", "id"]
    op.create_index("task_queue", "task", ["office_id", *place])
    op.create_index("task_of_form", "task", ["office_id", "form", *place])
    op.create_index("task_of_field", "task", ["office_id", "form", "key", *place])
    op.create_index("task_of_batch", "task", ["office_id", "batch_id", *place])
    op.create_index("task_holder", "task", ["claimed_by", "claimed_until"])


def _readers() -> None:
    op.create_table(
        "answer",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        _id("task_id"),
        _id("record_id"),
        sa.Column("key", sa.String(length=60), nullable=False),
        _id("person_id"),
        sa.Column("by", sa.String(length=140), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("stage", sa.String(length=10), nullable=False),
        sa.Column("action", sa.String(length=20), nullable=False),
        sa.Column("raw", sa.Text(), nullable=False),
        sa.Column("value", sa.JSON(), nullable=True),
        sa.Column("problems", sa.JSON(), nullable=False),
        sa.Column("parts", sa.JSON(), nullable=False),
        sa.Column("withdrawn", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["record_id"], ["record.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_answer_task_id", "answer", ["task_id"])
    op.create_index("answer_field", "answer", ["record_id", "key", "id"])
    op.create_table(
        "compared",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        _id("task_id"),
        _id("office_id"),
        _id("record_id"),
        sa.Column("key", sa.String(length=60), nullable=False),
        sa.Column("form", sa.String(length=80), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("stage", sa.String(length=10), nullable=False),
        _id("first_by"),
        _id("second_by"),
        sa.Column("same", sa.Boolean(), nullable=False),
        sa.Column("stood", sa.String(length=10), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(["office_id"], ["office.id"]),
        sa.ForeignKeyConstraint(["record_id"], ["record.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("compared_office", "compared", ["office_id", "at"])
    op.create_index("ix_compared_task_id", "compared", ["task_id"])
    op.create_index("ix_compared_record_id", "compared", ["record_id"])
    op.create_table(
        "reading_rule",
        _id("office_id"),
        sa.Column("form", sa.String(length=80), nullable=False),
        sa.Column("key", sa.String(length=60), nullable=False),
        sa.Column("readers", sa.Integer(), nullable=False),
        sa.Column("always", sa.Boolean(), nullable=False),
        sa.Column("by", sa.String(length=140), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(["office_id"], ["office.id"]),
        sa.PrimaryKeyConstraint("office_id", "form", "key"),
    )


def _offices() -> None:
    op.create_table(
        "form_priority",
        _id("office_id"),
        sa.Column("form", sa.String(length=80), nullable=False),
        sa.Column("priority", sa.Integer(), nullable=False),
        sa.Column("by", sa.String(length=140), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(["office_id"], ["office.id"]),
        sa.PrimaryKeyConstraint("office_id", "form"),
    )
    op.create_table(
        "guest",
        _id("person_id"),
        _id("office_id"),
        sa.Column("role", sa.String(length=20), nullable=False),
        sa.Column("by", sa.String(length=140), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"]),
        sa.ForeignKeyConstraint(["office_id"], ["office.id"]),
        sa.PrimaryKeyConstraint("person_id", "office_id"),
    )
    op.create_index("ix_guest_office_id", "guest", ["office_id"])
    op.add_column("session", _id("office_id", nullable=True))


def _fill() -> None:
    """A task for every field that waits already."""
    sqlite = op.get_bind().dialect.name == "sqlite"
    made = "lower(hex(randomblob(16)))" if sqlite else "replace(gen_random_uuid()::text, '-', '')"
    task, record, field = (sa.table(name) for name in ("task", "record", "field"))
    for table, names in (
        (record, "id office_id form form_version batch_id priority created state"),
        (field, "record_id key kind status source box"),
        (task, "id office_id record_id key form form_version kind batch_id stage readers priority"),
        (task, "since alone referred"),
    ):
        for name in names.split():
            table.append_column(sa.column(name))
    waits = (field.c.status == "review") | (
        (field.c.status == "illegible") & (field.c.source != "person")
    )
    placed = field.c.box.is_not(None) & (sa.cast(field.c.box, sa.String(4)) != "null")
    rows = (
        sa.select(
            sa.text(made),
            record.c.office_id,
            record.c.id,
            field.c.key,
            record.c.form,
            record.c.form_version,
            field.c.kind,
            record.c.batch_id,
            sa.literal_column("'first'"),
            sa.literal_column("1"),
            record.c.priority,
            record.c.created,
            placed,
            sa.literal_column("''"),
        )
        .select_from(record.join(field, field.c.record_id == record.c.id))
        .where(record.c.state == "needs_review", waits)
    )
    op.execute(task.insert().from_select(list(task.c), rows))


def downgrade() -> None:
    with op.batch_alter_table("session") as table:
        table.drop_column("office_id")
    for name in ("guest", "form_priority", "reading_rule", "compared", "answer", "task"):
        op.drop_table(name)
    for name in (
        "record_settled",
        "record_holder",
        "record_of_batch",
        "record_of_form",
        "record_queue",
    ):
        op.drop_index(name, "record")
    op.create_index("record_queue", "record", ["office_id", "state", "created"])
    with op.batch_alter_table("record") as table:
        for name in ("settled", "fields_until", "fields_by", "second_by", "first_by"):
            table.drop_column(name)
        for name in ("urgency", "priority", "batch_id"):
            table.drop_column(name)
    with op.batch_alter_table("batch") as table:
        table.drop_column("priority")
