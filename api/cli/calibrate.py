"""`lontar calibrate`: confidences measured again on what people have reviewed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Annotated, Final

import typer

from ingest import calibration
from ingest.settings import Settings, load
from models.database import Database, migrate
from ocr.calibration.figures import accepted, calibration_error
from ocr.calibration.fitting import Row
from ocr.calibration.refit import Compared

_LEVELS: Final = (0.99, 0.97, 0.95, 0.90)
#: a figure of claims and truth, in words
Figure = Callable[[Sequence[float], Sequence[bool]], str]
Write = Annotated[bool, typer.Option("--write", help="Keep the new table and use it.")]
Use = Annotated[str, typer.Option("--use", help="Use this table: a version, or shipped.")]
Show = Annotated[bool, typer.Option("--list", help="Name the tables there are.")]
Data = Annotated[Path | None, typer.Option("--data", help="Data directory.")]


def calibrate(write: Write = False, use: Use = "", show: Show = False, data: Data = None) -> None:
    """Measure confidences again on reviewed values. Changes nothing without --write."""
    settings = load(**({"data": data} if data else {}))
    if show:
        _list(settings)
    elif use:
        table = calibration.turn_to(settings, use)
        typer.echo(f"From now on readings are measured by table {table.version}.", err=True)
    else:
        _measure(settings, write=write)


def _list(settings: Settings) -> None:
    chosen = calibration.name_in_use(settings)
    for name in calibration.versions(settings):
        typer.echo(f"{'*' if name == chosen else ' '} {name}")


def _measure(settings: Settings, *, write: bool) -> None:
    rows = _rows(settings)
    found = calibration.judged(settings, rows)
    _tell(found)
    if not write:
        typer.echo("Nothing was changed. --write keeps the new table and uses it.", err=True)
        return
    table = calibration.refit(settings, rows)
    typer.echo(
        f"Table {table.version} is in use. `lontar calibrate --use` returns to another one.",
        err=True,
    )


def _rows(settings: Settings) -> list[Row]:
    database = Database(settings.database_address)
    try:
        migrate(database)
        with database.read() as session:
            return calibration.rows(session)
    finally:
        database.close()


def _tell(found: Compared) -> None:
    right = [row.right for row in found.rows]
    groups = Counter(row.group for row in found.rows)
    typer.echo(f"{len(right)} reviewed values, {sum(right)} of them read right:")
    typer.echo("  " + ", ".join(f"{group} {n}" for group, n in groups.most_common()))
    typer.echo(f"{'':32}{'now':>16}{'new':>16}")
    _line("calibration error (ECE)", found, right, _error)
    for level in _LEVELS:
        _line(f"accepted at {level:.2f}, wrong", found, right, _risk(level))


def _line(name: str, found: Compared, right: Sequence[bool], figure: Figure) -> None:
    before, after = figure(found.before, right), figure(found.after, right)
    typer.echo(f"{name:<32}{before:>16}{after:>16}")


def _error(p: Sequence[float], right: Sequence[bool]) -> str:
    return f"{calibration_error(p, right):.4f}"


def _risk(level: float) -> Figure:
    def told(p: Sequence[float], right: Sequence[bool]) -> str:
        high = accepted(p, right, level)
        return f"{high.share:.1%}, {high.wrong} of {high.seen}"

    return told
