"""What the page of the automation counts"""

from __future__ import annotations

from alembic import op

revision = "0013"
down_revision = "0012"


def upgrade() -> None:
    op.create_index(
        "routed_counts", "routed", ["office_id", "form", "form_version", "route", "outcome"]
    )


def downgrade() -> None:
    op.drop_index("routed_counts", "routed")
