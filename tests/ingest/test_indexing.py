"""What changed is searched on both databases, whoever indexes it, and with or without pg_trgm."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import delete, func, select, text

from api.actor import Actor
from api.finding import Found, find
from extract.routing import routed
from extract.search.query import parse
from extract.standing import BY_P
from ingest import indexing
from models.database import Database
from models.repositories import (
    batches,
    documents,
    offices,
    queues,
    records,
    results,
    searchable,
)
from models.repositories.amendments import Change, amend
from models.tables import Base, Searchable, SearchablePage, SearchDue
from models.tables import Record as RecordRow
from models.values import (
    Box,
    FieldStatus,
    FieldValue,
    Line,
    Outcome,
    Quality,
    ReadPage,
    Record,
    RecordState,
    Source,
)

BOX = Box(1, 1, 9, 9)
QUALITY = Quality(0.0, 0.9, 0.9, 0.1, blank=False, low_resolution=False)
KEYS = ("name", "dob", "origin")


def read(database: Database, office: str, name: str, *, born: str = "1998-08-15") -> str:
    """A paper that was read into a record that waits; the record's id."""
    day, place = {"iso": born}, {"levels": [{"level": "province", "name": "ភ្នំពេញ", "code": "12"}]}
    fields = tuple(
        FieldValue(key, kind, raw, value, 0.4, FieldStatus.REVIEW, 1, BOX, (), "zone", ())
        for key, kind, raw, value in (
            ("name", "name", name, name),
            ("dob", "date", born, day),
            ("origin", "place", "ភ្នំពេញ", place),
        )
    )
    lines = (Line(f"Name of the person: {name}", BOX, 0.9), Line("left without papers", BOX, 0.9))
    page = ReadPage(1, 10, 10, 200.0, 0, QUALITY, lines, "form", "1", 1, 0.9)
    record = Record("form", "1", RecordState.NEEDS_REVIEW, fields, (1,), {})
    with database.write() as session:
        owner = offices.office_named(session, office, create=True)
        batch = batches.create(session, owner.id, "a batch", "tester")
        count = session.scalar(select(func.count()).select_from(RecordRow))
        digest = hashlib.sha256(f"{office}{name}{count}".encode()).hexdigest()
        source = Source(digest, "application/pdf", 9)
        document = documents.accept(session, batch, source, "a.pdf", "tester").document
        claimed = documents.claim(session, document.id, lease_seconds=60)
        assert claimed is not None
        outcome = Outcome((page,), (), (routed(record, BY_P),))
        results.keep(session, claimed, outcome, pipeline="p", image_keys={})
        return records.of_document(session, document.id)[0].id


def actor(database: Database, office: str) -> Actor:
    with database.write() as session:
        owner = offices.office_named(session, office, create=True).id
    return Actor(owner, "person", "0" * 32, "boss", role="manager")


def search(database: Database, office: str, words: str, limit: int = 50) -> Found:
    who = actor(database, office)
    with database.read() as session:
        return find(session, who, parse(words, KEYS), limit=limit)


def found(database: Database, office: str, words: str) -> set[str]:
    return {hit.record_id for hit in search(database, office, words).hits}


@pytest.mark.parametrize(
    "words",
    [
        "sophea",
        "phea",
        "Sok Sophea",
        "สุข",
        "សុខសុភា",
        "15/8/2541",
        "dob:1998",
        "name:sok",
        "so",
        "ភ្នំពេញ",
        "phnom penh",
        '"without papers"',
        "without sophea",
        "papers 1998",
    ],
)
def test_everything_written_is_found_in_its_own_office_alone(
    database: Database, words: str
) -> None:
    mine = read(database, "here", "Sok Sophea")
    other = read(database, "there", "Sok Sophea")
    read(database, "here", "Budi Santoso", born="1971-02-03")
    indexing.index_all_due(database)
    assert mine in found(database, "here", words)
    assert other not in found(database, "here", words)
    assert mine not in found(database, "there", words)


def test_what_a_person_corrects_replaces_what_was_searched(database: Database) -> None:
    record = read(database, "here", "Sok Sophea")
    indexing.index_all_due(database)
    with database.write() as session:
        office = offices.office_named(session, "here").id
        person = offices.add_person(session, office, "dara", "reviewer", "-").id
        queues.claim(session, office, record, person, seconds=60)
        change = Change("name", "correct", raw="Chan Bopha", value="Chan Bopha")
        amend(
            session,
            office,
            record,
            [change],
            person_id=person,
            actor="person:dara",
            expected_version=1,
        )
    indexing.index_all_due(database)
    assert found(database, "here", "name:bopha") == {record}
    assert found(database, "here", "name:sophea") == set()
    with database.read() as session:
        assert session.scalar(select(func.count()).select_from(Searchable)) == 1


def test_several_indexers_at_once_index_everything_and_nothing_twice(database: Database) -> None:
    ids = {read(database, "here", f"Sok Number{n}") for n in range(12)}
    with ThreadPoolExecutor(4) as pool:
        for job in [pool.submit(indexing.index_due, database, most=3) for _ in range(12)]:
            job.result()
    indexing.index_all_due(database)
    with database.read() as session:
        assert session.scalar(select(func.count()).select_from(SearchDue)) == 0
        assert session.scalar(select(func.count()).select_from(Searchable)) == 12
        assert session.scalar(select(func.count()).select_from(SearchablePage)) == 12
    assert found(database, "here", "sok") == ids


def test_more_than_are_asked_for_are_the_newest_and_the_rest_is_said(database: Database) -> None:
    ids = [read(database, "here", f"Budi Number{n}") for n in range(9)]
    indexing.index_all_due(database)
    given = search(database, "here", "budi", limit=4)
    assert [hit.record_id for hit in given.hits] == ids[:4:-1]
    assert given.more


def test_made_anew_it_finds_the_same_and_keeps_what_waits(database: Database) -> None:
    first = read(database, "here", "Sok Sophea")
    indexing.index_all_due(database)
    second = read(database, "here", "សុខ សុភា")
    assert indexing.rebuild(database) == 2
    assert found(database, "here", "sokh") == {first, second}
    indexing.index_all_due(database)
    assert found(database, "here", "sokh") == {first, second}


def test_without_trigrams_the_newest_records_are_still_searched(database: Database) -> None:
    record = read(database, "here", "Sok Sophea")
    indexing.index_all_due(database)
    if database.engine.dialect.name == "sqlite":
        assert not search(database, "here", "sophea").newest_only
        return
    with database.write() as session:
        session.execute(text("DROP EXTENSION pg_trgm CASCADE"))
    given = search(database, "here", "phea")
    assert {hit.record_id for hit in given.hits} == {record}
    assert given.newest_only
    assert found(database, "here", "sokh") == {record}
    assert indexing.rebuild(database) == 1  # puts it back where it may
    assert not search(database, "here", "phea").newest_only


def test_what_changes_while_everything_is_made_anew_is_searched_as_it_became(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    ids = [read(database, "here", f"Budi Number{n}") for n in range(3)]
    with database.write() as session:
        office = offices.office_named(session, "here").id
        person = offices.add_person(session, office, "dara", "reviewer", "-").id
    indexing.index_all_due(database)
    monkeypatch.setattr(indexing, "_ANEW", 1)

    def meanwhile(done: int) -> None:
        assert search(database, "here", "budi").newest_only
        if done != 1:
            return
        change = Change("name", "correct", raw="Chan Bopha", value="Chan Bopha")
        with database.write() as session:
            queues.claim(session, office, ids[1], person, seconds=60)
            amend(
                session,
                office,
                ids[1],
                [change],
                person_id=person,
                actor="person:dara",
                expected_version=1,
            )
        with database.write() as session:
            document = records.get(session, office, ids[1]).document_id
            searchable.index_pages(session, documents.get(session, office, document))
        assert indexing.index_all_due(database)
        assert found(database, "here", "name:bopha") == {ids[1]}

    indexing.rebuild(database, tell=meanwhile)
    assert found(database, "here", "name:bopha") == {ids[1]}
    assert found(database, "here", "name:budi") == {ids[0], ids[2]}
    assert not search(database, "here", "budi").newest_only


def test_what_goes_while_everything_is_made_anew_is_left_out(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    ids = [read(database, "here", f"Budi Number{n}") for n in range(2)]
    monkeypatch.setattr(indexing, "_ANEW", 1)
    reading = indexing._read_records

    def then_gone(of: Database, wanted: Sequence[str]) -> object:
        given = reading(of, wanted)
        if ids[1] in wanted:
            with of.write() as session:
                for table in reversed(Base.metadata.sorted_tables):
                    if "record_id" in table.c:
                        session.execute(delete(table).where(table.c.record_id == ids[1]))
                session.execute(delete(RecordRow).where(RecordRow.id == ids[1]))
        return given

    monkeypatch.setattr(indexing, "_read_records", then_gone)
    indexing.rebuild(database)
    assert found(database, "here", "name:budi") == {ids[0]}
