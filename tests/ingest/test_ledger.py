"""Promise 1: an acknowledged upload is never lost and never worked twice."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from extract.routing import routed
from extract.standing import BY_P
from models.database import Database, now
from models.repositories import (
    amendments,
    batches,
    documents,
    offices,
    queues,
    records,
    results,
    sequence,
)
from models.tables import Batch, Document, Outbox, Record, Submission
from models.values import (
    Box,
    DocumentState,
    FieldStatus,
    FieldValue,
    Outcome,
    Quality,
    ReadPage,
    RecordState,
    Source,
)
from models.values import Record as RecordValue

PDF = "application/pdf"


def a_batch(database: Database, office: str = "office") -> Batch:
    with database.write() as session:
        owner = offices.office_named(session, office, create=True)
        return batches.create(session, owner.id, "a batch", "tester")


def a_document(database: Database, sha256: str = "a" * 64) -> Document:
    batch = a_batch(database)
    with database.write() as session:
        return documents.accept(session, batch, Source(sha256, PDF, 10), "x.pdf", "tester").document


def an_outcome(status: FieldStatus = FieldStatus.REVIEW) -> Outcome:
    quality = Quality(0.0, 1.0, 1.0, 0.1, blank=False, low_resolution=False)
    waiting = status is FieldStatus.REVIEW
    p = 0.7 if waiting else 0.97
    value = FieldValue("age", "number", "31", 31, p, status, 1, Box(1, 2, 30, 40))
    state = RecordState.NEEDS_REVIEW if waiting else RecordState.FINISHED
    record = routed(RecordValue("form", "1", state, (value,), (1,)), BY_P)
    return Outcome((ReadPage(1, 100, 200, 200.0, 0, quality, ()),), (), (record,))


def keep(database: Database, document: Document, outcome: Outcome) -> bool:
    with database.write() as session:
        mine = documents.owned(session, document.id, document.fence)
        if mine is None:
            return False
        results.keep(session, mine, outcome, pipeline="1", image_keys={})
        return True


def claim(database: Database, document_id: str, lease_seconds: int = 60) -> Document | None:
    with database.write() as session:
        return documents.claim(session, document_id, lease_seconds=lease_seconds)


def test_the_same_bytes_sixteen_times_at_once_are_one_document(database: Database) -> None:
    batch = a_batch(database)
    barrier = threading.Barrier(16)

    def upload(number: int) -> str:
        barrier.wait()
        with database.write() as session:
            source = Source("b" * 64, PDF, 10)
            return documents.accept(session, batch, source, f"{number}.pdf", "tester").outcome

    with ThreadPoolExecutor(16) as pool:
        outcomes = list(pool.map(upload, range(16)))
    assert sorted(outcomes) == ["accepted"] + ["duplicate"] * 15
    with database.read() as session:
        assert session.scalar(select(func.count()).select_from(Document)) == 1
        assert session.scalar(select(func.count()).select_from(Outbox)) == 1
        assert session.scalar(select(func.count()).select_from(Submission)) == 16


def test_two_offices_may_hold_the_same_bytes_without_knowing(database: Database) -> None:
    first, second = a_batch(database, "one"), a_batch(database, "two")
    source = Source("c" * 64, PDF, 10)
    with database.write() as session:
        one = documents.accept(session, first, source, "x", "a")
        two = documents.accept(session, second, source, "x", "b")
    assert (one.outcome, two.outcome) == ("accepted", "accepted")
    assert one.document.id != two.document.id


def test_of_many_claims_at_once_one_wins(database: Database) -> None:
    document = a_document(database)
    barrier = threading.Barrier(8)

    def take(_: int) -> bool:
        barrier.wait()
        return claim(database, document.id) is not None

    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(take, range(8))) == 1


def test_a_silent_workers_document_is_claimed_again_and_its_late_result_dropped(
    database: Database,
) -> None:
    document = a_document(database)
    slow = claim(database, document.id, lease_seconds=-1)
    assert slow is not None
    quick = claim(database, document.id)
    assert quick is not None
    assert quick.fence == slow.fence + 1
    assert keep(database, quick, an_outcome())
    assert not keep(database, slow, an_outcome())
    with database.read() as session:
        assert session.scalar(select(func.count()).select_from(Record)) == 1
        renewed = documents.renew(session, document.id, slow.fence, lease_seconds=60)
        assert not renewed


def test_a_finished_document_is_never_claimed(database: Database) -> None:
    document = a_document(database)
    first = claim(database, document.id)
    assert first is not None
    assert keep(database, first, an_outcome(FieldStatus.ACCEPTED))
    assert claim(database, document.id) is None
    with database.read() as session:
        found = documents.get(session, document.office_id, document.id)
        assert found.state == DocumentState.FINISHED


def test_reading_again_keeps_a_record_that_a_person_has_corrected(database: Database) -> None:
    document = a_document(database)
    first = claim(database, document.id)
    assert first is not None
    keep(database, first, an_outcome())
    with database.write() as session:
        person = offices.add_person(session, document.office_id, "r", "reviewer", "-")
        record = queues.claim_next(session, document.office_id, person.id, seconds=60)
        assert record is not None
        amendments.amend(
            session,
            document.office_id,
            record.id,
            [amendments.Change("age", "correct", "32", 32)],
            person_id=person.id,
            actor="r",
            expected_version=1,
        )
        again = documents.get(session, document.office_id, document.id)
        documents.give_back(session, again)
    second = claim(database, document.id)
    assert second is not None
    keep(database, second, an_outcome())
    with database.read() as session:
        ages = [r.fields[0].value for r in records.of_document(session, document.id)]
    assert ages == [32]


def test_the_feed_never_skips_while_records_are_being_finished(database: Database) -> None:
    office = a_batch(database).office_id
    total, writers = 60, 4
    ids = [a_document(database, f"{n:064d}").id for n in range(total)]
    seen: list[str] = []
    done = threading.Event()

    def finish(part: list[str]) -> None:
        for document_id in part:
            document = claim(database, document_id)
            assert document is not None
            assert keep(database, document, an_outcome(FieldStatus.ACCEPTED))

    def follow() -> None:
        cursor = 0
        while True:
            last_look = done.is_set()
            with database.read() as session:
                feed = records.finished_after(session, office, cursor, limit=7)
            seen.extend(record.document_id for record in feed.records)
            cursor = feed.cursor
            if last_look and not feed.has_more:
                return

    reader = threading.Thread(target=follow)
    reader.start()
    with ThreadPoolExecutor(writers) as pool:
        list(pool.map(finish, [ids[n::writers] for n in range(writers)]))
    done.set()
    reader.join(30)
    assert sorted(seen) == sorted(ids)


def test_concurrent_numbers_are_all_different_and_none_is_lost(database: Database) -> None:
    def take(_: int) -> int:
        with database.write() as session:
            return sequence.take(session, sequence.FINISHED)

    with ThreadPoolExecutor(8) as pool:
        assert sorted(pool.map(take, range(100))) == list(range(1, 101))


def test_two_reviewers_never_get_the_same_record(database: Database) -> None:
    for number in range(8):
        document = claim(database, a_document(database, f"{number:064d}").id)
        assert document is not None
        keep(database, document, an_outcome())
    office = a_batch(database).office_id
    with database.write() as session:
        people = [offices.add_person(session, office, f"r{n}", "reviewer", "-") for n in range(8)]
    barrier = threading.Barrier(8)

    def take(person_id: str) -> str | None:
        barrier.wait()
        with database.write() as session:
            record = queues.claim_next(session, office, person_id, seconds=60)
            return record.id if record else None

    with ThreadPoolExecutor(8) as pool:
        got = list(pool.map(take, [person.id for person in people]))
    # PostgreSQL may skip a row that another reviewer is just taking; nobody shares one.
    taken = [record_id for record_id in got if record_id]
    assert len(taken) == len(set(taken))
    assert len(taken) >= 4


def test_a_hold_that_ran_out_passes_to_the_next_reviewer(database: Database) -> None:
    document = claim(database, a_document(database).id)
    assert document is not None
    keep(database, document, an_outcome())
    with database.write() as session:
        one = offices.add_person(session, document.office_id, "one", "reviewer", "-")
        two = offices.add_person(session, document.office_id, "two", "reviewer", "-")
        first = queues.claim_next(session, document.office_id, one.id, seconds=60)
        assert first is not None
        assert queues.claim_next(session, document.office_id, two.id, seconds=60) is None
        first.claimed_until = now() - timedelta(seconds=1)
        session.flush()
        second = queues.claim_next(session, document.office_id, two.id, seconds=60)
    assert second is not None
    assert second.id == first.id


@pytest.mark.parametrize("table", [Record, Outbox])
def test_a_transaction_that_fails_leaves_nothing(database: Database, table: type) -> None:
    batch = a_batch(database)

    class Broken(Exception):
        pass

    def failing() -> None:
        with database.write() as session:
            documents.accept(session, batch, Source("d" * 64, PDF, 1), "x", "y")
            raise Broken

    with pytest.raises(Broken):
        failing()
    with database.read() as session:
        assert session.scalar(select(func.count()).select_from(table)) == 0
        assert session.scalar(select(func.count()).select_from(Document)) == 0
