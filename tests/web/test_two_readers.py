"""Two people read a field in their browsers, a third settles; and what an office of two is told."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from api.state import AppState
from models.repositories import amendments, guests, rules
from models.repositories.rules import Rule
from tests.web.conftest import Person
from tests.web.desk import FORM, Doubt, add_people, add_record
from tests.web.test_review import field, finished, settled
from tests.web.test_review_desk import retype

pytestmark = pytest.mark.browser

KEY = "name_family_local"
READ, FIRST, SECOND, RIGHT = "កន", "ឃ្មឹង", "ឃ្មូង", "ឃ្មុង"


def an_office(state: AppState, *people: str) -> tuple[str, str]:
    """An office where two must agree on the name, and a record in which it waits."""
    office = add_people(state, "Phnom Penh", *people)
    with state.database.write() as session:
        rules.choose(session, office, form=FORM, key=KEY, rule=Rule(2), actor="person:boss")
    return office, add_record(state, office, {KEY: Doubt(READ, "Unsure.")})


def read(person: Person, name: str, record: str, text: str) -> None:
    """Somebody signs in, gets the record, says what the name is, and goes on."""
    person.sign_in(name)
    person.go("/review")
    person.page.wait_for_url(f"**/review/{record}")
    expect(person.page.locator(f"#input-{KEY}")).to_be_focused()
    expect(person.page.locator(f"#input-{KEY}")).to_have_value(READ)
    retype(person, text)
    person.press("Enter")
    expect(person.page.locator(f"#field-{KEY}.waits")).to_contain_text(text)
    person.press("Enter")
    person.page.wait_for_url("**/review?skip=*")


def test_a_third_person_sees_both_answers_without_names_and_settles(
    state: AppState, somebody: Callable[[], Person]
) -> None:
    office, record = an_office(state, "sok", "dara", "malee")
    read(somebody(), "sok", record, FIRST)
    second = somebody()
    read(second, "dara", record, SECOND)
    expect(second.page.get_by_text("for another person to read")).to_be_visible()
    assert FIRST not in second.page.content()
    assert field(state, record, office, KEY)["raw"] == READ
    third = somebody()
    third.sign_in("malee")
    third.go("/review")
    third.page.wait_for_url(f"**/review/{record}")
    card = third.page.locator(f"#field-{KEY}")
    expect(card).to_contain_text("Two people read it differently.")
    expect(card.locator(".heard")).to_contain_text(FIRST)
    expect(card.locator(".heard")).to_contain_text(SECOND)
    for name in ("sok", "dara"):
        expect(card).not_to_contain_text(name)
    third.press("Alt+2")
    settled(third, KEY)
    expect(third.page.locator("#finish")).to_be_focused()
    third.press("Enter")
    finished(state, office, record)
    third.page.wait_for_url(lambda at: record not in at)
    assert field(state, record, office, KEY)["raw"] == SECOND
    with state.database.read() as session:
        told = [(one.by, one.action) for one in amendments.history(session, office, record)]
    assert told == [(f"person:{name}", "correct") for name in ("sok", "dara", "malee")]


def test_an_office_of_two_is_told_that_nobody_can_settle_and_what_to_do(
    state: AppState, somebody: Callable[[], Person]
) -> None:
    office, record = an_office(state, "sok")
    add_people(state, "Phnom Penh", "boss", role="manager")
    add_people(state, "Bangkok", "malee")
    sok, boss = somebody(), somebody()
    read(sok, "sok", record, FIRST)
    expect(sok.page.get_by_text("1 record waits for another person")).to_be_visible()
    boss.sign_in("boss")
    boss.go("/queue")
    expect(boss.page.locator("#unread")).to_have_count(0)  # the manager can read it
    boss.go("/review")
    retype(boss, SECOND)
    boss.press("Enter")
    expect(boss.page.locator(f"#field-{KEY}.waits")).to_be_visible()
    boss.go("/queue")
    expect(boss.page.locator("#unread")).to_contain_text("1 field waits for a person who is not")
    expect(boss.page.locator("#unread")).to_contain_text("invite a guest")
    boss.go("/readers")
    expect(boss.page.locator("#few")).to_contain_text("2 people may read records here.")
    with state.database.write() as session:
        guests.invite(session, office, "malee", "reviewer", "person:boss")
    boss.page.reload()
    expect(boss.page.locator("#few")).to_have_count(0)
    boss.go("/queue")
    expect(boss.page.locator("#unread")).to_have_count(0)
