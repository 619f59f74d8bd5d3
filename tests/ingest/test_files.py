"""The files of a batch: counted once each, found by kind, settled only where they may be."""

from __future__ import annotations

import hashlib
import time
from dataclasses import dataclass

import pytest

from models.database import Database
from models.errors import BadRequest, Conflict, EmptyFile, NotFound
from models.limits import Limits
from models.repositories import batches, documents, files, offices, uploads
from models.repositories.uploads import Announced
from models.tables import Batch, Document, Outbox, Submission
from models.values import DocumentState, Source

ACTOR = "person:dara"


@dataclass
class Box:
    """A batch with one file of every kind, by name."""

    database: Database
    office: str
    batch: str

    def names(self, kind: str = "") -> list[str]:
        with self.database.read() as session:
            found = files.listing(session, self.office, self.batch, kind=kind, limit=100)
            return [submission.name for submission, _ in found]

    def id(self, name: str) -> str:
        with self.database.read() as session:
            query = session.query(Submission).filter_by(batch_id=self.batch, name=name)
            return query.one().id


@pytest.fixture
def box(database: Database) -> Box:
    with database.write() as session:
        office = offices.office_named(session, "Office", create=True).id
        batch = batches.create(session, office, "box", ACTOR, pages_per_case=2)
        for name in ("waits", "read", "broken"):
            documents.accept(session, batch, _source(name), name, ACTOR)
        documents.accept(session, batch, _source("read"), "copy", ACTOR)
        batches.note_rejected(session, batch, "empty", EmptyFile())
        uploads.announce(
            session, batch, [Announced("missing", "", 9)], Limits(), actor=ACTOR, days=7
        )
        _end(session, office, "read", DocumentState.FINISHED)
        _end(session, office, "broken", DocumentState.QUARANTINED)
    return Box(database, office, batch.id)


def _source(name: str) -> Source:
    return Source(hashlib.sha256(name.encode()).hexdigest(), "application/pdf", 9)


def _end(session, office: str, name: str, state: DocumentState) -> None:  # type: ignore[no-untyped-def]
    document = session.query(Document).filter_by(office_id=office, name=name).one()
    documents.end(session, document, state, problem="It failed.")


def test_every_file_is_in_exactly_one_kind(box: Box) -> None:
    with box.database.read() as session:
        counts = files.tally(session, box.office, box.batch)
    kinds = {kind: box.names(kind) for kind in files.SHOWN}
    assert {kind: len(names) for kind, names in kinds.items()} == counts.by_kind
    assert sorted(name for names in kinds.values() for name in names) == sorted(box.names())
    assert (kinds["missing"], kinds["duplicate"], kinds["under_way"]) == (
        ["missing"],
        ["copy"],
        ["waits"],
    )
    assert sorted(kinds["failed"]) == ["broken", "empty"]
    assert (counts.all, counts.missing + counts.failed) == (6, 3)


def test_pages_of_the_list_leave_none_out(box: Box) -> None:
    found: list[str] = []
    after = ""
    with box.database.read() as session:
        while page := files.listing(session, box.office, box.batch, limit=2, after=after):
            found += [submission.name for submission, _ in page]
            after = page[-1][0].id
    assert found == box.names()
    with box.database.read() as session, pytest.raises(BadRequest):
        files.listing(session, box.office, box.batch, kind="nonsense", limit=2)


@pytest.mark.parametrize("name", ["missing", "empty", "broken"])
def test_what_came_to_nothing_is_written_off_with_a_reason_and_taken_back(
    box: Box, name: str
) -> None:
    with box.database.write() as session:
        file = files.get(session, box.office, box.id(name))
        for reason, why in (("", ""), ("bored", ""), ("other", " ")):
            with pytest.raises(BadRequest):
                files.write_off(session, file, reason, why, ACTOR)
        files.write_off(session, file, "other", "lent to the court", ACTOR)
    with box.database.write() as session:
        counts = files.tally(session, box.office, box.batch)
        assert (counts.settled, counts.missing + counts.failed) == (1, 2)
        file = files.get(session, box.office, box.id(name))
        with pytest.raises(Conflict):
            files.write_off(session, file, "blank", "", ACTOR)
        files.reopen(session, file, ACTOR)
        counts = files.tally(session, box.office, box.batch)
        assert (counts.settled, counts.missing + counts.failed) == (0, 3)


@pytest.mark.parametrize("name", ["waits", "read", "copy"])
def test_what_is_well_cannot_be_written_off(box: Box, name: str) -> None:
    with box.database.write() as session, pytest.raises(Conflict):
        files.write_off(session, files.get(session, box.office, box.id(name)), "blank", "", ACTOR)


def test_what_could_not_be_read_is_read_again_and_nothing_else_is(box: Box) -> None:
    for name in ("waits", "read", "copy", "empty", "missing"):
        with box.database.write() as session, pytest.raises(Conflict):
            files.retry(session, files.get(session, box.office, box.id(name)), ACTOR)
    with box.database.write() as session:
        files.retry(session, files.get(session, box.office, box.id("broken")), ACTOR)
    with box.database.read() as session:
        document = session.query(Document).filter_by(office_id=box.office, name="broken").one()
        assert (document.state, document.attempts) == ("received", 0)
        assert session.query(Outbox).filter_by(document_id=document.id).count() == 2
    assert sorted(box.names("under_way")) == ["broken", "waits"]


def test_counts_for_lists_of_batches_tell_settled_from_waited_for(box: Box) -> None:
    with box.database.write() as session:
        files.write_off(
            session, files.get(session, box.office, box.id("missing")), "paper_lost", "", ACTOR
        )
    with box.database.read() as session:
        counts = batches.counts(session, box.office, box.batch)
    answers = {key: counts.get(key, 0) for key in ("announced", "refused", "settled", "accepted")}
    assert answers == {"announced": 0, "refused": 1, "settled": 1, "accepted": 3}


def test_another_office_finds_no_file(box: Box) -> None:
    with box.database.write() as session:
        other = offices.office_named(session, f"Other {time.monotonic_ns()}", create=True).id
        file = box.id("missing")
        for look in (
            lambda: files.get(session, other, file),
            lambda: files.tally(session, other, box.batch),
            lambda: files.listing(session, other, box.batch, limit=9),
        ):
            with pytest.raises(NotFound):
                look()
        assert session.get_one(Batch, box.batch).pages_per_case == 2
