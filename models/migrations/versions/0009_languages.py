"""The language that a person reads the pages in"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    with op.batch_alter_table("person") as table:
        table.add_column(
            sa.Column("language", sa.String(length=8), nullable=False, server_default="")
        )
        table.add_column(
            sa.Column("own_digits", sa.Boolean(), nullable=False, server_default=sa.false())
        )


def downgrade() -> None:
    with op.batch_alter_table("person") as table:
        table.drop_column("own_digits")
        table.drop_column("language")
