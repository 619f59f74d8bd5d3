"""`lontar export`: every finished record, as JSON lines or as a table."""

from __future__ import annotations

import csv
import json
import sys
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from typing import IO, Annotated, Any, Final

import typer

from api.cli.cells import harmless
from api.cli.service import Service, say
from api.cli.submit import HERE, Token, Url

_HEAD: Final = ("id", "document_id", "form", "form_version", "finished", "version")
_UNREAD: Final = ("illegible", "not_applicable")


class Format(StrEnum):
    JSONL = "jsonl"
    CSV = "csv"


def export(
    url: Url = HERE,
    token: Token = "",
    format_: Annotated[Format, typer.Option("--format", help="jsonl or csv.")] = Format.JSONL,
    output: Annotated[Path | None, typer.Option("-o", "--output", help="Else stdout.")] = None,
    cursor: Annotated[str, typer.Option("--cursor", help="Only what came after it.")] = "",
) -> None:
    """Pull all finished records; the cursor it ends with makes the next pull begin there."""
    with Service(url, token) as service, _out(output) as out:
        feed = _Feed(service, cursor)
        try:
            if format_ is Format.JSONL:
                for record in feed:
                    out.write(json.dumps(record, ensure_ascii=False) + "\n")
            else:
                _table(feed, out)
        finally:
            say(f"{feed.count} records. Go on later with --cursor {feed.cursor}")


class _Feed:
    """The finished records, page by page; knows how far it has come."""

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


@contextmanager
def _out(path: Path | None) -> Iterator[IO[str]]:
    """stdout, or a file that only its owner may read and that appears when it is whole."""
    if path is None:
        sys.stdout.reconfigure(encoding="utf-8", newline="")  # type: ignore[union-attr]
        yield sys.stdout
        return
    waiting = path.with_name(path.name + ".part")
    try:
        waiting.unlink(missing_ok=True)
        waiting.touch(mode=0o600)
        with waiting.open("w", encoding="utf-8", newline="") as out:
            yield out
        waiting.replace(path)
    finally:
        waiting.unlink(missing_ok=True)


def _table(feed: Iterable[dict[str, Any]], out: IO[str]) -> None:
    """One row a record, one column a field. Forms differ, so the columns are known at the end."""
    columns: dict[str, None] = {}
    with tempfile.TemporaryFile("w+", encoding="utf-8") as rows:
        for record in feed:
            row = _row(record)
            columns |= dict.fromkeys(row)
            rows.write(json.dumps(row) + "\n")
        rows.seek(0)
        keys = [*_HEAD, *(key for key in columns if key not in (*_HEAD, *_UNREAD)), *_UNREAD]
        out.write("\ufeff")  # Excel takes the file for UTF-8 only with it
        table = csv.DictWriter(out, keys, restval="")
        table.writeheader()
        for line in rows:
            table.writerow({key: harmless(cell) for key, cell in json.loads(line).items()})


def _row(record: dict[str, Any]) -> dict[str, Any]:
    row = {key: record[key] for key in _HEAD}
    for field in record["fields"]:
        row[field["key"]] = flat(field["value"]) if field["value"] is not None else ""
        if field["status"] == "accepted" and field["value"] is None:
            row[field["key"]] = field["raw"]  # what nobody could put in order, as written
    for status in _UNREAD:
        row[status] = "; ".join(f["key"] for f in record["fields"] if f["status"] == status)
    return row


def flat(value: Any) -> str | int | float:
    """A value as one cell.

    >>> flat({"iso": "1998-05", "written": "May 1998"}), flat(["a", "b"])
    ('1998-05', 'a; b')
    """
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, str | int | float):
        return value
    if isinstance(value, list) and all(isinstance(item, str) for item in value):
        return "; ".join(value)
    words = _words(value) if isinstance(value, dict) else None
    return json.dumps(value, ensure_ascii=False) if words is None else words


def _words(value: dict[str, Any]) -> str | None:
    """The words of a date, a place, or tick boxes with something written beside them."""
    if "iso" in value:
        return str(value["iso"])
    if "levels" in value:
        names = [str(level.get("name", "")) for level in value["levels"]]
        return ", ".join(name for name in names if name)
    if "code" in value or "codes" in value:
        codes = value.get("codes") or [value.get("code")]
        return "; ".join(str(word) for word in (*codes, value.get("other")) if word)
    return None
