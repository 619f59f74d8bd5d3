"""Handing over at once from many sides, on both databases: nothing twice, nothing missed."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import event

from models.database import Database, new_id, now
from models.errors import ChangedMeanwhile, Conflict
from models.repositories import (
    batches,
    deliveries,
    exporting,
    offices,
    records,
    repeated,
    revisions,
    webhooks,
)
from models.repositories.changing import Change
from models.repositories.exporting import Wanted
from models.tables import Document, Field, Record

AT_ONCE = 8


@pytest.fixture
def office(database: Database) -> str:
    with database.write() as session:
        return offices.office_named(session, "Here", create=True).id


def finished(database: Database, office: str, count: int) -> list[str]:
    """Records that were finished without a person."""
    ids = []
    for _ in range(count):
        with database.write() as session:
            batch = batches.create(session, office, "box", "test")
            document = Document(
                id=new_id(),
                office_id=office,
                batch_id=batch.id,
                sha256=new_id() * 2,
                name="x.pdf",
                media_type="application/pdf",
                size=1,
                state="finished",
                created=now(),
                updated=now(),
            )
            session.add(document)
            session.flush()
            record = Record(
                id=new_id(),
                office_id=office,
                document_id=document.id,
                pipeline="1",
                ordinal=1,
                form="f",
                form_version="1",
                state="finished",
                version=1,
                sequence=revisions.sequence.take(session, "finished"),
                pages=[1],
                provenance={},
                created=now(),
                finished=now(),
                fields=[
                    Field(
                        key="name",
                        position=0,
                        kind="name",
                        raw="Dara",
                        value="Dara",
                        confidence=1.0,
                        status="accepted",
                        problems=[],
                        page=1,
                        source="zone",
                        readings=[],
                    )
                ],
            )
            session.add(record)
            ids.append(record.id)
    return ids


def revise(database: Database, office: str, record: str, text: str, version: int | None) -> None:
    with database.write() as session:
        changes = [Change("name", "correct", text, text)]
        revisions.revise(
            session, office, record, changes, actor="person:x", expected_version=version
        )


def test_of_many_who_correct_one_version_one_does(database: Database, office: str) -> None:
    (record,) = finished(database, office, 1)
    start = threading.Barrier(AT_ONCE)

    def one(number: int) -> bool:
        start.wait()
        try:
            revise(database, office, record, f"Somebody {number}", 1)
        except ChangedMeanwhile:
            return False
        return True

    with ThreadPoolExecutor(AT_ONCE) as pool:
        assert sum(pool.map(one, range(AT_ONCE))) == 1
    with database.read() as session:
        found = revisions.versions(session, office, record)
        assert [v.number for v in found] == [1, 2]
        was = revisions.as_it_was(session, office, record, 1)
        assert was.fields[0].value == "Dara"


def test_many_corrections_without_a_version_are_all_kept_and_come_once_each(
    database: Database, office: str
) -> None:
    (record, other) = finished(database, office, 2)
    done = threading.Event()

    def pull() -> list[tuple[str, int]]:
        got, cursor = [], 0
        while True:
            last = done.is_set()
            with database.read() as session:
                feed = records.finished_after(session, office, cursor, limit=3)
            got += [(r.id, r.version) for r in feed.records]
            cursor = feed.cursor
            if last and not feed.records:
                return got

    with ThreadPoolExecutor(AT_ONCE + 1) as pool:
        pulled = pool.submit(pull)
        names = [f"Somebody {number}" for number in range(12)]
        list(pool.map(lambda name: revise(database, office, record, name, None), names))
        done.set()
        got = pulled.result()
    assert len(got) == len(set(got))
    assert (other, 1) in got
    assert (record, 13) in got
    with database.read() as session:
        found = revisions.versions(session, office, record)
        assert [v.number for v in found] == list(range(1, 14))


def test_what_is_pulled_is_one_version_though_it_is_corrected_while_it_is_read(
    database: Database, office: str
) -> None:
    """The record and its fields are asked for one after the other: a correction comes between."""
    (record,) = finished(database, office, 1)
    asked: list[str] = []

    def correct(_c: object, _k: object, statement: str, *_: object) -> None:
        if "FROM field" in statement and not asked:
            asked.append(statement)
            with ThreadPoolExecutor(1) as pool:
                pool.submit(revise, database, office, record, "Somebody", 1).result()

    event.listen(database.engine, "before_cursor_execute", correct)
    with database.read() as session:
        feed = records.finished_after(session, office, 0, limit=1)
        told = [(r.version, r.fields[0].value) for r in feed.records]
    event.remove(database.engine, "before_cursor_execute", correct)
    assert asked
    assert told == [(1, "Dara")]
    with database.read() as session:
        feed = records.finished_after(session, office, feed.cursor, limit=1)
        assert [(r.version, r.fields[0].value) for r in feed.records] == [(2, "Somebody")]


def test_of_many_with_one_key_one_carries_it_out(database: Database, office: str) -> None:
    start, key = threading.Barrier(AT_ONCE), repeated.key_id(office, "token:x", "one")

    def one(_: int) -> bool:
        start.wait()
        try:
            with database.write() as session:
                found = repeated.begin(session, office, key, "asked")
        except Conflict:
            return False
        return isinstance(found, repeated.Turn)

    with ThreadPoolExecutor(AT_ONCE) as pool:
        assert sum(pool.map(one, range(AT_ONCE))) == 1


def test_two_senders_make_and_take_every_message_once(database: Database, office: str) -> None:
    with database.write() as session:
        hook = webhooks.add(
            session, office, name="x", url="https://x.example/", events=webhooks.EVENTS
        ).id
    ids = finished(database, office, 20)

    def send(_: int) -> list[str]:
        taken = []
        for _ in range(10):
            with database.write() as session:
                deliveries.tell(session, hook)
                session.flush()
                taken += [m.body for m in deliveries.take(session, hook, most=3)]
        return taken

    with ThreadPoolExecutor(3) as pool:
        bodies = [body for sent in pool.map(send, range(3)) for body in sent]
    assert len(bodies) == 20
    assert all(sum(record in body for body in bodies) == 1 for record in ids)


def test_an_export_is_of_one_moment_though_records_are_corrected_meanwhile(
    database: Database, office: str
) -> None:
    ids = finished(database, office, 5)
    with database.read() as session:
        extent = exporting.extent(session, office, Wanted())
        found = exporting.each(session, office, Wanted(), whole=True)
        first = next(found)
        for record in ids:
            revise(database, office, record, "Somebody", None)
        finished(database, office, 1)
        rest = [first, *found]
        assert [(r.id, r.version, r.fields[0].value) for r in rest] == [
            (record, 1, "Dara") for record in ids
        ]
        assert extent.count == 5
    with database.read() as session:
        again = list(exporting.each(session, office, Wanted(after=extent.last), whole=False))
        assert [r.version for r in again] == [2] * 5 + [1]


def test_a_long_export_goes_on_from_piece_to_piece(
    database: Database, office: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(exporting, "_AT_ONCE", 3)
    ids = finished(database, office, 10)
    for whole in (True, False):
        with database.read() as session:
            found = exporting.each(session, office, Wanted(), whole=whole)
            assert [(r.id, r.fields[0].value) for r in found] == [(one, "Dara") for one in ids]
            assert not session.identity_map.keys(), "what has been written is let go of"
