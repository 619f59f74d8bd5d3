"""Single fields in the browser: a row by keys alone, a sheet with an odd one, the whole page."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import Route, expect
from sqlalchemy import select

from api.state import AppState
from models.tables import Audit, Field, Task
from tests.web.conftest import Person
from tests.web.desk import FORM, Doubt, add_people, add_record

AGE = Doubt("33", "Two readers read different text.", others=("38",))
FEMALE = Doubt("ស្រី", "It cannot be told.", value="female")
ROW = f"/crops/row?key=age&form={FORM}"


def _fields(state: AppState, key: str) -> dict[str, Field]:
    with state.database.read() as session:
        found = session.scalars(select(Field).where(Field.key == key)).all()
        return {field.record_id: field for field in found}


def _desk(state: AppState, person: Person, count: int, key: str, doubt: Doubt) -> None:
    office = add_people(state, "Phnom Penh", "dara", role="checker")
    for _ in range(count):
        add_record(state, office, {key: doubt})
    person.sign_in("dara")


def _come(person: Person) -> None:
    """Nobody confirms a picture that has not come: so do the tests not."""
    came = "[...document.querySelectorAll('#desk img')].every((img) => img.naturalWidth)"
    for _ in range(200):
        if person.page.evaluate(came):
            return
        person.page.wait_for_timeout(50)
    raise AssertionError("The pictures did not come.")


def _wait(state: AppState, key: str, enough: Callable[[list[Field]], bool], person: Person) -> None:
    for _ in range(100):
        if enough(list(_fields(state, key).values())):
            return
        person.page.wait_for_timeout(50)
    raise AssertionError("It was not kept.")


def test_a_row_is_read_by_keys_alone(state: AppState, person: Person) -> None:
    _desk(state, person, 5, "age", AGE)
    person.go("/crops")
    page = person.page
    page.get_by_role("link", name="One by one").first.click()
    expect(page.locator(".field.active input")).to_be_focused()
    _come(person)
    person.press("Enter")  # right as it was read
    expect(page.locator(".field.kept")).to_have_count(1)
    person.press("Alt+1")  # what the other reader read
    expect(page.locator(".field.kept")).to_have_count(2)
    person.type("41")
    person.press("Enter")
    person.press("Alt+e")
    expect(page.locator(".field.kept")).to_have_count(4)
    person.press("Alt+i")
    expect(page.locator("#nothing")).to_be_visible()
    found = sorted((f.status, f.value) for f in _fields(state, "age").values() if f.value)
    assert found == [("accepted", 33), ("accepted", 38), ("accepted", 41)]
    statuses = sorted(f.status for f in _fields(state, "age").values() if not f.value)
    assert statuses == ["empty", "illegible"]


def test_the_last_answer_is_taken_back_and_given_anew(state: AppState, person: Person) -> None:
    _desk(state, person, 2, "age", AGE)
    person.go(ROW)
    page = person.page
    expect(page.locator(".field.active input")).to_be_focused()
    person.press("Alt+e")
    expect(page.locator(".field.kept")).to_have_count(1)
    person.press("Alt+z")
    expect(page.locator(".field.alone:not(.kept)")).to_have_count(2)
    expect(page.locator(".field.active input")).to_be_focused()
    _come(person)
    person.press("Enter")
    expect(page.locator(".field.kept")).to_have_count(1)
    _wait(state, "age", lambda all_: [f.status for f in all_].count("accepted") == 1, person)


def test_what_is_not_understood_is_asked_once_more(state: AppState, person: Person) -> None:
    _desk(state, person, 1, "age", AGE)
    person.go(ROW)
    page = person.page
    expect(page.locator(".field.active input")).to_be_focused()
    _come(person)
    person.type("eleventy")
    person.press("Enter")
    expect(page.locator(".field .error")).to_contain_text("Enter again")
    assert next(iter(_fields(state, "age").values())).status == "review"
    person.press("Enter")
    expect(page.locator("#nothing")).to_be_visible()
    assert next(iter(_fields(state, "age").values())).raw == "eleventy"


def test_the_odd_one_of_a_sheet_is_read_by_itself(state: AppState, person: Person) -> None:
    _desk(state, person, 6, "sex", FEMALE)
    person.go(f"/crops/sheet?key=sex&form={FORM}")
    page = person.page
    expect(page.locator(".group h2")).to_contain_text("Female")
    tiles = page.locator(".odd input")
    expect(tiles).to_have_count(6)
    expect(tiles.first).to_be_focused()
    _come(person)
    person.press("ArrowRight", "ArrowRight", "Space")
    expect(page.locator("[data-marked]")).to_have_text("1 marked")
    person.press("Enter")
    expect(page.locator(".group")).to_have_count(0)
    expect(page.locator(".field.active input:checked")).to_be_focused()
    _come(person)
    person.press("1", "Enter")
    expect(page.locator("#nothing")).to_be_visible()
    values = sorted(f.value for f in _fields(state, "sex").values())
    assert values.count("female") == 5 and len(set(values)) == 2


def test_nothing_is_confirmed_before_its_picture_has_come(state: AppState, person: Person) -> None:
    _desk(state, person, 4, "sex", FEMALE)
    page = person.page
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    page.route("**/picture", hold)
    person.go(f"/crops/sheet?key=sex&form={FORM}")
    expect(page.locator(".odd input").first).to_be_focused()
    person.press("Enter")
    expect(page.locator("[data-marked]")).to_contain_text("not come yet")
    assert {field.status for field in _fields(state, "sex").values()} == {"review"}
    for route in held:
        route.continue_()
    _come(person)
    person.press("Enter")
    expect(page.locator("#nothing")).to_be_visible()


def test_fields_go_back_when_the_page_is_left(state: AppState, person: Person) -> None:
    _desk(state, person, 3, "age", AGE)
    person.go(ROW)
    expect(person.page.locator(".field.alone")).to_have_count(3)
    with state.database.read() as session:
        assert all(session.scalars(select(Task.claimed_by)))
    person.go("/crops")
    for _ in range(100):
        with state.database.read() as session:
            if not any(session.scalars(select(Task.claimed_by))):
                return
        person.page.wait_for_timeout(50)
    raise AssertionError("Somebody still holds a field.")


def test_a_reviewer_opens_the_whole_page_for_a_reason(state: AppState, person: Person) -> None:
    office = add_people(state, "Phnom Penh", "sok")
    add_record(state, office, {"age": AGE})
    person.sign_in("sok")
    person.go(ROW)
    page = person.page
    expect(page.locator(".field.active input")).to_be_focused()
    person.press("Alt+r")
    page.get_by_role("button", name="Whole page: the rest is needed").click()
    picture = page.locator("#page-picture")
    expect(picture).to_be_visible()
    expect(picture).to_have_js_property("naturalWidth", 1654)
    person.press("Escape")
    expect(page.locator(".field.active input")).to_be_focused()
    with state.database.read() as session:
        opened = session.scalars(select(Audit).where(Audit.action == "page.opened")).all()
    assert [line.detail["why"] for line in opened] == ["needs_page"]


def test_a_field_that_cannot_be_told_goes_to_a_reviewer(state: AppState, person: Person) -> None:
    _desk(state, person, 2, "age", AGE)
    person.go(ROW)
    page = person.page
    expect(page.locator(".field.active input")).to_be_focused()
    person.press("Alt+r")
    expect(page.get_by_role("button", name="Whole page")).to_have_count(0)  # not for checkers
    person.press("1")
    expect(page.locator(".field.alone")).to_have_count(1)
    expect(page.locator(".field.active input")).to_be_focused()
    with state.database.read() as session:
        assert sorted(session.scalars(select(Task.referred))) == ["", "cut_badly"]


def test_a_manager_chooses_who_sees_what(state: AppState, person: Person) -> None:
    office = add_people(state, "Phnom Penh", "sok", role="manager")
    add_people(state, "Phnom Penh", "dara", role="checker")
    add_record(state, office, {"age": AGE})
    person.sign_in("sok")
    person.go(f"/sight?form={FORM}")
    page = person.page
    page.get_by_label("Age: what the role checker sees").or_(
        page.locator('select[name="checker|age"]')
    ).first.select_option("never")
    page.get_by_role("button", name="Save").click()
    expect(page.locator('select[name="checker|age"]')).to_have_value("never")
