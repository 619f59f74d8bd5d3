"""Finished records for a file: what there is at one moment, piece by piece."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session, joinedload, lazyload, load_only, selectinload

from models.tables import Field, Record
from models.values import RecordState

_AT_ONCE = 200


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which records: all, of one form, of what came into the feed since a moment or a place."""

    form: str | None = None
    since: datetime | None = None
    after: int = 0


@dataclass(frozen=True, slots=True)
class Extent:
    """How many there are, of which forms, and the last place in the feed among them."""

    count: int
    forms: tuple[tuple[str, str], ...]  # id and version, "" for what is of no known form
    last: int


def _chosen(query: Any, office_id: str, wanted: Wanted) -> Any:
    query = query.where(
        Record.office_id == office_id,
        Record.state == RecordState.FINISHED,
        Record.sequence > wanted.after,
    )
    if wanted.form is not None:
        query = query.where(Record.form == wanted.form)
    if wanted.since is not None:
        query = query.where(func.coalesce(Record.revised, Record.finished) >= wanted.since)
    return query


def extent(session: Session, office_id: str, wanted: Wanted) -> Extent:
    """What a file would hold now."""
    of = (Record.form, Record.form_version)
    query = _chosen(select(*of, func.count(), func.max(Record.sequence)), office_id, wanted)
    rows = session.execute(query.group_by(*of).order_by(*of)).all()
    return Extent(
        sum(row[2] for row in rows),
        tuple((row[0], row[1]) for row in rows),
        max((row[3] for row in rows), default=wanted.after),
    )


def keys(
    session: Session, office_id: str, forms: Collection[tuple[str, str]]
) -> dict[tuple[str, str], tuple[tuple[str, str], ...]]:
    """Keys and kinds of the fields that records of these forms have, in their order.

    For forms of which there is no definition any more; it looks at every record of them.
    """
    found: dict[tuple[str, str], tuple[tuple[str, str], ...]] = {}
    for form, version in forms:
        query = (
            select(Field.key, Field.kind, func.min(Field.position))
            .join(Record, Record.id == Field.record_id)
            .where(
                Record.office_id == office_id,
                Record.state == RecordState.FINISHED,
                Record.form == form,
                Record.form_version == version,
            )
            .group_by(Field.key, Field.kind)
            .order_by(func.min(Field.position), Field.key)
        )
        rows = session.execute(query).all()
        found[form, version] = tuple((key, kind) for key, kind, _ in rows)
    return found


def each(session: Session, office_id: str, wanted: Wanted, *, whole: bool) -> Iterator[Record]:
    """The records in the order of the feed; without readings and routing unless `whole`."""
    fields = selectinload(Record.fields)
    if whole:
        fields = fields.options(joinedload(Field.routed))
    else:
        columns = (Field.key, Field.position, Field.kind, Field.raw, Field.value, Field.status)
        fields = fields.options(load_only(*columns), lazyload(Field.routed))
    query = _chosen(select(Record), office_id, wanted).order_by(Record.sequence)
    found = session.scalars(query.options(fields).execution_options(yield_per=_AT_ONCE))
    for page in found.partitions():
        yield from _let_go(session, page)


def _let_go(session: Session, page: Sequence[Record]) -> Iterator[Record]:
    # One by one: `expunge_all` would take away the map that the next piece is read into.
    for record in page:
        yield record
        session.expunge(record)
