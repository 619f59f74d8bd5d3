"""The overview says where the papers are, goes on by itself, and keeps nobody signed in."""

from __future__ import annotations

from datetime import timedelta

import pytest
from fastapi.testclient import TestClient
from playwright.sync_api import expect

from api.app import create_app
from api.glance import CHEAP, Glance
from api.state import AppState
from models.database import now
from models.repositories import guests, records
from models.tables import Document, SignIn
from tests.web.conftest import Person
from tests.web.desk import PASSWORD, Doubt, add_people, add_record
from tests.web.furnished import furnish

pytestmark = pytest.mark.browser


def test_the_overview_counts_what_is_there_and_again_by_itself(
    state: AppState, person: Person
) -> None:
    office = add_people(state, "Phnom Penh", "sok", role="manager")
    add_record(state, office, {"age": Doubt("33", "Unsure.")})
    add_record(state, office, {}, seed=8, name="scan-0002.pdf")
    person.page.clock.install()
    person.sign_in("sok")
    person.page.get_by_role("link", name="Progress", exact=True).first.click()
    tiles = person.page.locator(".tile")
    expect(tiles).to_contain_text(
        ["2files came in", "0to be read", "1record waits for a person", "1record is finished"]
    )
    expect(person.page.locator("#forms + table tbody tr")).to_have_count(1)
    expect(person.page.locator("#languages + table tbody tr")).to_contain_text("Khmer")
    expect(person.page.get_by_text("1 of 1 records finished in the last 30 days")).to_be_visible()

    person.page.get_by_text("The same as numbers").click()
    row = person.page.locator("#numbers tbody tr")
    expect(row.locator("td")).to_have_text(["2", "1", "1"])
    summary = person.page.locator("#numbers summary")
    summary.focus()
    add_record(state, office, {}, seed=9, name="scan-0003.pdf")
    person.page.clock.run_for(11_000)
    expect(tiles.first).to_contain_text("3")
    expect(row.locator("td")).to_have_text(["3", "2", "2"])  # what was opened is open still
    expect(summary).to_be_focused()


def test_an_empty_office_is_told_so(state: AppState, person: Person) -> None:
    add_people(state, "Phnom Penh", "dara", role="uploader")
    person.sign_in("dara")
    person.go("/progress")
    expect(person.page.get_by_text("Nothing has come in yet.")).to_be_visible()
    expect(person.page.get_by_text("Finished without a person")).to_have_count(0)  # for managers


def test_a_page_that_looks_by_itself_keeps_nobody_signed_in(state: AppState) -> None:
    add_people(state, "Phnom Penh", "sok", role="manager")
    client = TestClient(create_app(state), base_url="https://testserver")
    client.post("/sign-in", data={"login": "sok", "password": PASSWORD})
    then = now() - timedelta(seconds=state.settings.session_idle_seconds - 60)
    with state.database.write() as session:
        session.query(SignIn).update({"seen": then})
    watching = {"Lontar-Watching": "yes"}
    assert client.get("/progress/now", headers=watching).status_code == 200
    with state.database.read() as session:
        assert session.query(SignIn).one().seen == then
    assert client.get("/progress").status_code == 200
    with state.database.read() as session:
        assert session.query(SignIn).one().seen > then


def test_who_checks_single_fields_is_told_no_counts(state: AppState) -> None:
    furnish(state, month=10)
    client = TestClient(create_app(state), base_url="https://testserver")
    client.post("/sign-in", data={"login": "bopha", "password": PASSWORD})
    home = client.get("/").text
    assert "Single fields" in home
    assert "Cabinet" not in home
    assert "tile" not in home
    assert client.get("/progress").status_code == 403
    assert client.get("/progress/now").status_code == 403


def test_the_oldest_that_waits_is_a_link_for_who_may_open_it(state: AppState) -> None:
    office = add_people(state, "Phnom Penh", "sok")
    add_people(state, "Phnom Penh", "dara", role="uploader")
    old, _young = (
        add_record(state, office, {"age": Doubt("33", "Unsure.")}, seed=s) for s in (7, 8)
    )
    with state.database.write() as session:
        records.get(session, office, old).created = now() - timedelta(days=3)
        unread = session.query(Document).filter(Document.id.is_not(None)).first()
        assert unread is not None
        unread.state, unread.created = "received", now() - timedelta(days=2)
        batch = unread.batch_id
    client = TestClient(create_app(state), base_url="https://testserver")
    client.post("/sign-in", data={"login": "sok", "password": PASSWORD})
    shown = client.get("/progress").text
    assert f'<a href="/review/{old}">the oldest for 3 days</a>' in shown
    assert f'<a href="/batches/{batch}">the oldest for 2 days</a>' in shown
    client.post("/sign-out")
    client.post("/sign-in", data={"login": "dara", "password": PASSWORD})
    shown = client.get("/progress/now").text
    assert old not in shown
    assert '<p class="small soft">the oldest for 3 days</p>' in shown
    assert f'<a href="/batches/{batch}">' in shown


def test_what_is_dear_to_count_is_counted_once_for_many(monkeypatch: pytest.MonkeyPatch) -> None:
    clock = [100.0]
    monkeypatch.setattr("api.glance.time.monotonic", lambda: clock[0])
    glance = Glance()
    counted: list[float] = []

    def count(dear: float) -> float:
        clock[0] += dear
        counted.append(clock[0])
        return clock[0]

    first = glance.of("overview", "here", lambda: count(1.0))
    assert glance.of("overview", "here", lambda: count(1.0)) == first
    assert glance.of("overview", "there", lambda: count(0.0)) != 0  # another office counts anew
    assert len(counted) == 2
    clock[0] += 21  # twenty times as long as it took, and a little
    assert glance.of("overview", "here", lambda: count(CHEAP / 2)) > first
    clock[0] += 0.001
    glance.of("overview", "here", lambda: count(CHEAP / 2))
    assert len(counted) == 4  # what is cheap is counted for everybody


def test_in_a_small_office_what_was_finished_shows_at_once(
    state: AppState, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("api.glance.CHEAP", 60.0)  # as small as it is, on however busy a machine
    office = add_people(state, "Phnom Penh", "sok", role="manager")
    record = add_record(state, office, {"age": Doubt("33", "Unsure.")})
    client = TestClient(create_app(state), base_url="https://testserver")
    client.post("/sign-in", data={"login": "sok", "password": PASSWORD})
    assert "record waits for a person" in client.get("/progress").text
    with state.database.write() as session:
        found = records.get(session, office, record)
        found.state, found.finished = "finished", now()
    shown = client.get("/progress/now").text
    assert "<strong>0</strong><span>records wait for a person" in shown


def test_who_works_in_several_offices_sees_each_of_them(state: AppState) -> None:
    add_people(state, "Here", "sok", role="manager")
    there = add_people(state, "There", "malee", role="manager")
    add_people(state, "Elsewhere", "dara", role="manager")
    add_record(state, there, {"age": Doubt("33", "Unsure.")})
    client = TestClient(create_app(state), base_url="https://testserver")
    client.post("/sign-in", data={"login": "sok", "password": PASSWORD})
    assert "By office" not in client.get("/progress").text
    with state.database.write() as session:
        guests.invite(session, there, "sok", "reviewer", "person:malee")
    shown = client.get("/progress").text
    assert "By office" in shown
    assert "There</span>" in shown
    assert "Elsewhere" not in shown
