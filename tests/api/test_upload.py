"""Files in: each answered for by itself, none lost, none taken twice."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import func, select

from api.app import create_app
from api.state import AppState
from ingest.storage import original_key
from models.errors import StorageFailed
from models.limits import Limits
from models.tables import Document, Outbox, Submission
from tests.api.conftest import World

PDF = b"%PDF-1.4 some content "
BOUNDARY = "lontar-test"
HEAD = {"Content-Type": f"multipart/form-data; boundary={BOUNDARY}"}


def files(*named: tuple[str, bytes]) -> list[tuple[str, tuple[str, bytes]]]:
    return [("files", one) for one in named]


def send(client: TestClient, batch: str, *named: tuple[str, bytes]):
    return client.post(f"/api/v1/batches/{batch}/documents", files=files(*named))


def part(name: str, content: bytes) -> bytes:
    head = (
        f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="files"; filename="{name}"\r\n\r\n'
    )
    return head.encode() + content


def count(state: AppState, table: type) -> int:
    with state.database.read() as session:
        return session.scalar(select(func.count()).select_from(table)) or 0


@pytest.fixture
def uploader(world: World) -> TestClient:
    return world.client("uploader")


def limited(world: World, **limits: int) -> TestClient:
    """An uploader of the same office, under other limits."""
    settings = world.state.settings.model_copy(update={"limit": Limits(**limits)})
    app = create_app(replace(world.state, settings=settings))
    head = world.here.headers("uploader")
    return TestClient(app, base_url="https://testserver", headers=head)


def test_each_file_gets_its_own_answer_and_one_bad_file_stops_no_other(
    world: World, uploader: TestClient
) -> None:
    answer = send(
        uploader,
        world.here.batch,
        ("good.pdf", PDF),
        ("again.pdf", PDF),
        ("text.pdf", b"hello, I am text"),
        ("empty.pdf", b""),
        ("other.pdf", PDF + b"2"),
    )
    assert answer.status_code == 201
    told = answer.json()
    assert (told["accepted"], told["duplicate"], told["rejected"]) == (2, 1, 2)
    good, again, text, empty, other = told["files"]
    assert good["outcome"] == other["outcome"] == "accepted"
    assert again["document_id"] == good["document_id"]
    assert again["first_name"] == "good.pdf"
    assert (text["code"], empty["code"]) == ("input.unknown_type", "input.empty")
    for refused in (text, empty):
        assert refused["detail"].endswith(".")
        assert refused["remedy"].endswith(".")
        assert refused["document_id"] is None
    listed = uploader.get(f"/api/v1/batches/{world.here.batch}/files").json()["files"][-5:]
    assert [f["name"] for f in listed] == [f["name"] for f in told["files"]]
    assert listed[2]["problem"]["code"] == "input.unknown_type"
    assert listed[2]["state"] == "rejected"


def test_an_accepted_file_lies_in_the_store_byte_by_byte_and_its_work_is_promised(
    world: World, uploader: TestClient
) -> None:
    content = PDF * 50_000  # 1.1 MB: comes in many pieces
    before = count(world.state, Outbox)
    sent = send(uploader, world.here.batch, ("big.pdf", content))
    assert sent.json()["accepted"] == 1
    sha256 = hashlib.sha256(content).hexdigest()
    kept = b"".join(world.state.store.open(original_key(world.here.id, sha256)))
    assert kept == content
    assert count(world.state, Outbox) == before + 1
    assert not list(Path(world.state.spool).iterdir())


def test_the_same_file_sixteen_times_at_once_is_one_document(world: World) -> None:
    def one(number: int) -> str:
        client = world.client("documents:write")
        answer = send(client, world.here.batch, (f"copy-{number}.pdf", PDF))
        return answer.json()["files"][0]["outcome"]

    with ThreadPoolExecutor(16) as pool:
        outcomes = list(pool.map(one, range(16)))
    assert sorted(outcomes) == ["accepted"] + ["duplicate"] * 15
    with world.state.database.read() as session:
        sha256 = hashlib.sha256(PDF).hexdigest()
        assert len(session.scalars(select(Document).where(Document.sha256 == sha256)).all()) == 1


def test_the_same_bytes_in_another_office_are_another_document(world: World) -> None:
    for office in (world.here, world.there):
        sent = send(world.client("uploader", office), office.batch, ("same.pdf", PDF))
        assert sent.json()["files"][0]["outcome"] == "accepted"


KHMER = "ករណី" * 340  # 4,080 bytes of UTF-8


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("../../etc/passwd.pdf", "passwd.pdf"),
        ("C:\\scans\\box 1\\a.pdf", "a.pdf"),
        ("safe\u202efdp.exe.pdf", "safefdp.exe.pdf"),
        ("bell\x07 and\x1b[31m red.pdf", "bell and[31m red.pdf"),
        ('say "so".pdf', 'say "so".pdf'),
        ("ករណី ១២.pdf", "ករណី ១២.pdf"),
        (f"{KHMER}.pdf", None),
        ("", "unnamed"),
        ("....//", "unnamed"),
    ],
)
def test_odd_names_are_kept_readable_and_harmless(
    world: World, uploader: TestClient, name: str, kept: str | None
) -> None:
    safe = name.replace("\\", "\\\\").replace('"', "%22")
    body = part(safe, PDF + name.encode()) + f"\r\n--{BOUNDARY}--\r\n".encode()
    address = f"/api/v1/batches/{world.here.batch}/documents"
    answer = uploader.post(address, content=body, headers=HEAD)
    assert answer.status_code == 201, answer.text
    shown = answer.json()["files"][0]["name"]
    if kept is None:
        assert len(shown) == Limits().name_characters
        assert shown.startswith("ករណី")
        assert shown.endswith(".pdf")
    else:
        assert shown == kept


def test_a_file_over_the_limit_is_refused_and_the_rest_goes_on(world: World) -> None:
    client = limited(world, file_bytes=100_000)
    answer = send(client, world.here.batch, ("long.pdf", PDF * 20_000), ("short.pdf", PDF))
    assert answer.status_code == 201
    long, short = answer.json()["files"]
    assert (long["outcome"], long["code"]) == ("rejected", "input.too_large")
    assert short["outcome"] == "accepted"


def test_too_many_files_in_one_request_are_refused_naming_those_taken(world: World) -> None:
    client = limited(world, files_per_request=3)
    named = [(f"{n}.pdf", PDF + bytes([n])) for n in range(5)]
    answer = send(client, world.here.batch, *named)
    assert answer.status_code == 413
    told = answer.json()
    assert told["code"] == "too_many_files"
    assert [f["name"] for f in told["files"]] == ["0.pdf", "1.pdf", "2.pdf"]
    assert send(client, world.here.batch, *named[3:]).json()["accepted"] == 2


def test_a_request_that_breaks_off_keeps_the_whole_files_and_not_the_broken_one(
    world: World, uploader: TestClient
) -> None:
    before = count(world.state, Submission)
    body = part("whole.pdf", PDF) + b"\r\n" + part("broken.pdf", PDF + b"half of it")
    address = f"/api/v1/batches/{world.here.batch}/documents"
    answer = uploader.post(address, content=body, headers=HEAD)
    assert answer.status_code == 400
    told = answer.json()
    assert told["code"] == "upload_broken_off"
    assert [(f["name"], f["outcome"]) for f in told["files"]] == [("whole.pdf", "accepted")]
    assert count(world.state, Submission) == before + 1
    again = send(uploader, world.here.batch, ("whole.pdf", PDF), ("broken.pdf", PDF + b"all"))
    assert [f["outcome"] for f in again.json()["files"]] == ["duplicate", "accepted"]


def test_a_body_is_taken_apart_wherever_its_pieces_are_cut(
    world: World, uploader: TestClient
) -> None:
    whole = b"".join(
        part(f"{n}.pdf", PDF + bytes([n]) + b"\r\n--almost" * n) + b"\r\n" for n in range(4)
    )
    whole += f"--{BOUNDARY}--\r\n".encode()

    def cut() -> Iterator[bytes]:
        for at in range(0, len(whole), 7):
            yield whole[at : at + 7]

    address = f"/api/v1/batches/{world.here.batch}/documents"
    answer = uploader.post(address, content=cut(), headers=HEAD)
    assert answer.json()["accepted"] == 4, answer.text
    for n in range(4):
        content = PDF + bytes([n]) + b"\r\n--almost" * n
        key = original_key(world.here.id, hashlib.sha256(content).hexdigest())
        assert b"".join(world.state.store.open(key)) == content


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (b"not multipart", "text/plain"),
        (b"", "multipart/form-data"),
        (b"garbage", f"multipart/form-data; boundary={BOUNDARY}"),
        (b"", f"multipart/form-data; boundary={BOUNDARY}"),
        (f"--{BOUNDARY}--\r\n".encode(), f"multipart/form-data; boundary={BOUNDARY}"),
        (b"x" * 100, "multipart/form-data; boundary=" + "b" * 300),
    ],
)
def test_a_body_that_is_no_upload_is_answered_with_a_problem(
    world: World, uploader: TestClient, content: bytes, kind: str
) -> None:
    address = f"/api/v1/batches/{world.here.batch}/documents"
    answer = uploader.post(address, content=content, headers={"Content-Type": kind})
    assert answer.status_code in (400, 422)
    assert answer.headers["content-type"] == "application/problem+json"


class FullStore:
    """The real store, whose disk is full from the second file on. Stands in for a full disk."""

    def __init__(self, real, room: int) -> None:
        self.real, self.room = real, room

    def put(self, key: str, path: Path, sha256: str) -> None:
        if self.room == 0:
            raise StorageFailed("The store cannot write: No space left on device.")
        self.room -= 1
        self.real.put(key, path, sha256)

    def __getattr__(self, name: str):
        return getattr(self.real, name)


def test_a_full_store_is_told_with_the_files_that_were_taken(world: World) -> None:
    app = create_app(replace(world.state, store=FullStore(world.state.store, 1)))
    head = world.here.headers("uploader")
    client = TestClient(app, base_url="https://testserver", headers=head)
    answer = send(client, world.here.batch, ("a.pdf", PDF), ("b.pdf", PDF + b"b"))
    assert answer.status_code == 503
    told = answer.json()
    assert (told["code"], told["retry"]) == ("storage_failed", True)
    assert [f["name"] for f in told["files"]] == ["a.pdf"]
    assert answer.headers["retry-after"]
    with world.state.database.read() as session:
        sha256 = hashlib.sha256(PDF + b"b").hexdigest()
        assert session.scalar(select(Document).where(Document.sha256 == sha256)) is None
    assert not list(Path(world.state.spool).iterdir())
