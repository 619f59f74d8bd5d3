"""Webhooks and exports in the browser."""

from __future__ import annotations

import zipfile

import pytest
from playwright.sync_api import expect

from api.state import AppState
from models.repositories import deliveries, webhooks
from tests.web.conftest import Person
from tests.web.desk import add_people, add_record

pytestmark = pytest.mark.browser


def test_a_webhook_is_added_tried_paused_and_removed(state: AppState, person: Person) -> None:
    office = add_people(state, "Phnom Penh", "sok", role="administrator")
    page = person.page
    person.sign_in("sok")
    person.go("/webhooks")
    expect(page.get_by_text("No other system is told of anything.")).to_be_visible()
    page.get_by_label("Name of the system").fill("Case system")
    page.get_by_label("Its address").fill("https://10.0.0.1/hook")
    page.get_by_role("button", name="Add webhook").click()
    expect(page.get_by_role("alert")).to_contain_text("private network")
    person.complaints.clear()  # the browser tells of the 422
    page.get_by_label("Name of the system").fill("Case system")
    page.get_by_label("Its address").fill("https://cases.example/hook")
    page.get_by_role("button", name="Add webhook").click()
    secret = page.locator("#secret").text_content()
    assert secret is not None
    assert secret.startswith("whsec_")
    page.get_by_role("link", name="Case system").click()
    assert secret not in page.content()
    page.get_by_role("button", name="Send a test").click()
    expect(page.locator("tbody tr")).to_contain_text("about to be sent")
    with state.database.write() as session:
        (hook,) = webhooks.active(session)
        (message,) = deliveries.take(session, hook, most=8)
        failed = deliveries.Try(0, "timeout", 15000)
        give_up = webhooks.OVERLAP
        deliveries.ended(session, message, failed, again=None, give_up=give_up)
    page.reload()
    expect(page.locator("tbody tr")).to_contain_text("did not answer in time")
    expect(page.locator(".heading .word")).to_have_text("nothing arrives")
    page.get_by_role("button", name="Send again").click()
    expect(page.locator("tbody tr")).to_contain_text("is tried again")
    page.get_by_role("button", name="Pause").click()
    expect(page.locator(".heading .word")).to_have_text("paused")
    page.get_by_role("button", name="Start again").click()
    page.get_by_role("button", name="New secret").click()
    assert page.locator("#secret").text_content() != secret
    page.get_by_role("button", name="Remove with its log").click()
    expect(page.get_by_text("No other system is told of anything.")).to_be_visible()
    with state.database.read() as session:
        assert webhooks.listed(session, office) == []


def test_records_are_exported_as_the_kind_that_was_chosen(state: AppState, person: Person) -> None:
    office = add_people(state, "Phnom Penh", "sok", role="manager")
    add_record(state, office, {})
    page = person.page
    person.sign_in("sok")
    person.go("/exports")
    for label, ending in (("Excel workbook", ".xlsx"), ("HTCDS columns", ".htcds.zip")):
        page.get_by_label(label).check()
        with page.expect_download() as waited:
            page.get_by_role("button", name="Make the file").click()
        assert waited.value.suggested_filename.endswith(ending)
        assert zipfile.is_zipfile(waited.value.path())
    page.get_by_label("One CSV table").check()
    page.get_by_label("Between the cells").select_option("semicolon")
    page.get_by_label("Form", exact=True).select_option("kh_ncct_short")
    page.get_by_label("Finished or corrected since").fill("2020-01-31")
    with page.expect_download() as waited:
        page.get_by_role("button", name="Make the file").click()
    text = waited.value.path().read_text("utf-8-sig")
    assert text.startswith("id;document_id;form;")
    assert len(text.splitlines()) >= 2
