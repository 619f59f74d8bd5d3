"""The job: one document, from claim to end. Runs in a child of the worker, once per fork.

Idempotent and fenced: however often the queue delivers an id, one attempt at a time works on it,
and an attempt that lost its lease changes nothing any more.
"""

from __future__ import annotations

import hashlib
import os
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import structlog
from rq.timeouts import JobTimeoutException

from ingest import routing
from ingest.logs import where
from ingest.pipeline import PIPELINE, process
from ingest.settings import Settings, settings
from ingest.storage import Store, fetch, image_key, open_store, original_key
from models.database import Database
from models.errors import InputProblem, LontarError, NotFound, TooHard
from models.repositories import batches, documents, results
from models.tables import Document
from models.values import DocumentState, Outcome

log = structlog.get_logger(__name__)


def read_document(document_id: str) -> None:
    """What RQ calls. Every outcome is written to the database; nothing is raised."""
    chosen = settings()
    database = Database(chosen.database_address, pooled=False)
    try:
        with database.write() as session:
            document = documents.claim(session, document_id, lease_seconds=chosen.lease_seconds)
        if document is None:
            log.info("not_free", document=document_id)
            return
        with _heartbeat(database, document, chosen):
            _attempt(database, document, chosen)
    finally:
        database.close()


def _attempt(database: Database, document: Document, chosen: Settings) -> None:
    store = open_store(chosen)
    try:
        _read(database, store, document, chosen)
    except InputProblem as error:
        _end(database, document, DocumentState.REJECTED, error)
    except (JobTimeoutException, MemoryError):
        detail = "Reading the file took more memory or time than one file may take."
        _end(database, document, DocumentState.REJECTED, TooHard(detail))
    except Exception as error:
        # Transient or a defect of ours: try again, and after the last time show it to a person.
        log.error("attempt_failed", document=document.id, attempt=document.attempts, **where(error))
        _failed(database, document, chosen, error)


def _read(database: Database, store: Store, document: Document, chosen: Settings) -> None:
    with tempfile.TemporaryDirectory(prefix="lontar-") as folder:
        path = Path(folder) / "original"
        fetch(store, original_key(document.office_id, document.sha256), path)
        with database.read() as session:
            per_case = batches.get(session, document.office_id, document.batch_id).pages_per_case
        outcome = process(
            path, document.media_type, chosen, scratch=Path(folder), per_case=per_case
        )
        with database.read() as session:
            outcome = routing.route(session, document, outcome, chosen)
        keys = _keep_pictures(store, document, outcome, PIPELINE)
        with database.write() as session:
            mine = documents.owned(session, document.id, document.fence)
            if mine is None:
                log.warning("lease_lost_result_dropped", document=document.id)
                return
            state = results.keep(session, mine, outcome, pipeline=PIPELINE, image_keys=keys)
    log.info("read", document=document.id, state=state, pages=len(outcome.pages))


def _keep_pictures(
    store: Store, document: Document, outcome: Outcome, pipeline: str
) -> dict[int, str]:
    keys: dict[int, str] = {}
    for page in outcome.pages:
        if page.picture:
            path = Path(page.picture)
            key = image_key(document.office_id, document.id, pipeline, page.number)
            store.put(key, path, hashlib.sha256(path.read_bytes()).hexdigest())
            keys[page.number] = key
    return keys


def _end(database: Database, document: Document, state: DocumentState, error: LontarError) -> None:
    with database.write() as session:
        mine = documents.owned(session, document.id, document.fence)
        if mine is not None:
            documents.end(
                session,
                mine,
                state,
                code=error.code,
                problem=error.detail,
                remedy=error.remedy,
            )


def _failed(database: Database, document: Document, chosen: Settings, error: Exception) -> None:
    if document.attempts >= chosen.attempts or isinstance(error, NotFound):
        known = (
            error
            if isinstance(error, LontarError)
            else LontarError(
                f"Reading this file failed {document.attempts} times ({type(error).__name__}).",
                remedy="Retry it; if it fails again, report it with the document's id.",
            )
        )
        _end(database, document, DocumentState.QUARANTINED, known)
        return
    with database.write() as session:
        mine = documents.owned(session, document.id, document.fence)
        if mine is not None:
            documents.give_back(session, mine)


@contextmanager
def _heartbeat(database: Database, document: Document, chosen: Settings) -> Iterator[None]:
    """Renew the lease from a thread; when the document is no longer ours, end this process."""
    done = threading.Event()

    def beat() -> None:
        while not done.wait(chosen.heartbeat_seconds):
            try:
                with database.write() as session:
                    ours = documents.renew(
                        session, document.id, document.fence, lease_seconds=chosen.lease_seconds
                    )
            except Exception as error:
                log.error("heartbeat_failed", document=document.id, **where(error))
                continue
            if not ours and not done.is_set():
                log.warning("lease_lost_giving_up", document=document.id)
                os._exit(0)

    thread = threading.Thread(target=beat, name="heartbeat", daemon=True)
    thread.start()
    try:
        yield
    finally:
        done.set()
        thread.join()
