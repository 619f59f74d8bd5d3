"""A reviewer settles a record with the keyboard alone."""

from __future__ import annotations

import io
import re
import time
from collections.abc import Callable
from datetime import datetime, timedelta

import numpy as np
import pytest
from PIL import Image
from playwright.sync_api import FloatRect, expect
from sqlalchemy import select

from api.state import AppState
from models.database import now
from models.repositories import amendments, records
from models.tables import Correction, Record
from models.values import RecordState
from tests.web.conftest import Person
from tests.web.desk import Doubt, add_people, add_record, drawn, truth

pytestmark = pytest.mark.browser

WRONG_NAME = "កន"
AROUND = 60  # pixels of the scan around a field that are compared too
DOUBTS = {
    "name_family_local": Doubt(WRONG_NAME, "Two readers read different text.", 0.55),
    "sex": Doubt("", "Two boxes are ticked where one is allowed.", 0.1),
    "age": Doubt("៣៣", "Digits of two systems stand in one value.", 0.8),
    "act": Doubt("", "It cannot be told whether a box is ticked.", 0.3),
    "duration_months": Doubt("៣៩", "Digits of two systems stand in one value.", 0.5),
    "narrative": Doubt("xx", "This is handwriting: a person reads it.", 0.2),
}


def corrections(state: AppState, record: str) -> dict[str, Correction]:
    with state.database.read() as session:
        kept = session.scalars(select(Correction).where(Correction.record_id == record))
        return {correction.key: correction for correction in kept}


def field(state: AppState, record: str, office: str, key: str) -> dict[str, object]:
    with state.database.read() as session:
        found = records.get(session, office, record)
        row = next(f for f in found.fields if f.key == key)
        return {"raw": row.raw, "value": row.value, "status": row.status, "source": row.source}


def finished(state: AppState, office: str, record_id: str) -> Record:
    """The record, once it is finished: the next one is shown before the server has answered."""
    end = time.monotonic() + 10
    while time.monotonic() < end:
        with state.database.read() as session:
            record = records.get(session, office, record_id)
            if record.state == RecordState.FINISHED:
                return record
        time.sleep(0.02)
    raise AssertionError("The record was not finished.")


def settled(person: Person, key: str) -> None:
    """Wait until the server has answered for a field."""
    card = person.page.locator(f"#field-{key}")
    expect(card).not_to_have_class(re.compile("saving"))
    expect(card).not_to_have_attribute("data-status", "review")


def test_all_doubts_are_settled_and_the_record_finished_by_keyboard_alone(
    state: AppState, person: Person
) -> None:
    office = add_people(state, "Phnom Penh", "sok")
    first = add_record(state, office, DOUBTS)
    second = add_record(state, office, {"age": DOUBTS["age"]})
    person.sign_in("sok")
    person.go("/queue")
    expect(person.page.get_by_text("2 records wait")).to_be_visible()
    person.press("Enter")  # "Begin with the next" has the focus

    right = truth("kh_ncct_short", "name_family_local")["text"]
    name = person.page.locator("#input-name_family_local")
    expect(name).to_be_focused()
    person.press("Control+a")
    person.type(right)
    person.press("Enter")
    expect(person.page.locator("#field-sex.active input").first).to_be_focused()
    person.press("2", "Enter")  # female
    expect(person.page.locator("#input-age")).to_be_focused()
    person.press("Enter")  # the age is right as it was read
    person.press("4", "Enter")  # harbouring
    expect(person.page.locator("#input-duration_months")).to_be_focused()
    person.press("Alt+i")
    expect(person.page.locator("#input-narrative")).to_be_focused()
    person.press("Alt+n")
    expect(person.page.locator("#finish")).to_be_focused()
    expect(person.page.locator("#state")).to_have_text("all settled")
    person.press("Enter")
    person.page.wait_for_url(f"**/review/{second}")  # the next opens by itself

    assert finished(state, office, first).sequence is not None
    kept = corrections(state, first)
    assert {key: (c.action, c.by) for key, c in kept.items()} == {
        "name_family_local": ("correct", "person:sok"),
        "sex": ("correct", "person:sok"),
        "age": ("confirm", "person:sok"),
        "act": ("correct", "person:sok"),
        "duration_months": ("illegible", "person:sok"),
        "narrative": ("not_applicable", "person:sok"),
    }
    change = kept["name_family_local"]
    assert (change.before["raw"], change.after["raw"]) == (WRONG_NAME, right)
    assert kept["sex"].after["value"] == "female"
    assert kept["act"].after["value"] == ["harbour"]
    assert kept["age"].after["value"] == 33


@pytest.mark.parametrize("turned", [0, 180])
def test_the_focused_field_is_lit_where_it_stands_on_the_paper(
    state: AppState, person: Person, turned: int
) -> None:
    office = add_people(state, "Phnom Penh", "sok")
    add_record(
        state,
        office,
        {"age": DOUBTS["age"], "duration_months": DOUBTS["duration_months"]},
        turned=turned,
    )
    person.sign_in("sok")
    person.go("/review")
    for key in ("age", "duration_months"):
        expect(person.page.locator(f"#input-{key}")).to_be_focused()
        lit = person.page.locator("#viewer .light.focus")
        person.page.wait_for_function(
            """() => { const v = document.querySelector('#viewer').getBoundingClientRect();
            const l = document.querySelector('.light.focus').getBoundingClientRect();
            return l.left >= v.left && l.right <= v.right && l.top >= v.top && l.bottom <= v.bottom
              && l.height > 12; }"""
        )
        person.page.wait_for_timeout(700)  # the way there is smooth, and tiles come one by one
        box = lit.bounding_box()
        assert box is not None
        x0, y0, x1, y1 = truth("kh_ncct_short", key)["box"]
        scale = box["width"] / (x1 - x0)
        clip = FloatRect(
            x=box["x"] - AROUND * scale,
            y=box["y"] - AROUND * scale,
            width=box["width"] + 2 * AROUND * scale,
            height=box["height"] + 2 * AROUND * scale,
        )
        x0, y0, x1, y1 = (round(v) for v in (x0 - AROUND, y0 - AROUND, x1 + AROUND, y1 + AROUND))
        paper = next(p for p in drawn().pages if key in {f["key"] for f in p.truth["fields"]})
        size = ((x1 - x0) // 5, (y1 - y0) // 5)  # coarse: a pixel of the screen is no matter
        wanted = Image.fromarray(paper.image[y0:y1, x0:x1]).convert("L").resize(size)
        seen = grey(person.page.screenshot(clip=clip)).resize(size)
        one, other = (np.asarray(picture, float).ravel() for picture in (seen, wanted))
        likeness = np.corrcoef(one, other)[0, 1]
        assert likeness > 0.6, (key, likeness)
        assert ink_in_crop(person, key) > 0.02
        person.press("Enter")


def grey(picture: bytes) -> Image.Image:
    return Image.open(io.BytesIO(picture)).convert("L")


def ink_in_crop(person: Person, key: str) -> float:
    """The share of dark pixels in a field's crop."""
    address = person.page.locator(f"#field-{key} img.crop").get_attribute("src")
    answer = person.page.request.get(person.address + str(address))
    assert answer.headers["cache-control"] == "no-store"
    return float((np.asarray(grey(answer.body())) < 110).mean())


def test_a_second_reviewer_does_not_get_the_same_record(
    state: AppState, somebody: Callable[[], Person]
) -> None:
    office = add_people(state, "Phnom Penh", "sok", "dara")
    only = add_record(state, office, {"age": DOUBTS["age"]})
    sok, dara = somebody(), somebody()
    sok.sign_in("sok")
    sok.go("/review")
    sok.page.wait_for_url(f"**/review/{only}")
    dara.sign_in("dara")
    dara.go("/review")
    expect(dara.page.get_by_text("Nothing else is free")).to_be_visible()
    dara.go("/queue")
    expect(dara.page.get_by_text("somebody works on it")).to_be_visible()
    sok.go("/")  # leaving lets go of it
    dara.page.wait_for_function(
        """async () => { const answer = await fetch('/queue');
        return !(await answer.text()).includes('somebody works on it'); }"""
    )
    dara.go("/review")
    dara.page.wait_for_url(f"**/review/{only}")


def test_a_record_is_held_as_long_as_somebody_works_on_it(state: AppState, person: Person) -> None:
    office = add_people(state, "Phnom Penh", "sok")
    record = add_record(state, office, {"age": DOUBTS["age"]})
    person.sign_in("sok")
    person.page.clock.install()
    person.go("/review")
    expect(person.page.locator("#input-age")).to_be_focused()
    before = held_until(state, record)
    person.press("ArrowLeft")
    third = 1000 * state.settings.claim_seconds // 3
    with person.page.expect_response("**/held"):
        person.page.clock.fast_forward(third + 1000)
    assert held_until(state, record) > before
    with person.page.expect_response("**/held"):
        person.page.clock.fast_forward(third)
    asked: list[str] = []
    person.page.on("request", lambda request: asked.append(request.url))
    third_parts = 600_000 // third  # ten minutes without a key are believed to be a person gone
    for _ in range(2 * third_parts):
        person.page.clock.fast_forward(third)
    assert sum("/held" in url for url in asked) <= third_parts


def held_until(state: AppState, record: str) -> datetime:
    with state.database.read() as session:
        row = session.get(Record, record)
        assert row is not None and row.claimed_until is not None
        return row.claimed_until


def test_undo_puts_the_doubt_back_and_is_kept_too(state: AppState, person: Person) -> None:
    office = add_people(state, "Phnom Penh", "sok")
    record = add_record(state, office, {"age": DOUBTS["age"], "narrative": DOUBTS["narrative"]})
    person.sign_in("sok")
    person.go("/review")
    expect(person.page.locator("#input-age")).to_be_focused()
    person.press("Control+a")
    person.type("34")
    person.press("Enter")
    settled(person, "age")
    assert field(state, record, office, "age")["value"] == 34
    person.press("Alt+z")
    expect(person.page.locator("#field-age")).to_have_attribute("data-status", "review")
    expect(person.page.locator("#input-age")).to_be_focused()
    assert field(state, record, office, "age") == {
        "raw": "៣៣",
        "value": 33,
        "status": "review",
        "source": "zone",
    }
    expect(person.page.locator("#field-age")).to_contain_text("two systems")
    with state.database.read() as session:
        actions = [c.action for c in amendments.history(session, office, record)]
    assert actions == ["correct", "undo"]


def test_what_was_typed_is_kept_when_tab_moves_on_and_dropped_by_escape(
    state: AppState, person: Person
) -> None:
    office = add_people(state, "Phnom Penh", "sok")
    record = add_record(
        state, office, {"name_family_local": DOUBTS["name_family_local"], "age": DOUBTS["age"]}
    )
    person.sign_in("sok")
    person.go("/review")
    name = person.page.locator("#input-name_family_local")
    expect(name).to_be_focused()
    person.type("X")
    person.press("Escape")
    expect(name).to_have_value(WRONG_NAME)
    person.press("Tab")
    expect(person.page.locator("#input-age")).to_be_focused()
    assert not corrections(state, record)
    person.press("Control+a")
    person.type("35")
    person.press("Shift+Tab")
    expect(name).to_be_focused()
    settled(person, "age")
    assert field(state, record, office, "age")["value"] == 35


def test_a_date_is_shown_as_it_was_understood_and_nonsense_is_asked_about(
    state: AppState, person: Person
) -> None:
    office = add_people(state, "Phnom Penh", "sok")
    record = add_record(state, office, {"form_date": Doubt("១៦/១២/២០១៧", "Unsure.")})
    person.sign_in("sok")
    person.go("/review")
    card = person.page.locator("#field-form_date")
    expect(card.locator(".understood")).to_have_text("16 December 2017")
    person.press("Control+a")
    person.type("31/02/2017")
    person.press("Enter")
    expect(card).to_contain_text("There is no such day in the calendar.")
    expect(person.page.locator("#state")).to_have_text("1 to settle")
    person.press("Control+Enter")  # not yet: what was not understood is shown once more
    expect(person.page.locator("#input-form_date")).to_be_focused()
    person.press("Control+a")
    person.type("17/12/2017")
    person.press("Enter")
    expect(card.locator(".understood")).to_have_text("17 December 2017")
    expect(person.page.locator("#state")).to_have_text("all settled")
    value = field(state, record, office, "form_date")["value"]
    assert isinstance(value, dict)
    assert value["iso"] == "2017-12-17"


def test_nothing_is_settled_by_an_enter_on_an_empty_field(state: AppState, person: Person) -> None:
    office = add_people(state, "Phnom Penh", "sok")
    record = add_record(state, office, {"alias": Doubt("", "Nobody could read it.")})
    person.sign_in("sok")
    person.go("/review")
    expect(person.page.locator("#input-alias")).to_be_focused()
    person.press("Enter")
    expect(person.page.locator("#field-alias .error")).to_be_visible()
    assert not corrections(state, record)
    person.press("Alt+e")
    expect(person.page.locator("#finish")).to_be_focused()
    settled(person, "alias")
    assert field(state, record, office, "alias")["status"] == "empty"


def test_what_was_not_understood_is_kept_only_when_enter_is_meant(
    state: AppState, person: Person
) -> None:
    office = add_people(state, "Phnom Penh", "sok")
    record = add_record(state, office, {"age": Doubt("G", "No number can be made of this text.")})
    person.sign_in("sok")
    person.go("/review")
    expect(person.page.locator("#input-age")).to_be_focused()
    person.press("Enter")
    expect(person.page.locator("#field-age .error")).to_contain_text("was not understood")
    assert not corrections(state, record)
    person.press("Enter")
    settled(person, "age")
    kept = field(state, record, office, "age")
    assert (kept["raw"], kept["value"], kept["source"]) == ("G", None, "person")


def test_a_record_that_somebody_else_took_over_says_so_and_loses_nothing_silently(
    state: AppState, somebody: Callable[[], Person]
) -> None:
    office = add_people(state, "Phnom Penh", "sok", "dara")
    record = add_record(state, office, {"age": DOUBTS["age"]})
    sok, dara = somebody(), somebody()
    sok.sign_in("sok")
    sok.go("/review")
    expect(sok.page.locator("#input-age")).to_be_focused()
    with state.database.write() as session:  # the hold ran out while nobody worked
        held = session.get(Record, record)
        assert held is not None
        held.claimed_until = now() - timedelta(seconds=1)
    dara.sign_in("dara")
    dara.go("/review")
    dara.page.wait_for_url(f"**/review/{record}")
    sok.press("Enter")
    expect(sok.page.locator("#banner")).to_contain_text("Somebody else is reviewing this record.")
    assert not corrections(state, record)
    sok.complaints = [c for c in sok.complaints if "409" not in c]


def test_a_table_is_corrected_cell_by_cell(state: AppState, person: Person) -> None:
    office = add_people(state, "Phnom Penh", "sok")
    record = add_record(state, office, {"referral": Doubt("", "Nobody could read it.")})
    person.sign_in("sok")
    person.go("/review")
    cells = person.page.locator("#field-referral input")
    expect(cells.first).to_be_focused()
    person.type("01/02/2018")
    person.press("Tab")
    expect(cells.nth(1)).to_be_focused()
    person.type("DoSVY")
    person.press("Enter")
    expect(person.page.locator("#finish")).to_be_focused()
    settled(person, "referral")
    rows = field(state, record, office, "referral")["value"]
    assert isinstance(rows, list)
    assert rows[0]["to"] == "DoSVY"
    assert rows[0]["date"]["iso"] == "2018-02-01"


def test_a_skipped_record_comes_back_only_when_asked_for(state: AppState, person: Person) -> None:
    office = add_people(state, "Phnom Penh", "sok")
    first = add_record(state, office, {"age": DOUBTS["age"]})
    second = add_record(state, office, {"age": DOUBTS["age"]})
    person.sign_in("sok")
    person.go("/review")
    person.page.wait_for_url(f"**/review/{first}")
    expect(person.page.locator("#input-age")).to_be_focused()
    person.press("Alt+s")
    person.page.wait_for_url(f"**/review/{second}")
    expect(person.page.locator("#input-age")).to_be_focused()
    person.press("Alt+s")
    expect(person.page.get_by_text("You skipped 2 records before.")).to_be_visible()
    person.page.get_by_text("Take the skipped ones").click()
    person.page.wait_for_url(f"**/review/{first}")


def test_the_keys_are_told_on_demand_and_the_page_is_zoomed_by_keys(
    state: AppState, person: Person
) -> None:
    office = add_people(state, "Phnom Penh", "sok")
    add_record(state, office, {"age": DOUBTS["age"]})
    person.sign_in("sok")
    person.go("/review")
    expect(person.page.locator("#input-age")).to_be_focused()
    person.press("F1")
    expect(person.page.locator("#keys")).to_be_visible()
    person.press("Escape")
    expect(person.page.locator("#keys")).to_be_hidden()
    expect(person.page.locator("#input-age")).to_be_focused()
    light = person.page.locator(".light.focus")

    def width() -> float:
        person.rests(".light.focus")
        box = light.bounding_box()
        assert box is not None
        return box["width"]

    person.press("Alt+0")
    small = width()
    person.press("Alt+ArrowUp")
    assert width() == pytest.approx(small * 1.25, rel=0.03)


def test_what_another_reader_read_is_taken_by_one_key(state: AppState, person: Person) -> None:
    office = add_people(state, "Phnom Penh", "sok")
    right = str(truth("kh_ncct_short", "name_family_local")["text"])
    why = "The readers differ in some letters."
    doubt = Doubt(WRONG_NAME, why, 0.55, others=(right, right))
    record = add_record(state, office, {"name_family_local": doubt})
    person.sign_in("sok")
    person.go(f"/review/{record}")
    card = person.page.locator("#field-name_family_local")
    expect(card.locator(".heard li")).to_have_count(1)
    expect(card.locator(".heard li")).to_contain_text("smart-kh, khmer-ocm")
    expect(person.page.locator("#input-name_family_local")).to_be_focused()
    person.press("Alt+1")
    expect(person.page.locator("#finish")).to_be_focused()
    settled(person, "name_family_local")
    assert field(state, record, office, "name_family_local")["raw"] == right
