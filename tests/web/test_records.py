"""Finished records in the browser: read, corrected as a new version, older versions, taken away."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from api.state import AppState
from models.repositories import records, revisions, sight
from models.repositories.changing import Change
from models.sight import Sight
from models.tables import Record
from tests.web.conftest import Person
from tests.web.desk import add_people, add_record, truth

pytestmark = pytest.mark.browser

NAME = "name_given_local"


@pytest.fixture
def record(state: AppState, person: Person) -> str:
    office = add_people(state, "Phnom Penh", "sok")
    made = add_record(state, office, {})
    person.sign_in("sok")
    person.go(f"/records/{made}")
    return made


def value(state: AppState, record: str, key: str) -> object:
    with state.database.read() as session:
        office = session.get_one(Record, record).office_id
        found = records.get(session, office, record)
        return {field.key: field for field in found.fields}[key].value


def open_field(person: Person, key: str) -> None:
    person.page.locator(f"#field-{key} .change").click()
    expect(person.page.locator("dialog form.correct")).to_be_visible()


def test_a_finished_record_is_corrected_by_keyboard_and_gets_a_new_version(
    state: AppState, person: Person, record: str
) -> None:
    page = person.page
    before = truth("kh_ncct_short", NAME)["text"]
    page.locator(f"#field-{NAME} .change").focus()
    person.press("Enter")
    line = page.locator(f"#input-{NAME}")
    expect(line).to_be_focused()
    expect(line).to_have_value(before)
    person.type("ដារ៉ា")
    person.press("Enter")
    expect(page.locator(f"#field-{NAME} dd >> nth=0")).to_contain_text("ដារ៉ា")
    expect(page.locator("#announcements")).to_have_text("Saved as a new version.")
    expect(page.locator(f"#field-{NAME}")).to_be_focused()
    expect(page.locator("header .word")).to_have_text("has been corrected")
    assert value(state, record, NAME) == "ដារ៉ា"
    expect(page.locator(".steps li")).to_contain_text(before)
    page.get_by_role("link", name="Version 1").click()
    expect(page.get_by_text("It has been corrected since.")).to_be_visible()
    expect(page.locator(f"#field-{NAME} dd >> nth=0")).to_contain_text(before)
    expect(page.locator(".change")).to_have_count(0)
    page.get_by_role("link", name="See the newest version").click()
    expect(page.locator(f"#field-{NAME} dd >> nth=0")).to_contain_text("ដារ៉ា")


def test_what_is_typed_is_understood_before_it_is_saved(person: Person, record: str) -> None:
    page = person.page
    open_field(person, "form_date")
    page.locator("#input-form_date").fill("១២ ឧសភា ២០១៨")
    expect(page.locator("dialog .understood")).to_contain_text("12 May 2018")
    page.locator("#input-form_date").fill("the year of the flood")
    expect(page.locator("dialog .error")).to_be_visible()
    person.press("Escape")
    expect(page.locator("dialog")).not_to_be_visible()
    expect(page.locator("header .word")).to_have_text("finished")


def test_empty_unreadable_and_not_applicable_are_one_press(
    state: AppState, person: Person, record: str
) -> None:
    page = person.page
    open_field(person, "sex")
    page.get_by_role("button", name="Unreadable").click()
    expect(page.locator("#announcements")).to_have_text("Saved as a new version.")
    expect(page.locator("#field-sex dd >> nth=0")).to_contain_text("cannot be read")
    open_field(person, NAME)
    page.locator(f"#input-{NAME}").fill("")
    person.press("Enter")
    expect(page.locator("dialog .error")).to_contain_text("Say whether nothing is written")
    page.get_by_role("button", name="Nothing is written").click()
    expect(page.locator(f"#field-{NAME} dd >> nth=0")).to_contain_text("nothing written")
    assert value(state, record, NAME) is None


def test_an_option_is_ticked_by_its_digit_and_left_as_it_was_makes_no_version(
    state: AppState, person: Person, record: str
) -> None:
    page = person.page
    open_field(person, "sex")
    page.get_by_role("button", name="Save as a new version").click()
    expect(page.locator("dialog")).not_to_be_visible()
    expect(page.locator("header .word")).to_have_text("finished")
    before = value(state, record, "sex")
    open_field(person, "sex")
    other = page.locator("dialog .options input:not(:checked)").first
    person.press(str(other.get_attribute("data-digit")))
    expect(page.locator("dialog .options input:checked")).not_to_have_value(str(before))
    page.get_by_role("button", name="Save as a new version").click()
    expect(page.locator("header .word")).to_have_text("has been corrected")
    assert value(state, record, "sex") != before


def test_who_comes_late_is_told_and_overwrites_nothing(
    state: AppState, person: Person, record: str
) -> None:
    open_field(person, NAME)
    with state.database.write() as session:
        office = session.get_one(Record, record).office_id
        changes = [Change(NAME, "correct", "Somebody", "Somebody")]
        revisions.revise(session, office, record, changes, actor="x", expected_version=1)
    person.page.locator(f"#input-{NAME}").fill("late")
    person.press("Enter")
    expect(person.page.locator("dialog .error")).to_contain_text("changed since you read it")
    assert value(state, record, NAME) == "Somebody"
    person.complaints.clear()  # the browser tells of every 412


def test_what_is_kept_from_a_role_can_neither_be_read_nor_corrected(
    state: AppState, person: Person, record: str
) -> None:
    with state.database.write() as session:
        office = session.get_one(Record, record).office_id
        changes = [Change(NAME, "correct", "Sreymom-7731", "Sreymom-7731")]
        revisions.revise(session, office, record, changes, actor="x", expected_version=1)
        sight.choose(
            session,
            office,
            role="reviewer",
            form="kh_ncct_short",
            key=NAME,
            sight=Sight.NEVER,
            actor="x",
        )
    for path in (f"/records/{record}", f"/records/{record}/versions/1"):
        person.go(path)
        text = person.page.content()
        assert "Sreymom-7731" not in text
        assert truth("kh_ncct_short", NAME)["text"] not in text
        expect(person.page.get_by_text("Kept from your role")).to_be_visible()
    answer = person.page.request.get(f"{person.address}/records/{record}/fields/{NAME}/correct")
    assert answer.status == 404


def test_what_was_read_is_taken_away_as_searchable_pdf(person: Person, record: str) -> None:
    page = person.page
    page.locator("details.outputs > summary").click()
    with page.expect_download() as waited:
        page.get_by_role("link", name="Searchable PDF").click()
    with waited.value.path().open("rb") as file:
        assert file.read(5) == b"%PDF-"
    with page.expect_download() as waited:
        page.get_by_role("link", name="ALTO").click()
    assert "alto" in waited.value.path().read_text("utf-8")[:400]


def test_the_list_goes_on_to_older_ones(
    state: AppState, person: Person, monkeypatch: pytest.MonkeyPatch, record: str
) -> None:
    monkeypatch.setattr("api.web.records.A_PAGE", 1)
    with state.database.read() as session:
        office = session.get_one(Record, record).office_id
    second = add_record(state, office, {}, name="scan-0002.pdf")
    person.go("/records")
    expect(person.page.locator("tbody a")).to_have_text([second[:8]])
    person.page.get_by_role("link", name="Older ones").click()
    expect(person.page.locator("tbody a")).to_have_text([record[:8]])
    expect(person.page.get_by_role("link", name="Older ones")).to_have_count(0)
    person.page.get_by_role("link", name="The newest").click()
    expect(person.page.locator("tbody a")).to_have_text([second[:8]])
