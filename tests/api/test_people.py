"""People, tokens and the audit of an office."""

from __future__ import annotations

import json
from datetime import datetime, timedelta

import pytest

from tests.api.conftest import World
from tests.api.world import PASSWORD

NEW = {"login": "new.person", "role": "uploader", "password": PASSWORD}


def sign_in(world: World, login: str, password: str = PASSWORD) -> int:
    body = {"login": login, "password": password}
    return world.client().post("/api/v1/session", json=body).status_code


def test_a_person_is_added_changed_and_shut_out(world: World) -> None:
    client = world.client("administrator")
    added = client.post("/api/v1/people", json=NEW)
    assert added.status_code == 201
    assert PASSWORD not in added.text
    assert client.post("/api/v1/people", json=NEW).status_code == 409
    assert sign_in(world, "new.person") == 200
    address = f"/api/v1/people/{added.json()['id']}"
    assert client.patch(address, json={"role": "manager"}).json()["role"] == "manager"
    new = {"password": "other words than before"}
    assert client.put(f"{address}/password", json=new).status_code == 204
    assert sign_in(world, "new.person") == 401
    assert sign_in(world, "new.person", new["password"]) == 200
    assert client.patch(address, json={"active": False}).json()["active"] is False
    assert sign_in(world, "new.person", new["password"]) == 401
    logins = [person["login"] for person in client.get("/api/v1/people").json()["people"]]
    assert logins == sorted(logins)
    assert "new.person" in logins


@pytest.mark.parametrize("change", [{"role": "manager"}, {"active": False}])
def test_the_last_administrator_stays(world: World, change: dict) -> None:
    client = world.client("administrator")
    address = f"/api/v1/people/{world.here.people['administrator']}"
    assert client.patch(address, json=change).status_code == 409
    other = client.post("/api/v1/people", json={**NEW, "role": "administrator"}).json()
    assert client.patch(address, json=change).status_code == 200
    assert other["role"] == "administrator"


def test_a_changed_role_ends_sign_ins_at_once(world: World) -> None:
    manager = world.client("manager")
    assert manager.get("/api/v1/audit").status_code == 200
    address = f"/api/v1/people/{world.here.people['manager']}"
    world.client("administrator").patch(address, json={"role": "uploader"})
    assert manager.get("/api/v1/audit").status_code == 401


@pytest.mark.parametrize(
    "wrong",
    [
        {"login": "two words"},
        {"login": ""},
        {"role": "boss"},
        {"password": "short"},
        {"password": "x" * 201},
    ],
)
def test_a_wrong_person_is_refused(world: World, wrong: dict) -> None:
    client = world.client("administrator")
    assert client.post("/api/v1/people", json={**NEW, **wrong}).status_code == 422


def test_a_token_has_scopes_an_end_and_a_secret_shown_once(world: World) -> None:
    client = world.client("administrator")
    body = {"name": "case system", "scopes": ["records:read"], "days": 5}
    made = client.post("/api/v1/tokens", json=body).json()
    ends = datetime.fromisoformat(made["expires"]) - datetime.fromisoformat(made["created"])
    assert ends < timedelta(days=5, seconds=5)
    head = {"Authorization": f"Bearer {made['secret']}"}
    assert world.client().get("/api/v1/records", headers=head).status_code == 200
    assert world.client().get("/api/v1/documents", headers=head).status_code == 403
    assert made["secret"] not in client.get("/api/v1/tokens").text
    assert client.delete(f"/api/v1/tokens/{made['id']}").status_code == 204
    assert world.client().get("/api/v1/records", headers=head).status_code == 401


@pytest.mark.parametrize(
    "wrong", [{"days": 91}, {"days": 0}, {"scopes": []}, {"scopes": ["everything"]}]
)
def test_a_wrong_token_is_refused(world: World, wrong: dict) -> None:
    body = {"name": "x", "scopes": ["records:read"], **wrong}
    answer = world.client("administrator").post("/api/v1/tokens", json=body)
    assert answer.status_code == 422


def test_the_audit_tells_who_did_what_without_names_or_values_of_cases(world: World) -> None:
    reviewer = world.client("reviewer")
    taken = reviewer.post("/api/v1/records/next", json={})
    address, tag = f"/api/v1/records/{taken.json()['id']}", taken.headers["etag"]
    changes = [{"key": k, "action": "illegible"} for k in ("given_name", "birth_date")]
    amended = reviewer.patch(address, json={"changes": changes}, headers={"If-Match": tag})
    reviewer.post(f"{address}/finish", headers={"If-Match": amended.headers["etag"]})
    reviewer.get(address)
    reviewer.get(taken.json()["links"]["original"])
    world.client("records:read").get("/api/v1/records")
    client, lines, cursor = world.client("manager"), [], ""
    while True:
        page = client.get("/api/v1/audit", params={"limit": 3, "cursor": cursor}).json()
        lines += page["lines"]
        cursor = page["cursor"]
        if not page["has_more"]:
            break
    told = [(line["actor"].split(":")[0], line["action"]) for line in lines[:4]]
    assert told == [
        ("token", "records.pulled"),
        ("person", "document.original_fetched"),
        ("person", "record.seen"),
        ("person", "record.finished"),
    ]
    assert lines[2]["actor"] == "person:reviewer.here"
    assert world.here.plant not in json.dumps(lines)
    moments = [line["at"] for line in lines]
    assert moments == sorted(moments, reverse=True)
