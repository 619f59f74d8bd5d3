"""`lontar up` as a subprocess, and a look at its children."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from ingest.processes import children
from models.database import Database
from models.repositories import offices
from tests.servers import wait_until


@dataclass(slots=True)
class Stack:
    """A running stack on a data directory."""

    data: Path
    process: subprocess.Popen[bytes]

    @property
    def url(self) -> str:
        return str(json.loads((self.data / "run" / "up.json").read_text())["url"])

    def ready(self) -> bool:
        """The file may still be that of a killed predecessor: its process id tells."""
        try:
            state = json.loads((self.data / "run" / "up.json").read_text())
        except (OSError, ValueError):
            return False
        return bool(state["pid"] == self.process.pid)

    def parts(self) -> dict[str, list[int]]:
        """Process ids by part: `valkey`, `api`, `worker`."""
        found: dict[str, list[int]] = {"valkey": [], "api": [], "worker": []}
        for pid in children(self.process.pid):
            words = command_line(pid)
            if "valkey-server" in words:
                found["valkey"].append(pid)
            for part in ("api", "worker"):
                if f"api.cli\0{part}" in words:
                    found[part].append(pid)
        return found

    def kill(self, part: str, number: int = 0) -> int:
        """SIGKILL one process of a part; its id."""
        pid = self.parts()[part][number]
        os.kill(pid, signal.SIGKILL)
        return pid

    def stop(self) -> int:
        self.process.send_signal(signal.SIGINT)
        return self.process.wait(90)


def command_line(pid: int) -> str:
    try:
        return Path(f"/proc/{pid}/cmdline").read_text()
    except OSError:
        return ""


def alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except OSError:
        return False


def descendants(pid: int) -> list[int]:
    found = list(children(pid)) if alive(pid) else []
    return found + [grandchild for child in found for grandchild in descendants(child)]


def lontar(*words: str) -> list[str]:
    return [sys.executable, "-m", "api.cli", *words]


@contextmanager
def running_stack(
    data: Path, *, workers: int = 2, environment: Mapping[str, str] | None = None
) -> Iterator[Stack]:
    """Start `lontar up` on a free port; killed at the end if it still runs."""
    data.mkdir(parents=True, exist_ok=True)
    command = lontar("up", "--data", str(data), "--port", "0", "--workers", str(workers))
    with (data / "up.log").open("ab") as log:
        process = subprocess.Popen(
            command,
            stdout=log,
            stderr=log,
            start_new_session=True,
            env={**os.environ, **(environment or {})},
        )
    stack = Stack(data, process)
    try:
        wait_until(
            lambda: stack.ready() or process.poll() is not None,
            60,
            "the stack is up",
        )
        if process.poll() is not None:
            raise AssertionError((data / "up.log").read_text())
        yield stack
    finally:
        if process.poll() is None:
            process.send_signal(signal.SIGINT)
            try:
                process.wait(60)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def office_with_token(data: Path, *scopes: str) -> tuple[str, str]:
    """An office and a machine token; `(office id, secret)`."""
    database = Database(f"sqlite:///{data / 'lontar.sqlite3'}")
    with database.write() as session:
        office = offices.office_named(session, "An office", create=True)
        token = offices.add_token(session, office.id, "test", scopes, days=1)
    database.close()
    return office.id, token.secret


def gone(pids: list[int], seconds: float = 10) -> bool:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if not any(alive(pid) for pid in pids):
            return True
        time.sleep(0.05)
    return False
