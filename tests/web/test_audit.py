"""A manager finds who looked at a record, in the browser, and saves it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import expect

from api.state import AppState
from tests.web.axe import broken
from tests.web.conftest import Person
from tests.web.desk import Doubt, add_people, add_record

pytestmark = pytest.mark.browser


def test_a_manager_sees_who_looked_at_a_record_and_saves_that(
    state: AppState, somebody: Callable[[], Person], tmp_path: Path
) -> None:
    office = add_people(state, "Phnom Penh", "malee")
    add_people(state, "Phnom Penh", "sok", role="manager")
    record = add_record(state, office, {"age": Doubt("33", "Unsure.")})
    reviewer, manager = somebody(), somebody()
    reviewer.sign_in("malee")
    reviewer.go(f"/review/{record}")
    expect(reviewer.page.locator("#input-age")).to_be_visible()

    manager.sign_in("sok")
    manager.open_menu("Audit")
    page = manager.page
    expect(page.locator("tbody tr").first).to_contain_text("signed in")
    page.get_by_label("Record or document").fill(f"{manager.address}/records/{record}")
    page.get_by_label("Who").select_option(label="malee")
    page.get_by_label("What", exact=True).select_option(label="Looked at")
    page.get_by_role("button", name="Show", exact=True).click()
    rows = page.locator("tbody tr")
    expect(rows.filter(has_text="looked at a record")).to_have_count(1)
    expect(rows.filter(has_text="sok")).to_have_count(0)
    assert broken(page) == []
    with page.expect_download() as saved:
        page.get_by_role("link", name="Save as CSV").click()
    told = Path(saved.value.path()).read_text("utf-8-sig")
    assert "person:malee,looked at a record" in told
    page.get_by_role("link", name="Show all").click()
    expect(rows.filter(has_text="exported the audit")).to_have_count(1)
