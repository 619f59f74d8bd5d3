"""Files go in through the browser; each gets its answer, and the batch is followed live."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import expect
from sqlalchemy import select

from api.state import AppState
from models.repositories import documents
from models.tables import Document
from models.values import DocumentState
from tests.web.conftest import Person
from tests.web.desk import add_people

pytestmark = pytest.mark.browser

PDF = b"%PDF-1.4\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"
EVIL = "<img src=x onerror=alert(1)>.pdf"


def pdf(text: str) -> bytes:
    return PDF + f"% {text}\n".encode()


def answer(person: Person, name: str) -> str:
    """The words beside a file, once it has been answered."""
    row = person.page.locator("#answers tr", has=person.page.get_by_text(name, exact=True))
    expect(row.locator(".word")).to_have_text(re.compile(r"^(accepted|duplicate|rejected)$"))
    return row.inner_text()


def test_every_chosen_file_gets_its_answer_in_words(state: AppState, person: Person) -> None:
    add_people(state, "Phnom Penh", "dara", role="uploader")
    person.sign_in("dara")
    person.go("/batches/new")
    person.page.get_by_label("Name of the batch").fill("Cabinet 9")
    person.page.locator("#files").set_input_files(
        [
            {"name": "one.pdf", "mimeType": "application/pdf", "buffer": pdf("one")},
            {"name": "same.pdf", "mimeType": "application/pdf", "buffer": pdf("one")},
            {"name": "letter.pdf", "mimeType": "application/pdf", "buffer": b"Dear Sir"},
            {"name": "nothing.pdf", "mimeType": "application/pdf", "buffer": b""},
            {"name": EVIL, "mimeType": "application/pdf", "buffer": pdf("evil")},
        ]
    )
    # Some are sent at once: either of the two that are the same may arrive first.
    said = {name: answer(person, name) for name in ("one.pdf", "same.pdf")}
    first, second = sorted(said, key=lambda name: "Kept, and will be read." not in said[name])
    assert "Kept, and will be read." in said[first]
    assert f"came in before as “{first}”" in said[second]
    assert "not a PDF, TIFF, JPEG, PNG or WebP" in answer(person, "letter.pdf")
    assert "Export or scan it as PDF" in answer(person, "letter.pdf")
    assert "The file is empty" in answer(person, "nothing.pdf")
    assert "Kept" in answer(person, EVIL)
    expect(person.page.locator("#upload-state")).to_have_text("5 of 5 files answered")
    person.page.get_by_role("link", name="Follow the batch").click()
    expect(person.page.get_by_role("heading", name="Cabinet 9")).to_be_visible()
    expect(person.page.locator("#file-table tr")).to_have_count(6)
    with state.database.read() as session:
        kept = session.scalars(select(Document)).all()
        assert {d.state for d in kept} == {"received"}
        assert len(kept) == 2


def test_a_folder_is_taken_with_everything_in_it_but_litter(
    state: AppState, person: Person, tmp_path: Path
) -> None:
    folder = tmp_path / "box 3"
    (folder / "2019").mkdir(parents=True)
    for number in range(12):
        (folder / "2019" / f"case-{number}.pdf").write_bytes(pdf(str(number)))
    (folder / "Thumbs.db").write_bytes(b"x")
    add_people(state, "Phnom Penh", "dara", role="uploader")
    person.sign_in("dara")
    person.go("/batches/new")
    person.page.locator("#folder").set_input_files(folder)
    expect(person.page.locator("#upload-state")).to_have_text("12 of 12 files answered")
    expect(person.page.locator("#upload-counts")).to_have_text("12 accepted")
    expect(person.page.locator("#answers")).to_contain_text("box 3/2019/case-11.pdf")


def test_dropped_files_are_taken(state: AppState, person: Person) -> None:
    add_people(state, "Phnom Penh", "dara", role="uploader")
    person.sign_in("dara")
    person.go("/batches/new")
    person.page.locator("#drop").evaluate(
        """(drop, text) => { const data = new DataTransfer();
        data.items.add(new File([text], 'dropped.pdf', {type: 'application/pdf'}));
        drop.dispatchEvent(new DragEvent('drop', {dataTransfer: data, bubbles: true,
          cancelable: true})); }""",
        pdf("dropped").decode(),
    )
    assert "Kept" in answer(person, "dropped.pdf")


def test_the_progress_of_a_batch_is_seen_without_loading_it_again(
    state: AppState, person: Person
) -> None:
    add_people(state, "Phnom Penh", "dara", role="uploader")
    person.sign_in("dara")
    person.go("/batches/new")
    person.page.locator("#files").set_input_files(
        [{"name": "one.pdf", "mimeType": "application/pdf", "buffer": pdf("one")}]
    )
    person.page.get_by_role("link", name="Follow the batch").click()
    expect(person.page.locator("#progress")).to_contain_text("0 of 1")
    expect(person.page.locator("#file-table")).to_contain_text("waiting to be read")
    with state.database.write() as session:
        document = session.scalars(select(Document)).one()
        claimed = documents.claim(session, document.id, lease_seconds=60)
        assert claimed is not None
        documents.end(
            session,
            claimed,
            DocumentState.REJECTED,
            code="input.damaged",
            problem="The file is damaged or cut off.",
            remedy="Copy it again.",
        )
    expect(person.page.locator("#progress")).to_contain_text("1 of 1")
    expect(person.page.locator("#file-table")).to_contain_text("The file is damaged or cut off.")


def test_an_upload_whose_answer_was_lost_is_sent_again_and_kept_once(
    state: AppState, person: Person
) -> None:
    add_people(state, "Phnom Penh", "dara", role="uploader")
    person.sign_in("dara")
    lost: list[int] = []

    def lose_the_first(route) -> None:  # type: ignore[no-untyped-def]
        if lost:
            route.continue_()
            return
        lost.append(route.fetch().status)  # it arrived, and the answer is lost on the way
        route.abort()

    person.page.route("**/api/v1/uploads", lose_the_first)
    person.go("/batches/new")
    person.page.locator("#files").set_input_files(
        [{"name": "one.pdf", "mimeType": "application/pdf", "buffer": pdf("one")}]
    )
    assert "Kept, and will be read." in answer(person, "one.pdf")
    assert lost == [201]
    with state.database.read() as session:
        assert len(session.scalars(select(Document)).all()) == 1
    person.complaints.clear()  # Chromium notes the broken connection itself
