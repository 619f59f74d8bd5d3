"""The data dictionary in the browser: every role reads it, in four languages, and searches it."""

from __future__ import annotations

import re

import pytest
from fastapi.testclient import TestClient
from playwright.sync_api import Route, expect

from api.app import create_app
from api.state import AppState
from api.web.dictionary import folded
from extract.library import library
from models.repositories.offices import ROLES
from tests.web.conftest import Person
from tests.web.desk import PASSWORD, add_people

BOOK = library()
ALL = len(BOOK.fields) + len(BOOK.own) + len(BOOK.vocabularies)


def client(state: AppState, role: str) -> TestClient:
    add_people(state, "Phnom Penh", "sok", role=role)
    made = TestClient(create_app(state), base_url="https://testserver")
    made.post("/sign-in", data={"login": "sok", "password": PASSWORD, "then": "/"})
    return made


@pytest.mark.parametrize("role", ROLES)
def test_every_role_may_read_it(state: AppState, role: str) -> None:
    answer = client(state, role).get("/dictionary")
    assert answer.status_code == 200
    assert f"{ALL} entries" in answer.text


def test_it_is_shown_in_the_language_that_is_asked_for(state: AppState) -> None:
    door = client(state, "uploader")
    page = door.get("/dictionary?lang=th").text
    for field in (*BOOK.fields, *BOOK.own):
        assert f'<h3 lang="th">{field.labels["th"].text}</h3>' in page
    assert '<h3 lang="en">Sex</h3>' in door.get("/dictionary?lang=xx").text


@pytest.mark.parametrize(
    ("words", "entry"),
    [
        ("หนังสือเดินทาง", "passport_no"),
        ("ជនជាតិ", "ethnicity"),
        ("Kewarganegaraan", "nationality"),
        ("PRS_birthdate", "dob"),
        ("ឡាវ", "vocabulary-nationality"),
        ("Timor-Leste", "vocabulary-iso3166"),
    ],
)
def test_words_of_any_language_are_found_without_a_script(
    state: AppState, words: str, entry: str
) -> None:
    page = client(state, "uploader").get("/dictionary", params={"q": words}).text
    ids = re.findall(r'<article class="entry" id="([^"]+)"', page)
    assert entry in ids
    assert len(ids) < ALL / 4


def test_what_is_not_there_is_said_and_shown_as_text(state: AppState) -> None:
    page = client(state, "uploader").get("/dictionary", params={"q": "<b>nothing</b>"}).text
    assert "Nothing in the dictionary holds these words." in page
    assert "<b>nothing" not in page


def test_blanks_that_nobody_sees_do_not_hinder() -> None:
    assert folded("ប្រ\u200bទេស  X") == folded("ប្រទេស x")


@pytest.mark.browser
def test_it_narrows_while_one_types_and_changes_its_language(
    state: AppState, person: Person
) -> None:
    add_people(state, "Phnom Penh", "sok")
    person.sign_in("sok")
    person.open_menu("Dictionary")
    expect(person.page.locator("#count")).to_have_text(f"{ALL} entries")
    person.page.get_by_label("Search, in any language").fill("thumb")
    expect(person.page.locator("#signature")).to_be_visible()
    expect(person.page.locator("#dob")).to_be_hidden()
    person.page.get_by_label("Search, in any language").fill("")
    expect(person.page.locator("#dob")).to_be_visible()
    person.page.get_by_label("Language", exact=True).select_option("km")
    person.page.wait_for_url("**lang=km**")
    expect(person.page.locator("#dob h3")).to_have_text("ថ្ងៃខែឆ្នាំកំណើត")
    expect(person.page.locator("#dob h3")).to_have_attribute("lang", "km")


@pytest.mark.browser
def test_what_is_typed_before_its_script_has_come_counts(state: AppState, person: Person) -> None:
    add_people(state, "Phnom Penh", "sok")
    person.sign_in("sok")
    held: list[Route] = []

    def hold(route: Route) -> None:  # a method of a list is none that Playwright can call
        held.append(route)

    person.page.route("**/dictionary.js", hold)
    with person.page.expect_request("**/dictionary.js"):
        person.page.goto(f"{person.address}/dictionary", wait_until="commit")
    person.page.get_by_label("Search, in any language").fill("thumb")
    expect(person.page.locator("#dob")).to_be_visible()
    (script,) = held
    script.continue_()
    expect(person.page.locator("#dob")).to_be_hidden()
    expect(person.page.locator("#signature")).to_be_visible()
