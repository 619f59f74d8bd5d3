"""`lontar backup make|check`: a copy of one machine's data, and whether data are all there."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from ingest import backup as doing
from ingest.settings import load
from ingest.storage import open_store
from models.database import Database

backup = typer.Typer(help="Copies of the data; docs/backup.md.", no_args_is_help=True)

Data = Annotated[Path | None, typer.Option("--data", help="Data directory.")]
_NAMED = 20


@backup.command("make")
def make(folder: Path, data: Data = None) -> None:
    """Copy the data directory into a folder, while Lontar works; a second run copies what is new.

    The folder is a data directory itself: `lontar up --data FOLDER` runs on it.
    """
    done = doing.back_up(load(**({"data": data} if data else {})), folder)
    typer.echo(f"{done.files} files copied, {done.known} were there; {folder} is up to date.")


@backup.command("check")
def check(
    *,
    bytes_: Annotated[
        bool, typer.Option("--bytes", help="Also read every original and compare its hash.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print it as JSON.")] = False,
    data: Data = None,
) -> None:
    """Say what the database holds and whether the store has every file of it; 1 when one lacks."""
    settings = load(**({"data": data} if data else {}))
    database, store = Database(settings.database_address), open_store(settings)
    try:
        found = doing.held(database, store)
    finally:
        database.close()
    wrong = list(doing.unsound(store, store.keys("originals/"))) if bytes_ else []
    if as_json:
        typer.echo(json.dumps({**asdict(found), "unsound": wrong}))
    else:
        typer.echo(
            f"{found.offices} offices, {found.people} people, {found.documents} documents, "
            f"{found.records} records, {found.pictures} pictures of pages."
        )
        for words, keys in (("missing", found.missing), ("changed", wrong)):
            for key in keys[:_NAMED]:
                typer.echo(f"{words}: {key}")
            if len(keys) > _NAMED:
                typer.echo(f"{words}: {len(keys) - _NAMED} more")
    if found.missing or wrong:
        raise typer.Exit(1)
