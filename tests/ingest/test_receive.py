"""One uploaded file: taken, known already, or refused with a kept reason."""

from __future__ import annotations

import hashlib
import unicodedata
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.receive import Answer, receive, shown_name
from ingest.storage import DirectoryStore, original_key
from models.database import Database, migrate
from models.errors import StorageFailed
from models.limits import Limits
from models.repositories import batches, documents, offices

PDF = b"%PDF-1.7\n" + bytes(range(256)) * 8


class Desk:
    """An office with one batch."""

    def __init__(self, folder: Path) -> None:
        self.database = Database(f"sqlite:///{folder / 'd.sqlite3'}")
        migrate(self.database)
        self.store = DirectoryStore(folder / "store")
        self.spool = folder / "spool"
        with self.database.write() as session:
            self.office = offices.office_named(session, "o", create=True).id
            self.batch = batches.create(session, self.office, "b", "tester").id

    def take(self, content: bytes, name: str = "a.pdf", limits: Limits | None = None) -> Answer:
        return self.take_pieces(
            iter([content[i : i + 100] for i in range(0, len(content), 100)]), name, limits
        )

    def take_pieces(
        self, pieces: Iterator[bytes], name: str = "a.pdf", limits: Limits | None = None
    ) -> Answer:
        return receive(
            pieces,
            name,
            batch_id=self.batch,
            office_id=self.office,
            actor="tester",
            database=self.database,
            store=self.store,
            spool=self.spool,
            limits=limits or Limits(),
        )

    def counts(self) -> dict[str, int]:
        with self.database.read() as session:
            return batches.counts(session, self.office, self.batch)


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path)


def test_an_accepted_file_is_in_the_store_and_in_the_database(desk: Desk) -> None:
    answer = desk.take(PDF)
    assert answer.outcome == "accepted"
    sha256 = hashlib.sha256(PDF).hexdigest()
    assert b"".join(desk.store.open(original_key(desk.office, sha256))) == PDF
    with desk.database.read() as session:
        assert answer.document_id is not None
        document = documents.get(session, desk.office, answer.document_id)
        assert (document.sha256, document.size) == (sha256, len(PDF))
        assert len(documents.promised(session, limit=10)) == 1


def test_a_duplicate_names_the_first_copy(desk: Desk) -> None:
    first = desk.take(PDF, "first.pdf")
    second = desk.take(PDF, "second.pdf")
    assert second.outcome == "duplicate"
    assert (second.document_id, second.first_name) == (first.document_id, "first.pdf")
    assert desk.counts() == {"accepted": 1, "duplicate": 1, "received": 1}


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "input.empty"),
        (b"Dear office, please find attached", "input.unknown_type"),
        (PDF + b"x" * 5000, "input.too_large"),
    ],
)
def test_a_refused_file_is_kept_in_the_batch_with_reason_and_remedy(
    desk: Desk, content: bytes, code: str
) -> None:
    answer = desk.take(content, "named.pdf", replace(Limits(), file_bytes=5000))
    assert (answer.outcome, answer.code) == ("rejected", code)
    assert answer.detail
    assert answer.remedy
    with desk.database.read() as session:
        kept = batches.submissions(session, desk.office, desk.batch)
    assert [(s.outcome, s.problem_code, s.name) for s, _ in kept] == [
        ("rejected", code, "named.pdf")
    ]


def test_an_upload_that_breaks_off_leaves_nothing(desk: Desk) -> None:
    def broken() -> Iterator[bytes]:
        yield PDF
        raise ConnectionResetError

    with pytest.raises(ConnectionResetError):
        desk.take_pieces(broken())
    assert desk.counts() == {}
    assert list(desk.spool.iterdir()) == []
    assert list(desk.store.keys("")) == []


def test_a_store_that_fails_means_no_yes(desk: Desk, tmp_path: Path) -> None:
    (tmp_path / "store").write_text("in the way")
    with pytest.raises(StorageFailed):
        desk.take(PDF)
    assert desk.counts() == {}


@pytest.mark.parametrize(
    ("given_name", "shown"),
    [
        ("../../etc/passwd.pdf", "passwd.pdf"),
        ("C:\\scans\\a.pdf", "a.pdf"),
        ("a\x00b\nc\x7f.pdf", "abc.pdf"),
        ("gpj\u202efdp.exe", "gpjfdp.exe"),
        ("\u2066x\u2069.pdf", "x.pdf"),
        ("", "unnamed"),
        ("/", "unnamed"),
        ("ករណី\u200bទី១.pdf", "ករណី\u200bទី១.pdf"),
        ("ก" * 4000 + ".pdf", "ก" * 196 + ".pdf"),
    ],
)
def test_names_are_made_fit_to_show(given_name: str, shown: str) -> None:
    assert shown_name(given_name, 200) == shown


@given(st.text(max_size=400))
def test_any_name_becomes_a_short_name_without_path_or_controls(name: str) -> None:
    shown = shown_name(name, 200)
    assert 0 < len(shown) <= 200
    assert not set(shown) & set("/\\\0\n\r\u202e\u2066")
    assert unicodedata.is_normalized("NFC", shown) or len(name) > 200
