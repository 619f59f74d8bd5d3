"""Making a file of finished records: of one moment, whole, and counted before it begins."""

from __future__ import annotations

import tempfile
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import IO, Final

from sqlalchemy.orm import Session

from api.actor import Actor
from api.exports import books, htcds
from api.exports.cells import Cell
from api.exports.columns import FURTHER, HEAD, UNREAD, Plan, Sheet, plan
from api.exports.files import SEPARATORS, Book, Folder, csv_pieces
from api.exports.rows import row
from api.state import AppState
from models.errors import ExportsBusy
from models.forms import Form
from models.repositories import exporting
from models.repositories.exporting import Extent, Wanted
from models.sight import Sights
from models.tables import Record

_PIECE: Final = 256 * 1024  # bytes


class Kind(StrEnum):
    """What kind of file."""

    CSV = "csv"  # one table of all forms
    XLSX = "xlsx"  # a sheet a form, and the data dictionary
    JSONL = "jsonl"  # whole records as the feed has them
    TABLES = "tables"  # ZIP: a CSV a form, and the data dictionary
    HTCDS = "htcds"  # ZIP: one CSV in the columns of HTCDS 2.0, and the data dictionary


MEDIA_TYPES: Final = {
    Kind.CSV: "text/csv; charset=utf-8",
    Kind.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    Kind.JSONL: "application/jsonl; charset=utf-8",
    Kind.TABLES: "application/zip",
    Kind.HTCDS: "application/zip",
}
ENDINGS: Final = {Kind.TABLES: "zip", Kind.HTCDS: "htcds.zip"}
_README: Final = """Lontar: {count} finished records, as of {at} (UTC).

{names}
dictionary.csv   what each column means, in four languages
codes.csv        what each code means

UTF-8, {separator} between the cells. A cell that a spreadsheet would run as a formula has an
apostrophe before it. These tables hold the stories of people: keep them as you keep the paper.
"""


#: A record as a line of JSON, as far as these eyes may see it.
Line = Callable[[Record, Sights], str]


@dataclass(frozen=True, slots=True)
class Asked:
    """What file is wanted; `separator` names what stands between the cells of CSV."""

    kind: Kind
    wanted: Wanted
    separator: str
    line: Line


@dataclass(frozen=True, slots=True)
class Export:
    """A file about to be sent: how many records it holds, and where the next one goes on."""

    kind: Kind
    count: int
    last: int
    pieces: Iterator[bytes]
    size: int | None = None  # bytes, where it is known before it is sent

    @property
    def ending(self) -> str:
        return ENDINGS.get(self.kind, self.kind.value)


class Turns:
    """So many exports at once and no more: each holds a view of the whole database."""

    def __init__(self, most: int) -> None:
        self._free = threading.BoundedSemaphore(most)

    def take(self) -> None:
        """Raises ExportsBusy when none is free."""
        if not self._free.acquire(blocking=False):
            raise ExportsBusy

    def give_back(self) -> None:
        self._free.release()


def make(state: AppState, actor: Actor, turns: Turns, asked: Asked) -> Export:
    """The file. Lines and tables are sent while they are read, all else when it is whole.

    Raises ExportsBusy.
    """
    turns.take()
    with ExitStack() as stack:
        stack.callback(turns.give_back)
        session = stack.enter_context(state.database.read())
        extent = exporting.extent(session, actor.office_id, asked.wanted)
        found = plan(session, actor, state.forms, extent)
        whole = _Whole(session, actor, state.forms, found, asked)
        if asked.kind in (Kind.CSV, Kind.JSONL):
            pieces = whole.lines() if asked.kind is Kind.JSONL else whole.table()
            return _export(asked.kind, extent, pieces, stack.pop_all())
        file = stack.enter_context(_spooled(state.spool))
        if asked.kind is Kind.XLSX:
            whole.book(file, state.spool)
        else:
            whole.folder(file)
        size = file.tell()
        file.seek(0)
        session.close()
        pieces = iter(lambda: file.read(_PIECE), b"")
        return _export(asked.kind, extent, pieces, stack.pop_all(), size)


def _export(
    kind: Kind, extent: Extent, pieces: Iterator[bytes], stack: ExitStack, size: int | None = None
) -> Export:
    held = _until_end(pieces, stack)
    next(held)  # it has begun: whoever drops it, even unread, lets go of what it holds
    return Export(kind, extent.count, extent.last, held, size)


def _until_end(pieces: Iterator[bytes], stack: ExitStack) -> Iterator[bytes]:
    with stack:
        yield b""
        yield from pieces


def _spooled(folder: Path) -> IO[bytes]:
    """A file without a name: it is gone with the process, whatever ends that."""
    folder.mkdir(parents=True, exist_ok=True)
    return tempfile.TemporaryFile(dir=folder)


@dataclass(frozen=True, slots=True)
class _Whole:
    """Everything that one file is made of."""

    session: Session
    actor: Actor
    forms: tuple[Form, ...]
    plan: Plan
    asked: Asked

    @property
    def separator(self) -> str:
        return SEPARATORS[self.asked.separator]

    @property
    def wanted(self) -> Wanted:
        return self.asked.wanted

    def lines(self) -> Iterator[bytes]:
        """Whole records, one a line, as the feed has them."""
        office = self.actor.office_id
        for record in exporting.each(self.session, office, self.wanted, whole=True):
            yield self.asked.line(record, self.plan.sights[record.form]).encode() + b"\n"

    def rows(self, form: str | None = None) -> Iterator[tuple[Sheet, dict[str, Cell]]]:
        """Every record as a row of its form's sheet; of one form alone where one is named."""
        wanted = self.wanted if form is None else Wanted(form, self.wanted.since, self.wanted.after)
        office = self.actor.office_id
        for record in exporting.each(self.session, office, wanted, whole=False):
            sheet = self.plan.sheet(record.form)
            yield sheet, row(record, sheet, self.plan.sights[record.form])

    def table(self) -> Iterator[bytes]:
        """One table; a column for every field of any form."""
        columns = (*HEAD, *self.plan.columns, *UNREAD, FURTHER)
        rows = (cells for _, cells in self.rows())
        for piece in csv_pieces(columns, rows, separator=self.separator):
            yield piece.encode()

    def book(self, out: IO[bytes], folder: Path) -> None:
        """A workbook."""
        book = Book(out, folder)
        sheets = {
            sheet.form: book.sheet(sheet.form, (*HEAD, *sheet.keys, *UNREAD, FURTHER))
            for sheet in self.plan.sheets
        }
        for sheet, cells in self.rows():
            sheets[sheet.form].write(cells)
        dictionary = book.sheet("Data dictionary", books.COLUMNS)
        for line in books.of_tables(self.plan, self.forms):
            dictionary.write(line)
        codes = book.sheet("Codes", books.CODES)
        for line in books.codes_of_tables(self.plan, self.forms):
            codes.write(line)
        book.close()

    def folder(self, out: IO[bytes]) -> None:
        """A ZIP with the data dictionary beside the tables."""
        folder = Folder(out)
        if self.asked.kind is Kind.HTCDS:
            names = ["records.csv"]
            folder.table(names[0], htcds.columns(), self._htcds(), separator=self.separator)
            about, codes = books.of_htcds(self.plan), books.codes_of_htcds()
        else:
            names = [f"{sheet.form or 'unknown-form'}.csv" for sheet in self.plan.sheets]
            for sheet, name in zip(self.plan.sheets, names, strict=True):
                rows = (cells for _, cells in self.rows(sheet.form))
                columns = (*HEAD, *sheet.keys, *UNREAD, FURTHER)
                folder.table(name, columns, rows, separator=self.separator)
            about = books.of_tables(self.plan, self.forms)
            codes = books.codes_of_tables(self.plan, self.forms)
        folder.table("dictionary.csv", books.COLUMNS, about, separator=self.separator)
        folder.table("codes.csv", books.CODES, codes, separator=self.separator)
        folder.text("README.txt", self._readme(names))
        folder.close()

    def _htcds(self) -> Iterator[dict[str, Cell]]:
        office = self.actor.office_id
        for record in exporting.each(self.session, office, self.wanted, whole=False):
            yield htcds.row(record, self.forms, self.plan.sights[record.form])

    def _readme(self, names: list[str]) -> str:
        return _README.format(
            count=self.plan.extent.count,
            at=datetime.now(UTC).isoformat(timespec="seconds"),
            names="\n".join(names),
            separator=self.asked.separator,
        )
