"""A reviewer's keyboard run through doubtful fields: from the key to the next field shown.

A real Chromium before a real server in a process of its own; the database is filled with as many
records as asked for, and the drawn ones of the run are the most urgent of its queue. *Shown* means:
the next field has the focus, its crop is loaded, and the browser has drawn a frame with both. The
time runs from the key going down, whatever the network and the server do meanwhile.
"""

from __future__ import annotations

import argparse
import os
import random
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from playwright.sync_api import Page, sync_playwright
from sqlalchemy import update

from api.passwords import hash_password
from api.state import AppState
from benchmarks.figures.review_filled import filled
from benchmarks.figures.review_rows import OFFICE
from ingest.settings import Settings
from ingest.storage import open_store
from models.database import Database
from models.queueing import Priority
from models.repositories import offices
from models.tables import Record, Task
from tests.web.desk import Doubt, add_record, forms, truth

_EACH: Final = 10  # doubted fields of a record
_FORM: Final = "kh_ncct_short"
_PAUSE: Final = 0.5  # seconds between two fields; a person takes two
_NAME: Final = "keys"
_PASSWORD: Final = "a long enough password"
_CHROMIUM: Final = os.environ.get("LONTAR_CHROMIUM", "/usr/bin/chromium")
_ARGUMENTS: Final = ("--no-sandbox", "--disable-gpu", "--disable-background-networking")
#: Doubted in every record: what is read, and the keys that settle it.
_LINES: Final = (
    "case_code", "form_date", "interviewer", "name_family_local", "name_given_local",
    "name_latin", "dob", "age",
)  # fmt: skip
_CHOICES: Final = ("sex", "act")
#: Notes when a key was pressed and when the next field has been drawn.
_WATCH: Final = """
window.runs = [];
const where = () => {
  const sheaf = document.querySelector(".sheaf")?.dataset.record;
  return [sheaf, document.activeElement?.closest?.(".field")?.dataset.key ?? ""];
};
addEventListener("keydown", (event) => {
  if (event.key !== "Enter" && !event.altKey) return;
  const began = performance.now();
  const [record, field] = where();
  const look = () => {
    const [now, key] = where();
    const card = document.activeElement?.closest?.(".field");
    const crop = card?.querySelector("img.crop");
    const there = document.activeElement?.id === "finish" ? field && now === record
      : key && (key !== field || now !== record) && (!crop || (crop.complete && crop.naturalWidth));
    if (!there) return requestAnimationFrame(look);
    requestAnimationFrame(() => setTimeout(() => {
      window.runs.push({ ms: performance.now() - began, next: now !== record, end: !key });
    }));
  };
  look();
}, true);
"""


@dataclass(frozen=True, slots=True)
class Run:
    """Milliseconds from key to field, and from finishing to the next record's first field."""

    fields: list[float]
    records: list[float]
    server_seconds: float  # CPU


def figure(options: argparse.Namespace, folder: Path) -> str:
    """The table for docs/benchmarks.md; options: records, fields, seed, databases, keep."""
    rows = [
        "| database | fields | key → next field: median | p95 | p99 | Finish → next record: median "
        "| worst | server CPU a field |",
        "| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: |",
    ]
    for kind in options.databases:
        with filled(kind, options, folder) as database:
            run = _run(database, options, (options.keep or folder) / f"keys-{kind}")
        rows.append(
            f"| {kind}, {options.records:,} records | {len(run.fields)} "
            f"| {_at(run.fields, 0.5):.0f} ms | {_at(run.fields, 0.95):.0f} ms "
            f"| {_at(run.fields, 0.99):.0f} ms | {_at(run.records, 0.5):.0f} ms "
            f"| {max(run.records, default=0):.0f} ms "
            f"| {1000 * run.server_seconds / max(1, len(run.fields)):.0f} ms |"
        )
    return "\n".join(rows)


def _at(times: list[float], share: float) -> float:
    ordered = sorted(times)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))] if ordered else 0.0


def _run(database: Database, options: argparse.Namespace, folder: Path) -> Run:
    settings = Settings(data=folder / "data", database=database.address)
    settings.data.mkdir(parents=True, exist_ok=True)
    state = AppState(settings, database, open_store(settings), forms())
    _prepare(state, options.fields // _EACH + 2)
    with _server(settings) as (address, process), sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=_CHROMIUM, args=list(_ARGUMENTS))
        page = browser.new_page(viewport={"width": 1366, "height": 768})
        page.add_init_script(_WATCH)
        _sign_in(page, address)
        page.goto(f"{address}/review")
        page.locator(".field.active").wait_for()
        time.sleep(3)  # a person looks at the first field for a while, too
        before = _cpu(process.pid)
        times = _press(page, random.Random(options.seed), options.fields)
        spent = _cpu(process.pid) - before
        browser.close()
    fields = [one["ms"] for one in times if not one["next"]]
    return Run(fields, [one["ms"] for one in times if one["next"]], spent)


def _prepare(state: AppState, count: int) -> None:
    """Drawn records with doubts, before everything else in the queue, and who reviews them."""
    with state.database.write() as session:
        if offices.person_by_login(session, _NAME) is None:
            offices.add_person(session, OFFICE, _NAME, "reviewer", hash_password(_PASSWORD))
    for number in range(count):
        doubts = {key: _doubt(key) for key in (*_LINES, *_CHOICES)}
        made = add_record(state, OFFICE, doubts, extra=str(number).encode())
        with state.database.write() as session:
            for table, row in ((Record, Record.id), (Task, Task.record_id)):
                session.execute(update(table).where(row == made).values(priority=Priority.URGENT))


def _doubt(key: str) -> Doubt:
    """A doubt with the right text read, and another one beside it."""
    if key in _CHOICES:
        return Doubt("", "Two boxes are ticked where one is allowed.", 0.2)
    text = str(truth(_FORM, key)["text"]) or "-"
    return Doubt(text, "Two readers read different text.", 0.6, others=(text[:-1] or text,))


@contextmanager
def _server(settings: Settings) -> Iterator[tuple[str, subprocess.Popen[bytes]]]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    environment = {
        **os.environ,
        "LONTAR_DATA": str(settings.data),
        "LONTAR_DATABASE": settings.database,
        "LONTAR_PORT": str(port),
        "LONTAR_LOG_LEVEL": "error",
        "LONTAR_QUEUE": "",
    }
    process = subprocess.Popen(
        [sys.executable, "-m", "benchmarks.figures.review_server"], env=environment
    )
    address = f"http://127.0.0.1:{port}"
    try:
        _wait(address)
        yield address, process
    finally:
        process.terminate()
        process.wait(20)


def _wait(address: str) -> None:
    end = time.monotonic() + 60
    while time.monotonic() < end:
        try:
            with urllib.request.urlopen(f"{address}/sign-in", timeout=5):
                return
        except OSError:
            time.sleep(0.1)
    raise TimeoutError("The server did not start.")


def _sign_in(page: Page, address: str) -> None:
    page.goto(f"{address}/sign-in")
    page.locator("#login").fill(_NAME)
    page.locator("#password").fill(_PASSWORD)
    page.locator("#password").press("Enter")
    page.wait_for_url(lambda url: "/sign-in" not in url)


def _press(page: Page, draw: random.Random, count: int) -> list[dict[str, float]]:
    """Settle so many fields: most are right, some are read better beside it, some are typed."""
    settled = 0
    while settled < count:
        seen = page.evaluate("window.runs.length")
        if page.evaluate("document.activeElement.id") == "finish":
            page.keyboard.press("Enter")
        else:
            _settle(page, draw)
            settled += 1
        page.wait_for_function("(seen) => window.runs.length > seen", arg=seen, timeout=20_000)
        time.sleep(_PAUSE)
    times: list[dict[str, float]] = page.evaluate("window.runs")
    return times


def _settle(page: Page, draw: random.Random) -> None:
    if page.evaluate("document.activeElement.matches('[type=radio], [type=checkbox]')"):
        page.keyboard.press(draw.choice("12"))
    elif (luck := draw.random()) > 0.8:
        page.keyboard.insert_text(" ")
        page.keyboard.press("Backspace")
    elif luck > 0.7 and page.locator('.field.active [data-act="take"]').count():
        page.keyboard.press("Alt+1")
        return
    page.keyboard.press("Enter")


def _cpu(process: int) -> float:
    """CPU-seconds that a process has used."""
    fields = Path(f"/proc/{process}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
