"""Hand-over: webhooks, deliveries, keys of repeated writes, versions of records"""

from __future__ import annotations

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    pass


def downgrade() -> None:
    pass
