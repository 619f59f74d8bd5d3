"""What was repaired in a field's value, and what was taken apart of it"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    with op.batch_alter_table("field") as table:
        table.add_column(sa.Column("repairs", sa.JSON(), nullable=False, server_default="[]"))
        table.add_column(sa.Column("parts", sa.JSON(), nullable=False, server_default="{}"))


def downgrade() -> None:
    with op.batch_alter_table("field") as table:
        table.drop_column("parts")
        table.drop_column("repairs")
