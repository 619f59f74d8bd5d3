"""What the page of the audit asks"""

from __future__ import annotations

from alembic import op

revision = "0012"
down_revision = "0011"


def upgrade() -> None:
    op.create_index("audit_when", "audit", ["office_id", "at", "id", "action"])
    op.create_index("audit_who", "audit", ["office_id", "actor", "at", "id", "action"])
    op.create_index("audit_object", "audit", ["office_id", "object", "at", "id"])


def downgrade() -> None:
    op.drop_index("audit_object", "audit")
    op.drop_index("audit_who", "audit")
    op.drop_index("audit_when", "audit")
