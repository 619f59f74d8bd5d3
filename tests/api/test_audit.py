"""The page of the audit: for managers of one office, in words, kept in the audit itself."""

from __future__ import annotations

import ast
import csv
import io
import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from api.web import audit_words
from models.repositories import audit
from tests.api.conftest import World

ROOT = Path(__file__).parents[2]


def _lines(world: World, query: str = "") -> list[dict[str, str]]:
    answer = world.client("manager").get(f"/audit.csv{query}")
    assert answer.status_code == 200
    return list(csv.DictReader(io.StringIO(answer.text.removeprefix("\ufeff"))))


def _note(world: World, action: str, **more: object) -> None:
    given = {"office_id": world.here.id, "actor": "person:sok", "object_": "", **more}
    with world.state.database.write() as session:
        audit.note(session, action=action, **given)  # type: ignore[arg-type]


@pytest.mark.parametrize("path", ["/audit", "/audit.csv"])
def test_it_is_for_managers_alone(world: World, path: str) -> None:
    for role in ("uploader", "checker", "reviewer", "administrator"):
        assert world.client(role).get(path).status_code == 403
    assert world.client("records:read").get(path).status_code == 403
    assert world.client("manager").get(path).status_code == 200


def test_who_looked_at_a_record_is_found_with_who_looked_at_its_pages(world: World) -> None:
    record = world.here.waiting
    reviewer = world.client("reviewer")
    reviewer.get(f"/review/{record}")
    with world.state.database.read() as session:
        (_, document) = audit.about(session, world.here.id, record)
    _note(world, "page.seen", object_=document, page=1)
    _note(world, "page.seen", object_="f" * 32, page=1)
    for written in (record, f"https://lontar.example/records/{record}?x=1", f" {record.upper()} "):
        found = _lines(world, f"?thing={written}&kind=seen")
        assert {(one["Code"], one["About"]) for one in found} >= {
            ("record.seen", record),
            ("page.seen", document),
        }
        assert {one["About"] for one in found} == {record, document}
    page = world.client("manager").get(f"/audit?thing={record}&kind=seen").text
    assert "looked at a record" in page
    assert f'href="/records/{record}"' in page


def test_an_office_sees_only_its_own(world: World) -> None:
    theirs = world.there.waiting
    world.client("reviewer", world.there).get(f"/review/{theirs}")
    assert theirs not in world.client("manager").get("/audit").text
    assert _lines(world, f"?thing={theirs}") == []


def test_looking_at_it_and_taking_it_along_is_in_it(world: World) -> None:
    manager = world.client("manager")
    before = len(_lines(world))
    manager.get("/audit?kind=people&who=person:sok")
    manager.get("/api/v1/audit")
    newest = _lines(world)
    assert len(newest) == before + 3
    assert [one["Code"] for one in newest[:3]] == ["audit.exported", "audit.seen", "audit.seen"]
    assert json.loads(newest[2]["Details"]) == {"who": "person:sok", "kind": "people"}


def test_what_is_typed_into_a_filter_never_gets_into_the_audit(world: World) -> None:
    answer = world.client("manager").get("/audit?thing=Sokha%20Chan")
    assert answer.status_code == 422
    assert "Paste the address of its page." in answer.text
    named = f"Sokha-{world.here.waiting}"
    world.client("manager").get(f"/audit?thing={named}")
    assert not [one for one in _lines(world) if "Sokha" in one["Details"]]


@pytest.mark.parametrize(
    "query", ["kind=nothing", "since=yesterday", "until=1026-01-01", "since=2026-13-01", "who=%00"]
)
def test_a_strange_filter_is_told_and_shows_nothing(world: World, query: str) -> None:
    answer = world.client("manager").get(f"/audit?{query}")
    assert answer.status_code == 422
    assert "A filter is not one of those there are." in answer.text
    assert "<tbody>" not in answer.text
    assert world.client("manager").get(f"/audit.csv?{query}").status_code == 422


def test_a_day_is_one_of_the_office(world: World) -> None:
    """Bangkok is seven hours before UTC: what was done at 18 UTC was done on the next day."""
    with world.state.database.write() as session:
        for hour in (16, 18):
            audit.note(
                session, office_id=world.here.id, actor="worker", action="x", object_=f"h{hour}"
            )
        for line in audit.lines(session, world.here.id, limit=2):
            line.at = datetime.fromisoformat(f"2026-05-05T{line.object[1:]}:00")
    assert [one["About"] for one in _lines(world, "?since=2026-05-05&until=2026-05-05")] == ["h16"]
    assert [one["About"] for one in _lines(world, "?since=2026-05-06&until=2026-05-06")] == ["h18"]


def test_pages_follow_each_other_and_a_file_holds_them_all(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("api.web.audit._AT_ONCE", 7)
    for number in range(205):
        _note(world, "form.tried", object_=f"n{number}")
    manager = world.client("manager")
    seen: list[str] = []
    address = "/audit?who=person:sok"
    for _ in range(3):
        page = manager.get(address).text
        seen += [cell.split("<")[0] for cell in page.split("<code>")[1:]]
        address = page.partition('href="/audit?who=person%3Asok&amp;before=')[2].partition('"')[0]
        address = f"/audit?who=person:sok&before={address}"
    assert seen == [f"n{number}" for number in reversed(range(205))]
    assert [one["About"] for one in _lines(world, "?who=person:sok")] == seen


def test_a_file_of_it_runs_no_formula_and_says_the_moment(world: World) -> None:
    _note(world, "form.tried", object_="=1+1", scans=2)
    line = _lines(world, "?who=person:sok")[0]
    assert line["About"] == "'=1+1"
    assert line["What"] == "tried a form with scans"
    moment = datetime.fromisoformat(line["When (UTC)"])
    assert abs(datetime.now(UTC) - moment) < timedelta(minutes=10)


def test_why_a_page_was_opened_is_told_in_words(world: World) -> None:
    _note(world, "page.opened", object_=world.here.document, page=2, why="needs_page", key="dob")
    page = world.client("manager").get("/audit?kind=seen").text
    assert "It can only be told from the rest of the page" in page
    assert "page 2 · key dob" in page
    assert f'href="/documents/{world.here.document}"' in page


def _noted() -> set[str]:
    """Every action that the code writes with a word of its own."""
    found: set[str] = set()
    for room in ("api", "ingest", "models"):
        for path in (ROOT / room).rglob("*.py"):
            for node in ast.walk(ast.parse(path.read_text("utf-8"))):
                if isinstance(node, ast.Call) and _notes(node.func):
                    said = [*node.args, *(k.value for k in node.keywords if k.arg == "action")]
                    words = [one.value for one in said if isinstance(one, ast.Constant)]
                    found |= {w for w in words if isinstance(w, str) and w.count(".") == 1}
    return found


def _notes(called: ast.expr) -> bool:
    name = called.attr if isinstance(called, ast.Attribute) else getattr(called, "id", "")
    return name in ("note", "_note", "_sign", "audited")


def test_every_action_has_words(world: World) -> None:
    found = _noted()
    assert len(found) > 40
    assert found - set(audit_words.WORDS) == set()
    with world.state.database.read() as session:
        made = {one.action for one in audit.lines(session, world.here.id)}
    assert made - set(audit_words.WORDS) == set()
