"""What the overview counts"""

from __future__ import annotations

from alembic import op

revision = "0011"
down_revision = "0010"


def upgrade() -> None:
    op.create_index("document_progress", "document", ["office_id", "state", "created"])
    op.create_index("document_arrived", "document", ["office_id", "created"])
    op.create_index("record_versions", "record", ["office_id", "form", "form_version", "state"])
    op.create_index("record_done", "record", ["office_id", "finished", "form", "created"])


def downgrade() -> None:
    op.drop_index("record_done", "record")
    op.drop_index("record_versions", "record")
    op.drop_index("document_arrived", "document")
    op.drop_index("document_progress", "document")
