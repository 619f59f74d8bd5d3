"""Tables: each cell is parsed as a field of its column's kind; empty rows are left out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from extract.confidence import EMPTY, status
from extract.context import Context
from extract.parse import parse_field
from models.forms import Column, FormField
from models.values import Box, FieldStatus, FieldValue, Problem, Reading

Cells = Mapping[tuple[int, str], Sequence[Reading]]


def parse_table(
    field: FormField,
    cells: Cells,
    *,
    context: Context,
    box: Box | None = None,
    page: int = 0,
) -> FieldValue:
    """The rows as a list of objects by column key; `cells` by (row from 0, column key).

    A cell that is missing was empty. `p` is that of the weakest cell; problems name row and column.
    """
    rows: list[dict[str, object]] = []
    raws: list[str] = []
    weakest = EMPTY
    problems: list[Problem] = []
    doubted = False
    for row in range(field.rows):
        values = {
            c.key: _cell(field, c, cells.get((row, c.key), ()), context) for c in field.columns
        }
        if all(v.status is FieldStatus.EMPTY for v in values.values()):
            continue
        rows.append({key: v.value for key, v in values.items()})
        raws.append(" | ".join(v.raw for v in values.values()))
        weakest = min(weakest, *(v.p for v in values.values()))
        doubted = doubted or any(v.status is FieldStatus.REVIEW for v in values.values())
        for key, v in values.items():
            problems += [Problem(p.code, f"Row {row + 1}, {key}: {p.text}") for p in v.problems]
    state = FieldStatus.EMPTY if not rows else status(field.kind, weakest, tuple(problems))
    return FieldValue(
        key=field.key,
        kind=field.kind.value,
        raw="\n".join(raws),
        value=rows or None,
        p=weakest,
        status=FieldStatus.REVIEW if doubted else state,
        page=page or field.page,
        box=box,
        problems=tuple(problems),
        source=context.source,
        readings=tuple(reading for cell in cells.values() for reading in cell),
    )


def _cell(
    field: FormField, column: Column, readings: Sequence[Reading], context: Context
) -> FieldValue:
    as_field = replace(
        field,
        key=f"{field.key}.{column.key}",
        kind=column.kind,
        labels={},  # the head stands outside the cell; “Petugas A” below “Petugas” is a value
        zone=column.zone,
        columns=(),
        rows=1,
        required=False,
    )
    others = replace(context, age=None)  # the rows are of other people and other days
    return parse_field(as_field, readings, context=others)
