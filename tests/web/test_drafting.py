"""A definition is drawn over its blank in the browser: mouse and keys, undo, saved and used."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Locator, expect

from api.state import AppState
from extract.forms.blank import BLANK_DPI, blank_picture
from extract.forms.dump import dump_form
from extract.forms.load import find_form, load_form, load_forms
from ingest import drafts, shelf
from ingest.drafting import write_picture
from models.errors import BadFormDefinition, Conflict
from tests.web.conftest import Person
from tests.web.desk import add_people, forms

pytestmark = pytest.mark.browser

FORM = "kh_ncct_short"


def begun(state: AppState, office: str, *, version: str = "7", **about: Any) -> drafts.Draft:
    """A draft as the reading of a blank leaves it: a shipped form stands for the proposal."""
    form = next(f for f in forms() if f.id == FORM)
    draft, folder = drafts.new(state.drafts, office, "intake")
    for page in form.pages:
        write_picture(blank_picture(form, page.number), folder / page.blank)
    data = drafts.as_data(dump_form(replace(form, id="intake", version=version)))
    ready = replace(draft, state="ready", version=1, form=data, sure={}, notes={}, **about)
    drafts.keep(folder, ready)
    return ready


def stored(state: AppState, office: str, draft_id: str) -> dict[str, Any]:
    draft, _ = drafts.get(state.drafts, office, draft_id)
    return dict(draft.form or {})


def field(state: AppState, office: str, draft_id: str, key: str) -> dict[str, Any]:
    return next(f for f in stored(state, office, draft_id)["fields"] if f["key"] == key)


@pytest.fixture
def desk(state: AppState, person: Person) -> tuple[str, str]:
    """An administrator before a draft; the office and the draft's id."""
    office = add_people(state, "Phnom Penh", "sok", role="administrator")
    draft = begun(state, office)
    person.sign_in("sok")
    person.go(f"/forms/draft/{draft.id}")
    expect(person.page.locator("#tally")).to_contain_text("fields")
    return office, draft.id


def zone(person: Person, key: str) -> Locator:
    return person.page.locator(f'.place[data-key="{key}"] .zone')


def kept(person: Person) -> None:
    expect(person.page.locator("#kept")).to_have_text("kept")


def drag(person: Person, start: tuple[float, float], end: tuple[float, float]) -> None:
    mouse = person.page.mouse
    mouse.move(*start)
    mouse.down()
    mouse.move((start[0] + end[0]) / 2, (start[1] + end[1]) / 2)
    mouse.move(*end)
    mouse.up()


def middle(shape: Locator) -> tuple[float, float]:
    box = shape.bounding_box()
    assert box is not None
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def test_a_zone_is_moved_and_resized_with_the_mouse_and_taken_back(
    state: AppState, person: Person, desk: tuple[str, str]
) -> None:
    office, draft = desk
    before = field(state, office, draft, "alias")["zone"]
    x, y = middle(zone(person, "alias"))
    person.page.mouse.click(x, y)
    expect(person.page.locator(".entry.chosen")).to_have_attribute("data-key", "alias")
    drag(person, (x, y), (x + 1, y + 60))
    kept(person)
    moved = field(state, office, draft, "alias")["zone"]
    assert moved[1] > before[1] + 5
    assert moved[3] - moved[1] == pytest.approx(before[3] - before[1], abs=0.11)
    x, y = middle(person.page.locator(".place.chosen .handle.se"))
    drag(person, (x, y), (x + 1, y + 30))
    kept(person)
    assert field(state, office, draft, "alias")["zone"][3] > moved[3] + 2
    person.press("Control+z", "Control+z")
    kept(person)
    assert field(state, office, draft, "alias")["zone"] == before
    person.press("Control+y")
    kept(person)
    assert field(state, office, draft, "alias")["zone"] == moved


def test_a_field_is_drawn_named_and_typed(
    state: AppState, person: Person, desk: tuple[str, str]
) -> None:
    office, draft = desk
    page = person.page
    page.get_by_role("button", name="Page 2").click()
    board = page.locator("#paper").bounding_box()
    assert board is not None
    person.press("n")
    low = min(board["y"] + board["height"] - 60, 700)
    page.locator("#board").evaluate("board => board.scrollTo(0, board.scrollHeight)")
    drag(person, (board["x"] + 120, low - 40), (board["x"] + 420, low))
    expect(page.locator(".entry.chosen")).to_have_count(1)
    page.get_by_label("Printed words, English").fill("Name of the guardian")
    page.get_by_label("Name in records").fill("guardian_name")
    page.get_by_label("What is written").select_option("name")
    kept(person)
    drawn = field(state, office, draft, "guardian_name")
    assert (drawn["page"], drawn["kind"], drawn["personal"]) == (2, "name", True)
    assert drawn["labels"]["en"] == "Name of the guardian"
    assert drawn["zone"][2] - drawn["zone"][0] > 20


def test_all_of_it_can_be_done_with_the_keys_alone(
    state: AppState, person: Person, desk: tuple[str, str]
) -> None:
    office, draft = desk
    page = person.page
    page.locator('.place[data-key="case_code"]').focus()
    person.press("Tab")
    expect(page.locator(".entry.chosen")).to_have_attribute("data-key", "form_date")
    before = field(state, office, draft, "form_date")["zone"]
    person.press("ArrowDown", "ArrowDown", "Shift+ArrowLeft", "Alt+ArrowRight")
    kept(person)
    after = field(state, office, draft, "form_date")["zone"]
    assert [round(b - a, 1) for a, b in zip(before, after, strict=True)] == [0.1, 1.0, -0.4, 1.0]
    person.press("Enter")
    expect(page.get_by_label("Printed words, Khmer")).to_be_focused()
    person.press("Escape", "n", "n")
    expect(page.get_by_label("Printed words, Khmer")).to_be_focused()
    person.press("Escape", "Delete")
    kept(person)
    keys = [f["key"] for f in stored(state, office, draft)["fields"]]
    assert len(keys) == len(next(f for f in forms() if f.id == FORM).fields)


def test_tick_boxes_are_put_down_one_after_another(
    state: AppState, person: Person, desk: tuple[str, str]
) -> None:
    office, draft = desk
    x, y = middle(zone(person, "sex"))
    person.page.mouse.click(x, y)
    count = len(field(state, office, draft, "sex")["options"])
    person.press("t")
    box = zone(person, "sex").bounding_box()
    assert box is not None
    person.page.mouse.click(box["x"] + box["width"] - 6, y)
    kept(person)
    options = field(state, office, draft, "sex")["options"]
    assert len(options) == count + 1
    assert options[-1]["box"][2] - options[-1]["box"][0] == pytest.approx(3.6, abs=0.1)
    answer = person.page.get_by_label(f"Words of answer {count + 1}, English")
    answer.fill("Other")
    kept(person)
    assert "Other" in field(state, office, draft, "sex")["options"][-1]["words"].values()


def test_what_is_wrong_is_said_beside_the_field_and_keeps_from_saving(
    state: AppState, person: Person, desk: tuple[str, str]
) -> None:
    x, y = middle(zone(person, "alias"))
    person.page.mouse.click(x, y)
    other = middle(zone(person, "name_latin"))
    drag(person, (x, y), (other[0], other[1]))
    expect(person.page.locator(".entry.chosen .said .bad")).to_contain_text("overlaps")
    expect(person.page.locator("#tally")).to_contain_text("not right yet")
    expect(person.page.get_by_role("button", name="Save the definition")).to_be_disabled()
    person.press("Control+z")
    expect(person.page.get_by_role("button", name="Save the definition")).to_be_enabled()


def test_a_saved_definition_is_known_at_once_and_its_version_stays(
    state: AppState, person: Person, desk: tuple[str, str]
) -> None:
    office, draft = desk
    assert "intake" not in {form.id for form in state.forms}
    person.page.get_by_role("button", name="Save the definition").click()
    expect(person.page.locator("#save-hint")).to_contain_text("is saved and in use")
    form = find_form(state.forms, "intake@7")
    assert load_form(Path(form.folder)).fields == form.fields
    assert blank_picture(form, 1).shape[0] == pytest.approx(297 / 25.4 * BLANK_DPI, abs=3)
    assert form in load_forms(shelf.folders(state.settings))
    person.page.get_by_role("button", name="Save the definition").click()
    expect(person.page.locator("#banner")).to_contain_text("another version")
    person.complaints.clear()  # the browser reports the refusal itself
    kept_draft, folder = drafts.get(state.drafts, office, draft)
    with pytest.raises(Conflict):
        drafts.save(folder, kept_draft, shelf.folder(state.settings))


def test_an_unsound_draft_is_not_saved_whoever_asks(state: AppState, tmp_path: Path) -> None:
    office = add_people(state, "Phnom Penh", "sok", role="administrator")
    draft = begun(state, office)
    form = json.loads(json.dumps(draft.form))
    form["fields"][1]["zone"] = form["fields"][0]["zone"]
    _, folder = drafts.get(state.drafts, office, draft.id)
    with pytest.raises(BadFormDefinition):
        drafts.save(folder, replace(draft, form=form), tmp_path / "shelf")
    assert not list((tmp_path).glob("shelf/**/form.yaml"))


def test_nobody_sees_the_drafts_of_another_office(
    state: AppState, person: Person, desk: tuple[str, str]
) -> None:
    there = add_people(state, "Bangkok", "lek", role="manager")
    foreign = begun(state, there)
    response = person.page.request.get(f"{person.address}/forms/drafts/{foreign.id}")
    assert response.status == 404
    response = person.page.request.get(f"{person.address}/forms/draft/{foreign.id}")
    assert response.status == 404


def test_who_may_not_draw_does_not_see_the_forms(state: AppState, person: Person) -> None:
    add_people(state, "Phnom Penh", "dara", role="reviewer")
    person.sign_in("dara")
    expect(person.page.get_by_role("link", name="Forms", exact=True)).to_have_count(0)
    assert person.page.request.get(f"{person.address}/forms").status == 403
