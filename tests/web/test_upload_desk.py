"""The desk helps: what came before is not sent again, what failed is replaced or written off."""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, Request, expect
from sqlalchemy import select

from api.state import AppState
from models.repositories import documents, offices
from models.tables import Document, SignIn, Submission
from models.values import DocumentState
from tests.web.conftest import Person
from tests.web.desk import add_people
from tests.web.test_upload import pdf

pytestmark = pytest.mark.browser


def folder_of(tmp_path: Path, *names: str) -> Path:
    folder = tmp_path / "Box 3"
    folder.mkdir(exist_ok=True)
    for name in names:
        (folder / f"{name}.pdf").write_bytes(pdf(name))
    return folder


def give(person: Person, folder: Path) -> None:
    person.page.locator("#folder").set_input_files(folder)


def live(page: Page) -> None:
    """The scripts of a batch's page have begun."""
    expect(page.locator("#progress[data-live]")).to_be_attached()


def all_answered(person: Person, count: int) -> None:
    files = "file" if count == 1 else "files"
    expect(person.page.locator("#upload-state")).to_have_text(
        f"{count} of {count} {files} answered", timeout=120_000
    )


@pytest.fixture
def uploader(state: AppState, person: Person) -> Person:
    add_people(state, "Phnom Penh", "dara", role="uploader")
    person.sign_in("dara")
    return person


@pytest.fixture
def sent(uploader: Person) -> list[str]:
    """The bodies' doors that are knocked at: one line for each file that is really sent."""
    found: list[str] = []

    def note(request: Request) -> None:
        if request.method in ("POST", "PATCH") and "/api/v1/uploads" in request.url:
            found.append(request.url)

    uploader.page.on("request", note)
    return found


def test_the_same_folder_dropped_again_is_compared_and_not_sent(
    uploader: Person, sent: list[str], tmp_path: Path
) -> None:
    folder = folder_of(tmp_path, "a", "b", "c")
    uploader.go("/batches/new")
    give(uploader, folder)
    all_answered(uploader, 3)
    batch = re.sub(r".*/", "", uploader.page.url)
    (folder / "d.pdf").write_bytes(pdf("d"))
    before = len(sent)
    uploader.go(f"/batches/{batch}")
    give(uploader, folder)
    all_answered(uploader, 4)
    expect(uploader.page.locator("#upload-counts")).to_contain_text("3 came in before from here")
    assert len(sent) == before + 1


def test_a_file_that_changed_without_its_name_size_or_time_is_sent(
    state: AppState, uploader: Person, tmp_path: Path
) -> None:
    folder = folder_of(tmp_path, "a")
    os.utime(folder / "a.pdf", (1_700_000_000, 1_700_000_000))
    uploader.go("/batches/new")
    give(uploader, folder)
    all_answered(uploader, 1)
    uploader.page.reload()
    (folder / "a.pdf").write_bytes(pdf("z"))
    os.utime(folder / "a.pdf", (1_700_000_000, 1_700_000_000))
    give(uploader, folder)
    all_answered(uploader, 1)
    with state.database.read() as session:
        assert len(session.scalars(select(Document)).all()) == 2


def test_a_large_file_goes_on_where_the_line_was_lost(
    state: AppState, uploader: Person, tmp_path: Path
) -> None:
    folder = tmp_path / "Box 3"
    folder.mkdir()
    content = pdf("large") + b"x" * (5 * 1024 * 1024)
    (folder / "large.pdf").write_bytes(content)
    offsets: list[str] = []

    def cut(route, request: Request) -> None:  # type: ignore[no-untyped-def]
        if request.method != "PATCH":
            route.continue_()
            return
        offsets.append(request.headers["upload-offset"])
        if len(offsets) == 1:
            # A third of it arrives, and the line is lost before the answer.
            head = {**request.headers, "content-length": str(len(content) // 3)}
            route.fetch(post_data=content[: len(content) // 3], headers=head)
            route.abort()
        else:
            route.continue_()

    uploader.page.route("**/api/v1/uploads/*", cut)
    uploader.go("/batches/new")
    give(uploader, folder)
    all_answered(uploader, 1)
    assert offsets == ["0", str(len(content) // 3)]
    with state.database.read() as session:
        assert session.scalars(select(Document)).one().size == len(content)
    uploader.complaints.clear()  # Chromium notes the broken connection itself


def test_an_ended_sign_in_is_told_and_the_upload_goes_on_after_the_next(
    state: AppState, uploader: Person, tmp_path: Path
) -> None:
    uploader.go("/batches/new")
    with state.database.write() as session:
        session.query(SignIn).delete()
    give(uploader, folder_of(tmp_path, "a", "b"))
    trouble = uploader.page.locator("#upload-trouble")
    expect(trouble).to_contain_text("no longer signed in")
    other = uploader.page.context.new_page()
    other.goto(f"{uploader.address}/sign-in")
    other.get_by_label("Name").fill("dara")
    other.get_by_label("Password").fill("four words make one")
    other.get_by_role("button", name="Sign in").click()
    other.wait_for_url(lambda at: "/sign-in" not in at)
    all_answered(uploader, 2)
    expect(trouble).to_be_hidden()
    uploader.complaints.clear()  # Chromium notes the 401 itself


def test_a_duplicate_links_to_its_first_copy(uploader: Person, tmp_path: Path) -> None:
    folder = folder_of(tmp_path, "a")
    (folder / "b copy.pdf").write_bytes(pdf("a"))
    uploader.go("/batches/new")
    give(uploader, folder)
    all_answered(uploader, 2)
    line = uploader.page.locator("#answers tr", has_text="duplicate")
    line.get_by_role("link", name="See the first copy").click()
    expect(uploader.page.get_by_role("heading", level=1)).to_contain_text("pdf")


def test_a_refused_file_is_replaced_at_the_desk(
    state: AppState, uploader: Person, tmp_path: Path
) -> None:
    folder = folder_of(tmp_path, "a")
    (folder / "letter.pdf").write_bytes(b"Dear Sir")
    uploader.go("/batches/new")
    give(uploader, folder)
    all_answered(uploader, 2)
    uploader.page.get_by_role("button", name="Need help").click()
    with uploader.page.expect_file_chooser() as chooser:
        uploader.page.get_by_role("button", name="Replace: letter.pdf").click()
    scan = tmp_path / "letter-scan.pdf"
    scan.write_bytes(pdf("letter"))
    chooser.value.set_files(scan)
    all_answered(uploader, 3)
    uploader.page.get_by_role("button", name="Came in before").click()
    expect(uploader.page.locator("#answers")).to_contain_text("Replaced by “letter-scan.pdf”.")
    with state.database.read() as session:
        old = session.scalars(select(Submission).where(Submission.name == "letter.pdf")).one()
        assert (old.settled, old.outcome) == ("replaced", "rejected")


@pytest.fixture
def failed(state: AppState, uploader: Person, tmp_path: Path) -> Callable[[], None]:
    """Opens a batch in which one file is well, one was refused and one could not be read."""

    def make() -> None:
        folder = folder_of(tmp_path, "good", "broken")
        (folder / "letter.pdf").write_bytes(b"Dear Sir")
        uploader.go("/batches/new")
        give(uploader, folder)
        all_answered(uploader, 3)
        with state.database.write() as session:
            broken = session.scalars(select(Document).where(Document.name == "broken.pdf")).one()
            claimed = documents.claim(session, broken.id, lease_seconds=60)
            assert claimed is not None
            documents.end(
                session,
                claimed,
                DocumentState.QUARANTINED,
                code="work.worker_died",
                problem="The worker died 3 times while reading this file.",
                remedy="Retry it.",
            )
        uploader.page.get_by_role("link", name="Follow the batch").click()
        expect(uploader.page.locator("#progress")).to_contain_text("2 files failed")

    return make


def test_failed_files_are_found_read_again_and_written_off(
    state: AppState, uploader: Person, failed: Callable[[], None]
) -> None:
    failed()
    page = uploader.page
    page.get_by_role("link", name="Show them").click()
    page.wait_for_url(re.compile("show=failed"))
    live(page)
    table = page.locator("#file-table")
    expect(table.locator("tbody tr")).to_have_count(2)
    page.get_by_role("button", name="Write off: ").last.click()
    page.get_by_role("dialog").get_by_role("button", name="Write off").click()
    expect(page.get_by_role("dialog")).to_be_visible()  # a reason is needed
    page.get_by_label("Why it will not come").select_option("not_a_case")
    page.get_by_label("In your words").fill("a letter")
    page.get_by_role("dialog").get_by_role("button", name="Write off").click()
    expect(table.locator("tbody tr")).to_have_count(1)
    page.get_by_role("button", name="Read it again: broken.pdf").click()
    expect(table).to_contain_text("No files of this kind.")
    with state.database.read() as session:
        assert {d.state for d in session.scalars(select(Document))} == {"received"}
    page.get_by_role("link", name="Settled").click()
    page.wait_for_url(re.compile("show=settled"))
    live(page)
    expect(table).to_contain_text("It is not a case form. a letter")
    expect(table).to_contain_text("dara")
    page.get_by_role("button", name="Take back: letter.pdf").click()
    expect(page.locator("#progress")).to_contain_text("1 file failed")


def test_all_that_could_not_be_read_is_read_again_at_once(
    uploader: Person, failed: Callable[[], None]
) -> None:
    failed()
    live(uploader.page)
    uploader.page.get_by_role("button", name="Read them all again").click()
    expect(uploader.page.locator("#progress")).to_contain_text("1 file failed")
    expect(uploader.page.get_by_role("button", name="Read them all again")).to_have_count(0)


def test_files_that_never_came_are_missed_by_name_and_written_off_together(
    uploader: Person, tmp_path: Path
) -> None:
    folder = folder_of(tmp_path, "a", "b", "c")
    uploader.page.route("**/api/v1/uploads", lambda route: route.abort())
    uploader.go("/batches/new")
    give(uploader, folder)
    uploader.page.wait_for_url(re.compile(r"/batches/[0-9a-f]{32}"))
    batch = uploader.page.url
    expect(uploader.page.locator("#upload-trouble")).to_contain_text("does not answer")
    uploader.page.close(run_before_unload=False)
    page = uploader.page = uploader.page.context.new_page()
    page.goto(batch)
    live(page)
    expect(page.locator("#progress")).to_contain_text("3 files were announced and are not here")
    expect(page.locator("#file-table")).to_contain_text("Box 3/b.pdf")
    page.get_by_role("button", name="Write them all off").click()
    page.get_by_label("Why it will not come").select_option("paper_lost")
    page.get_by_role("dialog").get_by_role("button", name="Write off").click()
    expect(page.locator("#progress")).not_to_contain_text("not here")
    expect(page.locator("#file-table")).to_contain_text("The paper is lost.")
    uploader.complaints.clear()  # Chromium notes the broken connections itself


def test_a_list_of_many_files_is_shown_in_pages(uploader: Person, tmp_path: Path) -> None:
    folder = folder_of(tmp_path, *(f"case-{number:03}" for number in range(110)))
    uploader.go("/batches/new")
    give(uploader, folder)
    rows = uploader.page.locator("#answers tr")
    expect(rows).to_have_count(100)
    uploader.page.get_by_role("button", name="Further").click()
    expect(rows).to_have_count(10)
    expect(uploader.page.locator("#upload-pager")).to_contain_text("101 to 110 of 110")
    all_answered(uploader, 110)
    uploader.page.get_by_role("link", name="Follow the batch").click()
    listed = uploader.page.locator("#file-table tbody tr")
    expect(listed).to_have_count(100)
    uploader.page.get_by_role("link", name="Further files").click()
    expect(listed).to_have_count(10)


def test_the_number_of_pages_of_a_case_is_kept_with_the_batch(
    state: AppState, uploader: Person, tmp_path: Path
) -> None:
    uploader.go("/batches/new")
    uploader.page.get_by_label("Pages of one case").fill("3")
    give(uploader, folder_of(tmp_path, "a"))
    all_answered(uploader, 1)
    uploader.page.get_by_role("link", name="Follow the batch").click()
    expect(uploader.page.locator(".heading").first).to_contain_text("3 pages are one case")


def test_separator_sheets_are_printed_from_the_page(uploader: Person) -> None:
    uploader.go("/batches/new")
    answer = uploader.page.request.get(
        f"{uploader.address}/batches/separators.pdf?sheets=2", timeout=60_000
    )
    assert answer.headers["content-type"] == "application/pdf"
    assert answer.body().startswith(b"%PDF")
    too_many = uploader.page.request.get(f"{uploader.address}/batches/separators.pdf?sheets=5000")
    assert too_many.status == 422


def test_another_office_sees_nothing_of_a_batch(
    state: AppState, uploader: Person, somebody: Callable[[], Person], tmp_path: Path
) -> None:
    uploader.go("/batches/new")
    give(uploader, folder_of(tmp_path, "a"))
    all_answered(uploader, 1)
    with state.database.write() as session:
        offices.office_named(session, "Bangkok", create=True)
    add_people(state, "Bangkok", "malee", role="manager")
    stranger = somebody()
    stranger.sign_in("malee")
    answer = stranger.page.request.get(uploader.page.url)
    assert answer.status == 404
    assert "a.pdf" not in answer.text()


def test_our_own_sha256_is_the_standards(uploader: Person) -> None:
    """Away from https browsers have none: the page brings its own."""
    uploader.go("/batches/new")
    told = uploader.page.evaluate(
        """async () => {
          const { plain } = await import("/static/upload_hash.js");
          const same = [];
          for (const length of [0, 1, 55, 56, 63, 64, 65, 119, 120, 70001]) {
            const bytes = new Uint8Array(length).map((_, index) => index * 7 + 3);
            const right = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
            same.push(plain(bytes).join() === right.join());
          }
          return same;
        }"""
    )
    assert told == [True] * 10
