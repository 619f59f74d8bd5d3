"""The relay: from the outbox to the queue, and again whatever fell silent on the way.

It runs as a thread of every API process. Two of them at once do no harm: a document that is
enqueued twice is claimed once.
"""

from __future__ import annotations

import threading
import time

import structlog
from rq import Queue
from sqlalchemy.exc import SQLAlchemyError

from ingest.logs import where
from ingest.queue import connect, enqueue, open_queue, queued
from ingest.settings import Settings
from models.database import Database
from models.errors import QueueDown
from models.repositories import amendments, documents
from models.values import DocumentState

log = structlog.get_logger(__name__)

BATCH = 500
PAUSE_SECONDS = 0.5
SWEEP_SECONDS = 2.0
#: A document enqueued this long ago that is in nobody's hands was lost by the queue.
LOST_SECONDS = 10


def relay(database: Database, queue: Queue) -> int:
    """Enqueue the oldest promises; how many. Raises QueueDown and then keeps the promises."""
    with database.read() as session:
        promises = documents.promised(session, limit=BATCH)
    if not promises:
        return 0
    ids = list(dict.fromkeys(promise.document_id for promise in promises))
    # First the queue, then the outbox: a crash between them repeats an id and loses none.
    enqueue(queue, ids)
    with database.write() as session:
        documents.mark_enqueued(session, [promise.id for promise in promises], ids)
    return len(ids)


def sweep_silent(database: Database, settings: Settings) -> int:
    """Give back documents whose worker fell silent; after the last attempt, quarantine them."""
    with database.read() as session:
        if not documents.any_silent(session):
            return 0
    with database.write() as session:
        silent = documents.silent(session)
        for document in silent:
            if document.attempts < settings.attempts:
                documents.give_back(session, document)
            else:
                documents.end(
                    session,
                    document,
                    DocumentState.QUARANTINED,
                    code="work.worker_died",
                    problem=f"The worker died {document.attempts} times while reading this file.",
                    remedy="Retry it; if it happens again, print it to a new PDF and upload that.",
                )
        return len(silent)


def sweep_lost(database: Database, queue: Queue) -> int:
    """Enqueue again what waits in the database but is no longer in the queue."""
    with database.read() as session:
        waiting = documents.waiting(session, older_than_seconds=LOST_SECONDS, limit=10_000)
    if not waiting:
        return 0
    known = queued(queue)
    lost = [document_id for document_id in waiting if document_id not in known]
    if lost:
        enqueue(queue, lost)
        with database.write() as session:
            documents.mark_enqueued(session, [], lost)
    return len(lost)


def sweep_settled(database: Database, settings: Settings) -> int:
    """Finish records whose last field somebody settled without seeing them whole."""
    with database.read() as session:
        ids = amendments.settled(session, seconds=settings.undo_seconds)
    done = 0
    for record_id in ids:
        with database.write() as session:
            done += amendments.finish_settled(
                session,
                record_id,
                seconds=settings.undo_seconds,
                again_share=settings.again_share,
            )
    return done


class Relay(threading.Thread):
    """Relay and sweeps in a loop until `stop()`; failures are logged and tried again."""

    def __init__(self, database: Database, settings: Settings) -> None:
        super().__init__(name="relay", daemon=True)
        self._database = database
        self._settings = settings
        self._wake = threading.Event()
        self._stopping = False

    def wake(self) -> None:
        """There is something new in the outbox."""
        self._wake.set()

    def stop(self) -> None:
        self._stopping = True
        self._wake.set()
        self.join(timeout=10)

    def run(self) -> None:
        queue = open_queue(connect(self._settings), self._settings)
        swept = 0.0
        while not self._stopping:
            self._wake.clear()
            try:
                due = time.monotonic() - swept > SWEEP_SECONDS
                moved = 0
                if due:  # what needs no queue goes on without it
                    swept = time.monotonic()
                    moved += sweep_settled(self._database, self._settings)
                    moved += sweep_silent(self._database, self._settings)
                moved += relay(self._database, queue)
                if due:
                    moved += sweep_lost(self._database, queue)
            except QueueDown:
                log.warning("queue_down_uploads_are_kept")
                moved = 0
            except SQLAlchemyError as error:
                log.error("relay_failed", **where(error))
                moved = 0
            if not moved:
                self._wake.wait(PAUSE_SECONDS)
