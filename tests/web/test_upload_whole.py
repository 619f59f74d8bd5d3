"""A cabinet is dropped, the browser closed and the server killed: every file is accounted for."""

from __future__ import annotations

import hashlib
import os
import signal
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect
from sqlalchemy import func, select

from api.state import AppState
from ingest.storage import original_key
from models.tables import Batch, Document, Submission
from tests.servers import free_port, wait_until
from tests.web.conftest import SCREEN
from tests.web.desk import PASSWORD, add_people

pytestmark = pytest.mark.browser

#: Milliseconds from question to answer; as many bytes as there are.
SLOW_LINE = {"offline": False, "latency": 60, "downloadThroughput": -1, "uploadThroughput": -1}


@dataclass
class Server:
    """The API as a process of its own, on one port, killed and started again."""

    data: Path
    port: int
    process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> None:
        environment = {
            **os.environ,
            "LONTAR_DATA": str(self.data),
            "LONTAR_PORT": str(self.port),
            "LONTAR_LOG_LEVEL": "error",
            # Nobody reads in this test: the promises of work stay in the outbox.
            "LONTAR_QUEUE": f"redis://127.0.0.1:{free_port()}/0",
        }
        with (self.data / "api.log").open("ab") as log:
            command = [sys.executable, "-m", "api.cli", "api"]
            self.process = subprocess.Popen(command, env=environment, stdout=log, stderr=log)

    def kill(self) -> None:
        assert self.process is not None
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()


@pytest.fixture
def server(state: AppState) -> Iterator[Server]:
    server = Server(state.settings.data, free_port())
    server.start()
    yield server
    server.kill()


def cabinet(folder: Path, count: int) -> dict[str, str]:
    """So many files in many folders, among them copies, an empty one and no scan; name → hash."""
    hashes: dict[str, str] = {}
    for number in range(count):
        place = folder / "Cabinet 3" / f"Box {number // 40}"
        place.mkdir(parents=True, exist_ok=True)
        content = b"%PDF-1.4\n% case " + str(number).encode() + b"\n" + b"x" * (number % 7000)
        if number % 50 == 49:
            content = b"%PDF-1.4\n% case 1\nx"  # a copy of case 1
        elif number % 500 == 3:
            content = b""
        elif number % 500 == 4:
            content = b"Dear Sir"
        path = place / f"case-{number}.pdf"
        path.write_bytes(content)
        hashes[path.relative_to(folder).as_posix()] = hashlib.sha256(content).hexdigest()
    return hashes


@contextmanager
def at_the_desk(browser: Browser, url: str, batch: str = "") -> Iterator[Page]:
    """Somebody before a new browser, signed in, at a new batch or at one that was begun."""
    context = browser.new_context(viewport=SCREEN)  # type: ignore[arg-type]
    context.set_default_timeout(60_000)
    page = context.new_page()
    # On a fast line all would be in before anybody could close or kill anything.
    context.new_cdp_session(page).send("Network.emulateNetworkConditions", SLOW_LINE)
    page.goto(f"{url}/sign-in")
    page.get_by_label("Name").fill("dara")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url(lambda at: "/sign-in" not in at)
    page.goto(f"{url}/batches/{batch or 'new'}")
    yield page
    context.close()


def answered(state: AppState) -> int:
    with state.database.read() as session:
        query = select(func.count()).where(Submission.outcome != "announced")
        return session.scalar(query) or 0


def batch_of(state: AppState) -> str:
    with state.database.read() as session:
        return session.scalars(select(Batch.id)).one()


def drop_close_kill(
    state: AppState, server: Server, browser: Browser, folder: Path, *, count: int, kills: int
) -> None:
    add_people(state, "Phnom Penh", "dara", role="uploader")
    wait_until(lambda: _answers(server.url), 60, "the server answers")
    seconds = 60 + count
    with at_the_desk(browser, server.url) as page:
        page.locator("#folder").set_input_files(folder / "Cabinet 3")
        wait_until(lambda: answered(state) > count // 8, seconds, "an eighth is in")
    # The browser is closed in the middle. The server is killed too, before anybody comes back.
    server.kill()
    closed = answered(state)
    assert closed < count
    server.start()
    wait_until(lambda: _answers(server.url), 60, "the server answers again")
    with at_the_desk(browser, server.url, batch_of(state)) as page:
        page.locator("#folder").set_input_files(folder / "Cabinet 3")
        for kill in range(kills):
            part = closed + (count - closed) * (kill + 1) // (kills + 2)
            wait_until(lambda part=part: answered(state) >= part, seconds, "more came in")
            server.kill()
            time.sleep(0.5)
            server.start()
        done = page.locator("#upload-state")
        expect(done).to_have_text(f"{count} of {count} files answered", timeout=seconds * 1000)
        expect(page.locator("#upload-counts")).to_contain_text("came in before from here")


def _answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(f"{url}/api/v1/health", timeout=2):
            return True
    except OSError:
        return False


def every_one_is_accounted_for(state: AppState, hashes: dict[str, str]) -> None:
    """Each file once in the list, answered; each content once in the store, whole."""
    with state.database.read() as session:
        files = session.scalars(select(Submission)).all()
        kept = {document.id: document for document in session.scalars(select(Document))}
        batch = session.scalars(select(Batch)).one()
    found = {f"{file.folder}/{file.name}": file for file in files}
    assert len(files) == len(found) == len(hashes)
    outcomes: dict[str, int] = {}
    for name, sha256 in hashes.items():
        file = found[name]
        outcomes[file.outcome] = outcomes.get(file.outcome, 0) + 1
        if file.outcome == "rejected":
            assert file.problem_code in ("input.empty", "input.unknown_type"), name
        else:
            assert file.document_id is not None and kept[file.document_id].sha256 == sha256, name
    for document in kept.values():
        key = original_key(document.office_id, document.sha256)
        content = b"".join(state.store.open(key))
        assert hashlib.sha256(content).hexdigest() == document.sha256
    assert outcomes["accepted"] == len(kept)
    assert {document.batch_id for document in kept.values()} == {batch.id}
    left = list(state.uploads.iterdir()) if state.uploads.is_dir() else []
    assert not [path for path in left if path.stat().st_size], "the spool is empty"


def test_a_closed_browser_and_a_killed_server_lose_nothing(
    state: AppState, server: Server, browser: Browser, tmp_path: Path
) -> None:
    hashes = cabinet(tmp_path, 120)
    drop_close_kill(state, server, browser, tmp_path, count=120, kills=1)
    every_one_is_accounted_for(state, hashes)


@pytest.mark.long
@pytest.mark.slow
@pytest.mark.timeout(3600)
def test_five_thousand_files_are_all_accounted_for(
    state: AppState, server: Server, browser: Browser, tmp_path: Path
) -> None:
    hashes = cabinet(tmp_path, 5000)
    drop_close_kill(state, server, browser, tmp_path, count=5000, kills=3)
    every_one_is_accounted_for(state, hashes)
