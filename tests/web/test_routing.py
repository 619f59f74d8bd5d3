"""Confirming what is probably right is quick; managers see what is accepted and how often wrong."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from api.state import AppState
from extract.standing import NOTHING_KNOWN
from models.repositories import records, routing
from models.values import RecordState
from tests.web.conftest import Person
from tests.web.desk import Doubt, add_people, add_record, drawn

pytestmark = pytest.mark.browser

FORM = "id_uptd_ppa"


def a_name() -> str:
    """The key of a name that was written on the drawn form."""
    said = (field for page in drawn(FORM).pages for field in page.truth["fields"])
    return next(str(one["key"]) for one in said if one["kind"] == "name" and one["text"])


def test_a_record_of_a_new_form_is_confirmed_with_enter_alone(
    state: AppState, person: Person
) -> None:
    office = add_people(state, "Phnom Penh", "sok")
    name = a_name()
    doubt = {name: Doubt("Sri", "Two readers read different text.", 0.55)}
    record = add_record(state, office, doubt, form_id=FORM, standing=NOTHING_KNOWN)
    with state.database.read() as session:
        fields = records.get(session, office, record).fields
    proposals = [f.routed.proposal for f in fields if f.routed is not None]
    assert {"accepted", "empty"} <= set(proposals)
    person.sign_in("sok")
    person.go("/queue")
    row = person.page.locator("tbody tr")
    expect(row.locator("td").nth(1)).to_have_text(str(len(fields)))
    person.go("/review")

    # What is in doubt comes first; then each value that only wants a nod; then the empty places.
    expect(person.page.locator("#state")).to_have_text(f"{len(fields)} to settle")
    expect(person.page.locator(f"#field-{name}.active")).to_have_count(1)
    for _ in range(proposals.count("accepted")):
        person.press("Enter")
    button = person.page.locator(".nothing .all").first
    expect(button).to_be_focused()
    places = person.page.locator(".nothing").first.locator('.field:not([data-box=""])')
    expect(person.page.locator("#viewer .light.focus")).to_have_count(places.count())
    while person.page.locator('.field[data-status="review"]:not(.saving)').count():
        person.press("Enter")
    expect(person.page.locator("#state")).to_have_text("all settled", timeout=60_000)
    expect(person.page.locator("#finish")).to_be_focused()
    person.press("Enter")
    person.page.wait_for_url("**/review")

    with state.database.read() as session:
        done = records.get(session, office, record)
        assert done.state == RecordState.FINISHED
        assert {f.source for f in done.fields} == {"person"}
        looked = routing.looked(session, office, FORM, done.form_version, limit=1000)
    assert len(looked) == len(fields)
    assert not any(one.wrong for one in looked)


def test_an_empty_place_can_be_looked_at_alone_and_filled_in(
    state: AppState, person: Person
) -> None:
    office = add_people(state, "Phnom Penh", "sok")
    record = add_record(state, office, {}, form_id=FORM, standing=NOTHING_KNOWN)
    person.sign_in("sok")
    person.go("/review")
    card = person.page.locator('.nothing .field[data-control="line"]').first
    key = card.get_attribute("data-key")
    card.click()
    line = person.page.locator(f"#input-{key}")
    expect(line).to_be_focused()
    person.type("Depok")
    person.press("Enter")
    expect(person.page.locator(f"#field-{key}")).not_to_have_attribute("data-status", "review")
    with state.database.read() as session:
        field = next(f for f in records.get(session, office, record).fields if f.key == key)
    assert (field.raw, field.source) == ("Depok", "person")


def test_a_manager_sees_the_curve_and_sets_what_is_tolerated(
    state: AppState, person: Person
) -> None:
    office = add_people(state, "Phnom Penh", "dara", role="manager")
    add_record(state, office, {}, form_id=FORM, standing=NOTHING_KNOWN)
    person.sign_in("dara")
    person.open_menu("Automation")
    person.page.wait_for_url("**/routing")
    card = person.page.locator(f"#form-{FORM}-1")
    expect(card).to_contain_text("does not accept")
    expect(card.get_by_role("img", name=re.compile("Error against automation"))).to_be_visible()
    card.get_by_text("The same as numbers").click()
    expect(card.locator("tbody tr")).to_have_count(14)
    card.get_by_label(re.compile("Tolerated here")).fill("1,5")
    card.get_by_role("button", name="Set").click()
    expect(card.get_by_label(re.compile("Tolerated here"))).to_have_value("1.5")
    person.page.get_by_label(re.compile("Tolerated in every form")).fill("ninety")
    person.page.locator(".card").first.get_by_role("button", name="Set").click()
    expect(person.page.get_by_role("alert")).to_contain_text("percent between 0 and 50")
    person.complaints.clear()  # Chromium notes the 422 itself
    with state.database.read() as session:
        assert routing.tolerances(session, office) == {(FORM, ""): 0.015}
