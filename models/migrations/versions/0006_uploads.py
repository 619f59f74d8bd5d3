"""Uploads in pieces, and what became of failed files"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"

_ADDED = (
    ("folder", sa.String(300)),
    ("settled", sa.String(20)),
    ("settled_code", sa.String(40)),
    ("settled_why", sa.Text()),
    ("settled_by", sa.String(140)),
)


def upgrade() -> None:
    op.add_column(
        "batch", sa.Column("pages_per_case", sa.Integer(), nullable=False, server_default="0")
    )
    for name, kind in _ADDED:
        op.add_column("submission", sa.Column(name, kind, nullable=False, server_default=""))
    op.add_column("submission", sa.Column("settled_at", sa.DateTime(), nullable=True))
    op.add_column("submission", sa.Column("replaced_by", sa.String(32), nullable=True))
    op.create_index("submission_answers", "submission", ["batch_id", "outcome", "settled"])
    op.create_index("submission_order", "submission", ["batch_id", "created", "id"])
    op.create_index("document_batch_state", "document", ["batch_id", "state"])
    op.create_table(
        "upload",
        sa.Column("id", sa.String(32), sa.ForeignKey("submission.id"), primary_key=True),
        sa.Column("batch_id", sa.String(32), sa.ForeignKey("batch.id"), nullable=False),
        sa.Column("office_id", sa.String(32), nullable=False),
        sa.Column("mark", sa.String(64), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("modified", sa.BigInteger(), nullable=False),
        sa.Column("arrived", sa.BigInteger(), nullable=False),
        sa.Column("place", sa.String(32), nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("replaces", sa.String(32), nullable=True),
        sa.Column("expires", sa.DateTime(), nullable=False),
        sa.UniqueConstraint("batch_id", "mark"),
    )
    op.create_index("ix_upload_expires", "upload", ["expires"])


def downgrade() -> None:
    op.drop_table("upload")
    op.drop_index("document_batch_state", "document")
    op.drop_index("submission_order", "submission")
    op.drop_index("submission_answers", "submission")
    with op.batch_alter_table("submission") as table:
        for name in ("replaced_by", "settled_at", *(name for name, _ in reversed(_ADDED))):
            table.drop_column(name)
    with op.batch_alter_table("batch") as table:
        table.drop_column("pages_per_case")
