"""Every error is problem+json with a remedy, and repeats nothing that was sent."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from fastapi.testclient import TestClient

from api import logs
from api.app import create_app
from api.state import AppState
from models.database import Database
from tests.api.conftest import World

SECRET = "Malee-2931"


def fine(answer, status: int) -> dict:
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    told = answer.json()
    assert told["status"] == status
    assert told["type"] == f"urn:lontar:problem:{told['code']}"
    assert told["request_id"] == answer.headers["x-request-id"]
    assert told["detail"].endswith(".")
    assert told["remedy"]
    assert SECRET not in answer.text
    return told


@pytest.mark.parametrize(
    ("method", "address", "status"),
    [
        ("GET", f"/api/v1/{SECRET}", 404),
        ("GET", f"/api/{SECRET}", 404),
        ("PUT", "/api/v1/health", 405),
        ("GET", "/api/v1/session", 401),
        ("GET", f"/api/v1/records/{SECRET}", 401),
    ],
)
def test_nobody_is_answered_in_problems(
    world: World, method: str, address: str, status: int
) -> None:
    fine(world.client().request(method, address), status)


@pytest.mark.parametrize(
    ("method", "address", "body"),
    [
        ("GET", f"/api/v1/records/{SECRET}", None),
        ("GET", f"/api/v1/records?limit={SECRET}", None),
        ("GET", f"/api/v1/records?state={SECRET}", None),
        ("GET", f"/api/v1/records?cursor={SECRET}", None),
        ("POST", "/api/v1/batches", {"name": [SECRET]}),
        ("POST", "/api/v1/batches", SECRET),
        ("POST", "/api/v1/records/next", {"skip": [SECRET]}),
    ],
)
def test_what_was_wrong_is_named_and_not_repeated(
    world: World, method: str, address: str, body: object
) -> None:
    answer = world.client("manager").request(method, address, json=body)
    assert fine(answer, 422)["code"] == "bad_request"


def test_broken_json_is_a_problem(world: World) -> None:
    head = {"Content-Type": "application/json"}
    client = world.client("manager")
    answer = client.post("/api/v1/batches", content=f'{{"name": "{SECRET}'.encode(), headers=head)
    fine(answer, 422)


def test_a_request_that_is_too_large_is_a_problem(world: World) -> None:
    client = world.client("manager")
    answer = client.post("/api/v1/batches", json={"name": SECRET * 200_000})
    assert fine(answer, 413)["code"] == "request_too_large"

    def pieces():
        for _ in range(40):
            yield b"x" * 65536

    head = {"Content-Type": "application/json"}
    fine(client.post("/api/v1/batches", content=pieces(), headers=head), 413)


def test_a_dead_database_is_a_problem_that_may_pass(
    world: World, state: AppState, tmp_path, capsys: pytest.CaptureFixture[str]
) -> None:
    gone = Database(f"sqlite:///{tmp_path / 'other' / 'gone.sqlite3'}")
    client = TestClient(create_app(replace(state, database=gone)), base_url="https://testserver")
    body = {"login": SECRET, "password": SECRET}
    told = fine(client.post("/api/v1/session", json=body), 503)
    assert (told["code"], told["retry"]) == ("database_down", True)


def test_a_defect_is_a_problem_and_its_message_stays_out_of_the_log(
    world: World, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def broken(*_words: object, **_more: object) -> None:
        raise RuntimeError(SECRET)

    logs.configure("info")
    monkeypatch.setattr("models.repositories.batches.newest", broken)
    told = fine(world.client("manager").get("/api/v1/batches"), 500)
    assert told["code"] == "internal"
    written = capsys.readouterr().err
    assert SECRET not in written
    lines = [json.loads(line) for line in written.splitlines()]
    defect = next(line for line in lines if line["event"] == "defect")
    assert defect["error"] == "RuntimeError"
    assert defect["request"] == told["request_id"]


def test_the_log_tells_what_happened_without_names_addresses_or_words_sought(
    world: World, capsys: pytest.CaptureFixture[str]
) -> None:
    logs.configure("debug")
    client = world.client("manager")
    client.post("/api/v1/search", json={"text": SECRET})
    client.get(f"/api/v1/records/{world.here.finished}")
    named = [("files", (f"{SECRET}.pdf", b"%PDF-1.4"))]
    client.post(f"/api/v1/batches/{world.here.batch}/documents", files=named)
    client.post("/api/v1/session", json={"login": SECRET, "password": SECRET})
    written = capsys.readouterr().err
    for word in (SECRET, world.here.plant, world.here.finished, "manager.here", "/api/"):
        assert word not in written
    lines = [json.loads(line) for line in written.splitlines()]
    told = [(line["endpoint"], line["status"]) for line in lines if line["event"] == "request"]
    assert told == [
        ("search_everything", 200),
        ("get_record", 200),
        ("upload", 201),
        ("open_session", 401),
    ]
    assert lines[0]["actor"] == f"person:{world.here.people['manager']}"


def test_every_answer_carries_the_security_headers(world: World) -> None:
    for address in ("/api/v1/health", "/api/v1/batches", "/nowhere", "/"):
        head = world.client("manager").get(address).headers
        policy = head["content-security-policy"]
        assert "unsafe" not in policy
        assert "default-src 'none'" in policy
        assert "frame-ancestors 'none'" in policy
        assert head["x-content-type-options"] == "nosniff"
        assert head["referrer-policy"] in ("no-referrer", "same-origin")
        assert "no-store" in head["cache-control"]
    secure = world.state.settings.model_copy(update={"https": True})
    app = create_app(replace(world.state, settings=secure))
    with_tls = TestClient(app, base_url="https://testserver").get("/api/v1/health")
    assert "max-age" in with_tls.headers["strict-transport-security"]


def test_a_cookie_without_secure_is_warned_of_at_the_start(
    state: AppState, capsys: pytest.CaptureFixture[str]
) -> None:
    logs.configure("warning")
    bare = state.settings.model_copy(update={"host": "0.0.0.0"})
    create_app(replace(state, settings=bare))
    warned = json.loads(capsys.readouterr().err)
    assert warned["event"] == "cookies_not_secure"
    assert "LONTAR_HTTPS" in warned["remedy"]
    create_app(replace(state, settings=bare.model_copy(update={"https": True})))
    assert capsys.readouterr().err == ""
