"""What managers are told of routing, over the API and on the command line."""

from __future__ import annotations

import json
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from sqlalchemy.orm import Session

from api.cli import main
from api.web.curve import drawn
from extract.automation import Read, curve
from extract.standing import Demand, Looked, stand
from models.forms import Kind
from models.repositories import audit, routing
from tests.api.conftest import World

ROUTING = "/api/v1/routing"


def finish(client: TestClient, record: str) -> None:
    """Settle every field of a record that waits, one of them by a correction."""
    waiting = client.get(f"/api/v1/records/{record}")
    changes = [
        {"key": f["key"], "action": "correct", "text": "1999"}
        if f["key"] == "birth_date"
        else {"key": f["key"], "action": "confirm"}
        for f in waiting.json()["fields"]
        if f["status"] == "review"
    ]
    address, tag = f"/api/v1/records/{record}", waiting.headers["etag"]
    amended = client.patch(address, json={"changes": changes}, headers={"If-Match": tag})
    tag = amended.headers["etag"]
    assert client.post(f"{address}/finish", headers={"If-Match": tag}).status_code == 200


def test_a_manager_sees_each_form_with_its_standing_and_curve(world: World) -> None:
    finish(world.client("reviewer"), world.here.waiting)
    told = world.client("manager").get(ROUTING).json()
    assert told["tolerated_error"] == 0.005
    (form,) = told["forms"]
    assert (form["form"], form["version"], form["records"]) == ("test-intake", "1", 2)
    assert (form["accepted"], form["doubt"], form["confirm"], form["sample"]) == (10, 2, 0, 0)
    standing = form["standing"]
    assert (standing["trusted"], standing["why"]) == (False, "few_records")
    assert "1 of the first 20 records" in standing["text"]
    point = form["curve"][-1]
    low, high = point["automation_interval"]
    assert 0 <= low <= point["automation"] <= high <= 1
    assert world.here.plant not in json.dumps(told)


def test_a_field_tells_how_it_was_routed_and_whether_it_was_right(world: World) -> None:
    client = world.client("reviewer")
    finish(client, world.here.waiting)
    fields = client.get(f"/api/v1/records/{world.here.waiting}").json()["fields"]
    routed = {f["key"]: (f["routed"]["route"], f["routed"]["outcome"]) for f in fields}
    assert routed["sex"] == ("accepted", "")
    assert routed["given_name"] == ("doubt", "right")
    assert routed["birth_date"] == ("doubt", "wrong")


def test_a_manager_chooses_what_is_tolerated(world: World) -> None:
    client = world.client("manager")

    def put(**body: object) -> int:
        return client.put(f"{ROUTING}/tolerance", json=body).status_code

    assert put(form="test-intake", error=0.02) == 204
    assert put(form="test-intake", field="sex", error=0) == 204
    told = client.get(ROUTING).json()
    assert told["tolerances"] == [
        {"form": "test-intake", "field": "", "error": 0.02},
        {"form": "test-intake", "field": "sex", "error": 0.0},
    ]
    assert told["forms"][0]["standing"]["tolerated"] == 0.02
    assert [f["why"] for f in told["forms"][0]["fields"]] == ["never"]
    assert put(form="test-intake", field="sex", error=None) == 204
    assert len(client.get(ROUTING).json()["tolerances"]) == 1
    assert put(error=0.9) == 422
    assert put(field="sex", error=0.1) in (400, 422)
    with world.state.database.read() as session:
        lines = audit.lines(session, world.here.id)
    assert [line.action for line in lines][:3] == ["routing.tolerated"] * 3


def test_the_choice_of_one_office_is_none_of_another(world: World) -> None:
    world.client("manager").put(f"{ROUTING}/tolerance", json={"error": 0.02})
    other = world.client("manager", world.there).get(ROUTING).json()
    assert other["tolerances"] == []


def _lontar(world: World, *words: str) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["routing", "--data", str(world.state.settings.data), *words])
    assert not ended.value.code


def test_the_command_line_tells_the_same(
    world: World, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    _lontar(world, "--office", "Here", "--svg", str(tmp_path))
    told = capsys.readouterr().out
    assert "test-intake 1: 2 records; 10 accepted, 2 doubt, 0 confirm, 0 sample" in told
    assert "Nothing is accepted yet" in told
    picture = ET.fromstring((tmp_path / "test-intake-1.svg").read_text("utf-8"))
    assert picture.tag.endswith("svg")
    _lontar(world, "--office", "Here", "--form", "test-intake", "--tolerate", "0.01")
    capsys.readouterr()
    _lontar(world, "--office", "Here", "--format", "json")
    told_json = json.loads(capsys.readouterr().out)
    assert told_json["tolerances"] == [{"form": "test-intake", "field": "", "error": 0.01}]
    _lontar(world, "--office", "Here", "--form", "test-intake", "--tolerate", "default")
    capsys.readouterr()
    _lontar(world, "--office", "Here", "--format", "json")
    assert json.loads(capsys.readouterr().out)["tolerances"] == []


def test_the_picture_holds_the_curve_its_interval_and_what_is_tolerated() -> None:
    looked = [
        Looked("n", Kind.NAME, 0.9 + 0.0009 * (n % 100), n % 90 == 0, f"r{n}") for n in range(900)
    ]
    read = [Read(one.kind, one.p, True) for one in looked]
    points = curve(read, looked)
    assert [p.accepted for p in points] == sorted(p.accepted for p in points)
    assert all(low <= p.error <= high for p in points for low, high in [p.error_interval])
    picture = drawn(points, stand(looked, Demand(0.02, 1)), "A <form>")
    tree = ET.fromstring(picture)
    shapes = [element.tag.rsplit("}")[-1] for element in tree.iter()]
    assert {"polygon", "polyline", "circle", "title"} <= set(shapes)
    assert "tolerated 2 %" in picture
    assert "A &lt;form&gt;" in picture
    assert "Nothing has been looked at" in drawn((), stand([], Demand(0.02, 1)), "x")


def test_what_is_dear_to_count_is_counted_once_and_a_choice_shows_at_once(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    counted: list[str] = []
    count = routing.seen

    def seen(session: Session, office_id: str) -> tuple[routing.Seen, ...]:
        counted.append(office_id)
        return count(session, office_id)

    monkeypatch.setattr("models.repositories.routing.seen", seen)
    monkeypatch.setattr("api.glance.CHEAP", -1.0)  # as dear as with millions of fields
    monkeypatch.setattr("api.glance._REST", 1e9)
    manager = world.client("manager")
    manager.get(ROUTING)
    manager.put(f"{ROUTING}/tolerance", json={"error": 0.031})
    answer = manager.get(ROUTING).json()
    assert manager.get("/routing").status_code == 200
    assert counted == [world.here.id]
    assert 0.031 in {form["standing"]["tolerated"] for form in answer["forms"]}
    world.client("manager", world.there).get(ROUTING)
    assert counted == [world.here.id, world.there.id]
