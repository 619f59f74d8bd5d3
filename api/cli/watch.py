"""`lontar watch`: what appears in a folder is sent, and put away when it has been answered."""

from __future__ import annotations

import fcntl
import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from api.cli.journal import Journal, default_path
from api.cli.sending import Found, handfuls, hashed, send
from api.cli.service import Service, say
from api.cli.submit import HERE, Token, Url
from api.cli.watched import Folder, Look
from models.errors import EnvironmentProblem, LontarError

Watched = Annotated[
    Path, typer.Argument(help="The folder.", exists=True, file_okay=False, resolve_path=True)
]
SERVICE_AWAY_SECONDS = 30.0


def watch(
    *,
    folder: Watched,
    url: Url = HERE,
    token: Token = "",
    batch: Annotated[
        str, typer.Option("--batch", help="Name of the batches; the day is added.")
    ] = "",
    done: Annotated[
        Path | None, typer.Option("--done", help="Where sent files go; default DIR/done.")
    ] = None,
    failed: Annotated[
        Path | None, typer.Option("--failed", help="Where refused files go; default DIR/failed.")
    ] = None,
    leave: Annotated[
        bool, typer.Option("--leave", help="Move nothing; what was sent is remembered.")
    ] = False,
    settle: Annotated[
        float, typer.Option("--settle", min=0, help="Seconds a file must stay as it is.")
    ] = 10.0,
    every: Annotated[float, typer.Option("--every", min=0.1, help="Seconds between looks.")] = 2.0,
    once: Annotated[bool, typer.Option("--once", help="Send what is there, and end.")] = False,
    journal: Annotated[
        Path | None, typer.Option("--journal", help="Where to keep what has been sent.")
    ] = None,
) -> None:
    """Send whatever scanners put into a folder, for as long as it runs.

    A file is sent when it has not changed for a while, then moved to `done`, or to `failed` with
    the reason beside it. Killed and started again it goes on: nothing is lost, nothing sent twice.
    """
    name = batch or folder.name
    place = journal or default_path(url, f"watch {name}", [folder])
    found = Folder(
        folder,
        settle=settle,
        done=None if leave else (done or folder / "done").resolve(),
        failed=None if leave else (failed or folder / "failed").resolve(),
    )
    # Who opens a file for writing while it is asked whether somebody does would end us.
    signal.signal(signal.SIGIO, signal.SIG_IGN)
    with _alone(place), Service(url, token) as service:
        round_ = _Round(service, Journal(place), found, name)
        say(f"Watching {folder}. Stop with Ctrl-C.")
        try:
            _go_on(round_, once=once, settle=settle, every=every)
        except KeyboardInterrupt:
            say("Stopped. Started again, it goes on where it was.")
    raise typer.Exit(1 if once and round_.refused else 0)


def _go_on(round_: _Round, *, once: bool, settle: float, every: float) -> None:
    end = time.monotonic() + settle if once else 0.0
    while True:
        try:
            round_.go()
        except LontarError as error:
            # A scanner does not stop because the service is being restarted.
            if once or not Service.may_try_again(error):
                raise
            say(f"{error.detail} It is tried again in {SERVICE_AWAY_SECONDS:.0f} s.")
            time.sleep(SERVICE_AWAY_SECONDS)
        if once and time.monotonic() >= end:
            round_.go()
            return
        time.sleep(min(every, settle) if once else every)


class _Round:
    """One look at the folder, and sending what is finished there."""

    def __init__(self, service: Service, journal: Journal, folder: Folder, name: str) -> None:
        self.service = service
        self.journal = journal
        self.folder = folder
        self.name = name
        self.refused = 0
        self._batch_of = ""  # the day whose batch is open
        self._known: dict[Path, tuple[Look, str]] = {}  # left in place and answered: not read again
        self._told: dict[Path, str] = {}  # cannot be read: why, as it was last said

    def go(self) -> None:
        files: list[Found] = []
        looks: dict[str, Look | None] = {}
        for path in self.folder.finished():
            look = Look.at(path)
            if path in self._known and self._known[path][0] == look:
                continue
            one = hashed(path)
            if not isinstance(one, Found):
                # Still held by its writer, perhaps: it is tried at every look, and told once.
                self._tell(path, f"{one.detail} {one.remedy}")
                continue
            looks[one.key] = look
            if one.key in self.journal.sent:
                self._put_away(one, look)
            else:
                files.append(one)
        for group in handfuls(files):
            self._begin()
            try:
                send(self.service, self.journal, group, _silently)
            except OSError:
                continue  # one of them was taken away: the others go at the next look
            for file in group:
                self._put_away(file, looks[file.key])

    def _tell(self, path: Path, why: str) -> None:
        if self._told.get(path) != why:
            self._told[path] = why
            say(f"NOT YET {path}\n        {why}")

    def _begin(self) -> None:
        today = date.today().isoformat()  # noqa: DTZ011 - the day on the wall beside the scanner
        if self._batch_of == today:
            return
        name = f"{self.name} {today}"
        if not self.journal.batch or not self._is_open(name):
            made = self.service.ask("POST", "/batches", json={"name": name[:200]})
            self.journal.begin(str(made["id"]), further=True)
        self._batch_of = today

    def _is_open(self, name: str) -> bool:
        told = self.service.ask("GET", f"/batches/{self.journal.batch}")
        return bool(told["name"] == name[:200])

    def _put_away(self, file: Found, look: Look | None) -> None:
        if look is None or Look.at(file.path) != look:
            return  # it was written to meanwhile: it is another file, and sent at its turn
        sent = self.journal.sent[file.key]
        why = f"{sent.detail} {sent.remedy}".strip() if sent.outcome == "rejected" else ""
        if why and (file.path not in self._known):
            self.refused += 1
            say(f"REFUSED {file.path}\n        {why}")
        try:
            moved = self.folder.put_away(file.path, why=why)
        except OSError as error:
            # Its answer is kept: it is not sent again, and the others are not held up.
            say(f"STAYS {file.path}\n        It was sent and cannot be moved: {error.strerror}.")
            moved = None
        if moved is None:
            self._known[file.path] = (look, file.key)
        elif why:
            self.journal.forget(file.key)  # who puts it back wants it to be tried again


@contextmanager
def _alone(journal: Path) -> Iterator[None]:
    """Two watchers of one folder would move each other's files away."""
    journal.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    with journal.with_suffix(".lock").open("wb") as handle:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise EnvironmentProblem(
                "This folder is being watched already.",
                remedy="Stop the other `lontar watch`, or give this one a --journal of its own.",
            ) from error
        yield


def _silently(_: int) -> None:
    """Bytes are counted for progress bars only."""
