"""`lontar submit`: files and folders into a batch, and what became of each."""

from __future__ import annotations

import sys
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Any, Final

import typer
from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

from api.cli.journal import Journal, Sent, default_path
from api.cli.sending import Failed, Found, handfuls, hashed, sayable, send, walk
from api.cli.service import Refused, Service, say

UNDER_WAY: Final = ("received", "processing")
FAILED: Final = ("rejected", "quarantined")

Paths = Annotated[list[Path], typer.Argument(help="Files and folders.", exists=True)]
Url = Annotated[str, typer.Option("--url", envvar="LONTAR_URL", help="Address of the service.")]
Token = Annotated[
    str,
    typer.Option(
        "--token", envvar="LONTAR_TOKEN", show_default=False, help="Better in the environment."
    ),
]
HERE: Final = "http://127.0.0.1:8640"


def submit(
    *,
    paths: Paths,
    url: Url = HERE,
    token: Token = "",
    batch: Annotated[str, typer.Option("--batch", help="Name of the batch.")] = "",
    wait: Annotated[bool, typer.Option("--wait", help="Until all has been read.")] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what would be sent.")] = False,
    retry: Annotated[bool, typer.Option("--retry", help="Try again what had failed.")] = False,
    journal: Annotated[
        Path | None, typer.Option("--journal", help="Where to keep what has been sent.")
    ] = None,
) -> None:
    """Send files and folders; run it again to go on after an interruption."""
    name = batch or paths[0].resolve().stem
    kept = Journal(journal or default_path(url, name, paths))
    with _progress() as bars:
        files, failed = _search(paths, bars)
        left = _left(files, kept, again=retry)
        if dry_run:
            _tell_plan(files, left)
            raise typer.Exit(1 if failed else 0)
        with Service(url, token) as service:
            _open_batch(service, kept, name)
            left = _left(files, kept, again=retry)
            _send_all(service, kept, left, bars)
            if retry:
                _retry(service, kept)
            states = _wait(service, kept, files, bars) if wait else {}
    failed += _failures(files, kept, states)
    _summary(files, kept, states, failed)
    raise typer.Exit(1 if failed else 0)


@contextmanager
def _progress() -> Iterator[Progress]:
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        TextColumn("{task.fields[more]}"),
    )
    plain = not sys.stderr.isatty()
    with Progress(*columns, console=Console(stderr=True), transient=True, disable=plain) as bars:
        yield bars


def _search(paths: Sequence[Path], bars: Progress) -> tuple[list[Found], list[Failed]]:
    """The files with their hashes, and those that cannot be read."""
    there, passed = walk(paths)
    if passed:
        say(f"{passed} files that are no scans (by their ending) are passed over.")
    files: list[Found] = []
    failed: list[Failed] = []
    for path in bars.track(there, description="Looking"):
        one = hashed(path)
        if isinstance(one, Found):
            files.append(one)
        else:
            failed.append(one)
    return files, failed


def _left(files: Sequence[Found], kept: Journal, *, again: bool) -> list[Found]:
    done = {key for key, sent in kept.sent.items() if not (again and sent.outcome == "rejected")}
    return [file for file in files if file.key not in done]


def _tell_plan(files: Sequence[Found], left: Sequence[Found]) -> None:
    for file in left:
        typer.echo(sayable(str(file.path)))
    size = sum(file.size for file in left) / 1024**2
    say(f"{len(left)} of {len(files)} files, {size:.1f} MB, would be sent.")


def _open_batch(service: Service, kept: Journal, name: str) -> None:
    if kept.batch:
        try:
            service.ask("GET", f"/batches/{kept.batch}")
            if kept.sent:
                say(f"Going on with a batch in which {len(kept.sent)} files were answered for.")
            return
        except Refused as error:
            if error.status_told != 404:
                raise
    kept.begin(str(service.ask("POST", "/batches", json={"name": name[:200]})["id"]))


def _send_all(service: Service, kept: Journal, left: Sequence[Found], bars: Progress) -> None:
    task = bars.add_task("Sending", total=len(left), more="")
    sent = 0

    def tell(size: int) -> None:
        nonlocal sent
        sent += size
        bars.update(task, more=f"{sent / 1024**2:.1f} MB")

    for group in handfuls(left):
        send(service, kept, group, tell)
        bars.update(task, advance=len(group))


def _listed(service: Service, batch: str) -> Iterator[dict[str, Any]]:
    cursor, more = "", True
    while more:
        query = {"limit": 500, "cursor": cursor}
        page = service.ask("GET", f"/batches/{batch}/files", params=query)
        yield from page["files"]
        cursor, more = page["cursor"], page["has_more"]


def _retry(service: Service, kept: Journal) -> None:
    mine = {sent.document_id for sent in kept.sent.values()}
    failed = {
        file["document_id"]
        for file in _listed(service, kept.batch)
        if file["state"] in FAILED and file["document_id"] in mine
    }
    for document_id in sorted(failed - {None}):
        try:
            service.ask("POST", f"/documents/{document_id}/retry")
        except Refused as error:
            if error.status_told != 409:  # somebody was faster
                raise
    say(f"{len(failed - {None})} documents that had failed are read again.")


def _wait(
    service: Service, kept: Journal, files: Sequence[Found], bars: Progress
) -> dict[str, dict[str, Any]]:
    """How every document of ours ended, by its id. Ends when none is under way any more."""
    mine = {kept.sent[file.key].document_id for file in files} - {None}
    task = bars.add_task("Reading", total=len(mine), more="")
    while True:
        now = service.ask("GET", f"/batches/{kept.batch}")
        counts = {key: n for key, n in now["documents"].items() if n}
        ended = sum(n for key, n in counts.items() if key not in UNDER_WAY)
        told = ", ".join(f"{n} {key}" for key, n in counts.items())
        bars.update(task, completed=min(ended, len(mine)), more=told)
        if now["done"]:
            listed = _listed(service, kept.batch)
            states = {f["document_id"]: f for f in listed if f["document_id"]}
            # A duplicate's document may be another batch's, and still under way there.
            if all(states[i]["state"] not in UNDER_WAY for i in mine if i in states):
                return states
        elif not mine:
            return {}
        time.sleep(1)


def _failures(
    files: Sequence[Found], kept: Journal, states: dict[str, dict[str, Any]]
) -> list[Failed]:
    failed = []
    for file in files:
        sent = kept.sent[file.key]
        end = states.get(sent.document_id or "", {})
        if sent.outcome == "rejected":
            failed.append(Failed(file.path, sent.detail, sent.remedy))
        elif end.get("state") in FAILED:
            told = end.get("problem") or {}
            failed.append(Failed(file.path, told.get("detail", ""), told.get("remedy", "")))
    return failed


def _outcome(sent: Sent) -> str:
    return "refused" if sent.outcome == "rejected" else sent.outcome


def _summary(
    files: Sequence[Found],
    kept: Journal,
    states: dict[str, dict[str, Any]],
    failed: Sequence[Failed],
) -> None:
    console = Console(soft_wrap=True, highlight=False)
    table = Table("what", "files", box=None, pad_edge=False)
    counts = Counter(_outcome(kept.sent[file.key]) for file in files)
    for word in ("accepted", "duplicate", "refused"):
        table.add_row(word, str(counts[word]))
    mine = {kept.sent[file.key].document_id for file in files}
    ends = Counter(str(end["state"]) for key, end in states.items() if key in mine)
    for word, count in sorted(ends.items()):
        table.add_row(f"  {word}", str(count))
    console.print(f"Batch {kept.batch}")
    console.print(table)
    for one in failed:
        console.print(
            f"[red]FAILED[/] {escape(sayable(str(one.path)))}\n       {escape(one.detail)}"
        )
        console.print(f"       {escape(one.remedy)}")
