"""The search page: no name in any address, reasons in words, by keyboard and without script."""

from __future__ import annotations

import re

from playwright.sync_api import expect

from api.state import AppState
from models.repositories import sight
from models.sight import Sight
from tests.web.conftest import Person
from tests.web.desk import FORM, Doubt, add_people, add_record, truth

NAME = "សុខ"


def _desk(state: AppState) -> str:
    office = add_people(state, "Phnom Penh", "sok")
    return add_record(state, office, {"name_family_local": Doubt(NAME, "Faint.")})


def _look_for(person: Person, text: str) -> None:
    person.page.get_by_label("What do you look for?").fill(text)
    person.page.wait_for_load_state()
    person.press("Enter")


def test_a_name_is_found_by_its_sound_and_the_page_says_why(
    state: AppState, person: Person
) -> None:
    record = _desk(state)
    person.sign_in("sok")
    asked: list[str] = []
    person.page.on("request", lambda request: asked.append(request.url))
    person.page.get_by_role("navigation").get_by_role("link", name="Search").click()
    _look_for(person, "sokh")
    hit = person.page.locator(".hit")
    expect(hit).to_have_count(1)
    expect(hit.locator(".why")).to_contain_text("sounds like “sokh”")
    expect(hit.locator("mark")).to_have_text(NAME)
    expect(person.page.locator("#announcements")).to_have_text("1 found")
    assert not [url for url in asked if "sokh" in url or NAME in url]
    hit.get_by_role("link").click()
    person.page.wait_for_url(re.compile(record))
    person.page.go_back()
    expect(person.page.locator(".hit mark")).to_have_text(NAME)
    assert "sokh" not in person.page.url


def test_one_field_alone_is_looked_in_and_nothing_is_said_kindly(
    state: AppState, person: Person
) -> None:
    _desk(state)
    person.sign_in("sok")
    person.go("/search")
    person.page.get_by_label("Where").select_option("name_given_local")
    _look_for(person, NAME)
    expect(person.page.locator("#tally")).to_have_text("Nothing was found.")
    person.page.get_by_label("Where").select_option("name_family_local")
    person.page.get_by_role("button", name="Search").click()
    expect(person.page.locator(".hit .why")).to_contain_text("exactly what you look for")


def test_the_page_works_without_scripts_and_escapes_what_was_typed(
    state: AppState, person: Person
) -> None:
    _desk(state)
    person.sign_in("sok")
    person.go("/search")
    typed = '<img src=x onerror="alert(1)"> sokh'
    person.page.get_by_label("What do you look for?").fill(typed)
    person.page.evaluate("document.getElementById('search').submit()")
    person.page.wait_for_load_state()
    expect(person.page.get_by_label("What do you look for?")).to_have_value(typed)
    assert person.page.locator("img").count() == 0
    person.page.get_by_label("What do you look for?").fill("sokh")
    person.page.evaluate("document.getElementById('search').submit()")
    expect(person.page.locator(".hit")).to_have_count(1)
    assert person.page.url.endswith("/search")


def test_it_can_be_used_on_a_phone(state: AppState, person: Person) -> None:
    _desk(state)
    person.sign_in("sok")
    person.page.set_viewport_size({"width": 320, "height": 640})
    person.go("/search")
    _look_for(person, "sokh")
    expect(person.page.locator(".hit")).to_have_count(1)
    wide = person.page.evaluate("document.documentElement.scrollWidth - innerWidth")
    assert wide <= 0


def test_what_a_role_may_not_see_is_neither_found_nor_shown(
    state: AppState, person: Person
) -> None:
    office = add_people(state, "Phnom Penh", "sok")
    add_record(state, office, {"name_family_local": Doubt(NAME, "Faint.")})
    with state.database.write() as session:
        sight.choose(
            session,
            office,
            role="reviewer",
            form=FORM,
            key="name_family_local",
            sight=Sight.CROP,
            actor="person:boss",
        )
    person.sign_in("sok")
    person.go("/search")
    _look_for(person, NAME)
    expect(person.page.locator("#tally")).to_have_text("Nothing was found.")
    _look_for(person, "sex:female" if truth(FORM, "sex")["value"] == "female" else "sex:male")
    expect(person.page.locator(".hit")).to_have_count(1)
    expect(person.page.locator(".hit")).not_to_contain_text(NAME)
