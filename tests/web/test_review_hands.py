"""Hands that are faster than the server, that compose letters, or that change their mind."""

from __future__ import annotations

import json
import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Route, expect

from api.state import AppState
from models.repositories import notes
from tests.web.conftest import Person
from tests.web.desk import Doubt, add_people, add_record
from tests.web.test_review import corrections, field, finished, settled
from tests.web.test_review_desk import AGE, retype, review

pytestmark = pytest.mark.browser

NAME = Doubt("កន", "Unsure.")
MONTHS = Doubt("39", "Unsure.", 0.5)


def hold_changes(person: Person) -> list[Route]:
    """Changes that are sent from now on, kept from the server until the test lets them go."""
    held: list[Route] = []

    def keep(route: Route) -> None:
        if route.request.method == "PATCH":
            held.append(route)
        else:
            route.continue_()

    person.page.route("**/api/v1/records/*", keep)
    return held


def wait_for(held: list[Route], person: Person) -> Route:
    person.page.wait_for_function("document.querySelector('.field.saving')")
    while not held:
        person.page.wait_for_timeout(10)
    return held.pop()


def refuse(route: Route) -> None:
    problem = {"detail": "That cannot be.", "remedy": "Type it anew."}
    route.fulfill(status=422, content_type="application/problem+json", body=json.dumps(problem))


def test_a_value_that_is_refused_late_takes_no_letter_of_the_next_field(
    state: AppState, person: Person
) -> None:
    office, record = review(person, state, {"name_family_local": NAME, "age": AGE})
    held = hold_changes(person)
    retype(person, "ឃ្មឹង")
    person.press("Enter")
    expect(person.page.locator("#input-age")).to_be_focused()
    retype(person, "3")
    refuse(wait_for(held, person))
    person.page.unroute("**/api/v1/records/*")
    name = person.page.locator("#field-name_family_local")
    expect(name.locator(".error")).to_have_text("That cannot be. Type it anew.")
    person.type("4")
    expect(person.page.locator("#input-age")).to_have_value("34")
    person.press("Enter")
    expect(name.locator("input")).to_be_focused()  # it comes again before the end
    expect(name.locator("input")).to_have_value("ឃ្មឹង")
    person.press("Enter")
    settled(person, "name_family_local")
    expect(person.page.locator("#finish")).to_be_focused()
    assert field(state, record, office, "age")["value"] == 34
    assert field(state, record, office, "name_family_local")["raw"] == "ឃ្មឹង"
    person.complaints = [c for c in person.complaints if "422" not in c]


def test_a_settled_value_that_is_refused_is_not_left_behind(
    state: AppState, person: Person
) -> None:
    review(person, state, {"age": AGE})
    held = hold_changes(person)
    person.press("Enter")
    wait_for(held, person).continue_()
    settled(person, "age")
    person.page.locator("#input-age").focus()
    retype(person, "35")
    person.press("Enter")
    expect(person.page.locator("#finish")).to_be_focused()
    refuse(wait_for(held, person))
    expect(person.page.locator("#input-age")).to_be_focused()  # nobody was typing elsewhere
    person.press("Control+Enter")
    refuse(wait_for(held, person))
    expect(person.page.locator("#input-age")).to_be_focused()
    person.press("Escape")
    expect(person.page.locator("#state")).to_have_text("all settled")
    person.complaints = [c for c in person.complaints if "422" not in c]


def test_what_is_typed_on_while_the_field_is_saved_stays(state: AppState, person: Person) -> None:
    office, record = review(person, state, {"name_family_local": NAME, "age": AGE})
    held = hold_changes(person)
    retype(person, "ឃ្មឹ")
    person.press("Tab", "Shift+Tab")
    person.type("ង")
    wait_for(held, person).continue_()
    settled(person, "name_family_local")
    name = person.page.locator("#input-name_family_local")
    expect(name).to_have_value("ឃ្មឹង")
    expect(name).to_be_focused()
    person.page.unroute("**/api/v1/records/*")
    person.press("Enter")
    expect(person.page.locator("#input-age")).to_be_focused()
    expect(person.page.locator("#field-name_family_local")).not_to_have_class(re.compile("saving"))
    assert field(state, record, office, "name_family_local")["raw"] == "ឃ្មឹង"


def test_a_note_that_was_begun_does_not_go_along_to_the_next_record(
    state: AppState, person: Person
) -> None:
    office = add_people(state, "Phnom Penh", "sok")
    first, second = (add_record(state, office, {"age": AGE}) for _ in range(2))
    person.sign_in("sok")
    with person.page.expect_response("**/review/ahead?*"):
        person.go("/review")
    person.press("Alt+m")
    person.type("Her brother")
    person.press("Escape", "Alt+m")
    expect(person.page.locator("#note-text")).to_have_value("Her brother")
    person.press("Escape", "Enter", "Enter")
    expect(person.page.locator(f".sheaf[data-record='{second}'] #input-age")).to_be_focused()
    person.press("Alt+m")
    expect(person.page.locator("#note-text")).to_have_value("")
    finished(state, office, first)
    person.type("Torn.")
    person.press("Control+Enter")
    expect(person.page.locator("#note-count")).to_have_text("(1)")
    person.press("Alt+m")
    expect(person.page.locator("#notes li")).to_have_count(1)
    expect(person.page.locator("#notes .soft")).to_have_text(re.compile(r"\d{4}, \d\d:\d\d$"))
    with state.database.read() as session:
        assert not notes.of_record(session, office, first)


def test_an_enter_on_letters_that_fit_no_option_settles_nothing(
    state: AppState, person: Person
) -> None:
    _, record = review(person, state, {"exploit_type": Doubt("", "Unsure.", value=["Servitude"])})
    line = person.page.locator("#field-exploit_type .filter")
    person.type("zzz")
    person.press("Enter")
    expect(line).to_be_focused()
    expect(line).to_have_value("zzz")
    assert not corrections(state, record)
    person.press("Escape")
    expect(line).to_have_value("")
    expect(person.page.locator("#field-exploit_type .options label:visible").first).to_be_visible()
    person.press("Enter")
    settled(person, "exploit_type")


def test_a_settled_field_that_was_emptied_is_asked_about_before_the_end(
    state: AppState, person: Person
) -> None:
    office, record = review(person, state, {"age": AGE})
    person.press("Enter")
    settled(person, "age")
    person.page.locator("#input-age").focus()
    retype(person, "")
    person.press("Delete", "Control+Enter")
    card = person.page.locator("#field-age")
    expect(card.locator("input")).to_be_focused()
    expect(card.locator(".error")).to_contain_text("Alt+E")
    assert field(state, record, office, "age")["status"] == "accepted"
    person.press("Alt+e")
    settled(person, "age")
    assert field(state, record, office, "age")["status"] == "empty"


@pytest.mark.parametrize(
    ("steps", "made"),
    [
        (("ក", "ក្", "ក្រ", "ក្រុង"), "ក្រុង"),  # Khmer, with a sign below
        (("ก", "กำ", "กำแ", "กำแพ"), "กำแพง"),  # Thai: another word is taken in the end
    ],
)
def test_composed_letters_come_once_and_no_key_of_the_review_acts_meanwhile(
    state: AppState, person: Person, steps: tuple[str, ...], made: str
) -> None:
    office, record = review(person, state, {"name_family_local": Doubt("", "Unsure."), "age": AGE})
    line = person.page.locator("#input-name_family_local")
    keyboard = person.page.context.new_cdp_session(person.page)
    for text in steps:
        at = {"selectionStart": len(text), "selectionEnd": len(text)}
        keyboard.send("Input.imeSetComposition", {"text": text, **at})
        expect(line).to_have_value(text)
    for key in ("Enter", "Alt+e", "Alt+z", "Escape", "Tab"):
        # The key belongs to the input method, which tells so by its code.
        code = {"Alt+e": "KeyE", "Alt+z": "KeyZ"}.get(key, key)
        event = {"windowsVirtualKeyCode": 229, "key": "Process", "code": code}
        alt = 1 if key.startswith("Alt") else 0
        keyboard.send("Input.dispatchKeyEvent", {"type": "rawKeyDown", "modifiers": alt, **event})
        expect(line).to_be_focused()
        expect(line).to_have_value(steps[-1])
    keyboard.send("Input.insertText", {"text": made})
    expect(line).to_have_value(made)
    assert not corrections(state, record)
    person.press("Enter")
    settled(person, "name_family_local")
    expect(person.page.locator("#input-age")).to_be_focused()
    assert field(state, record, office, "name_family_local")["raw"] == made


@pytest.mark.parametrize(("key", "code"), [("២", "Digit2"), ("๒", "Digit2"), ("/", "Digit2")])
def test_options_are_ticked_by_the_digits_of_a_khmer_and_a_thai_keyboard(
    state: AppState, person: Person, key: str, code: str
) -> None:
    office, record = review(person, state, {"sex": Doubt("", "Unsure.")})
    keyboard = person.page.context.new_cdp_session(person.page)
    for kind in ("keyDown", "keyUp"):
        event = {"type": kind, "key": key, "code": code, "windowsVirtualKeyCode": 50}
        keyboard.send("Input.dispatchKeyEvent", event)
    person.press("Enter")
    settled(person, "sex")
    assert field(state, record, office, "sex")["value"] == "female"


def test_undo_after_the_next_record_came_shows_the_way_back(
    state: AppState, person: Person
) -> None:
    office = add_people(state, "Phnom Penh", "sok")
    first, second = (add_record(state, office, {"age": AGE}) for _ in range(2))
    person.sign_in("sok")
    with person.page.expect_response("**/review/ahead?*"):
        person.go("/review")
    person.press("Enter", "Enter")
    expect(person.page.locator(f".sheaf[data-record='{second}'] #input-age")).to_be_focused()
    finished(state, office, first)
    person.press("Alt+z")
    back = person.page.get_by_role("link", name="Go back to the record before")
    expect(back).to_have_attribute("href", f"/records/{first}")
    expect(person.page.locator("#input-age")).to_be_focused()
    assert not corrections(state, second)
    back.click()
    person.page.wait_for_url(f"**/records/{first}")


def test_the_browser_s_own_undo_works_in_a_line(state: AppState, person: Person) -> None:
    _, record = review(person, state, {"name_family_local": NAME})
    line = person.page.locator("#input-name_family_local")
    person.page.keyboard.type("abc")
    person.press("Control+z")
    expect(line).to_have_value("កន")
    assert not corrections(state, record)


def test_one_undo_takes_back_what_one_enter_settled(
    state: AppState, somebody: Callable[[], Person]
) -> None:
    person = somebody()
    _, record = review(person, state, {"name_family_local": NAME, "duration_months": MONTHS})
    person.press("Alt+e")
    settled(person, "name_family_local")
    expect(person.page.locator("#input-duration_months")).to_be_focused()
    person.press("Alt+z")
    expect(person.page.locator("#field-name_family_local")).to_have_attribute(
        "data-status", "review"
    )
    expect(person.page.locator("#input-name_family_local")).to_be_focused()
    assert corrections(state, record)["name_family_local"].action == "undo"


def test_who_signs_in_meanwhile_in_another_tab_is_not_said_to_have_typed_it(
    state: AppState, person: Person
) -> None:
    office, record = review(person, state, {"age": AGE})
    add_people(state, "Phnom Penh", "dara")
    retype(person, "34")
    first, person.page = person.page, person.page.context.new_page()
    person.go("/")
    person.sign_out()
    person.sign_in("dara")
    first.bring_to_front()
    first.keyboard.press("Enter")
    expect(first.locator("#banner")).to_contain_text("no longer signed in")
    expect(first.locator("#input-age")).to_have_value("34")
    assert not corrections(state, record)
    person.sign_out()
    person.sign_in("sok")
    first.evaluate("dispatchEvent(new Event('focus'))")  # they come back to the first tab
    expect(first.locator("#field-age")).to_have_attribute("data-status", "accepted")
    assert corrections(state, record)["age"].by == "person:sok"
    assert field(state, record, office, "age")["value"] == 34
    person.complaints = [c for c in person.complaints if "401" not in c]
