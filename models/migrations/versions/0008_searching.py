"""What is searched: text and names, prepared

What is there already waits in `search_due`, and is put into the index by the running service.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from models import search_indexes

revision = "0008"
down_revision = "0007"

_NUMBER = sa.BigInteger().with_variant(sa.Integer, "sqlite")


def upgrade() -> None:
    op.create_table(
        "searchable",
        sa.Column("id", _NUMBER, autoincrement=True, nullable=False),
        sa.Column("office_id", sa.String(32), nullable=False),
        sa.Column("record_id", sa.String(32), nullable=False),
        sa.Column("document_id", sa.String(32), nullable=False),
        sa.Column("form", sa.String(80), nullable=False),
        sa.Column("keys", sa.Text(), nullable=False),
        sa.Column("fields", sa.Text(), nullable=False),
        sa.Column("heard", sa.Text(), nullable=False),
        sa.Column("tokens", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["office_id"], ["office.id"]),
        sa.ForeignKeyConstraint(["record_id"], ["record.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("record_id"),
    )
    op.create_index("searchable_newest", "searchable", ["office_id", "id"])
    op.create_table(
        "searchable_page",
        sa.Column("id", _NUMBER, autoincrement=True, nullable=False),
        sa.Column("office_id", sa.String(32), nullable=False),
        sa.Column("page_id", sa.String(32), nullable=False),
        sa.Column("document_id", sa.String(32), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("form", sa.String(80), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["office_id"], ["office.id"]),
        sa.ForeignKeyConstraint(["page_id"], ["page.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("page_id"),
    )
    op.create_index("searchable_page_newest", "searchable_page", ["office_id", "id"])
    op.create_index("ix_searchable_page_document_id", "searchable_page", ["document_id"])
    op.create_table(
        "search_due",
        sa.Column("id", _NUMBER, autoincrement=True, nullable=False),
        sa.Column("kind", sa.String(10), nullable=False),
        sa.Column("subject", sa.String(32), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    search_indexes.make(op.get_bind())
    op.execute(
        "INSERT INTO search_due (kind, subject) SELECT 'document', id FROM document "
        "WHERE pipeline <> '' ORDER BY created"
    )
    op.execute(
        "INSERT INTO search_due (kind, subject) SELECT 'record', id FROM record ORDER BY created"
    )


def downgrade() -> None:
    search_indexes.drop(op.get_bind())
    op.drop_table("search_due")
    op.drop_table("searchable_page")
    op.drop_table("searchable")
