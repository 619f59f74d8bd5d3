"""Children of the supervisor: started, watched, started again, stopped."""

from __future__ import annotations

import contextlib
import functools
import os
import signal
import subprocess
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from ingest.processes import children, die_with_parent
from models.errors import EnvironmentProblem

TICK_SECONDS = 0.2
START_SECONDS = 30.0
STOP_SECONDS = 30.0
LOG_BYTES = 20 * 1024**2


@dataclass(slots=True)
class Child:
    """A process we own. The one mutable thing here: it is started again when it ends."""

    name: str
    command: tuple[str, ...]
    environment: dict[str, str]
    log: Path
    process: subprocess.Popen[bytes] | None = None
    started: float = 0.0
    pause: float = TICK_SECONDS
    due: float = field(default=0.0)

    def start(self) -> None:
        if self.log.exists() and self.log.stat().st_size > LOG_BYTES:
            self.log.replace(self.log.with_suffix(".log.1"))
        with self.log.open("ab") as out:
            self.process = subprocess.Popen(
                self.command,
                env={**os.environ, **self.environment},
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=out,
                start_new_session=True,
                preexec_fn=functools.partial(die_with_parent, os.getpid()),  # noqa: PLW1509
            )
        self.started = time.monotonic()

    def tend(self, say: Callable[[str], None]) -> None:
        """Start it again when it has ended; ever more slowly when it ends at once."""
        moment = time.monotonic()
        if self.process is None:
            if moment >= self.due:
                self.start()
            return
        code = self.process.poll()
        if code is None:
            return
        lived = moment - self.started
        self.pause = TICK_SECONDS if lived > 10 else min(self.pause * 2, 5.0)
        say(f"{self.name} ended ({_how(code)}); starting it again. Its log: {self.log}")
        self.process = None
        self.due = moment + self.pause

    def alive(self) -> bool:
        return self.process is not None and self.process.poll() is None

    def stop(self, seconds: float) -> None:
        if self.process is None:
            return
        with contextlib.suppress(ProcessLookupError):
            self.process.terminate()
        try:
            self.process.wait(seconds)
        except subprocess.TimeoutExpired:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()


def _how(code: int) -> str:
    return signal.Signals(-code).name if code < 0 else f"exit code {code}"


def start(part: Child, answers: Callable[[], bool], stopping: Callable[[], bool]) -> None:
    part.start()
    end = time.monotonic() + START_SECONDS
    while not answers():
        if not part.alive() or time.monotonic() > end:
            tail = part.log.read_text(errors="replace").strip().splitlines()[-3:]
            raise EnvironmentProblem(
                f"{part.name} does not start: {' / '.join(tail) or 'it says nothing'}",
                remedy=f"Its log is {part.log}; `lontar doctor` says what is missing.",
            )
        if stopping():
            return
        time.sleep(0.05)


def end_orphans(parts: list[Child]) -> None:
    ours = {part.process.pid for part in parts if part.process is not None}
    for pid in children(os.getpid()):
        if pid not in ours:
            with contextlib.suppress(ProcessLookupError, ChildProcessError):
                os.kill(pid, signal.SIGKILL)
                os.waitpid(pid, 0)


def stop_all(parts: list[Child]) -> None:
    """Workers first, then the API, the queue last; the workers all at once."""
    for part in parts:
        if part.name.startswith("worker") and part.process is not None:
            with contextlib.suppress(ProcessLookupError):
                part.process.terminate()
    for part in reversed(parts):
        part.stop(STOP_SECONDS)
    end_orphans(parts)
