"""What a single field needs to be shown alone: its value, its place, what to cover beside it."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.errors import NotFound
from models.queueing import Work
from models.tables import Field, Page, Record
from models.values import Box


@dataclass(frozen=True, slots=True)
class FieldPlace:
    """Where a field lies on a kept picture; `others` are the places of other fields there.

    Boxes in pixels of the scan of `width` x `height`; `rotation` degrees clockwise set it upright.
    """

    image_key: str
    width: int
    height: int
    rotation: int
    box: Box
    others: tuple[Box, ...]


def place_of(session: Session, work: Work) -> FieldPlace:
    """Where the field lies, and the places of every other field of that page.

    Also of other records that were read from the same page. Raises NotFound where the field has no
    place or its page no picture.
    """
    record = session.get(Record, work.record_id)
    if record is None or work.box is None:
        raise NotFound
    page = session.scalar(
        select(Page).where(
            Page.document_id == record.document_id,
            Page.pipeline == record.pipeline,
            Page.number == work.page,
        )
    )
    if page is None or not page.image_key:
        raise NotFound("This page has no picture.", remedy="Look at its `problem`.")
    others = session.execute(
        select(Field.record_id, Field.key, Field.box)
        .join(Record, Record.id == Field.record_id)
        .where(
            Record.document_id == record.document_id,
            Record.pipeline == record.pipeline,
            Field.page == work.page,
        )
    )
    return FieldPlace(
        image_key=page.image_key,
        width=page.width,
        height=page.height,
        rotation=page.rotation,
        box=Box(*work.box),
        others=tuple(
            Box(*box)
            for record_id, key, box in others
            if box and (record_id, key) != (work.record_id, work.key)
        ),
    )
