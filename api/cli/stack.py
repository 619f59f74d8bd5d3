"""`lontar up`, `down`, `api`, `worker`: the parts of the service."""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path
from typing import Annotated

import typer

from ingest import stack
from ingest.settings import Settings, load
from models.errors import EnvironmentProblem

Data = Annotated[Path | None, typer.Option("--data", help="Data directory.")]
Port = Annotated[int | None, typer.Option("--port", help="Port of the pages; 0 finds a free one.")]
Workers = Annotated[int | None, typer.Option("--workers", help="How many workers.")]
Detach = Annotated[bool, typer.Option("--detach", help="Return when it is up; it goes on.")]


def _settings(data: Path | None, port: int | None = None, workers: int | None = None) -> Settings:
    given = {"data": data, "port": port, "workers": workers}
    return load(**{name: value for name, value in given.items() if value is not None})


def _say(text: str) -> None:
    typer.echo(text, err=True)


def up(
    data: Data = None, port: Port = None, workers: Workers = None, detach: Detach = False
) -> None:
    """Start everything on this machine: queue, API, workers, database and file store."""
    chosen = _settings(data, port, workers)
    if detach:
        _detach(chosen)
        return

    def ready(state: stack.Running) -> None:
        _say(f"Lontar is up at {state.url} with {chosen.workers} workers; data in {chosen.data}.")
        _say("Ctrl-C stops it.")

    stack.up(chosen, _say, ready=ready)


def _detach(chosen: Settings) -> None:
    there = stack.running(chosen.data)
    if there is not None:
        _say(f"Lontar is already up at {there.url} (process {there.pid}).")
        return
    log = chosen.data / "log" / "up.log"
    log.parent.mkdir(parents=True, exist_ok=True)
    words = [sys.executable, "-m", "api.cli", "up", "--data", str(chosen.data)]
    words += ["--port", str(chosen.port), "--workers", str(chosen.workers)]
    with log.open("wb") as out:
        process = subprocess.Popen(
            words, stdin=subprocess.DEVNULL, stdout=out, stderr=out, start_new_session=True
        )
    while process.poll() is None:
        there = stack.running(chosen.data)
        if there is not None and there.url:
            _say(f"Lontar is up at {there.url} (process {there.pid}).")
            return
        time.sleep(0.1)
    raise EnvironmentProblem(
        f"Lontar did not start: {log.read_text(errors='replace').strip()[-500:]}"
    )


def down(data: Data = None) -> None:
    """Stop what `lontar up` started on this data directory."""
    chosen = _settings(data)
    stopped = stack.down(chosen.data)
    _say("Lontar was not up." if stopped is None else f"Lontar at {stopped.url} is stopped.")


def api() -> None:
    """The HTTP API and the pages alone."""
    from api.serve import serve  # noqa: PLC0415

    serve(load())


def worker(
    burst: Annotated[bool, typer.Option(help="End when the queue is empty.")] = False,
) -> None:
    """One worker: reads documents until it is stopped."""
    from ingest.worker import work  # noqa: PLC0415

    work(load(), burst=burst)
