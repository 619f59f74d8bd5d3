"""Tables to rows: which were struck out, and which only go on with the row above them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from ingest.joined import joined
from ingest.planes import on_clean
from models.forms import FormField, Kind
from models.values import Reading
from ocr.clean import Cleaned
from ocr.presence import Presence, signed
from ocr.sheet import Sheet
from ocr.struckrows import struck_rows

Cell = tuple[int, str]  # row from 0, and column key

#: kinds of columns whose text may go on in the row below
_RUNNING: Final = (Kind.TEXT, Kind.LONGTEXT, Kind.PLACE)


@dataclass(frozen=True, slots=True)
class Rows:
    """A table's cells: `readings` of text, `signed` of columns for signatures, by row and column;
    the rows that were `struck` out, and those whose text was `extended` by the row below."""

    readings: Mapping[Cell, tuple[Reading, ...]] = field(default_factory=dict)
    signed: Mapping[Cell, Presence] = field(default_factory=dict)
    struck: frozenset[int] = frozenset()
    extended: frozenset[int] = frozenset()

    def __bool__(self) -> bool:
        return bool(self.readings or self.struck or any(p.present for p in self.signed.values()))


def rows_of(f: FormField, cells: Mapping[Cell, Reading], sheet: Sheet, cleaned: Cleaned) -> Rows:
    """The rows of table `f`, of whose cells `cells` were read."""
    columns = [on_clean(column.zone, cleaned) for column in f.columns]
    struck = frozenset(struck_rows(sheet, columns, f.rows))
    seen = {
        (row, column.key): signed(sheet, on_clean(f.cell(column, row), cleaned), cleaned.stamps)
        for column in f.columns
        if column.kind is Kind.SIGNATURE
        for row in range(f.rows)
    }
    kept = {cell: reading for cell, reading in cells.items() if cell[0] not in struck}
    merged, extended = merged_rows(f, kept)
    readings = {cell: (reading,) for cell, reading in merged.items()}
    return Rows(readings, seen, struck, extended)


def merged_rows(
    f: FormField, cells: Mapping[Cell, Reading]
) -> tuple[dict[Cell, Reading], frozenset[int]]:
    """Cells with the text that goes on below put to the row that it belongs to."""
    merged = dict(cells)
    extended: set[int] = set()
    home = -1  # the last row that stands for itself
    for row in range(f.rows):
        mine = {key: reading for (at, key), reading in cells.items() if at == row}
        if not mine:
            home = -1
        elif home >= 0 and _goes_on(f, set(mine), merged, home):
            for key, reading in mine.items():
                merged[home, key] = joined((merged[home, key], reading))
                del merged[row, key]
            extended.add(home)
        else:
            home = row
    return merged, frozenset(extended)


def _goes_on(f: FormField, mine: set[str], cells: Mapping[Cell, Reading], home: int) -> bool:
    """Whether a row says nothing of its own: no first column, and words alone below words."""
    if f.columns[0].key in mine or len(mine) > max(1, len(f.columns) // 3):
        return False
    kinds = {column.key: column.kind for column in f.columns}
    first = cells.get((home, f.columns[0].key))
    full = first is not None and bool(first.text)
    return full and all(kinds[key] in _RUNNING and (home, key) in cells for key in mine)
