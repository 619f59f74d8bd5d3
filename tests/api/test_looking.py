"""Looking at pages and fields: tiles, crops, meanings, notes; for whom, and what is kept of it."""

from __future__ import annotations

from sqlalchemy import select

from models.tables import Audit, Note
from tests.api.conftest import World


def _record(world: World) -> dict[str, str]:
    """The record of this office that waits, and its document."""
    client = world.client("records:read")
    found = client.get(f"/api/v1/records/{world.here.waiting}").json()
    return {"record": found["id"], "document": found["document_id"]}


def test_looking_at_a_page_is_kept_once_and_other_offices_find_nothing(world: World) -> None:
    here = _record(world)
    tile = f"/api/v1/documents/{here['document']}/pages/1/tiles/0/0/0"
    reviewer = world.client("reviewer")
    for _ in range(3):
        answer = reviewer.get(tile)
        assert answer.status_code == 200
        assert answer.headers["cache-control"] == "no-store"
        assert answer.content.startswith(b"\xff\xd8")
    assert world.client("documents:read", office=world.there).get(tile).status_code == 404
    assert world.client("uploader").get(tile).status_code == 403
    with world.state.database.read() as session:
        seen = session.scalars(select(Audit).where(Audit.action == "page.seen")).all()
    assert [(line.object, line.detail) for line in seen] == [(here["document"], {"page": 1})]


def test_a_meaning_changes_nothing_and_a_note_tells_nothing_to_the_book(world: World) -> None:
    here = _record(world)
    reviewer = world.client("reviewer")
    asked = {"key": "form_date", "action": "correct", "text": "17/12/2560"}
    said = reviewer.post(f"/review/{here['record']}/meaning", json=asked).json()
    assert "2017" in said["understood"]
    wrong = reviewer.post(
        f"/review/{here['record']}/meaning", json={**asked, "text": "31/02/2017"}
    ).json()
    assert wrong["problems"]
    left = reviewer.post(
        f"/api/v1/records/{here['record']}/notes", json={"text": "Torn.", "key": "form_date"}
    )
    assert left.status_code == 201
    for bad in ({"text": ""}, {"text": "x", "key": "no_such"}, {"text": "x" * 2001}):
        answer = reviewer.post(f"/api/v1/records/{here['record']}/notes", json=bad)
        assert answer.status_code in (400, 422)
    there = world.client("records:read", office=world.there)
    assert there.get(f"/api/v1/records/{here['record']}/notes").status_code == 404
    with world.state.database.read() as session:
        assert [note.text for note in session.scalars(select(Note))] == ["Torn."]
        book = session.scalars(select(Audit)).all()
    assert "Torn." not in str([line.detail for line in book])


def test_reading_the_text_of_a_page_is_looking_at_it(world: World) -> None:
    here = _record(world)
    address = f"/api/v1/documents/{here['document']}"
    reviewer = world.client("reviewer")
    for path in (f"{address}/pages/1/text", f"{address}/text", f"/documents/{here['document']}"):
        assert reviewer.get(path).status_code == 200
    with world.state.database.read() as session:
        book = session.scalars(select(Audit).where(Audit.object == here["document"])).all()
    assert [line.action for line in book if line.actor.startswith("person:")] == [
        "page.seen",
        "document.text_fetched",
        "document.text_fetched",
    ]
