"""Odd files, odd folders, odd moments at the upload desk: none of them holds the others up."""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Request, Route, expect
from sqlalchemy import func, select

from api.state import AppState
from models.repositories import documents
from models.tables import Batch, Document, Submission
from models.values import DocumentState
from tests.web.conftest import Person
from tests.web.desk import add_people
from tests.web.test_upload import pdf
from tests.web.test_upload_desk import all_answered, folder_of, give, live

pytestmark = pytest.mark.browser

#: Drops what is not there as a file: entries of a folder, some of which cannot be opened.
DROP = """(drop, files) => {
  const entry = ({ name, text, closed, below, modified }) => ({
    name, isFile: !below,
    file: (good, bad) => closed ? bad(new Error("closed"))
      : good(new File([text], name, { lastModified: modified ?? 5 })),
    createReader: () => { const given = below.map(entry); return {
      readEntries: (good, bad) => closed ? bad(new Error("closed")) : good(given.splice(0)) }; },
  });
  const event = new Event("drop", { bubbles: true, cancelable: true });
  const items = files.map((file) => ({ webkitGetAsEntry: () => entry(file) }));
  event.dataTransfer = { items, files: [] };
  drop.dispatchEvent(event);
}"""


@pytest.fixture
def uploader(state: AppState, person: Person) -> Person:
    add_people(state, "Phnom Penh", "dara", role="uploader")
    person.sign_in("dara")
    person.go("/batches/new")
    return person


def drop(person: Person, *entries: dict[str, Any]) -> None:
    person.page.locator("#drop").evaluate(DROP, list(entries))


def a(name: str, **more: Any) -> dict[str, Any]:
    return {"name": name, "text": pdf(name).decode(), **more}


def counts(person: Person, *words: str) -> None:
    for said in words:
        expect(person.page.locator("#upload-counts")).to_contain_text(said)


def kept(state: AppState) -> int:
    with state.database.read() as session:
        return session.scalar(select(func.count()).select_from(Document)) or 0


def test_what_cannot_be_opened_is_named_and_the_rest_is_sent(uploader: Person) -> None:
    locked = {"name": "ថតបិទ", "below": [], "closed": True}
    box = {"name": "Box", "below": [a("one.pdf"), a("gone.pdf", closed=True), locked]}
    drop(uploader, box, a("two.pdf"))
    all_answered(uploader, 2)
    left = uploader.page.locator("#upload-closed")
    expect(left).to_contain_text("2 files or folders cannot be opened")
    expect(left).to_contain_text("Box/gone.pdf")
    expect(left).to_contain_text("Box/ថតបិទ")


def test_a_drop_without_files_is_told_where_one_looks(uploader: Person) -> None:
    drop(uploader, {"name": "empty", "below": []})
    expect(uploader.page.locator("#upload-closed")).to_have_text(
        "There is no file to upload in that."
    )
    drop(uploader, a("one.pdf"))
    all_answered(uploader, 1)
    expect(uploader.page.locator("#upload-closed")).to_be_hidden()


def test_a_file_of_an_impossible_time_or_place_does_not_hold_up_the_others(
    uploader: Person,
) -> None:
    deep = a("deep.pdf")
    for _ in range(12):
        deep = {"name": "ប្រអប់" * 40, "below": [deep]}
    drop(uploader, a("early.pdf", modified=-11_644_473_600_000), deep, a("well.pdf"))
    all_answered(uploader, 3)
    expect(uploader.page.locator("#upload-counts")).to_have_text("3 accepted")


def test_a_file_that_is_changed_while_it_is_sent_is_told_and_given_once_more(
    state: AppState, uploader: Person, tmp_path: Path
) -> None:
    folder = folder_of(tmp_path, "a", "b")
    changed: list[bool] = []

    def change(route: Route, request: Request) -> None:
        if not changed:
            changed.append(True)
            for path in folder.iterdir():
                path.write_bytes(pdf(f"{path.name}, scanned again"))
                os.utime(path, (1_700_000_000, 1_700_000_000))
            route.abort()
        else:
            route.continue_()

    uploader.page.route("**/api/v1/uploads", change)
    give(uploader, folder)
    all_answered(uploader, 2)
    row = uploader.page.locator("#answers tr", has_text="not sent").first
    expect(row).to_contain_text("Find it, and give it once more")
    give(uploader, folder)
    expect(uploader.page.locator("#upload-counts")).not_to_contain_text("not sent")
    expect(uploader.page.locator("#upload-title")).to_have_text("Uploaded")
    with state.database.read() as session:
        names = session.scalars(select(Submission.name).where(Submission.outcome == "accepted"))
        assert {"a.pdf", "b.pdf"} <= set(names)
    uploader.complaints.clear()  # Chromium notes the broken connections itself


def test_the_same_folder_given_twice_is_counted_once(
    state: AppState, uploader: Person, tmp_path: Path
) -> None:
    folder = folder_of(tmp_path, "a", "b", "c")
    give(uploader, folder)
    give(uploader, folder)
    all_answered(uploader, 6)
    counts(uploader, "3 accepted", "3 came in before from here")
    with state.database.read() as session:
        assert session.scalar(select(func.count()).select_from(Submission)) == 3


def test_two_tabs_that_send_the_same_folder_both_come_to_an_end(
    state: AppState, uploader: Person, tmp_path: Path
) -> None:
    folder = tmp_path / "Box 3"
    folder.mkdir()
    for number in range(4):
        size = 5 * 1024 * 1024 if number == 0 else 100
        (folder / f"{number}.pdf").write_bytes(pdf(str(number)) + b"x" * size)
    give(uploader, folder)
    uploader.page.wait_for_url(re.compile(r"/batches/[0-9a-f]{32}"))
    other = Person(uploader.page.context.new_page(), uploader.address)
    other.page.goto(uploader.page.url)
    live(other.page)
    give(other, folder)
    for person in (other, uploader):
        all_answered(person, 4)
        expect(person.page.locator("#upload-counts")).not_to_contain_text("not sent")
    assert kept(state) == 4
    with state.database.read() as session:
        assert session.scalar(select(func.count()).select_from(Submission)) == 4
    uploader.complaints.clear()  # Chromium notes the answers that asked it to wait


def test_one_file_at_which_the_server_breaks_does_not_keep_the_desk(
    state: AppState, uploader: Person, tmp_path: Path
) -> None:
    def broken(route: Route, request: Request) -> None:
        if "YmFkLnBkZg==" in request.headers["upload-metadata"]:  # bad.pdf
            route.fulfill(status=500, body="")
        else:
            route.continue_()

    uploader.page.route("**/api/v1/uploads", broken)
    give(uploader, folder_of(tmp_path, "bad", "well"))
    all_answered(uploader, 2)
    counts(uploader, "1 accepted", "1 not sent")
    uploader.page.unroute("**/api/v1/uploads")
    uploader.page.get_by_role("button", name="Try again: bad.pdf").click()
    expect(uploader.page.locator("#upload-counts")).to_have_text("2 accepted")
    uploader.complaints.clear()  # Chromium notes the 500s itself


def test_a_batch_whose_beginning_was_not_heard_of_is_begun_once(
    state: AppState, uploader: Person, tmp_path: Path
) -> None:
    lost: list[int] = []

    def lose_the_first(route: Route) -> None:
        if lost:
            route.continue_()
        else:
            lost.append(route.fetch().status)
            route.abort()

    uploader.page.route("**/api/v1/batches", lose_the_first)
    give(uploader, folder_of(tmp_path, "a"))
    all_answered(uploader, 1)
    assert lost == [201]
    with state.database.read() as session:
        assert len(session.scalars(select(Batch)).all()) == 1
    uploader.complaints.clear()  # Chromium notes the broken connection itself


def test_a_batch_at_its_end_is_live_again_when_more_is_sent_into_it(
    state: AppState, uploader: Person, tmp_path: Path
) -> None:
    give(uploader, folder_of(tmp_path, "a"))
    all_answered(uploader, 1)
    with state.database.write() as session:
        read = session.scalars(select(Document)).one()
        claimed = documents.claim(session, read.id, lease_seconds=60)
        assert claimed is not None
        documents.end(session, claimed, DocumentState.REJECTED, code="input.damaged")
    held: list[Callable[[], None]] = []
    uploader.page.route("**/api/v1/uploads", lambda route: held.append(route.continue_))
    uploader.page.reload()
    live(uploader.page)
    expect(uploader.page.locator("#progress")).to_contain_text("1 of 1")
    give(uploader, folder_of(tmp_path, "b"))
    expect(uploader.page.locator("#progress")).to_contain_text("1 file was announced")
    for go_on in held:
        go_on()
    all_answered(uploader, 2)


def test_the_time_that_is_left_is_believable(uploader: Person) -> None:
    told = uploader.page.evaluate(
        """async () => {
          const { Pace } = await import("/static/upload_pace.js");
          const after = (marks, files, bytes) => {
            const pace = new Pace();
            for (const [second, ...mark] of marks) pace.note(...mark, second * 1000);
            return pace.words(files, bytes);
          };
          const steady = [...Array(31).keys()].map((s) => [s, s * 2, s * 1000]);
          return [
            after(steady, 600, 300_000),                         // 2 a second, 600 left
            after([[0, 0, 0], [10, 0, 1000]], 1, 59_000),        // one large file: by its bytes
            after([[0, 0, 0], [10, 20, 0]], 20, 0),              // small ones: by their number
            after([...steady, [7000, 60, 30_000], [7001, 62, 31_000]], 600, 300_000),  // it slept
            after([[0, 0, 0], [10, 0, 0]], 5, 5000),             // nothing moves: no guess
          ];
        }"""
    )
    assert told == [
        "120 files a minute · about 5 minutes left",
        "about 10 minutes left",
        "120 files a minute · less than a minute left",
        "",
        "",
    ]


def test_the_page_lives_while_a_slow_disk_is_asked_for_many_files(uploader: Person) -> None:
    breaths, handfuls = uploader.page.evaluate(
        """async () => {
          const { handfuls } = await import("/static/upload_gather.js");
          const slow = { get size() {
            const began = performance.now();
            while (performance.now() - began < 10);
            return 1;
          } };
          let breaths = 0;
          const breathing = setInterval(() => { breaths += 1; }, 1);
          const given = [];
          for await (const some of handfuls(Array(60).fill({ file: slow, folder: "" }))) {
            given.push(some.length);
          }
          clearInterval(breathing);
          return [breaths, given];
        }"""
    )
    assert breaths >= 3
    assert handfuls == [60]
