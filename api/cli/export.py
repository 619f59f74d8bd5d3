"""`lontar export`: finished records as lines of JSON, tables, a workbook, or in HTCDS columns."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from typing import IO, Annotated, Any, Final

import httpx
import typer

from api.cli.service import WAITS, Service, Unreachable, say
from api.cli.submit import HERE, Token, Url
from models.errors import LontarError


class Format(StrEnum):
    JSONL = "jsonl"
    CSV = "csv"
    XLSX = "xlsx"
    TABLES = "tables"
    HTCDS = "htcds"


#: what a terminal cannot show
_PACKED: Final = (Format.XLSX, Format.TABLES, Format.HTCDS)


def export(
    *,
    url: Url = HERE,
    token: Token = "",
    format_: Annotated[
        Format,
        typer.Option(
            "--format",
            help="jsonl: whole records; csv: one table; xlsx: a workbook; tables: a ZIP with a "
            "table a form; htcds: a ZIP in HTCDS columns. The last three hold the data dictionary.",
        ),
    ] = Format.JSONL,
    output: Annotated[Path | None, typer.Option("-o", "--output", help="Else stdout.")] = None,
    cursor: Annotated[str, typer.Option("--cursor", help="Only what came after it.")] = "",
    form: Annotated[str, typer.Option("--form", help="Only records of this form.")] = "",
    since: Annotated[str, typer.Option("--since", help="Only since this day: 2026-11-23.")] = "",
    separator: Annotated[
        str, typer.Option("--separator", help="Of CSV: comma, semicolon or tab.")
    ] = "comma",
) -> None:
    """Pull all finished records; the cursor it ends with makes the next export begin there."""
    if format_ in _PACKED and output is None and sys.stdout.isatty():
        raise typer.BadParameter("A terminal cannot show it: name a file with -o.")
    with Service(url, token) as service, _out(output) as out:
        if format_ is Format.JSONL and not form and not since:
            _lines(_Feed(service, cursor), out)
            return
        asked = {"cursor": cursor, "separator": separator}
        asked |= {name: said for name, said in (("form", form), ("since", since)) if said}
        count, last = _fetch(service, format_, asked, out, again=output is not None)
    say(f"{count} records. Go on later with --cursor {last}")


def _lines(feed: _Feed, out: IO[bytes]) -> None:
    try:
        for record in feed:
            out.write(json.dumps(record, ensure_ascii=False).encode() + b"\n")
    finally:
        say(f"{feed.count} records. Go on later with --cursor {feed.cursor}")


class _Feed:
    """The finished records, page by page; knows how far it has come.

    It may run for hours and be interrupted. What is corrected meanwhile comes again at the end,
    with a higher version.
    """

    def __init__(self, service: Service, cursor: str) -> None:
        self.service, self.cursor, self.count = service, cursor, 0

    def __iter__(self) -> Iterator[dict[str, Any]]:
        more = True
        while more:
            query = {"state": "finished", "limit": 200, "cursor": self.cursor}
            page = self.service.ask("GET", "/records", params=query)
            for record in page["records"]:
                self.count += 1
                yield record
            # Only when the whole page has been taken: an interrupted pull repeats, never skips.
            self.cursor, more = page["cursor"], page["has_more"]


def _fetch(
    service: Service, format_: Format, asked: dict[str, str], out: IO[bytes], *, again: bool
) -> tuple[str, str]:
    """The file that the service makes; how many records it holds, and the cursor after them.

    Begun anew where the connection is lost, if `again`: what was written is taken back then.
    """
    last: LontarError | None = None
    for wait in (0.0, *WAITS):
        time.sleep(wait)
        try:
            with service.stream(f"/exports/{format_}", params=asked) as answer:
                for piece in answer.iter_bytes():
                    out.write(piece)
                head = answer.headers
                return head["X-Lontar-Records"], head["X-Lontar-Cursor"]
        except (LontarError, httpx.TransportError) as error:
            lost = isinstance(error, httpx.TransportError)
            last = Unreachable(f"The connection is lost ({type(error).__name__}).")
            if not lost and not service.may_try_again(error):  # type: ignore[arg-type]
                raise
            if not again:
                break
            out.seek(0)
            out.truncate()
    raise last or Unreachable()


@contextmanager
def _out(path: Path | None) -> Iterator[IO[bytes]]:
    """stdout, or a file that only its owner may read and that appears when it is whole."""
    if path is None:
        yield sys.stdout.buffer
        sys.stdout.buffer.flush()
        return
    waiting = path.with_name(path.name + ".part")
    try:
        waiting.unlink(missing_ok=True)
        waiting.touch(mode=0o600)
        with waiting.open("wb") as out:
            yield out
        waiting.replace(path)
    finally:
        waiting.unlink(missing_ok=True)
