"""Files on their way in: what was announced, and how much of each has arrived."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import BigInteger, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from models.tables.base import ID, Base


class Upload(Base):
    """The way in of one submission, whose id it has.

    `mark` tells a file of a sender's folder from the others (`repositories.uploads.mark_of`).
    `arrived` bytes are synced in the spool file `place`; what lies there beyond them was never
    promised. Another beginning is another place, so that no two are ever mixed. `sha256` is what
    the sender says, then what was kept. `expires`: what has arrived of an unfinished file is kept
    until then; its row stays.
    """

    __tablename__ = "upload"
    __table_args__ = (UniqueConstraint("batch_id", "mark"),)
    id: Mapped[str] = mapped_column(ForeignKey("submission.id"), primary_key=True)
    batch_id: Mapped[str] = mapped_column(ForeignKey("batch.id"))
    office_id: Mapped[str] = mapped_column(ID)
    mark: Mapped[str] = mapped_column(String(64))
    size: Mapped[int] = mapped_column(BigInteger)
    modified: Mapped[int] = mapped_column(BigInteger)  # milliseconds since 1970, by the sender
    arrived: Mapped[int] = mapped_column(BigInteger, default=0)
    place: Mapped[str] = mapped_column(String(32))
    sha256: Mapped[str] = mapped_column(String(64), default="")
    replaces: Mapped[str | None] = mapped_column(ID)
    expires: Mapped[datetime] = mapped_column(index=True)
