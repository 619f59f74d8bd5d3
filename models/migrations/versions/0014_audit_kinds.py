"""The newest lines of one kind in the audit"""

from __future__ import annotations

from alembic import op

revision = "0014"
down_revision = "0013"


def upgrade() -> None:
    op.create_index("audit_what", "audit", ["office_id", "action", "at", "id"])


def downgrade() -> None:
    op.drop_index("audit_what", "audit")
