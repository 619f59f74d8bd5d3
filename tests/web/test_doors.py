"""Who gets which page; nobody sees another office; what was written by others stays text."""

from __future__ import annotations

import re

import pytest
from fastapi.testclient import TestClient
from playwright.sync_api import expect
from sqlalchemy import select

from api.app import create_app
from api.policy import doors
from api.state import AppState
from ingest import drafts
from models.repositories import deliveries, offices, records, webhooks
from models.tables import Batch
from tests.web.conftest import Person
from tests.web.desk import Doubt, add_people, add_record

pytestmark = pytest.mark.browser

_BATCH = select(Batch.id)
EVIL = '"><script>document.title="owned"</script><img src=x onerror=document.title="owned">'


def test_who_is_not_signed_in_is_sent_to_the_sign_in_and_comes_back(
    state: AppState, person: Person
) -> None:
    add_people(state, "Phnom Penh", "sok")
    person.go("/batches/new")
    person.page.wait_for_url("**/sign-in?then=/batches/new")
    person.page.get_by_label("Name").fill("sok")
    person.page.get_by_label("Password").fill("four words make one")
    person.press("Enter")
    person.page.wait_for_url("**/batches/new")
    person.sign_out()
    person.page.wait_for_url("**/sign-in")
    person.go("/")
    person.page.wait_for_url("**/sign-in")


def test_a_wrong_password_is_answered_in_words(state: AppState, person: Person) -> None:
    add_people(state, "Phnom Penh", "sok")
    person.go("/sign-in")
    person.page.get_by_label("Name").fill("sok")
    person.page.get_by_label("Password").fill("not the one")
    person.press("Enter")
    expect(person.page.get_by_role("alert")).to_contain_text("Name or password is wrong.")
    expect(person.page.get_by_label("Name")).to_have_value("sok")
    person.complaints.clear()  # Chromium notes the 401 itself


@pytest.mark.parametrize(
    "then", ["https://evil.example", "//evil.example", "/\\evil.example", "/api/v1/session", "x"]
)
def test_the_sign_in_leads_to_no_other_site(state: AppState, then: str) -> None:
    add_people(state, "Phnom Penh", "sok")
    client = TestClient(create_app(state), base_url="https://testserver")
    sent = {"login": "sok", "password": "four words make one", "then": then}
    answer = client.post("/sign-in", data=sent, follow_redirects=False)
    assert (answer.status_code, answer.headers["location"]) == (303, "/")


def test_an_uploader_gets_no_review_and_no_text(state: AppState, person: Person) -> None:
    office = add_people(state, "Phnom Penh", "sok")
    add_people(state, "Phnom Penh", "dara", role="uploader")
    record = add_record(state, office, {"age": Doubt("33", "Unsure.")})
    person.sign_in("dara")
    expect(person.page.get_by_role("link", name="Batches")).to_be_visible()
    expect(person.page.get_by_role("link", name="Review")).to_have_count(0)
    for path in ("/review", f"/review/{record}", "/queue", "/records", "/documents", "/people"):
        person.go(path)
        expect(person.page.get_by_text("Your role does not allow this.")).to_be_visible()
    with state.database.read() as session:
        document = records.get(session, office, record).document_id
    person.go(f"/documents/{document}")
    expect(person.page.get_by_text("waiting for review")).to_be_visible()
    expect(person.page.locator("#viewer")).to_have_count(0)
    person.complaints = [c for c in person.complaints if "403" not in c]


def test_an_administrator_sees_people_and_no_record(state: AppState, person: Person) -> None:
    add_people(state, "Phnom Penh", "root", role="administrator")
    person.sign_in("root")
    person.page.get_by_role("link", name="People and tokens").first.click()
    person.page.get_by_label("Name to sign in with").fill("bopha")
    person.page.locator("#role").select_option("reviewer")
    person.page.get_by_role("button", name="Add person").click()
    password = person.page.locator("#secret").inner_text()
    person.sign_out()
    person.page.get_by_label("Name").fill("bopha")
    person.page.get_by_label("Password").fill(password)
    person.press("Enter")
    expect(person.page.get_by_text("bopha · reviewer")).to_be_visible()
    expect(person.page.get_by_role("link", name="People and tokens")).to_have_count(0)


def test_what_others_wrote_is_shown_as_text_and_never_runs(state: AppState, person: Person) -> None:
    office = add_people(state, "Phnom Penh", "sok")
    doubts = {
        "name_family_local": Doubt(EVIL, EVIL),
        "narrative": Doubt(f"</textarea>{EVIL}", EVIL),
    }
    record = add_record(state, office, doubts, name=f"{EVIL}.pdf")
    person.sign_in("sok")
    person.go("/review")
    expect(person.page.locator("#input-name_family_local")).to_have_value(EVIL)
    expect(person.page.locator("#input-narrative")).to_have_value(f"</textarea>{EVIL}")
    expect(person.page.locator(".tools")).to_contain_text("<script>")
    person.press("Enter", "Enter")
    expect(person.page.locator("#finish")).to_be_focused()
    expect(person.page.locator("#state")).to_have_text("all settled")
    person.press("Enter")
    expect(person.page.get_by_text("Nothing waits")).to_be_visible()
    for path in (f"/records/{record}", "/batches"):
        person.go(path)
        assert "owned" not in person.page.title()
    person.page.get_by_role("link", name="Cabinet 3").click()
    expect(person.page.locator("td", has_text="<script>")).to_be_visible()
    assert "owned" not in person.page.title()
    assert person.page.locator("img[src=x]").count() == 0


def test_no_page_shows_anything_of_another_office(state: AppState) -> None:
    there = add_people(state, "There", "malee", role="manager")
    plant = "Malee-9954"
    record = add_record(
        state, there, {"name_family_local": Doubt(plant, "Unsure.")}, name=f"{plant}.pdf"
    )
    done = add_record(state, there, {}, name=f"{plant}-2.pdf")
    with state.database.write() as session:
        document = records.get(session, there, record).document_id
        person = offices.people(session, there)[0].id
        batch = session.execute(_BATCH).scalars().first()
        hook = webhooks.add(
            session, there, name=plant, url=f"https://{plant}.example/", events=webhooks.EVENTS
        )
        webhook, delivery = hook.id, deliveries.test(session, there, hook.id).id
    draft, _ = drafts.new(state.drafts, there, plant)
    app = create_app(state)
    ids = {
        "record_id": [record, done],
        "document_id": [document],
        "batch_id": [batch],
        "person_id": [person],
        "token_id": ["0" * 32],
        "key": ["name_family_local"],
        "draft_id": [draft.id],
        "number": ["1"],
        "trial_id": ["0" * 32],
        "webhook_id": [webhook],
        "delivery_id": [delivery],
        "act": ["secret"],
    }
    for role in offices.ROLES:
        add_people(state, "Here", f"here-{role}", role=role)
        client = TestClient(app, base_url="https://testserver")
        sent = {"login": f"here-{role}", "password": "four words make one"}
        assert client.post("/sign-in", data=sent).status_code == 200
        for door in doors(app):
            if door.path.startswith(("/api/", "/static", "/sign-")):
                continue
            for path in _addresses(door.path, ids):
                form = {"role": "reviewer", "active": "false", "words": plant, "text": plant}
                form |= {"login": "x", "name": "x", "days": "1", "scopes": "records:read"}
                answer = client.request(
                    door.method,
                    path,
                    data=form if door.method == "POST" else None,
                    json={"form": {}} if door.method == "PUT" else None,
                    headers={"If-Match": '"1"'},
                )
                shown = answer.text.replace(f'value="{plant}"', "")  # the search's own words
                assert plant not in shown, (role, door.method, path)
                if "{" in door.path:
                    # a body that is wrong is refused before anybody looks whose the place is
                    assert answer.status_code in (403, 404, 422), (role, door.method, path)


def _addresses(path: str, ids: dict[str, list[str | None]]) -> list[str]:
    names = re.findall(r"\{(\w+)\}", path)
    if not names:
        return [path]
    found = []
    for value in ids.get(names[0], ["0" * 32]):
        found += _addresses(path.replace(f"{{{names[0]}}}", str(value)), ids)
    return found
