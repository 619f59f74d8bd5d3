"""Routing: why a field was accepted or sent to a person, and what an office tolerates"""

from __future__ import annotations

from secrets import token_hex

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    op.create_table(
        "routed",
        sa.Column("record_id", sa.String(length=32), nullable=False),
        sa.Column("key", sa.String(length=60), nullable=False),
        sa.Column("office_id", sa.String(length=32), nullable=False),
        sa.Column("form", sa.String(length=80), nullable=False),
        sa.Column("form_version", sa.String(length=20), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("route", sa.String(length=20), nullable=False),
        sa.Column("p", sa.Float(), nullable=False),
        sa.Column("threshold", sa.Float(), nullable=False),
        sa.Column("proposal", sa.String(length=20), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("outcome", sa.String(length=20), nullable=False),
        sa.Column("settled", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(["office_id"], ["office.id"]),
        sa.ForeignKeyConstraint(
            ["record_id", "key"], ["field.record_id", "field.key"], ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("record_id", "key"),
    )
    op.create_index("routed_evidence", "routed", ["office_id", "form", "form_version", "settled"])
    op.create_index("routed_newest", "routed", ["office_id", "form", "form_version", "at"])
    op.create_table(
        "tolerance",
        sa.Column("office_id", sa.String(length=32), nullable=False),
        sa.Column("form", sa.String(length=80), nullable=False),
        sa.Column("key", sa.String(length=60), nullable=False),
        sa.Column("error", sa.Float(), nullable=False),
        sa.Column("by", sa.String(length=140), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(["office_id"], ["office.id"]),
        sa.PrimaryKeyConstraint("office_id", "form", "key"),
    )
    with op.batch_alter_table("page") as table:
        table.add_column(
            sa.Column("form_residual", sa.Float(), nullable=False, server_default=sa.text("0"))
        )
    with op.batch_alter_table("office") as table:
        table.add_column(sa.Column("sampling_key", sa.String(length=64), nullable=True))
    _draw_keys()
    with op.batch_alter_table("office") as table:
        table.alter_column("sampling_key", existing_type=sa.String(length=64), nullable=False)


def _draw_keys() -> None:
    """Every office that is there already gets a secret of its own."""
    office = sa.table("office", sa.column("id", sa.String), sa.column("sampling_key", sa.String))
    connection = op.get_bind()
    for (key,) in connection.execute(sa.select(office.c.id)).all():
        connection.execute(
            sa.update(office).where(office.c.id == key).values(sampling_key=token_hex(32))
        )


def downgrade() -> None:
    with op.batch_alter_table("office") as table:
        table.drop_column("sampling_key")
    with op.batch_alter_table("page") as table:
        table.drop_column("form_residual")
    op.drop_table("tolerance")
    op.drop_table("routed")
