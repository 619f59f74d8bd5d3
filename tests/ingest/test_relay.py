"""From the outbox to the queue, and again whatever fell silent or was lost on the way."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from redis import Redis
from rq import Queue

from ingest import relay
from ingest.queue import connect, open_queue, queued
from ingest.settings import Settings, load
from models.database import Database, now
from models.errors import EnvironmentProblem, QueueDown
from models.repositories import documents
from models.tables import Document
from models.values import DocumentState
from tests.ingest.test_ledger import a_document, claim


@pytest.fixture
def settings(valkey_address: str, tmp_path: Path) -> Settings:
    return load(data=tmp_path, queue=valkey_address)


@pytest.fixture
def queue(settings: Settings) -> Iterator[Queue]:
    connection = connect(settings)
    connection.flushdb()
    yield open_queue(connection, settings)
    connection.flushdb()


def state_of(database: Database, document: Document) -> Document:
    with database.read() as session:
        return documents.get(session, document.office_id, document.id)


def test_promises_reach_the_queue_and_leave_the_outbox(database: Database, queue: Queue) -> None:
    wanted = {a_document(database, f"{n:064d}").id for n in range(5)}
    assert relay.relay(database, queue) == 5
    assert queued(queue) == wanted
    assert relay.relay(database, queue) == 0
    assert queue.count == 5


def test_a_job_carries_the_document_id_and_nothing_else(database: Database, queue: Queue) -> None:
    document = a_document(database)
    relay.relay(database, queue)
    job = queue.jobs[0]
    assert (job.func_name, list(job.args), job.kwargs) == (
        "ingest.work.read_document",
        [document.id],
        {},
    )
    connection: Redis = queue.connection
    everything = b" ".join(
        b" ".join(connection.hgetall(key).values()) for key in connection.keys("rq:job:*")
    )
    assert b"x.pdf" not in everything


def test_with_the_queue_away_promises_are_kept(database: Database, tmp_path: Path) -> None:
    away = load(data=tmp_path, queue="redis://127.0.0.1:9/0")
    a_document(database)
    with pytest.raises(QueueDown):
        relay.relay(database, open_queue(connect(away), away))
    with database.read() as session:
        assert len(documents.promised(session, limit=10)) == 1


def test_what_the_queue_lost_is_enqueued_again(
    database: Database, queue: Queue, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(relay, "LOST_SECONDS", -1)
    document = a_document(database)
    relay.relay(database, queue)
    assert relay.sweep_lost(database, queue) == 0, "it is still there"
    queue.connection.flushdb()
    assert relay.sweep_lost(database, queue) == 1
    assert queued(queue) == {document.id}


def test_a_silent_workers_document_waits_again(database: Database, settings: Settings) -> None:
    document = a_document(database)
    assert claim(database, document.id, lease_seconds=-1)
    assert relay.sweep_silent(database, settings) == 1
    found = state_of(database, document)
    assert (found.state, found.attempts) == (DocumentState.RECEIVED, 1)
    assert relay.sweep_silent(database, settings) == 0


def test_a_worker_that_renews_its_lease_is_left_alone(
    database: Database, settings: Settings
) -> None:
    document = a_document(database)
    mine = claim(database, document.id, lease_seconds=-1)
    assert mine is not None
    with database.write() as session:
        assert documents.renew(session, document.id, mine.fence, lease_seconds=60)
    assert relay.sweep_silent(database, settings) == 0
    lease = state_of(database, document).lease_until
    assert lease is not None
    assert lease > now() + timedelta(seconds=50)


def test_a_document_that_kills_its_worker_three_times_is_quarantined_and_can_be_retried(
    database: Database, settings: Settings
) -> None:
    document = a_document(database)
    for _ in range(3):
        assert claim(database, document.id, lease_seconds=-1)
        relay.sweep_silent(database, settings)
    found = state_of(database, document)
    assert found.state == DocumentState.QUARANTINED
    assert found.problem_code == "work.worker_died"
    assert found.problem
    assert found.remedy
    assert claim(database, document.id) is None
    with database.write() as session:
        documents.retry(session, documents.get(session, found.office_id, found.id), "manager")
    again = claim(database, document.id)
    assert again is not None
    assert again.attempts == 1


def test_no_queue_set_is_a_clear_word(tmp_path: Path) -> None:
    with pytest.raises(EnvironmentProblem, match="No queue"):
        connect(load(data=tmp_path, queue=""))
