"""Putting what changed into what is searched: a moment after it changed, or everything anew."""

from __future__ import annotations

import os
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from contextlib import contextmanager
from multiprocessing import get_context
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
_ANEW: Final = 5_000  # rows of a transaction where everything is made anew
_MUCH: Final = 8  # so many of those, from which on further processes are worth their start

#: A record (id, office, document, form) with its fields (key, kind, raw, value).
_Read = tuple[tuple[str, str, str, str], list[tuple[str, str, str, Any]]]
#: A page: id, office, document, number, form, text.
_ReadPage = tuple[str, str, str, int, str, str]

PAUSE_SECONDS: Final = 1.0


def index_due(database: Database, *, most: int = _AT_ONCE) -> int:
    """Index what waits longest; how many records and documents it was."""
    with database.read() as session:
        if not searchable.any_due(session):
            return 0
    with database.write() as session:
        records, documents = searchable.take_due(session, most=most)
        if records:
            searchable.put_records(session, _entries(_read(session, records)))
        if documents:
            searchable.put_pages(session, documents, _texts(_pages(session, documents)))
    return len(records) + len(documents)


def index_all_due(database: Database) -> int:
    """Index everything that waits; how many it was."""
    done = 0
    while found := index_due(database, most=_ANEW):
        done += found
    return done


def rebuild(database: Database, *, tell: Callable[[int], None] = lambda done: None) -> int:
    """Make everything that is searched anew, from all records and pages; how many records.

    Until it has ended, the newest of those done are searched alone. What changes meanwhile may be
    indexed meanwhile, and stays as it was indexed then.
    `tell` hears how many records and documents are done, every few thousand.
    """
    with database.write() as session:
        searchable.begin_anew(session)
    # The names of all come first: a reading that stays open would let SQLite's journal grow.
    with database.read() as session:
        records = [tuple(ids) for ids in searchable.all_records(session, by=_ANEW)]
        documents = [tuple(ids) for ids in searchable.all_documents(session, by=_ANEW)]
    with _hands(len(records)) as made:
        done = 0
        for rows in made(_entries, (_read_records(database, ids) for ids in records)):
            with database.write() as session:
                searchable.put_new(session, rows)
            tell(done := done + len(rows))
        texts = (_read_pages(database, ids) for ids in documents)
        for ids, rows in zip(documents, made(_texts, texts), strict=True):
            with database.write() as session:
                searchable.put_new_pages(session, rows)
            tell(done := done + len(ids))
    with database.write() as session:
        searchable.end_anew(session)
    return sum(map(len, records))


@contextmanager
def _hands(count: int) -> Iterator[Callable[..., Iterator[list[dict[str, Any]]]]]:
    """A `map` that prepares rows, in order: by further processes where there is much to do."""
    cores = len(os.sched_getaffinity(0))
    if count < _MUCH or cores < 2:
        yield map
        return
    context = get_context("spawn")  # never a fork of a process with open connections
    with ProcessPoolExecutor(cores, mp_context=context) as pool:

        def ahead(made: Callable[[Any], Any], given: Iterable[Any]) -> Iterator[Any]:
            waiting: deque[Future[Any]] = deque()
            for one in given:
                waiting.append(pool.submit(made, one))
                if len(waiting) > 2 * cores:  # what is read ahead stays in memory
                    yield waiting.popleft().result()
            while waiting:
                yield waiting.popleft().result()

        yield ahead


def _read_records(database: Database, ids: Sequence[str]) -> list[_Read]:
    with database.read() as session:
        return _read(session, ids)


def _read(session: Session, ids: Sequence[str]) -> list[_Read]:
    fields = searchable.fields_of(session, ids)
    return [
        (
            (r.id, r.office_id, r.document_id, r.form),
            [(f.key, f.kind, f.raw, f.value) for f in fields.get(r.id, ())],
        )
        for r in searchable.records_of(session, ids)
    ]


def _entries(read: Sequence[_Read]) -> list[dict[str, Any]]:
    """Rows of `Searchable` from records and their fields."""
    rows = []
    for (record_id, office_id, document_id, form), fields in read:
        made = entry(office_id, (Written(*field) for field in fields))
        rows.append(
            {
                "office_id": office_id,
                "record_id": record_id,
                "document_id": document_id,
                "form": form,
                "keys": made.keys,
                "fields": made.fields,
                "heard": made.heard,
                "tokens": made.tokens,
            }
        )
    return rows


def _read_pages(database: Database, document_ids: Sequence[str]) -> list[_ReadPage]:
    with database.read() as session:
        return _pages(session, document_ids)


def _pages(session: Session, document_ids: Sequence[str]) -> list[_ReadPage]:
    found = searchable.pages_of(session, document_ids)
    return [(p.id, p.office_id, p.document_id, p.number, p.form, p.text) for p in found]


def _texts(pages: Sequence[_ReadPage]) -> list[dict[str, Any]]:
    """Rows of `SearchablePage` from pages."""
    return [
        {
            "office_id": office_id,
            "page_id": page_id,
            "document_id": document_id,
            "number": number,
            "form": form,
            "text": f"{fence(office_id)}\n{folded(text)}",
        }
        for page_id, office_id, document_id, number, form, text in pages
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
