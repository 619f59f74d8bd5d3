"""The queue page, who reads what, and people who work for two offices."""

from __future__ import annotations

from collections.abc import Callable

from api.state import AppState
from models.repositories import batches, guests, offices, records
from tests.web.conftest import Person
from tests.web.desk import Doubt, add_people, add_record

DOUBT = {"age": Doubt("33", "Two readers read different text.")}


def _batch(state: AppState, office: str, record: str, name: str) -> str:
    with state.database.write() as session:
        batch = batches.get(session, office, records.get(session, office, record).batch_id)
        batch.name = name
        return batch.id


def test_a_manager_makes_a_batch_urgent_and_it_comes_first(
    state: AppState, somebody: Callable[[], Person]
) -> None:
    office = add_people(state, "Phnom Penh", "boss", role="manager")
    first, second = add_record(state, office, DOUBT), add_record(state, office, DOUBT, extra=b"2")
    _batch(state, office, first, "Old cabinet")
    _batch(state, office, second, "The court asked")
    boss = somebody()
    boss.sign_in("boss")
    boss.go("/queue")
    form = boss.page.locator("form", has=boss.page.get_by_role("button", name="Set")).first
    form.get_by_label("Batch").select_option(label="The court asked")
    form.get_by_label("Urgency").select_option("urgent")
    form.get_by_role("button", name="Set").click()
    boss.page.wait_for_url("**/queue")
    assert boss.page.locator("tbody tr").first.get_by_text("urgent", exact=True).is_visible()
    boss.page.get_by_role("link", name="Begin with the next").click()
    boss.page.wait_for_url(f"**/review/{second}*", wait_until="commit")


def test_filters_narrow_the_queue_and_the_run_that_begins_from_it(
    state: AppState, somebody: Callable[[], Person]
) -> None:
    office = add_people(state, "Phnom Penh", "sok")
    first, second = add_record(state, office, DOUBT), add_record(state, office, DOUBT, extra=b"2")
    _batch(state, office, first, "One")
    _batch(state, office, second, "Two")
    sok = somebody()
    sok.sign_in("sok")
    sok.go("/queue")
    sok.page.get_by_label("Batch").select_option(label="Two")
    sok.page.get_by_role("button", name="Show", exact=True).click()
    sok.page.wait_for_url("**batch=*")
    assert sok.page.locator("tbody tr").count() == 1
    sok.page.get_by_role("link", name="Begin with the next").click()
    sok.page.wait_for_url(f"**/review/{second}*", wait_until="commit")
    sok.go("/queue?older=30")
    assert sok.page.get_by_text("Nothing waits that fits these choices.").is_visible()


def test_who_reads_what_is_chosen_by_managers_alone(
    state: AppState, somebody: Callable[[], Person]
) -> None:
    office = add_people(state, "Phnom Penh", "boss", role="manager")
    add_people(state, "Phnom Penh", "sok")
    boss = somebody()
    boss.sign_in("boss")
    boss.go("/readers?form=kh_ncct_short")
    row = boss.page.locator("tr", has_text="Every field without its own choice")
    row.get_by_role("combobox").select_option("two")
    row.get_by_role("button", name="Set").click()
    boss.page.wait_for_load_state()
    row = boss.page.locator("tr", has_text="Every field without its own choice")
    assert row.get_by_role("combobox").input_value() == "two"
    record = add_record(state, office, DOUBT)
    with state.database.read() as session:
        assert records.get(session, office, record).state == "needs_review"
    sok = somebody()
    sok.sign_in("sok")
    answer = sok.page.request.get(sok.address + "/readers")
    assert answer.status == 403


def test_a_guest_changes_office_and_sees_each_alone(
    state: AppState, somebody: Callable[[], Person]
) -> None:
    home = add_people(state, "Phnom Penh", "sok")
    other = add_people(state, "Bangkok", "chief", role="administrator")
    here = add_record(state, home, DOUBT)
    there = add_record(state, other, DOUBT, extra=b"2")
    with state.database.write() as session:
        guests.invite(session, other, "sok", "reviewer", "person:chief")
        person = offices.person_by_login(session, "sok")
        assert person is not None
    sok = somebody()
    sok.sign_in("sok")
    sok.go("/queue")
    assert sok.page.locator(f'a[href^="/review/{here}"]').count() == 1
    assert sok.page.locator(f'a[href^="/review/{there}"]').count() == 0
    sok.page.get_by_label("Office").select_option(label="Bangkok")
    sok.page.get_by_role("button", name="Work there").click()
    sok.page.wait_for_load_state()
    assert sok.page.locator(f'a[href^="/review/{there}"]').count() == 1
    assert sok.page.locator(f'a[href^="/review/{here}"]').count() == 0
    with state.database.write() as session:
        guests.dismiss(session, other, person.id, "person:chief")
    sok.go("/queue")
    assert "/sign-in" in sok.page.url
