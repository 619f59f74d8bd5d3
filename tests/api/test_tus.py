"""The upload door speaks tus 1.0.0: begun, broken off, gone on with, held against checksums."""

from __future__ import annotations

import base64
import hashlib
import socket
import unicodedata
from typing import Any

import pytest
from fastapi.testclient import TestClient
from httpx import Response

from ingest.storage import DirectoryStore
from models.errors import StorageFailed
from models.repositories import uploads
from models.tables import Audit, Document, Submission
from tests.api.conftest import Live, World
from tests.servers import wait_until

BODY = b"%PDF-1.4 " + b"0123456789" * 40
TUS = {"Tus-Resumable": "1.0.0"}
STREAM = {**TUS, "Content-Type": "application/offset+octet-stream"}


def described(**pairs: str) -> str:
    return ",".join(
        f"{key} {base64.b64encode(value.encode()).decode()}" for key, value in pairs.items()
    )


def begin(
    client: TestClient, batch: str, body: bytes = b"", *, size: int | None = None, **more: str
) -> Response:
    told = {"batch": batch, "filename": "a.pdf", **more}
    headers = {
        **(STREAM if body else TUS),
        "Upload-Length": str(len(BODY) if size is None else size),
        "Upload-Metadata": described(**told),
    }
    return client.post("/api/v1/uploads", headers=headers, content=body)


def append(client: TestClient, place: str, offset: int, body: bytes, **more: str) -> Response:
    headers = {**STREAM, "Upload-Offset": str(offset), **more}
    return client.patch(place, headers=headers, content=body)


@pytest.fixture
def client(world: World) -> TestClient:
    return world.client("documents:write")


@pytest.fixture
def batch(client: TestClient) -> str:
    return str(client.post("/api/v1/batches", json={"name": "box"}).json()["id"])


def test_the_door_says_what_it_speaks(world: World) -> None:
    answer = world.client().options("/api/v1/uploads")
    assert answer.status_code == 204
    assert answer.headers["Tus-Version"] == "1.0.0"
    assert "creation-with-upload" in answer.headers["Tus-Extension"]
    assert int(answer.headers["Tus-Max-Size"]) == world.state.settings.limit.file_bytes


def test_a_file_sent_in_one_request_is_taken_in(client: TestClient, batch: str) -> None:
    answer = begin(client, batch, BODY, folder="box 3", modified="1700000000000")
    assert answer.status_code == 201
    assert answer.headers["Upload-Offset"] == str(len(BODY))
    assert answer.headers["Lontar-Outcome"] == "accepted"
    told = client.get(answer.headers["Location"]).json()
    assert told["document_id"] == answer.headers["Lontar-Document"]
    assert told["sha256"] == hashlib.sha256(BODY).hexdigest()


def test_a_file_sent_in_pieces_is_taken_in_with_the_last(client: TestClient, batch: str) -> None:
    answer = begin(client, batch)
    place = answer.headers["Location"]
    assert answer.headers["Upload-Offset"] == "0"
    assert "GMT" in answer.headers["Upload-Expires"]
    first = append(client, place, 0, BODY[:50])
    assert (first.status_code, first.headers["Upload-Offset"]) == (204, "50")
    asked = client.head(place, headers=TUS)
    assert (asked.headers["Upload-Offset"], asked.headers["Upload-Length"]) == (
        "50",
        str(len(BODY)),
    )
    assert asked.headers["Cache-Control"] == "no-store"
    assert "Lontar-Outcome" not in asked.headers
    last = append(client, place, 50, BODY[50:])
    assert last.headers["Lontar-Outcome"] == "accepted"
    assert client.head(place, headers=TUS).headers["Upload-Offset"] == str(len(BODY))


def test_begun_again_it_is_the_same_upload(client: TestClient, batch: str) -> None:
    place = begin(client, batch).headers["Location"]
    append(client, place, 0, BODY[:50])
    again = begin(client, batch)
    assert (again.headers["Location"], again.headers["Upload-Offset"]) == (place, "50")
    # Sent whole with the creation it begins at 0.
    whole = begin(client, batch, BODY)
    assert (whole.headers["Location"], whole.headers["Lontar-Outcome"]) == (place, "accepted")
    assert begin(client, batch, BODY).headers["Lontar-Outcome"] == "accepted"


def test_begun_again_what_is_here_whole_is_kept_before_it_is_said_to_be(
    client: TestClient, batch: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(*_: object) -> None:
        raise StorageFailed

    with monkeypatch.context() as patch:
        patch.setattr(DirectoryStore, "put", away)
        assert begin(client, batch, BODY).status_code == 503
        assert begin(client, batch).status_code == 503
    answer = begin(client, batch)
    assert answer.headers["Upload-Offset"] == str(len(BODY))
    assert answer.headers["Lontar-Outcome"] == "accepted"


def some_have_come(live: Live) -> None:
    """Wait until what was sent lies in the spool."""
    spool = live.world.state.uploads
    wait_until(lambda: any(f.stat().st_size for f in spool.glob("*.*")), 20, "bytes arrive")


def test_a_connection_that_breaks_leaves_what_came(live: Live) -> None:
    token = live.world.here.tokens["documents:write"]
    client = live.world.client("documents:write")
    batch = client.post("/api/v1/batches", json={}).json()["id"]
    place = begin(client, batch).headers["Location"]
    head = (
        f"PATCH {place} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {token}\r\n"
        "Tus-Resumable: 1.0.0\r\nContent-Type: application/offset+octet-stream\r\n"
        f"Upload-Offset: 0\r\nContent-Length: {len(BODY)}\r\n\r\n"
    )
    with socket.create_connection(("127.0.0.1", live.port)) as line:
        line.sendall(head.encode() + BODY[:100])
        some_have_come(live)

    def offset() -> str:
        return client.head(place, headers=TUS).headers.get("Upload-Offset", "")

    wait_until(lambda: offset() == "100", 20, "what came before the line was lost is there")
    assert append(client, place, 100, BODY[100:]).headers["Lontar-Outcome"] == "accepted"


def test_a_request_that_hangs_gives_way_to_the_next(live: Live) -> None:
    token = live.world.here.tokens["documents:write"]
    client = live.world.client("documents:write")
    batch = client.post("/api/v1/batches", json={}).json()["id"]
    place = begin(client, batch).headers["Location"]
    head = (
        f"PATCH {place} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {token}\r\n"
        "Tus-Resumable: 1.0.0\r\nContent-Type: application/offset+octet-stream\r\n"
        f"Upload-Offset: 0\r\nContent-Length: {len(BODY)}\r\n\r\n"
    )
    with socket.create_connection(("127.0.0.1", live.port)) as line:
        line.sendall(head.encode() + BODY[:100])  # and not another byte, and no end
        some_have_come(live)  # else the next request may come first, and there is nothing to keep

        def given_way() -> bool:
            return client.head(place, headers=TUS).headers.get("Upload-Offset") == "100"

        wait_until(given_way, 20, "the upload is free for the next request")
        assert append(client, place, 100, BODY[100:]).headers["Lontar-Outcome"] == "accepted"


def test_a_piece_with_another_checksum_is_not_kept(client: TestClient, batch: str) -> None:
    place = begin(client, batch).headers["Location"]
    digest = base64.b64encode(hashlib.sha1(BODY[:9]).digest()).decode()
    wrong = append(client, place, 0, BODY[:10], **{"Upload-Checksum": f"sha1 {digest}"})
    assert wrong.status_code == 460
    assert wrong.headers["Tus-Resumable"] == "1.0.0"
    assert client.head(place, headers=TUS).headers["Upload-Offset"] == "0"
    right = append(client, place, 0, BODY[:9], **{"Upload-Checksum": f"sha1 {digest}"})
    assert right.headers["Upload-Offset"] == "9"


def test_a_file_other_than_its_checksum_is_sent_again(client: TestClient, batch: str) -> None:
    sha256 = hashlib.sha256(BODY).hexdigest()
    assert begin(client, batch, BODY[:-1] + b"?", sha256=sha256).status_code == 460
    assert begin(client, batch, BODY, sha256=sha256).headers["Lontar-Outcome"] == "accepted"


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Upload-Length": "10"}, 412),
        ({**TUS, "Tus-Resumable": "0.2.2", "Upload-Length": "10"}, 412),
        (TUS, 422),
        ({**TUS, "Upload-Length": "-1"}, 422),
        ({**TUS, "Upload-Length": "10", "Upload-Metadata": "filename ???"}, 422),
        ({**TUS, "Upload-Length": "10"}, 422),
        ({**TUS, "Upload-Length": "10", "Upload-Metadata": described(batch="nowhere")}, 404),
        ({**TUS, "Upload-Length": "10", "Upload-Checksum": "crc32 AAAA"}, 422),
    ],
)
def test_what_is_no_creation_is_told_so(
    client: TestClient, headers: dict[str, str], status: int
) -> None:
    answer = client.post("/api/v1/uploads", headers=headers)
    assert answer.status_code == status
    assert answer.headers["Tus-Resumable"] == "1.0.0"


def test_what_is_no_piece_is_told_so(client: TestClient, batch: str) -> None:
    place = begin(client, batch).headers["Location"]
    assert append(client, place, 7, b"x").status_code == 409
    other = {"Content-Type": "application/pdf"}
    assert append(client, place, 0, b"x", **other).status_code == 415
    assert append(client, place, 0, BODY + b"more").status_code == 413
    assert client.head(place).status_code == 412


def test_a_method_cannot_be_named_in_a_header(world: World, client: TestClient, batch: str) -> None:
    # The guard looks at the method that came: it would be a way around it.
    place = begin(client, batch).headers["Location"]
    answer = client.post(place, headers={**TUS, "X-HTTP-Method-Override": "DELETE"})
    assert answer.status_code == 405
    assert client.head(place, headers=TUS).status_code == 200


def test_what_is_too_large_or_empty_is_refused_without_its_bytes(
    world: World, client: TestClient, batch: str
) -> None:
    large = begin(client, batch, size=world.state.settings.limit.file_bytes + 1)
    assert large.headers["Lontar-Outcome"] == "rejected"
    told = client.get(large.headers["Location"]).json()
    assert (told["code"], told["outcome"]) == ("input.too_large", "rejected")
    assert begin(client, batch, size=0, filename="b.pdf").headers["Lontar-Outcome"] == "rejected"


def test_a_withdrawn_file_is_gone_and_still_in_the_book(
    world: World, client: TestClient, batch: str
) -> None:
    place = begin(client, batch).headers["Location"]
    append(client, place, 0, BODY[:50])
    assert client.delete(place, headers=TUS).status_code == 204
    assert client.head(place, headers=TUS).status_code == 410
    assert append(client, place, 50, BODY[50:]).status_code == 410
    assert list(world.state.uploads.iterdir()) == []
    (listed,) = client.get(f"/api/v1/batches/{batch}/files").json()["files"]
    assert (listed["outcome"], listed["settled"], listed["state"]) == (
        "announced",
        "withdrawn",
        None,
    )
    with world.state.database.read() as session:
        assert session.query(Audit).filter_by(action="file.withdrawn").count() == 1
    taken = begin(client, batch, BODY, filename="b.pdf").headers["Location"]
    assert client.delete(taken, headers=TUS).status_code == 409


def announce(client: TestClient, batch: str, *files: dict[str, Any]) -> list[dict[str, Any]]:
    answer = client.post(f"/api/v1/batches/{batch}/announce", json={"files": list(files)})
    assert answer.status_code == 200, answer.text
    found: list[dict[str, Any]] = answer.json()["files"]
    return found


def test_announced_files_are_missed_until_they_come(client: TestClient, batch: str) -> None:
    here, missing = (
        {"name": f"{name}.pdf", "folder": "box/deep", "size": len(BODY), "modified": 5}
        for name in ("here", "missing")
    )
    told = announce(client, batch, here, missing)
    assert [file["outcome"] for file in told] == ["announced", "announced"]
    sent = begin(client, batch, BODY, filename="here.pdf", folder="box/deep", modified="5")
    assert sent.headers["Location"].endswith(told[0]["id"])
    again = announce(client, batch, here, missing)
    assert [file["outcome"] for file in again] == ["accepted", "announced"]
    assert again[0]["sha256"] == hashlib.sha256(BODY).hexdigest()
    counts = client.get(f"/api/v1/batches/{batch}").json()["files"]
    assert (counts["accepted"], counts["announced"]) == (1, 1)
    off = client.post(f"/api/v1/files/{told[1]['id']}/write-off", json={"reason": "paper_lost"})
    assert (off.status_code, off.json()["settled"]) == (200, "written_off")
    counts = client.get(f"/api/v1/batches/{batch}").json()["files"]
    assert (counts["announced"], counts["settled"]) == (0, 1)
    assert client.post(
        f"/api/v1/files/{told[0]['id']}/write-off", json={"reason": "blank"}
    ).is_error


def test_a_write_off_needs_a_reason_and_can_be_taken_back(
    world: World, client: TestClient, batch: str
) -> None:
    (file,) = announce(client, batch, {"name": "a.pdf", "size": 9})
    place = f"/api/v1/files/{file['id']}"
    assert client.post(f"{place}/write-off", json={"reason": "other"}).status_code == 422
    assert client.post(f"{place}/write-off", json={"reason": "bored"}).status_code == 422
    why = {"reason": "other", "why": "kept by the court"}
    assert client.post(f"{place}/write-off", json=why).status_code == 200
    with world.state.database.read() as session:
        kept = session.get_one(Submission, file["id"])
        assert (kept.settled_why, kept.settled_by[:6]) == ("kept by the court", "token:")
        line = session.query(Audit).filter_by(action="file.written_off").one()
        assert line.detail == {"batch": batch, "reason": "other"}
    assert client.post(f"{place}/reopen").json()["settled"] == ""
    assert client.post(f"{place}/reopen").status_code == 409


def test_names_that_hide_or_climb_are_made_harmless(client: TestClient, batch: str) -> None:
    announce(
        client, batch, {"name": "../../a\u202efdp.exe\x00.pdf", "folder": "../../etc/", "size": 9}
    )
    listed = client.get(f"/api/v1/batches/{batch}/files").json()["files"][0]
    assert (listed["name"], listed["folder"]) == ("afdp.exe.pdf", "etc")


def test_files_whose_names_are_cut_to_the_same_are_two(client: TestClient, batch: str) -> None:
    deep = "/".join(["ប្រអប់" * 20] * 5)
    named = [
        {"name": "scan.tif", "folder": f"{deep}/{part}", "size": len(BODY), "modified": 5}
        for part in ("១", "២")
    ]
    long = [{"name": f"{'ស' * 240}{n}.tif", "size": 9} for n in range(2)]
    told = announce(client, batch, *named, *long)
    assert len({file["id"] for file in told}) == 4
    assert announce(client, batch, *named, *long) == told
    sent = begin(client, batch, BODY, filename="scan.tif", folder=f"{deep}/២", modified="5")
    assert sent.headers["Location"].endswith(told[1]["id"])


def test_names_that_differ_in_normal_form_alone_are_one_and_in_case_two(
    client: TestClient, batch: str
) -> None:
    forms = [unicodedata.normalize(form, "Café ស្រី.pdf") for form in ("NFC", "NFD")]
    same = announce(client, batch, *({"name": name, "size": 9} for name in forms))
    assert same[0]["id"] == same[1]["id"]
    other = announce(client, batch, *({"name": name, "size": 9} for name in ("A.pdf", "a.pdf")))
    assert other[0]["id"] != other[1]["id"]


def test_the_same_file_sent_by_two_doors_is_one_document(
    world: World, client: TestClient, batch: str
) -> None:
    whole = client.post(f"/api/v1/batches/{batch}/documents", files={"files": ("b.pdf", BODY)})
    assert whole.json()["accepted"] == 1
    answer = begin(client, batch, BODY)
    assert answer.headers["Lontar-Outcome"] == "duplicate"
    told = client.get(answer.headers["Location"]).json()
    assert told["first_name"] == "b.pdf"
    with world.state.database.read() as session:
        sha256 = hashlib.sha256(BODY).hexdigest()
        assert session.query(Document).filter_by(sha256=sha256).count() == 1


def test_another_office_cannot_send_into_a_batch_or_replace_its_files(
    world: World, client: TestClient, batch: str
) -> None:
    stranger = world.client("documents:write", world.there)
    assert begin(stranger, batch, BODY).status_code == 404
    own = stranger.post("/api/v1/batches", json={}).json()["id"]
    with world.state.database.read() as session:
        awaited = uploads.get(session, world.here.id, world.here.upload).submission.id
    assert begin(stranger, own, BODY, replaces=awaited).status_code == 404
    assert begin(client, batch, BODY, replaces=awaited).status_code == 404
