"""Putting what changed into what is searched: a moment after it changed, or everything anew."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from typing import Any, Final

import structlog
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from extract.search.entry import Written, entry, fence
from extract.search.folded import folded
from ingest.logs import where
from models.database import Database
from models.repositories import searchable

log = structlog.get_logger(__name__)

_AT_ONCE: Final = 100  # a transaction of the index holds up no other for long
_ANEW: Final = 2_000  # rows of a transaction where everything is made anew
PAUSE_SECONDS: Final = 1.0


def index_due(database: Database, *, most: int = _AT_ONCE) -> int:
    """Index what waits longest; how many records and documents it was."""
    with database.read() as session:
        if not searchable.any_due(session):
            return 0
    with database.write() as session:
        records, documents = searchable.take_due(session, most=most)
        if records:
            searchable.put_records(session, _record_rows(session, records))
        if documents:
            searchable.put_pages(session, documents, _page_rows(session, documents))
    return len(records) + len(documents)


def index_all_due(database: Database) -> int:
    """Index everything that waits; how many it was."""
    done = 0
    while found := index_due(database, most=_ANEW):
        done += found
    return done


def rebuild(database: Database, *, tell: Callable[[int], None] = lambda done: None) -> int:
    """Make everything that is searched anew, from all records and pages; how many records.

    Nothing is found until it has ended; what changes meanwhile waits and is indexed afterwards.
    `tell` hears how many records and documents are done, every few thousand.
    """
    with database.write() as session:
        searchable.begin_anew(session)
    done = 0
    # The names of all come first: a reading that stays open would let SQLite's journal grow.
    with database.read() as session:
        records = [tuple(ids) for ids in searchable.all_records(session, by=_ANEW)]
    for ids in records:
        with database.write() as session:
            searchable.put_records(session, _record_rows(session, ids))
        tell(done := done + len(ids))
    with database.read() as session:
        documents = [tuple(ids) for ids in searchable.all_documents(session, by=_ANEW)]
    for ids in documents:
        with database.write() as session:
            searchable.put_pages(session, ids, _page_rows(session, ids))
        tell(done := done + len(ids))
    with database.write() as session:
        searchable.end_anew(session)
    return sum(map(len, records))


def _record_rows(session: Session, ids: Sequence[str]) -> list[dict[str, Any]]:
    fields = searchable.fields_of(session, ids)
    rows = []
    for record in searchable.records_of(session, ids):
        written = (Written(f.key, f.kind, f.raw, f.value) for f in fields.get(record.id, ()))
        made = entry(record.office_id, written)
        rows.append(
            {
                "office_id": record.office_id,
                "record_id": record.id,
                "document_id": record.document_id,
                "form": record.form,
                "keys": made.keys,
                "fields": made.fields,
                "heard": made.heard,
                "tokens": made.tokens,
            }
        )
    return rows


def _page_rows(session: Session, document_ids: Sequence[str]) -> list[dict[str, Any]]:
    return [
        {
            "office_id": page.office_id,
            "page_id": page.id,
            "document_id": page.document_id,
            "number": page.number,
            "form": page.form,
            "text": f"{fence(page.office_id)}\n{folded(page.text)}",
        }
        for page in searchable.pages_of(session, document_ids)
    ]


class Indexer(threading.Thread):
    """Indexes what changed in a loop until `stop()`; failures are logged and tried again."""

    def __init__(self, database: Database) -> None:
        super().__init__(name="indexer", daemon=True)
        self._database = database
        self._stopping = threading.Event()

    def stop(self) -> None:
        self._stopping.set()
        self.join(timeout=10)

    def run(self) -> None:
        while not self._stopping.is_set():
            try:
                done = index_due(self._database)
            except SQLAlchemyError as error:
                log.error("indexing_failed", **where(error))
                done = 0
            if not done:
                self._stopping.wait(PAUSE_SECONDS)
