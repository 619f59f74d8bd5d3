"""Writing tables: CSV that spreadsheets open rightly, workbooks, and folders of both."""

from __future__ import annotations

import csv
import io
import re
import zipfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import IO, Any, Final

import xlsxwriter

from api.exports.cells import Cell, harmless

#: Excel takes a file for UTF-8 only with it.
BOM: Final = "\ufeff"
SEPARATORS: Final[Mapping[str, str]] = {"comma": ",", "semicolon": ";", "tab": "\t"}
_ROWS: Final = 1_048_576  # of a sheet in Excel
_LONGEST: Final = 32_767  # characters of a cell in Excel
_CUT: Final = " […] cut here: whole in CSV and JSON"
_NAME: Final = 31  # characters of a sheet's name
_AT_ONCE: Final = 64 * 1024  # characters of CSV sent together

Rows = Iterable[Mapping[str, Cell]]


def csv_pieces(columns: Sequence[str], rows: Rows, *, separator: str = ",") -> Iterator[str]:
    """A table as CSV, a piece at a time; no cell of it runs as a formula."""
    buffer = io.StringIO()
    buffer.write(BOM)
    table = csv.DictWriter(
        buffer,
        columns,
        restval="",
        delimiter=separator,
        extrasaction="raise",
        lineterminator="\r\n",
    )
    table.writeheader()
    for row in rows:
        table.writerow({key: harmless(cell) for key, cell in row.items()})
        if buffer.tell() > _AT_ONCE:
            yield buffer.getvalue()
            buffer.seek(0)
            buffer.truncate()
    yield buffer.getvalue()


class Book:
    """A workbook written row by row: a sheet a form, a further one where Excel's rows end."""

    def __init__(self, out: IO[bytes], folder: Path) -> None:
        """`folder` is where its rows lie until it is closed."""
        options = {
            "constant_memory": True,
            "tmpdir": str(folder),
            "strings_to_formulas": False,
            "strings_to_urls": False,
            "strings_to_numbers": False,
        }
        self._book = xlsxwriter.Workbook(out, options)
        self._head = self._book.add_format({"bold": True, "bottom": 1})
        self._wrap = self._book.add_format({"text_wrap": True, "valign": "top"})
        self._names: set[str] = set()

    def sheet(self, name: str, columns: Sequence[str]) -> SheetWriter:
        """A new sheet with its head."""
        return SheetWriter(self, name, columns)

    def open_sheet(self, name: str, columns: Sequence[str]) -> Any:
        """xlsxwriter's sheet of that name, or of a like one where it is taken."""
        sheet = self._book.add_worksheet(self._free(name))
        sheet.freeze_panes(1, 1)
        sheet.set_column(0, max(0, len(columns) - 1), 18)
        for at, column in enumerate(columns):
            sheet.write_string(0, at, column, self._head)
        return sheet

    def _free(self, name: str) -> str:
        plain = re.sub(r"[\[\]:*?/\\']", "_", name)[:_NAME] or "unknown form"
        found, number = plain, 1
        while found.casefold() in self._names:
            number += 1
            found = f"{plain[: _NAME - 5]} {number}"
        self._names.add(found.casefold())
        return found

    def close(self) -> None:
        self._book.close()


class SheetWriter:
    """Rows under a head. Text stays text: nothing is taken for a formula, link or number."""

    def __init__(self, book: Book, name: str, columns: Sequence[str]) -> None:
        self._book, self._name, self._columns = book, name, columns
        self._sheet = book.open_sheet(name, columns)
        self._next = 1

    def write(self, row: Mapping[str, Cell]) -> None:
        """One row."""
        if self._next >= _ROWS:
            self._sheet, self._next = self._book.open_sheet(self._name, self._columns), 1
        for at, column in enumerate(self._columns):
            self._cell(at, row.get(column, ""))
        self._next += 1

    def _cell(self, at: int, cell: Cell) -> None:
        if isinstance(cell, str):
            if cell:
                kept = cell if len(cell) <= _LONGEST else cell[: _LONGEST - len(_CUT)] + _CUT
                self._sheet.write_string(self._next, at, kept)
        # Excel keeps fifteen digits of a number: a longer one is kept as text.
        elif isinstance(cell, int) and abs(cell) >= 10**15:
            self._sheet.write_string(self._next, at, str(cell))
        else:
            self._sheet.write_number(self._next, at, cell)


class Folder:
    """A ZIP of tables and texts, each written piece by piece."""

    def __init__(self, out: IO[bytes]) -> None:
        self._zip = zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED)

    def table(self, name: str, columns: Sequence[str], rows: Rows, *, separator: str = ",") -> None:
        """A CSV file."""
        with self._zip.open(name, "w", force_zip64=True) as file:
            for piece in csv_pieces(columns, rows, separator=separator):
                file.write(piece.encode())

    def text(self, name: str, text: str) -> None:
        """A text file; CRLF, so that every editor shows its lines."""
        self._zip.writestr(name, BOM + text.replace("\n", "\r\n"))

    def close(self) -> None:
        self._zip.close()
