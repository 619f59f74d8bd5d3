"""What makes the review quick and safe: readings by one key, meanings as typed, what is kept."""

from __future__ import annotations

import io
import re
from collections.abc import Callable

import numpy as np
import pytest
from PIL import Image
from playwright.sync_api import expect
from sqlalchemy import select

from api.state import AppState
from models.repositories import notes, records, sight
from models.sight import Sight
from models.tables import Audit, Unsaved
from tests.web.conftest import Person
from tests.web.desk import FORM, Doubt, add_people, add_record, drawn, truth
from tests.web.test_review import corrections, field, finished, settled

pytestmark = pytest.mark.browser

AGE = Doubt("៣៣", "Digits of two systems stand in one value.", 0.8)
PLACE = Doubt("ក្រុងប៉ៃលិន ខេត្តប៉ៃលិន", "The place was found by likeness.", 0.6)


def review(person: Person, state: AppState, doubts: dict[str, Doubt]) -> tuple[str, str]:
    """Somebody who reviews a record with these doubts: the office and the record."""
    office = add_people(state, "Phnom Penh", "sok")
    record = add_record(state, office, doubts)
    person.sign_in("sok")
    person.go(f"/review/{record}")
    expect(person.page.locator(f"#field-{next(iter(doubts))}.active")).to_be_visible()
    return office, record


def retype(person: Person, text: str) -> None:
    person.press("Control+a")
    person.type(text)


def test_the_next_record_is_there_without_a_new_page_and_nothing_of_the_old_is_lost(
    state: AppState, person: Person
) -> None:
    office = add_people(state, "Phnom Penh", "sok")
    first, second = (add_record(state, office, {"age": AGE}) for _ in range(2))
    person.sign_in("sok")
    with person.page.expect_response("**/review/ahead?*"):
        person.go("/review")
    person.page.evaluate("window.stayed = true")
    person.press("Enter")
    expect(person.page.locator("#finish")).to_be_focused()
    person.press("Enter")
    expect(person.page.locator(f".sheaf[data-record='{second}'] #input-age")).to_be_focused()
    assert person.page.evaluate("window.stayed")
    assert person.page.url.endswith(f"/review/{second}")
    finished(state, office, first)
    assert corrections(state, first)["age"].action == "confirm"


def test_a_lost_line_loses_no_change(state: AppState, person: Person) -> None:
    office, record = review(person, state, {"age": AGE, "narrative": Doubt("", "Faint.")})
    person.page.context.set_offline(True)
    retype(person, "34")
    person.press("Enter")
    expect(person.page.locator("#banner")).to_contain_text("tried again by itself")
    person.page.context.set_offline(False)
    settled(person, "age")
    expect(person.page.locator("#banner")).to_be_empty()
    assert field(state, record, office, "age")["value"] == 34
    # The browser and its viewer tell of the lost line, too.
    lost = ("ERR_INTERNET_DISCONNECTED", "failed to load")
    person.complaints = [c for c in person.complaints if not any(word in c for word in lost)]


def test_a_date_is_understood_while_it_is_typed_in_either_era_and_any_digits(
    state: AppState, person: Person
) -> None:
    _, record = review(person, state, {"form_date": Doubt("១៦/១២/២០១៧", "Unsure.")})
    meaning = person.page.locator("#field-form_date .understood")
    for typed, said in (
        ("๑๗/๑๒/๒๕๖๐", r"17 December 2017 \(written as 2560"),
        ("១៨/១២/២០១៧", "18 December 2017"),
        ("19/12/2017", "19 December 2017"),
    ):
        retype(person, typed)
        expect(meaning).to_have_text(re.compile(said))
    retype(person, "31/02/2017")
    expect(person.page.locator("#field-form_date .error")).to_contain_text("no such day")
    assert not corrections(state, record)


def test_a_place_is_chosen_level_by_level_in_either_script(state: AppState, person: Person) -> None:
    office, record = review(person, state, {"interview_place": PLACE})
    person.press("Alt+p")
    levels = person.page.locator("#field-interview_place .levels input")
    expect(levels).to_have_count(3)  # it was understood down to the district
    levels.first.focus()
    retype(person, "phnom")
    expect(person.page.locator(".levels ul:not([hidden]) li[aria-selected=true]")).to_contain_text(
        "Phnom Penh"
    )
    person.press("Enter")
    expect(levels).to_have_count(2)
    person.type("ដូនពេញ")
    person.press("Enter", "Escape")
    line = person.page.locator("#input-interview_place")
    expect(line).to_be_focused()
    person.press("Enter")
    settled(person, "interview_place")
    value = field(state, record, office, "interview_place")["value"]
    assert isinstance(value, dict)
    assert [level["code"] for level in value["levels"]] == ["12", "1202"]


def test_an_option_of_a_long_list_is_found_by_typing_in_either_script(
    state: AppState, person: Person
) -> None:
    office, record = review(person, state, {"exploit_type": Doubt("", "Unsure.")})
    line = person.page.locator("#field-exploit_type .filter")
    expect(line).to_be_focused()
    person.type("begg")
    person.press("Enter")
    expect(line).to_have_value("")
    person.type("ទាសភាព")  # servitude
    person.press("Enter", "Enter")
    settled(person, "exploit_type")
    value = field(state, record, office, "exploit_type")["value"]
    assert isinstance(value, list)
    assert sorted(value) == ["ForcedBegging", "Servitude"]


def test_a_letter_goes_to_the_option_that_begins_so(state: AppState, person: Person) -> None:
    office, record = review(person, state, {"sex": Doubt("", "Unsure.")})
    person.press("f", "Enter")
    settled(person, "sex")
    assert field(state, record, office, "sex")["value"] == "female"


def test_an_enter_that_ends_a_composition_settles_nothing(state: AppState, person: Person) -> None:
    _, record = review(person, state, {"name_family_local": Doubt("កន", "Unsure.")})
    person.page.locator("#input-name_family_local").dispatch_event(
        "keydown", {"key": "Enter", "code": "Enter", "isComposing": True, "bubbles": True}
    )
    expect(person.page.locator("#input-name_family_local")).to_be_focused()
    assert not corrections(state, record)


def test_half_typed_text_survives_a_closed_tab_and_stays_out_of_the_browser(
    state: AppState, somebody: Callable[[], Person]
) -> None:
    person = somebody()
    _, record = review(person, state, {"name_family_local": Doubt("កន", "Unsure.")})
    with person.page.expect_response("**/unsaved"):
        person.type("ង")
    kept = person.page.evaluate("JSON.stringify({...localStorage, ...sessionStorage})")
    assert "ង" not in kept
    person.go("/")
    again = somebody()
    again.sign_in("sok")
    again.go(f"/review/{record}")
    card = again.page.locator("#field-name_family_local")
    expect(card.locator("input")).to_have_value("កនង")
    expect(card).to_contain_text("it is not saved yet")
    again.press("Enter")
    settled(again, "name_family_local")
    with state.database.read() as session:
        assert session.scalars(select(Unsaved)).all() == []


def test_a_note_is_left_by_keyboard_and_read_by_the_next(state: AppState, person: Person) -> None:
    office, record = review(person, state, {"age": AGE})
    person.press("Alt+m")
    expect(person.page.locator("#note-text")).to_be_focused()
    person.type("The second page is torn.")
    person.press("Control+Enter")
    expect(person.page.locator("#input-age")).to_be_focused()
    expect(person.page.locator("#note-count")).to_have_text("(1)")
    person.press("Alt+m")
    expect(person.page.locator("#notes")).to_contain_text("The second page is torn.")
    with state.database.read() as session:
        (note,) = notes.of_record(session, office, record)
        told = session.scalars(select(Audit).where(Audit.action == "record.noted")).all()
    assert (note.by, note.text) == ("person:sok", "The second page is torn.")
    assert [line.detail for line in told] == [{}]


def test_coming_back_to_a_page_shows_it_again(state: AppState, person: Person) -> None:
    review(person, state, {"age": AGE, "duration_months": AGE})
    seen = []
    for _ in range(2):
        person.page.wait_for_timeout(800)  # the way there is smooth
        seen.append(person.page.locator("#viewer").screenshot())
        person.press("Tab")
        expect(person.page.locator("#page-buttons [aria-pressed=true]")).to_have_text("2")
        person.press("Shift+Tab")
        expect(person.page.locator("#page-buttons [aria-pressed=true]")).to_have_text("1")
    first, again = (np.asarray(Image.open(io.BytesIO(one)).convert("L"), float) for one in seen)
    assert np.abs(first - again).mean() < 2


def test_another_person_reads_a_field_too_without_seeing_what_was_said(
    state: AppState, somebody: Callable[[], Person]
) -> None:
    person = somebody()
    office, record = review(person, state, {"name_family_local": Doubt("កន", "Unsure.")})
    add_people(state, "Phnom Penh", "dara")
    retype(person, "ឃ្មឹង")
    person.press("Alt+r")
    expect(person.page.locator("#field-name_family_local.waits")).to_contain_text("ឃ្មឹង")
    expect(person.page.locator("#finish")).to_be_focused()
    person.press("Enter")
    person.page.wait_for_url("**/review?skip=*")
    other = somebody()
    other.sign_in("dara")
    other.go("/review")
    other.page.wait_for_url(f"**/review/{record}")
    expect(other.page.locator("#input-name_family_local")).to_have_value("កន")
    assert "ឃ្មឹង" not in other.page.content()
    retype(other, "ឃ្មឹង")
    other.press("Enter")
    settled(other, "name_family_local")
    assert field(state, record, office, "name_family_local")["value"] == "ឃ្មឹង"


def test_a_field_that_the_role_may_not_see_is_closed_and_black_on_the_page(
    state: AppState, person: Person
) -> None:
    office = add_people(state, "Phnom Penh", "sok")
    doubts = {"age": AGE, "name_family_local": Doubt("ឃ្មឹងវិចិត្រ", "Unsure.")}
    record = add_record(state, office, doubts)
    with state.database.read() as session:
        form = records.get(session, office, record).form
        document = records.get(session, office, record).document_id
    with state.database.write() as session:
        sight.choose(
            session,
            office,
            role="reviewer",
            form=form,
            key="name_family_local",
            sight=Sight.CROP,
            actor="person:mara",
        )
    person.sign_in("sok")
    person.go(f"/review/{record}")
    expect(person.page.locator(".closed li")).to_have_count(1)
    assert "ឃ្មឹងវិចិត្រ" not in person.page.content()
    for path in ("", "/crop"):
        answer = person.page.request.get(
            f"{person.address}/review/{record}/fields/name_family_local{path}"
        )
        assert answer.status == 404
    tile = person.page.request.get(
        f"{person.address}/api/v1/documents/{document}/pages/1/tiles/0/0/0"
    )
    with Image.open(io.BytesIO(tile.body())) as picture:
        scale = picture.height / drawn().pages[0].image.shape[0]
        covered, shown = (
            np.asarray(picture.crop(tuple(round(v * scale) for v in truth(FORM, key)["box"])))
            for key in ("name_family_local", "age")
        )
    assert covered.max() < 60
    assert shown.mean() > 120
    person.press("Enter")
    expect(person.page.locator("#finish")).to_have_text(re.compile("Done here"))
    person.press("Enter")
    person.page.wait_for_url("**/review?skip=*")
    with state.database.read() as session:
        assert records.get(session, office, record).state == "needs_review"
