"""Files that arrive in pieces: what was said to have come is there, whatever ends in between."""

from __future__ import annotations

import hashlib
import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from ingest import arrivals
from ingest.arrivals import Arrivals, Checksum, sweep
from ingest.settings import Settings
from ingest.storage import DirectoryStore, open_store, original_key
from models.database import Database, now
from models.errors import (
    BodyTooLarge,
    ChecksumWrong,
    NotFound,
    StorageFailed,
    UploadGone,
    WrongOffset,
)
from models.repositories import batches, files, offices, uploads
from models.repositories.uploads import Announced
from models.tables import Audit, Batch, Document, Outbox, Submission, Upload

BODY = b"%PDF-1.4 " + bytes(range(256)) * 8
ACTOR = "person:dara"


@pytest.fixture
def door(database: Database, tmp_path: Path) -> Arrivals:
    settings = Settings(data=tmp_path)
    with database.write() as session:
        office = offices.office_named(session, "Office", create=True).id
    return Arrivals(
        database, open_store(settings), tmp_path / "uploads", settings.limit, 7, office, ACTOR
    )


def batch(door: Arrivals) -> Batch:
    with door.database.write() as session:
        return batches.create(session, door.office_id, "box", ACTOR)


def announced(door: Arrivals, *named: Announced, into: Batch | None = None) -> list[str]:
    with door.database.write() as session:
        found = uploads.announce(
            session, into or batch(door), named, door.limits, actor=ACTOR, days=7
        )
        return [standing.upload.id for standing in found]


def one(door: Arrivals, content: bytes = BODY, name: str = "a.pdf") -> str:
    return announced(door, Announced(name, "box", len(content)))[0]


def send(door: Arrivals, upload_id: str, offset: int, *pieces: bytes) -> str:
    found = door.write(upload_id, offset, pieces, stop=threading.Event())
    return found.submission.outcome


def spooled(door: Arrivals) -> list[Path]:
    return sorted(door.folder.iterdir()) if door.folder.is_dir() else []


class Line(Exception):
    """The line is lost."""


def broken(*pieces: bytes) -> Iterator[bytes]:
    yield from pieces
    raise Line


def test_what_came_before_the_line_was_lost_stays_and_the_rest_makes_the_file(
    door: Arrivals,
) -> None:
    upload = one(door)
    with pytest.raises(Line):
        door.write(upload, 0, broken(BODY[:100], BODY[100:150]), stop=threading.Event())
    assert door.settle(upload).upload.arrived == 150
    with pytest.raises(WrongOffset):
        send(door, upload, 100, BODY[100:])
    assert send(door, upload, 150, BODY[150:]) == "accepted"
    sha256 = hashlib.sha256(BODY).hexdigest()
    assert b"".join(door.store.open(original_key(door.office_id, sha256))) == BODY
    assert spooled(door) == []
    with door.database.read() as session:
        document = session.query(Document).filter_by(office_id=door.office_id).one()
        assert (document.sha256, document.state) == (sha256, "received")
        assert session.query(Outbox).filter_by(document_id=document.id).count() == 1
    # Whoever lost the last answer asks again, and is told the same.
    assert send(door, upload, 0, BODY) == "accepted"


def test_a_killed_process_leaves_nothing_that_was_not_promised(door: Arrivals) -> None:
    upload = one(door)
    with pytest.raises(Line):
        door.write(upload, 0, broken(BODY[:100]), stop=threading.Event())
    (place,) = spooled(door)
    with place.open("ab") as file:
        file.write(b"never promised")
    assert door.settle(upload).upload.arrived == 100
    assert send(door, upload, 100, BODY[100:]) == "accepted"


def test_a_spool_that_lost_its_file_begins_anew_instead_of_filling_up_with_nothing(
    door: Arrivals,
) -> None:
    upload = one(door)
    with pytest.raises(Line):
        door.write(upload, 0, broken(BODY[:100]), stop=threading.Event())
    spooled(door)[0].unlink()
    assert door.settle(upload).upload.arrived == 0
    assert send(door, upload, 0, BODY) == "accepted"


def test_two_machines_spools_are_never_mixed(door: Arrivals, tmp_path: Path) -> None:
    upload = one(door)
    other = replace(door, folder=tmp_path / "other machine")
    with pytest.raises(Line):
        door.write(upload, 0, broken(b"x" * 200), stop=threading.Event())
    assert other.settle(upload).upload.arrived == 0
    with pytest.raises(Line):
        other.write(upload, 0, broken(BODY[:50]), stop=threading.Event())
    assert door.settle(upload).upload.arrived == 0
    assert send(door, upload, 0, BODY) == "accepted"


def test_a_file_whose_store_is_away_is_kept_and_never_said_to_have_come(
    door: Arrivals, monkeypatch: pytest.MonkeyPatch
) -> None:
    upload = one(door)

    def away(*_: object) -> None:
        raise StorageFailed

    with monkeypatch.context() as patch:
        patch.setattr(DirectoryStore, "put", away)
        with pytest.raises(StorageFailed):
            send(door, upload, 0, BODY)
        with pytest.raises(StorageFailed):
            door.settle(upload)
    assert door.settle(upload).submission.outcome == "accepted"


def test_a_checksum_that_differs_keeps_nothing_of_the_piece(door: Arrivals) -> None:
    upload = one(door)
    stop = threading.Event()
    wrong = Checksum("sha1", b"0" * 20)
    with pytest.raises(ChecksumWrong):
        door.write(upload, 0, [BODY[:100]], stop=stop, checksum=wrong)
    assert door.settle(upload).upload.arrived == 0
    right = Checksum("sha1", hashlib.sha1(BODY[:100]).digest())
    door.write(upload, 0, [BODY[:100]], stop=stop, checksum=right)
    assert door.settle(upload).upload.arrived == 100


def test_a_file_that_is_not_what_its_sender_read_is_sent_again(door: Arrivals) -> None:
    into = batch(door)
    file = Announced("a.pdf", "box", len(BODY))
    sha256 = hashlib.sha256(BODY).hexdigest()
    with door.database.write() as session:
        found = uploads.attach(session, into, file, sha256, "", actor=ACTOR, days=7)
        upload = found.upload.id
    with pytest.raises(ChecksumWrong):
        send(door, upload, 0, BODY[:-1] + b"?")
    assert door.settle(upload).upload.arrived == 0
    assert send(door, upload, 0, BODY) == "accepted"


def test_more_than_was_announced_is_refused(door: Arrivals) -> None:
    upload = one(door)
    with pytest.raises(BodyTooLarge):
        send(door, upload, 0, BODY, b"more")
    assert send(door, upload, len(BODY)) == "accepted"


def test_a_later_request_takes_the_upload_over_from_one_that_hangs(door: Arrivals) -> None:
    upload = one(door)
    stop = threading.Event()
    began = threading.Event()

    def hanging() -> Iterator[bytes]:
        yield BODY[:100]
        began.set()
        assert stop.wait(20)
        raise Line

    def first() -> None:
        with pytest.raises(Line):
            door.write(upload, 0, hanging(), stop=stop)

    thread = threading.Thread(target=first)
    thread.start()
    assert began.wait(20)
    assert door.settle(upload).upload.arrived == 100
    thread.join()
    assert send(door, upload, 100, BODY[100:]) == "accepted"


def test_long_files_are_promised_piece_by_piece(
    door: Arrivals, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(arrivals, "SYNC_BYTES", 100)
    upload = one(door)
    seen: list[int] = []

    def slow() -> Iterator[bytes]:
        for at in range(0, len(BODY), 60):
            with door.database.read() as session:
                seen.append(session.get_one(Upload, upload).arrived)
            yield BODY[at : at + 60]

    assert door.write(upload, 0, slow(), stop=threading.Event()).submission.outcome == "accepted"
    assert seen[:6] == [0, 0, 120, 120, 240, 240]


def test_the_same_folder_announced_again_is_the_same_files(door: Arrivals) -> None:
    into = batch(door)
    named = [Announced(f"{n}.pdf", "box", len(BODY) + n, 5) for n in range(3)]
    first = announced(door, *named, into=into)
    assert announced(door, *named, into=into) == first
    assert len(set(first)) == 3
    send(door, first[0], 0, BODY)
    with door.database.write() as session:
        again = uploads.announce(session, into, named, door.limits, actor=ACTOR, days=7)
    assert [s.submission.outcome for s in again] == ["accepted", "announced", "announced"]
    assert again[0].upload.sha256 == hashlib.sha256(BODY).hexdigest()


def test_the_same_name_size_and_time_with_other_bytes_is_another_file(door: Arrivals) -> None:
    into = batch(door)
    file = Announced("scan.tif", "", len(BODY), 5)
    (first,) = announced(door, file, into=into)
    send(door, first, 0, BODY)
    other = BODY[:-1] + b"?"
    with door.database.write() as session:
        found = uploads.attach(
            session, into, file, hashlib.sha256(other).hexdigest(), "", actor=ACTOR, days=7
        )
    assert found.upload.id != first
    assert send(door, found.upload.id, 0, other) == "accepted"
    with door.database.read() as session:
        assert session.query(Document).filter_by(office_id=door.office_id).count() == 2


def test_two_tabs_announcing_the_same_folder_at_once_make_one_file_each(door: Arrivals) -> None:
    into = batch(door)
    named = [Announced(f"{n}.pdf", "box", 9, 5) for n in range(40)]
    made: list[list[str]] = []
    threads = [
        threading.Thread(target=lambda: made.append(announced(door, *named, into=into)))
        for _ in range(4)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(made) == 4
    assert len({tuple(ids) for ids in made}) == 1
    with door.database.read() as session:
        assert session.query(Submission).filter_by(batch_id=into.id).count() == 40


def test_files_too_large_or_empty_are_refused_by_their_size_alone(door: Arrivals) -> None:
    into = batch(door)
    announced(
        door,
        Announced("big.pdf", "", door.limits.file_bytes + 1),
        Announced("none.pdf", "", 0),
        into=into,
    )
    with door.database.read() as session:
        found = session.query(Submission).filter_by(batch_id=into.id).order_by(Submission.name)
        told = [(file.outcome, file.problem_code) for file in found]
    assert told == [("rejected", "input.too_large"), ("rejected", "input.empty")]


def test_what_waited_too_long_is_removed_and_its_file_stays_missing(door: Arrivals) -> None:
    upload = one(door)
    with pytest.raises(Line):
        door.write(upload, 0, broken(BODY[:100]), stop=threading.Event())
    assert sweep(door.database, door.folder) == 0
    with door.database.write() as session:
        session.get_one(Upload, upload).expires = now() - timedelta(seconds=1)
    with pytest.raises(UploadGone):
        door.settle(upload)
    assert sweep(door.database, door.folder) == 1
    assert spooled(door) == []
    with door.database.write() as session:
        submission = session.get_one(Submission, upload)
        into = session.get_one(Batch, submission.batch_id)
        assert files.tally(session, door.office_id, into.id).missing == 1
        found = uploads.announce(
            session, into, [Announced("a.pdf", "box", len(BODY))], door.limits, actor=ACTOR, days=7
        )
        assert (found[0].upload.id, found[0].upload.arrived) == (upload, 0)
    assert send(door, upload, 0, BODY) == "accepted"


def test_another_office_finds_nothing(door: Arrivals) -> None:
    upload = one(door)
    with door.database.write() as session:
        other = offices.office_named(session, f"Other {time.monotonic_ns()}", create=True).id
    with pytest.raises(NotFound):
        send(replace(door, office_id=other), upload, 0, BODY)
    assert spooled(door) == []


def test_a_failed_file_is_settled_by_the_one_that_replaces_it(door: Arrivals) -> None:
    into = batch(door)
    (bad,) = announced(door, Announced("letter.pdf", "", 8), into=into)
    assert send(door, bad, 0, b"Dear Sir") == "rejected"
    file = Announced("letter-scan.pdf", "", len(BODY))
    with door.database.write() as session:
        found = uploads.attach(session, into, file, "", bad, actor=ACTOR, days=7)
        upload = found.upload.id
        assert files.tally(session, door.office_id, into.id).failed == 1
    send(door, upload, 0, BODY)
    with door.database.read() as session:
        old = session.get_one(Submission, bad)
        assert (old.settled, old.replaced_by, old.settled_by) == ("replaced", upload, ACTOR)
        assert old.outcome == "rejected"
        told = session.query(Audit).filter_by(object=bad).order_by(Audit.id)
        assert [line.action for line in told] == ["file.rejected", "file.replaced"]
        counts = files.tally(session, door.office_id, into.id)
    assert (counts.settled, counts.failed) == (1, 0)


def test_a_replacement_of_a_refused_replacement_settles_both(door: Arrivals) -> None:
    into = batch(door)
    (first,) = announced(door, Announced("letter.pdf", "", 8), into=into)
    assert send(door, first, 0, b"Dear Sir") == "rejected"

    def instead(name: str, content: bytes, replaces: str) -> str:
        file = Announced(name, "", len(content))
        with door.database.write() as session:
            found = uploads.attach(session, into, file, "", replaces, actor=ACTOR, days=7)
        send(door, found.upload.id, 0, content)
        return found.upload.id

    second = instead("wrong.pdf", b"Dear Madam", first)
    third = instead("scan.pdf", BODY, second)
    with door.database.read() as session:
        settled = [session.get_one(Submission, file) for file in (first, second)]
        assert [(file.settled, file.replaced_by) for file in settled] == [("replaced", third)] * 2
        counts = files.tally(session, door.office_id, into.id)
    assert (counts.failed, counts.settled) == (0, 2)


def test_locks_that_killed_processes_left_are_swept_and_held_ones_stay(door: Arrivals) -> None:
    upload = one(door)
    door.folder.mkdir(parents=True, exist_ok=True)
    (door.folder / ("0" * 32)).touch()
    seen: list[list[str]] = []

    def while_it_is_held() -> Iterator[bytes]:
        yield BODY[:100]
        sweep(door.database, door.folder)
        seen.append(sorted(path.name for path in spooled(door) if not path.suffix))
        yield BODY[100:]

    found = door.write(upload, 0, while_it_is_held(), stop=threading.Event())
    assert found.submission.outcome == "accepted"
    assert seen == [[upload]]
