"""Twenty reviewers at once, by script, over HTTP: is anything given twice, is any word lost?

Each takes the next record, settles its fields one by one at the pace of a person (about two
seconds each), prolongs the hold meanwhile, finishes, and takes the next. Afterwards the database is
asked for every word that was acknowledged.
"""

from __future__ import annotations

import argparse
import os
import random
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from statistics import quantiles
from typing import Any, Final

import httpx
from sqlalchemy import select

from benchmarks.figures import review_rows
from benchmarks.figures.review_filled import filled, person_id
from models.database import Database
from models.repositories import offices
from models.tables import Correction, Record

PEOPLE: Final = 20
#: seconds from one field to the next, evenly between
PACE: Final = (1.0, 3.0)
_TICKED: Final = ("choice", "multi", "signature", "photo", "table")
_NAMES: Final = {"sqlite": "SQLite", "postgres": "PostgreSQL"}


@dataclass(slots=True)
class Seen:
    """What the crowd saw, all of it together."""

    lock: threading.Lock = field(default_factory=threading.Lock)
    held: dict[str, str] = field(default_factory=dict)  # record -> who holds it
    finished: dict[str, str] = field(default_factory=dict)
    words: dict[tuple[str, str], str] = field(default_factory=dict)  # acknowledged corrections
    times: list[float] = field(default_factory=list)
    twice: list[str] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)

    def given(self, record: str, who: str) -> None:
        with self.lock:
            if record in self.finished or self.held.get(record, who) != who:
                self.twice.append(record)
            self.held[record] = who

    def done(self, record: str, who: str) -> None:
        with self.lock:
            self.held.pop(record, None)
            self.finished[record] = who


def figure(options: argparse.Namespace, folder: Path) -> str:
    """The table: what was done, what went wrong, and milliseconds of a request."""
    lines = [
        f"{PEOPLE} people, {options.seconds} s, {options.records} records, one field in"
        f" {PACE[0]:g} to {PACE[1]:g} s each.",
        "",
        "| database | records | corrections | given twice | lost | refused | p50 ms | p99 ms |",
        "| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: |",
    ]
    for kind in options.databases:
        with filled(kind, options, folder) as database:
            seen = crowd(database, folder / kind, seconds=options.seconds)
            lost = len(lost_words(database, seen))
            cuts = quantiles(seen.times, n=100)
            lines.append(
                f"| {_NAMES[kind]} | {len(seen.finished)} | {len(seen.words)} |"
                f" {len(seen.twice)} | {lost} | {len(seen.refused)} |"
                f" {1000 * cuts[49]:.0f} | {1000 * cuts[98]:.0f} |"
            )
    return "\n".join(lines)


def crowd(
    database: Database,
    folder: Path,
    *,
    seconds: float,
    people: int = PEOPLE,
    pace: tuple[float, float] = PACE,
) -> Seen:
    """Let them work for so many seconds against a server of its own."""
    seen = Seen()
    secrets = _sign_in(database, people)
    with _server(database, folder) as address, ThreadPoolExecutor(people) as pool:
        end = time.monotonic() + seconds
        work = [
            pool.submit(_review, f"reviewer-{number}", address, secret, seen, end=end, pace=pace)
            for number, secret in enumerate(secrets)
        ]
        for one in work:
            one.result()
    return seen


def lost_words(database: Database, seen: Seen) -> list[tuple[str, str]]:
    """Acknowledged corrections that the history does not hold."""
    records = {record for record, _ in seen.words}
    with database.read() as session:
        rows = session.execute(
            select(Correction.record_id, Correction.key, Correction.after)
            .join(Record, Record.id == Correction.record_id)
            .where(Record.office_id == review_rows.OFFICE, Correction.action == "correct")
        )
        kept = {(row.record_id, row.key): row.after["raw"] for row in rows}
    assert records or not seen.words
    return [place for place, word in seen.words.items() if kept.get(place) != word]


def _sign_in(database: Database, people: int) -> list[str]:
    ids = [person_id(database, f"reviewer-{number}") for number in range(people)]
    with database.write() as session:
        return [offices.open_sign_in(session, one) for one in ids]


def _review(
    who: str,
    address: str,
    secret: str,
    seen: Seen,
    *,
    end: float,
    pace: tuple[float, float],
) -> None:
    chance = random.Random(who)
    head = {"Cookie": f"__Host-lontar={secret}"}
    with httpx.Client(base_url=f"{address}/api/v1", headers=head, timeout=30) as client:
        time.sleep(chance.uniform(0, pace[1]))  # nobody begins at the same blink
        while time.monotonic() < end:
            answer = _ask(client, seen, "POST", "/records/next", json={})
            if answer.status_code != 200:
                return
            record = answer.json()
            seen.given(record["id"], who)
            _settle(client, record, who, seen, chance, pace)


def _settle(  # noqa: PLR0917 - one step of one script
    client: httpx.Client,
    record: dict[str, Any],
    who: str,
    seen: Seen,
    chance: random.Random,
    pace: tuple[float, float],
) -> None:
    address, tag = f"/records/{record['id']}", record["version"]
    for number, one in enumerate(f for f in record["fields"] if f["status"] == "review"):
        time.sleep(chance.uniform(*pace))
        _ask(client, seen, "POST", "/records/held", json={"ids": [record["id"]]})
        change: dict[str, Any] = {"key": one["key"], "action": "correct"}
        change["text"] = f"{who} {len(seen.words)} {number}"
        if one["kind"] in _TICKED:
            known = one["value"] is not None
            change = {"key": one["key"], "action": "confirm" if known else "empty"}
        answer = _ask(
            client,
            seen,
            "PATCH",
            address,
            json={"changes": [change]},
            headers={"If-Match": f'"{tag}"'},
        )
        if answer.status_code != 200:
            with seen.lock:
                seen.refused.append(f"{answer.status_code} {answer.text[:200]}")
            return
        tag = answer.json()["record"]["version"]
        if change["action"] == "correct":
            with seen.lock:
                seen.words[record["id"], one["key"]] = change["text"]
    time.sleep(chance.uniform(*pace))
    answer = _ask(client, seen, "POST", f"{address}/finish", headers={"If-Match": f'"{tag}"'})
    if answer.status_code == 200:
        seen.done(record["id"], who)
    else:
        with seen.lock:
            seen.refused.append(f"{answer.status_code} {answer.text[:200]}")


def _ask(client: httpx.Client, seen: Seen, method: str, path: str, **more: Any) -> httpx.Response:
    began = time.perf_counter()
    answer = client.request(method, path, **more)
    took = time.perf_counter() - began
    with seen.lock:
        seen.times.append(took)
    return answer


@contextmanager
def _server(database: Database, folder: Path) -> Iterator[str]:
    """The API over this database, in a process of its own."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    environment = {
        **os.environ,
        "LONTAR_DATA": str(folder / "data"),
        "LONTAR_DATABASE": database.address,
        "LONTAR_PORT": str(port),
        "LONTAR_LOG_LEVEL": "error",
        "LONTAR_QUEUE": "",
    }
    command = [sys.executable, "-m", "benchmarks.figures.review_server"]
    process = subprocess.Popen(command, env=environment)
    try:
        _wait(f"http://127.0.0.1:{port}", process)
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait(20)


def _wait(address: str, process: subprocess.Popen[bytes]) -> None:
    end = time.monotonic() + 120
    while time.monotonic() < end and process.poll() is None:
        try:
            httpx.get(f"{address}/sign-in", timeout=2)
        except httpx.HTTPError:
            time.sleep(0.1)
        else:
            return
    raise AssertionError("The server did not start.")
