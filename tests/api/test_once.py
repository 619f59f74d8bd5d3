"""A write that is sent twice with one key is carried out once."""

from __future__ import annotations

import threading
import uuid
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from sqlalchemy import select

from api import once
from models.database import now
from models.repositories import batches, repeated
from models.tables import Batch, KeptAnswer, Person
from tests.api.conftest import World
from tests.api.world import PASSWORD


def key() -> dict[str, str]:
    return {"Idempotency-Key": str(uuid.uuid4())}


def count(world: World) -> int:
    with world.state.database.read() as session:
        return len(session.scalars(select(Batch.id)).all())


def test_the_second_gets_the_first_one_s_answer_and_nothing_happens(world: World) -> None:
    client, head, before = world.client("documents:write"), key(), count(world)
    first = client.post("/api/v1/batches", json={"name": "box"}, headers=head)
    again = client.post("/api/v1/batches", json={"name": "box"}, headers=head)
    assert (again.status_code, again.content) == (first.status_code, first.content)
    assert again.headers["idempotency-replayed"] == "true"
    assert "idempotency-replayed" not in first.headers
    assert count(world) == before + 1


def test_a_key_belongs_to_one_request_and_one_asker(world: World) -> None:
    client, head, before = world.client("documents:write"), key(), count(world)
    client.post("/api/v1/batches", json={"name": "box"}, headers=head)
    other = client.post("/api/v1/batches", json={"name": "another box"}, headers=head)
    assert (other.status_code, other.json()["code"]) == (422, "key_reused")
    person = world.client("manager").post("/api/v1/batches", json={"name": "box"}, headers=head)
    assert "idempotency-replayed" not in person.headers
    office = world.client("documents:write", world.there)
    assert office.post("/api/v1/batches", json={"name": "box"}, headers=head).status_code == 201
    assert count(world) == before + 3


def test_a_changed_record_is_answered_alike_though_its_version_has_moved_on(world: World) -> None:
    client, head = world.client("records:write"), {**key(), "If-Match": '"1"'}
    address = f"/api/v1/records/{world.here.finished}/revisions"
    body = {"changes": [{"key": "given_name", "action": "correct", "text": "Dara"}]}
    first = client.post(address, json=body, headers=head)
    again = client.post(address, json=body, headers=head)
    assert (again.json(), again.headers["etag"]) == (first.json(), '"2"')
    assert client.post(address, json=body, headers={"If-Match": '"1"'}).status_code == 412


@pytest.mark.parametrize("kind", ["Application/JSON; charset=utf-8", "application/x+json"])
def test_json_is_json_however_its_kind_is_written(world: World, kind: str) -> None:
    client, head, before = world.client("documents:write"), key(), count(world)
    head["Content-Type"] = kind
    for _ in range(2):
        sent = client.post("/api/v1/batches", content=b'{"name": "box"}', headers=head)
        assert sent.status_code == 201, sent.text
    assert count(world) == before + 1


def test_what_was_refused_may_come_again(world: World) -> None:
    client, head = world.client("records:write"), key()
    address = f"/api/v1/records/{world.here.finished}/revisions"
    body = {"changes": [{"key": "sex", "action": "empty"}]}
    assert client.post(address, json=body, headers=head).status_code == 428
    good = client.post(address, json=body, headers={**head, "If-Match": '"1"'})
    assert good.status_code == 200, good.text


def test_sixteen_at_once_do_it_once(world: World) -> None:
    head, before, start = key(), count(world), threading.Barrier(8)

    def send(_: int) -> int:
        client = world.client("documents:write")
        start.wait()
        return client.post("/api/v1/batches", json={"name": "box"}, headers=head).status_code

    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(send, range(8)))
    assert set(found) <= {201, 409}
    assert 201 in found
    assert count(world) == before + 1


def test_killed_after_it_was_done_it_is_not_done_again(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The process ends between the change's commit and the keeping of its answer."""
    client, head, before = world.client("documents:write"), key(), count(world)
    with monkeypatch.context() as broken:
        broken.setattr(once, "_keep", lambda *_: None)
        client.post("/api/v1/batches", json={"name": "box"}, headers=head)
    again = client.post("/api/v1/batches", json={"name": "box"}, headers=head)
    assert (again.status_code, again.json()["code"]) == (409, "answer_lost")
    assert count(world) == before + 1


def test_killed_before_it_did_anything_it_is_done_later(world: World) -> None:
    """The process ends after the turn was taken; who was slow and comes back has lost it."""
    client, head, before = world.client("documents:write"), key(), count(world)
    name = repeated.key_id(
        world.here.id, f"token:{world.here.token_ids['documents:write']}", head["Idempotency-Key"]
    )
    asked = repeated.asked("POST", "/api/v1/batches?", "", b'{"name":"box"}')
    with world.state.database.write() as session:
        turn = repeated.begin(session, world.here.id, name, asked)
        assert isinstance(turn, repeated.Turn)
    busy = client.post("/api/v1/batches", json={"name": "box"}, headers=head)
    assert (busy.status_code, busy.json()["code"]) == (409, "conflict")
    with world.state.database.write() as session:
        row = session.get(KeptAnswer, name)
        assert row is not None
        row.until = now() - timedelta(seconds=1)
    assert client.post("/api/v1/batches", json={"name": "box"}, headers=head).status_code == 201
    slow = pytest.raises(Exception, match="still being carried out")
    with slow, world.state.database.write() as session:
        batches.create(session, world.here.id, "box", "slow")
        repeated.mark_done(session, turn, hours=1)
    assert count(world) == before + 1


def test_an_answer_has_its_time(world: World) -> None:
    client, head, before = world.client("documents:write"), key(), count(world)
    client.post("/api/v1/batches", json={"name": "box"}, headers=head)
    with world.state.database.write() as session:
        for row in session.scalars(select(KeptAnswer)):
            row.until = now() - timedelta(seconds=1)
        assert repeated.prune(session) == 1
    client.post("/api/v1/batches", json={"name": "box"}, headers=head)
    assert count(world) == before + 2


def test_neither_secrets_nor_passwords_are_kept(world: World) -> None:
    client, head = world.client("administrator"), key()
    body = {"name": "case system", "scopes": ["records:read"]}
    made = client.post("/api/v1/tokens", json=body, headers=head)
    again = client.post("/api/v1/tokens", json=body, headers=head)
    assert (made.status_code, again.status_code) == (201, 409)
    assert again.json()["code"] == "answer_lost"
    person = {"login": "new", "role": "uploader", "password": PASSWORD}
    assert client.post("/api/v1/people", json=person, headers=key()).status_code == 201
    with world.state.database.read() as session:
        assert session.scalar(select(Person.id).where(Person.login == "new"))
        rows = session.scalars(select(KeptAnswer)).all()
        assert len(rows) == 2
        assert all(row.body is None and row.status is None for row in rows)


@pytest.mark.parametrize("wrong", ["", "x" * 201, "a\tb"])
def test_a_strange_key_is_refused(world: World, wrong: str) -> None:
    answer = world.client("documents:write").post(
        "/api/v1/batches", json={"name": "box"}, headers={"Idempotency-Key": wrong}
    )
    assert answer.status_code == 422


def test_reading_json_costs_little_when_nothing_has_changed(world: World) -> None:
    client = world.client("documents:read")
    address = f"/api/v1/documents/{world.here.document}"
    tag = client.get(address).headers["etag"]
    again = client.get(address, headers={"If-None-Match": tag})
    assert (again.status_code, again.content) == (304, b"")
    feed = world.client("records:read")
    tag = feed.get("/api/v1/records").headers["etag"]
    assert feed.get("/api/v1/records", headers={"If-None-Match": tag}).status_code == 304
    address = f"/api/v1/records/{world.here.finished}/revisions"
    body = {"changes": [{"key": "sex", "action": "empty"}]}
    head = {"If-Match": '"1"'}
    world.client("records:write").post(address, json=body, headers=head)
    assert feed.get("/api/v1/records", headers={"If-None-Match": tag}).status_code == 200
