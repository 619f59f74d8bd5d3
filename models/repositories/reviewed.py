"""What people have said of values that were read: to measure confidence by, and nothing else."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.reliability import Sureness, sureness_of
from models.tables import Correction, Field
from models.values import FieldStatus

_BY_PERSON: Final = "person"
_SAYS_SO: Final = (FieldStatus.ACCEPTED, FieldStatus.EMPTY)
#: kinds whose corrections say nothing of one reading
_NOT_ONE: Final = ("choice", "multi", "table", "signature")
_AT_ONCE: Final = 500


@dataclass(frozen=True, slots=True)
class Reviewed:
    """A value as it was read and as a person left it. `empty`: nothing is written there.

    `engines` read the text that was taken.
    """

    sureness: Sureness
    text: str
    engines: tuple[tuple[str, str], ...]  # name, and the text that it read
    read_value: Any
    raw: str
    value: Any
    empty: bool


def reviewed(session: Session) -> Iterator[Reviewed]:
    """Every value that stands as a person left it and whose reading was measured once.

    What a person calls illegible or not applicable says nothing of the reading.
    """
    query = (
        select(Field)
        .where(
            Field.source == _BY_PERSON,
            Field.status.in_(_SAYS_SO),
            Field.kind.not_in(_NOT_ONE),
        )
        .order_by(Field.record_id, Field.position)
        .execution_options(yield_per=_AT_ONCE)
    )
    for field in session.scalars(query):
        measured = [row for row in field.readings if row.get("sureness")]
        first = session.scalar(
            select(Correction.before)
            .where(Correction.record_id == field.record_id, Correction.key == field.key)
            .order_by(Correction.id)
            .limit(1)
        )
        if len(measured) == 1 and first is not None:
            yield _reviewed(field, measured[0], first)


def _reviewed(field: Field, row: dict[str, Any], first: dict[str, Any]) -> Reviewed:
    others = [one for one in field.readings if not one.get("joint")]
    return Reviewed(
        sureness=sureness_of(row["sureness"]),
        text=row["text"],
        engines=tuple((one["engine"], one["text"]) for one in others),
        read_value=first["value"],
        raw=field.raw,
        value=field.value,
        empty=field.status == FieldStatus.EMPTY,
    )
