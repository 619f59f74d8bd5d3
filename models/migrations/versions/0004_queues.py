"""Queues: single fields that wait for somebody, two readers, guests of an office"""

from __future__ import annotations

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    pass


def downgrade() -> None:
    pass
