"""How far a batch is: counts, its files page by page, and the live stream."""

from __future__ import annotations

import json
from typing import Any

import pytest

from api.v1 import batches as batches_api
from api.v1 import events
from models.repositories import batches, documents
from models.tables import Document
from models.values import DocumentState
from tests.api.conftest import World


def upload(world: World, batch: str, count: int) -> list[str]:
    named = [("files", (f"{n}.pdf", b"%PDF-1.4 " + bytes([n]))) for n in range(count)]
    answer = world.client("uploader").post(f"/api/v1/batches/{batch}/documents", files=named)
    return [file["document_id"] for file in answer.json()["files"]]


def new_batch(world: World, name: str = "box") -> str:
    answer = world.client("uploader").post("/api/v1/batches", json={"name": name})
    assert answer.status_code == 201
    return answer.json()["id"]


def end(world: World, document_id: str, state: DocumentState) -> None:
    with world.state.database.write() as session:
        document = session.get(Document, document_id)
        assert document is not None
        documents.end(
            session, document, state, code="input.damaged", problem="Cut.", remedy="Scan."
        )


def test_counts_follow_files_and_documents(world: World) -> None:
    batch = new_batch(world)
    client = world.client("uploader")
    assert client.get(f"/api/v1/batches/{batch}").json()["done"] is False
    first, second, third = upload(world, batch, 3)
    upload(world, batch, 1)
    now = client.get(f"/api/v1/batches/{batch}").json()
    assert {k: n for k, n in now["files"].items() if n} == {"accepted": 3, "duplicate": 1}
    assert (now["documents"]["received"], now["total_documents"], now["done"]) == (3, 3, False)
    end(world, first, DocumentState.FINISHED)
    end(world, second, DocumentState.REJECTED)
    end(world, third, DocumentState.NEEDS_REVIEW)
    now = client.get(f"/api/v1/batches/{batch}").json()
    assert now["done"] is True
    assert {k: n for k, n in now["documents"].items() if n} == {
        "finished": 1,
        "rejected": 1,
        "needs_review": 1,
    }


def test_batches_and_files_come_page_by_page_each_once(world: World) -> None:
    made = [new_batch(world, f"box {n}") for n in range(5)]
    client, found, cursor = world.client("uploader"), [], ""
    while True:
        page = client.get("/api/v1/batches", params={"limit": 2, "cursor": cursor}).json()
        found += [batch["id"] for batch in page["batches"]]
        cursor = page["cursor"]
        if not page["has_more"]:
            break
    assert found[:5] == [*reversed(made)]
    assert world.here.batch in found and len(found) == len(set(found))
    ids = upload(world, made[0], 7)
    files, cursor = [], ""
    while True:
        address = f"/api/v1/batches/{made[0]}/files"
        page = client.get(address, params={"limit": 3, "cursor": cursor}).json()
        files += [file["document_id"] for file in page["files"]]
        cursor = page["cursor"]
        if not page["has_more"]:
            break
    assert files == ids


def test_a_failed_document_says_what_is_wrong_and_what_to_do(world: World) -> None:
    batch = new_batch(world)
    (document,) = upload(world, batch, 1)
    end(world, document, DocumentState.REJECTED)
    (file,) = world.client("uploader").get(f"/api/v1/batches/{batch}/files").json()["files"]
    assert file["problem"] == {"code": "input.damaged", "detail": "Cut.", "remedy": "Scan."}


def test_a_name_keeps_its_letters_and_loses_what_hides(world: World) -> None:
    with world.state.database.read() as session:
        batch = batches.get(session, world.here.id, new_batch(world, " ប្រអប់ 2019/05 \u202e\x00 "))
    assert batch.name == "ប្រអប់ 2019/05"


def test_the_stream_tells_every_change_and_ends_when_all_is_at_an_end(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    batch = new_batch(world)
    first, second = upload(world, batch, 2)
    # The test client hands a stream over when it has ended: the changes come with the looks.
    changes = [
        lambda: end(world, first, DocumentState.FINISHED),
        lambda: None,
        lambda: end(world, second, DocumentState.TEXT_ONLY),
    ]

    def look(*words: Any) -> Any:
        seen = batches_api.progress(*words)
        if changes:
            changes.pop(0)()
        return seen

    monkeypatch.setattr(events, "progress", look)
    monkeypatch.setattr(events, "EVERY_SECONDS", 0.01)
    answer = world.client("uploader").get(f"/api/v1/batches/{batch}/events")
    assert answer.headers["content-type"].startswith("text/event-stream")
    told = [block.split("\n") for block in answer.text.strip().split("\n\n")]
    names = [next(x for x in lines if x.startswith("event: ")) for lines in told]
    assert names == ["event: counts"] * 3 + ["event: end"]
    states = [json.loads(lines[-1].removeprefix("data: "))["documents"] for lines in told[:3]]
    assert [(s["received"], s["finished"], s["text_only"]) for s in states] == [
        (2, 0, 0),
        (1, 1, 0),
        (0, 1, 1),
    ]


def test_asking_again_after_the_end_is_answered_with_nothing(world: World) -> None:
    client = world.client("uploader")
    address = f"/api/v1/batches/{world.here.batch}/events"
    assert client.get(address, headers={"Last-Event-ID": "end"}).status_code == 204
    assert "event: end" in client.get(address).text
