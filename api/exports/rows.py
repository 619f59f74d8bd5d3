"""A record as a row of a table."""

from __future__ import annotations

import json
from datetime import UTC, datetime

from api.exports.cells import Cell, flat
from api.exports.columns import FURTHER, HEAD, UNREAD, Sheet
from models.sight import Sights
from models.tables import Field, Record
from models.values import FieldStatus


def row(record: Record, sheet: Sheet, sights: Sights) -> dict[str, Cell]:
    """Its cells by column; empty where a field is kept from whoever asks."""
    cells, further = head(record), {}
    for field in record.fields:
        found = cell(field) if sights.whole(field.key) else ""
        if field.key in sheet.keys:
            cells[field.key] = found
        elif found != "":
            further[field.key] = found
    for status in UNREAD:
        without = (f.key for f in record.fields if f.status == status and sights.whole(f.key))
        cells[status] = "; ".join(without)
    cells[FURTHER] = json.dumps(further, ensure_ascii=False) if further else ""
    return cells


def head(record: Record) -> dict[str, Cell]:
    """What tells a record and its version from others."""
    found: dict[str, Cell] = {}
    for name in HEAD:
        value = getattr(record, name)
        found[name] = moment(value) if value is None or isinstance(value, datetime) else value
    return found


def cell(field: Field) -> Cell:
    """What a field means; as it was written where nobody could put that in order."""
    if field.value is not None:
        return flat(field.value)
    return field.raw if field.status == FieldStatus.ACCEPTED else ""


def moment(at: datetime | None) -> str:
    """A moment in UTC as ISO 8601; nothing for none."""
    return at.replace(tzinfo=UTC).isoformat(timespec="seconds") if at is not None else ""
