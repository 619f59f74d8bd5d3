"""A real browser before a real server: Chromium, uvicorn in a thread, SQLite, a directory store."""

from __future__ import annotations

import os
import shutil
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

import pytest
import uvicorn
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright
from playwright.sync_api import Error as PlaywrightError

from api.app import create_app
from api.state import AppState
from ingest.settings import Settings
from ingest.storage import open_store
from models.database import Database
from tests.web.desk import PASSWORD, forms

CHROMIUM = os.environ.get("LONTAR_CHROMIUM", "/usr/bin/chromium")
SCREEN = {"width": 1366, "height": 768}
#: Far beyond what a slow machine takes: no test waits so long for what does come.
PATIENCE = 30_000  # milliseconds
expect.set_options(timeout=PATIENCE)
_RESTS = """async (selector) => {
  const place = () => JSON.stringify(document.querySelector(selector).getBoundingClientRect());
  for (let last = "", same = 0; same < 12; ) {
    await new Promise(requestAnimationFrame);
    const now = place();
    [same, last] = [now === last ? same + 1 : 0, now];
  }
}"""
_QUIET = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    if not Path(CHROMIUM).exists():
        pytest.fail(
            f"There is no Chromium at {CHROMIUM}: script/test installs Debian's `chromium`, or "
            "name another in LONTAR_CHROMIUM."
        )
    with sync_playwright() as playwright:
        yield playwright.chromium.launch(executable_path=CHROMIUM, args=list(_QUIET))


@pytest.fixture
def state(tmp_path: Path, empty_sqlite: Path) -> Iterator[AppState]:
    settings = Settings(data=tmp_path / "data")
    settings.data.mkdir()
    shutil.copy(empty_sqlite, settings.data)
    database = Database(settings.database_address)
    yield AppState(settings, database, open_store(settings), forms())
    database.close()


@pytest.fixture
def address(state: AppState) -> Iterator[str]:
    """The address of a server over `state`."""
    config = uvicorn.Config(
        create_app(state), host="127.0.0.1", port=0, log_level="error", timeout_graceful_shutdown=2
    )
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    end = time.monotonic() + 20
    while not server.started:
        assert thread.is_alive() and time.monotonic() < end, "The server did not start."
        time.sleep(0.02)
    port = server.servers[0].sockets[0].getsockname()[1]
    yield f"http://127.0.0.1:{port}"
    server.should_exit = True
    thread.join(20)


@dataclass
class Person:
    """Somebody at a browser: a page, and everything that went wrong or abroad on it."""

    page: Page
    address: str
    abroad: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)

    def go(self, path: str) -> None:
        self.page.goto(self.address + path)

    def sign_in(self, name: str) -> None:
        self.go("/sign-in")
        self.page.get_by_label("Name").fill(name)
        self.page.get_by_label("Password").fill(PASSWORD)
        self.page.get_by_role("button", name="Sign in").click()
        self.page.wait_for_url(lambda url: "/sign-in" not in url)

    def open_menu(self, page: str) -> None:
        """Go to a page that stands in the bar's menu."""
        self.page.get_by_text("More", exact=True).click()
        self.page.get_by_role("link", name=page, exact=True).click()

    def sign_out(self) -> None:
        self.page.locator(".who summary").last.click()
        self.page.get_by_role("button", name="Sign out").click()

    def press(self, *keys: str) -> None:
        for key in keys:
            self.page.keyboard.press(key)

    def rests(self, selector: str) -> None:
        """Wait until something has moved to its place: twelve pictures of it are the same."""
        self.page.evaluate(_RESTS, selector)

    def type(self, text: str) -> None:
        self.page.keyboard.insert_text(text)


@pytest.fixture
def somebody(
    browser: Browser, address: str, tmp_path: Path, request: pytest.FixtureRequest
) -> Iterator[Callable[[], Person]]:
    """Makes people, each with a browser of their own; afterwards nothing may have gone wrong."""
    contexts: list[BrowserContext] = []
    people: list[Person] = []

    def make() -> Person:
        context = browser.new_context(viewport=SCREEN)  # type: ignore[arg-type]
        context.set_default_timeout(PATIENCE)
        contexts.append(context)
        person = Person(context.new_page(), address)
        _listen(person)
        people.append(person)
        return person

    yield make
    failed = getattr(request.node, "failed", False)
    for number, person in enumerate(people):
        if failed:
            shot = Path(request.config.rootpath) / "var" / "failed"
            shot.mkdir(parents=True, exist_ok=True)
            name = f"{request.node.name}-{number}.png".replace("/", "-")
            person.page.screenshot(path=shot / name)
    for person in people:
        # A browser that is closed in the middle of a navigation has hung once.
        with suppress(PlaywrightError):
            person.page.wait_for_load_state(timeout=5_000)
    for context in contexts:
        context.close()
    for person in people:
        assert not person.abroad, "A page asked another origin."
        assert not person.complaints, "The browser complained."


def _listen(person: Person) -> None:
    def asked(url: str) -> None:
        if not url.startswith((f"{person.address}/", "data:")):
            person.abroad.append(url)

    person.page.on("request", lambda request: asked(request.url))
    person.page.on("pageerror", lambda error: person.complaints.append(str(error)))
    person.page.on(
        "console",
        lambda said: person.complaints.append(said.text) if said.type == "error" else None,
    )


@pytest.fixture
def person(somebody: Callable[[], Person]) -> Person:
    return somebody()


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Iterator[None]:
    report = yield
    result = report.get_result()  # type: ignore[attr-defined]
    if result.when == "call" and result.failed:
        item.failed = True  # type: ignore[attr-defined]
