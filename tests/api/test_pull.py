"""A case system pulls with docs/client.py while records are finished and the server is killed."""

from __future__ import annotations

import contextlib
import os
import random
import signal
import sqlite3
import subprocess
import sys
import threading
import time
import urllib.request
import uuid
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import httpx
import pytest

from models.repositories import offices
from models.values import RecordState
from tests.api.conftest import World
from tests.api.world import add_document, reading
from tests.servers import free_port, wait_until

ROOT = Path(__file__).parents[2]
CLIENT = ROOT / "docs" / "client.py"
_SERVE = "from api.serve import serve; from ingest.settings import settings; serve(settings())"


@dataclass
class Service:
    """A server process over the data of a test, that can be killed and started again."""

    data: Path
    port: int = field(default_factory=free_port)
    process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> None:
        environment = {
            **os.environ,
            "LONTAR_DATA": str(self.data),
            "LONTAR_PORT": str(self.port),
            "LONTAR_QUEUE": "redis://127.0.0.1:1/0",  # nothing has to be read here
            "LONTAR_LOG_LEVEL": "error",
        }
        with (self.data / "serve.log").open("ab") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-c", _SERVE], cwd=ROOT, env=environment, stdout=log, stderr=log
            )
        wait_until(self._answers, 120, f"the server answers, see {self.data / 'serve.log'}")

    def _answers(self) -> bool:
        assert self.process is not None
        assert self.process.poll() is None, (self.data / "serve.log").read_text()
        try:
            urllib.request.urlopen(f"{self.url}/api/v1/health", timeout=5).close()
        except OSError:
            return False
        return True

    def kill(self) -> None:
        assert self.process is not None
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()


@dataclass
class Office:
    """A caller that repeats every write with its key until it is answered."""

    url: str
    token: str
    stop: threading.Event = field(default_factory=threading.Event)

    def send(self, method: str, path: str, tag: str, body: object = None) -> httpx.Response:
        key = str(uuid.uuid4())
        head = {"Authorization": f"Bearer {self.token}", "If-Match": tag, "Idempotency-Key": key}
        while not self.stop.is_set():
            try:
                answer = httpx.request(
                    method, f"{self.url}/api/v1{path}", headers=head, json=body, timeout=30
                )
            except httpx.TransportError:
                time.sleep(0.05)
                continue
            code = answer.json().get("code")
            if code == "answer_lost":  # it was done; what it came to is looked up
                return self.read(path.rpartition("/")[0] if method == "POST" else path)
            if answer.status_code in (409, 503) and "Idempotency-Key" in answer.text:
                time.sleep(0.05)  # the killed server's turn is not over yet
                continue
            assert answer.is_success, answer.text
            return answer
        raise AssertionError("stopped before it was answered")

    def read(self, path: str) -> httpx.Response:
        head = {"Authorization": f"Bearer {self.token}"}
        while True:
            with contextlib.suppress(httpx.TransportError):
                return httpx.get(f"{self.url}/api/v1{path}", headers=head, timeout=30)
            time.sleep(0.05)

    def work(self, ids: list[str], chance: random.Random) -> None:
        """Finish each record; correct every third one afterwards."""
        for number, record in enumerate(ids):
            changes = [{"key": k, "action": "illegible"} for k in ("given_name", "birth_date")]
            body = {"changes": changes}
            amended = self.send("PATCH", f"/records/{record}", '"1"', body)
            done = self.send("POST", f"/records/{record}/finish", amended.headers["etag"])
            if number % 3 == 0:
                time.sleep(chance.uniform(0, 0.2))
                again = {"changes": [{"key": "sex", "action": "empty"}]}
                self.send("POST", f"/records/{record}/revisions", done.headers["etag"], again)


@pytest.fixture
def service(world: World) -> Iterator[Service]:
    made = Service(Path(world.state.settings.data))
    yield made
    if made.process is not None and made.process.poll() is None:
        made.kill()


@contextlib.contextmanager
def puller(service: Service, token: str, kept: Path) -> Iterator[subprocess.Popen[bytes]]:
    environment = {
        **os.environ,
        "LONTAR_URL": service.url,
        "LONTAR_TOKEN": token,
        "CASES": str(kept),
        "PAUSE": "0.1",
    }
    with (kept.parent / "client.log").open("ab") as log:
        process = subprocess.Popen([sys.executable, str(CLIENT)], env=environment, stderr=log)
    try:
        yield process
        assert process.poll() is None, (kept.parent / "client.log").read_text()
    finally:
        process.kill()
        process.wait()


def pulled(kept: Path) -> list[tuple[str, int]]:
    with contextlib.closing(sqlite3.connect(kept)) as cases:
        return cases.execute("select id, version from record order by rowid").fetchall()


def run(world: World, service: Service, kept: Path, *, records: int, kills: int) -> None:
    """Kill the server (and now and then the client) while records are finished and pulled."""
    chance = random.Random(kills)
    before = set(_finished(world))
    doubtful = reading("Somebody", RecordState.NEEDS_REVIEW)
    for number in range(records):
        add_document(world.state, world.here.id, world.here.batch, f"file {number}", doubtful)
    with world.state.database.write() as session:
        made = offices.add_token(
            session, world.here.id, "cases", ["records:read", "records:write"], days=1
        )
    service.start()
    office = Office(service.url, made.secret)
    waiting = sorted(set(_waiting(world)) - {world.here.waiting})
    writers = [
        threading.Thread(target=office.work, args=(waiting[at::2], random.Random(at)))
        for at in range(2)
    ]
    for writer in writers:
        writer.start()
    try:
        for number in range(kills):
            with puller(service, made.secret, kept):
                time.sleep(chance.uniform(0.3, 2.5))
                service.kill()
                if number % 3:
                    time.sleep(chance.uniform(0, 0.3))
                    service.start()
            if not number % 3:  # the client was killed beside it
                service.start()
        with puller(service, made.secret, kept):
            for writer in writers:
                writer.join(600)
            assert not any(writer.is_alive() for writer in writers)
            goal = _finished(world)
            wait_until(lambda: set(goal.items()) <= set(pulled(kept)), 60, "all is pulled")
            time.sleep(0.5)  # anything that came twice would come now
    finally:
        office.stop.set()
    assert set(goal) == {*before, *waiting}
    got = pulled(kept)
    assert len(got) == len(set(got)), "nothing twice"
    told = {(one, version) for one in goal for version in _versions(world, one)}
    assert set(got) <= told, "nothing but what was finished"
    assert {one for one, _ in got} == set(goal)
    for one in goal:
        versions = [version for name, version in got if name == one]
        assert versions == sorted(versions), "the newest last"
        assert versions[-1] == goal[one]
    revised = waiting[0::2][::3] + waiting[1::2][::3]
    assert all(len(_versions(world, one)) == 2 for one in revised)


def _feed(world: World, state: str) -> Iterator[dict]:
    client, cursor, more = world.client("records:read"), "", True
    while more:
        page = client.get("/api/v1/records", params={"state": state, "cursor": cursor}).json()
        yield from page["records"]
        cursor, more = page["cursor"], page["has_more"]


def _waiting(world: World) -> list[str]:
    return [record["id"] for record in _feed(world, "needs_review")]


def _finished(world: World) -> dict[str, int]:
    return {record["id"]: record["version"] for record in _feed(world, "finished")}


def _versions(world: World, record: str) -> list[int]:
    client = world.client("records:read")
    found = client.get(f"/api/v1/records/{record}/versions").json()["versions"]
    return [version["version"] for version in found]


def test_a_server_that_is_killed_makes_a_puller_neither_miss_nor_repeat(
    world: World, service: Service, tmp_path: Path
) -> None:
    run(world, service, tmp_path / "cases.sqlite3", records=12, kills=2)


@pytest.mark.slow
@pytest.mark.timeout(1800)
def test_a_server_that_is_killed_ten_times_makes_a_puller_neither_miss_nor_repeat(
    world: World, service: Service, tmp_path: Path
) -> None:
    run(world, service, tmp_path / "cases.sqlite3", records=60, kills=10)
