"""Keeping what is searched: what waits to be put in, and the rows themselves.

Whoever changes a record's fields or a document's pages says so in the same transaction
(`index_record`, `index_pages`); `ingest.indexing` prepares the rows a moment later. So a review
never waits for an index, and nothing that changed is forgotten.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, Final

from sqlalchemy import delete, exists, func, insert, select, text
from sqlalchemy.orm import Session

from models import search_indexes
from models.tables import Document, Field, Page, Record, Searchable, SearchablePage, SearchDue
from models.values import FieldStatus

_RECORD: Final = "record"
_DOCUMENT: Final = "document"
#: One writer of the index at a time: an older snapshot must not overwrite a newer one.
_LOCK: Final = 7_366_001
#: What nobody wrote, or nobody could read, is not searched.
_WRITTEN: Final = (FieldStatus.ACCEPTED, FieldStatus.REVIEW)


def index_record(session: Session, record: Record) -> None:
    """Its fields have changed: they are searched as they now are once this is committed."""
    if record.id is None:
        session.flush()
    session.add(SearchDue(kind=_RECORD, subject=record.id))


def index_pages(session: Session, document: Document) -> None:
    """Its pages have changed: those of the reading in force are searched from now on."""
    session.add(SearchDue(kind=_DOCUMENT, subject=document.id))


def any_due(session: Session) -> bool:
    """Whether something waits; takes no lock."""
    return session.scalar(select(SearchDue.id).limit(1)) is not None


def take_due(session: Session, *, most: int) -> tuple[list[str], list[str]]:
    """The records and documents that wait longest, taken off the list; ([], []) for none.

    On PostgreSQL also when another process is at it: it goes on until nothing waits.
    """
    if not _alone(session, wait=False):
        return [], []
    rows = session.execute(
        select(SearchDue.id, SearchDue.kind, SearchDue.subject).order_by(SearchDue.id).limit(most)
    ).all()
    session.execute(delete(SearchDue).where(SearchDue.id.in_([row.id for row in rows])))
    records = [row.subject for row in rows if row.kind == _RECORD]
    documents = [row.subject for row in rows if row.kind == _DOCUMENT]
    return list(dict.fromkeys(records)), list(dict.fromkeys(documents))


def _alone(session: Session, *, wait: bool = True) -> bool:
    """Whether nobody else writes the index before this transaction ends."""
    if session.get_bind().dialect.name != "postgresql":
        return True  # one writer at a time as it is
    if wait:
        session.execute(text("SELECT pg_advisory_xact_lock(:n)"), {"n": _LOCK})
        return True
    return bool(session.scalar(text("SELECT pg_try_advisory_xact_lock(:n)"), {"n": _LOCK}))


def records_of(session: Session, ids: Sequence[str]) -> Sequence[Any]:
    """Rows (id, office_id, document_id, form) of those records that are there, in this order."""
    query = select(Record.id, Record.office_id, Record.document_id, Record.form)
    found = {row.id: row for row in session.execute(query.where(Record.id.in_(ids)))}
    return [found[one] for one in ids if one in found]


def fields_of(session: Session, ids: Sequence[str]) -> dict[str, list[Any]]:
    """By record, its written fields as rows (record_id, key, kind, raw, value) in their order."""
    query = (
        select(Field.record_id, Field.key, Field.kind, Field.raw, Field.value, Field.position)
        .where(Field.record_id.in_(ids), Field.status.in_(_WRITTEN))
        .order_by(Field.record_id, Field.position)
    )
    found: dict[str, list[Any]] = {}
    for row in session.execute(query):
        found.setdefault(row.record_id, []).append(row)
    return found


def pages_of(session: Session, document_ids: Sequence[str]) -> Sequence[Any]:
    """Rows (id, office_id, document_id, number, form, text) of the readings in force."""
    query = (
        select(Page.id, Page.office_id, Page.document_id, Page.number, Page.form, Page.text)
        .join(Document, (Document.id == Page.document_id) & (Document.pipeline == Page.pipeline))
        .where(Page.document_id.in_(document_ids), Page.text != "")
        .order_by(Page.document_id, Page.number)
    )
    return session.execute(query).all()


def put_records(session: Session, rows: Sequence[dict[str, Any]]) -> None:
    """Write these rows of `Searchable`; a record that has one keeps its number, its place."""
    kept = {
        row.record_id: row.id
        for row in session.execute(
            select(Searchable.record_id, Searchable.id).where(
                Searchable.record_id.in_([row["record_id"] for row in rows])
            )
        )
    }
    new = [row for row in rows if row["record_id"] not in kept]
    changed = [{**row, "id": kept[row["record_id"]]} for row in rows if row["record_id"] in kept]
    if new:
        session.execute(insert(Searchable), new)
    if changed:
        session.bulk_update_mappings(Searchable.__mapper__, changed)


def put_new(session: Session, rows: Sequence[dict[str, Any]]) -> None:
    """Write these rows of `Searchable` but where one is there, which is newer, or no record is."""
    ids = [row["record_id"] for row in rows]
    _alone(session)
    kept = select(Record.id).where(Record.id.in_(ids)).with_for_update(read=True, key_share=True)
    there = select(Searchable.record_id).where(Searchable.record_id.in_(ids))
    missing = set(session.scalars(kept)) - set(session.scalars(there))
    if new := [row for row in rows if row["record_id"] in missing]:
        session.execute(insert(Searchable), new)


def put_new_pages(session: Session, rows: Sequence[dict[str, Any]]) -> None:
    """Write these rows of `SearchablePage` but of documents that have some, or were read anew."""
    ids = {row["document_id"] for row in rows}
    _alone(session)
    there = select(SearchablePage.document_id).where(SearchablePage.document_id.in_(ids)).distinct()
    missing = ids - set(session.scalars(there))
    kept = (
        select(Page.id)
        .join(Document, (Document.id == Page.document_id) & (Document.pipeline == Page.pipeline))
        .where(Page.document_id.in_(missing))
        .with_for_update(read=True, key_share=True, of=Page)
    )
    pages = set(session.scalars(kept))
    if new := [row for row in rows if row["page_id"] in pages]:
        session.execute(insert(SearchablePage), new)


def put_pages(
    session: Session, document_ids: Sequence[str], rows: Sequence[dict[str, Any]]
) -> None:
    """Write the pages of these documents; what was there of them goes."""
    session.execute(delete(SearchablePage).where(SearchablePage.document_id.in_(document_ids)))
    if rows:
        session.execute(insert(SearchablePage), list(rows))


def begin_anew(session: Session) -> None:
    """Empty what is searched and drop its indexes; `end_anew` makes them again."""
    connection = session.connection()
    search_indexes.drop(connection)
    if connection.dialect.name == "postgresql":
        session.execute(text("TRUNCATE searchable, searchable_page RESTART IDENTITY"))
    else:
        session.execute(delete(Searchable))
        session.execute(delete(SearchablePage))


def end_anew(session: Session) -> None:
    """Make the indexes over everything that was put in, and let the planner know of it."""
    connection = session.connection()
    if connection.dialect.name == "postgresql":
        connection.execute(text("SET LOCAL maintenance_work_mem = '512MB'"))
    search_indexes.make(connection)
    connection.execute(text("ANALYZE searchable"))
    connection.execute(text("ANALYZE searchable_page"))


def all_records(session: Session, *, by: int) -> Iterator[Sequence[str]]:
    """The ids of all records, oldest first, `by` so many at a time."""
    query = select(Record.id).order_by(Record.created, Record.id)
    yield from session.scalars(query.execution_options(yield_per=by)).partitions(by)


def all_documents(session: Session, *, by: int) -> Iterator[Sequence[str]]:
    """The ids of all documents that have been read, oldest first, `by` so many at a time."""
    query = (
        select(Document.id)
        .where(Document.pipeline != "", exists().where(Page.document_id == Document.id))
        .order_by(Document.created, Document.id)
    )
    yield from session.scalars(query.execution_options(yield_per=by)).partitions(by)


def size(session: Session) -> int:
    """About how many records are searched: the highest number among them."""
    return session.scalar(select(func.max(Searchable.id))) or 0
