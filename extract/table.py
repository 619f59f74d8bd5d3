"""Tables: each cell is parsed as a field of its column's kind; empty rows are left out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from collections.abc import Set as Numbers
from dataclasses import dataclass, field, replace
from typing import Any

from extract.confidence import EMPTY, status
from extract.context import Context
from extract.doubts import doubt
from extract.parse import parse_field
from extract.presence import parse_presence
from models.forms import Column, FormField, Kind
from models.values import Box, FieldStatus, FieldValue, Problem, Reading, Repair


@dataclass(frozen=True, slots=True)
class Cells:
    """What a table holds, by (row from 0, column key): `readings` of text, and whether a column
    for signatures was `signed`, with the confidence of that. Rows that were `struck` out are no
    rows; the text of those `extended` went on in the row below.
    """

    readings: Mapping[tuple[int, str], Sequence[Reading]] = field(default_factory=dict)
    signed: Mapping[tuple[int, str], tuple[bool, float]] = field(default_factory=dict)
    struck: Numbers[int] = frozenset()
    extended: Numbers[int] = frozenset()


def parse_table(
    field: FormField,
    cells: Cells,
    *,
    context: Context,
    box: Box | None = None,
    page: int = 0,
) -> FieldValue:
    """The rows as a list of objects by column key.

    A cell that is missing was empty. `p` is that of the weakest cell; problems name row and column.
    """
    rows = [row for number in range(field.rows) if (row := _row(field, cells, number, context))]
    problems = [_in_row(number, "row_struck") for number in sorted(cells.struck)]
    problems += [_in_row(number, "row_joined") for number in sorted(cells.extended)]
    problems += [problem for row in rows for problem in row.problems]
    p = min((row.p for row in rows), default=EMPTY)
    state = status(field.kind, p, tuple(problems))
    if any(row.doubted for row in rows):
        state = FieldStatus.REVIEW
    elif not rows and not problems:
        state = FieldStatus.EMPTY
    return FieldValue(
        key=field.key,
        kind=field.kind.value,
        raw="\n".join(row.raw for row in rows),
        value=[dict(row.values) for row in rows] or None,
        p=p,
        status=state,
        page=page or field.page,
        box=box,
        problems=tuple(problems),
        source=context.source,
        readings=tuple(reading for cell in cells.readings.values() for reading in cell),
        repairs=tuple(repair for row in rows for repair in row.repairs),
    )


@dataclass(frozen=True, slots=True)
class _Row:
    values: Mapping[str, Any]
    raw: str
    p: float
    doubted: bool
    problems: tuple[Problem, ...]
    repairs: tuple[Repair, ...]


def _row(field: FormField, cells: Cells, number: int, context: Context) -> _Row | None:
    """One row of the table; None when nothing stands in it or it was struck out."""
    if number in cells.struck:
        return None
    found = {c.key: _in(field, c, cells, number, context) for c in field.columns}
    if not any(_says(value) for value in found.values()):
        return None
    problems = tuple(
        Problem(problem.code, f"Row {number + 1}, {key}: {problem.text}")
        for key, value in found.items()
        for problem in value.problems
    )
    return _Row(
        values={key: value.value for key, value in found.items()},
        raw=" | ".join(value.raw for value in found.values()),
        p=min(value.p for value in found.values()),
        doubted=any(value.status is FieldStatus.REVIEW for value in found.values()),
        problems=problems,
        repairs=tuple(repair for value in found.values() for repair in value.repairs),
    )


def _in_row(number: int, code: str) -> Problem:
    return Problem(code, f"Row {number + 1}: {doubt(code).text}")


def _says(value: FieldValue) -> bool:
    """Whether a cell makes its row one: an empty place for a signature does not."""
    if value.kind == Kind.SIGNATURE:
        return value.value is True or bool(value.problems)
    return value.status is not FieldStatus.EMPTY


def _in(
    field: FormField, column: Column, cells: Cells, number: int, context: Context
) -> FieldValue:
    if column.kind is Kind.SIGNATURE:
        present, sure = cells.signed.get((number, column.key), (False, EMPTY))
        as_field = _as_field(field, column)
        return parse_presence(as_field, present, context=context, confidence=sure)
    return _cell(field, column, cells.readings.get((number, column.key), ()), context)


def _cell(
    field: FormField, column: Column, readings: Sequence[Reading], context: Context
) -> FieldValue:
    others = replace(context, age=None)  # the rows are of other people and other days
    return parse_field(_as_field(field, column), readings, context=others)


def _as_field(field: FormField, column: Column) -> FormField:
    return replace(
        field,
        key=f"{field.key}.{column.key}",
        kind=column.kind,
        labels={},  # the head stands outside the cell; “Petugas A” below “Petugas” is a value
        zone=column.zone,
        columns=(),
        rows=1,
        required=False,
    )
