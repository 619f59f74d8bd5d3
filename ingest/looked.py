"""What of a known form's page is looked at, not read: marks, signatures, photographs."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from ingest.planes import on_clean
from models.forms import FormField, Kind, Writing
from models.values import Box, Mark
from ocr.clean import Cleaned
from ocr.marks import read_marks
from ocr.marks.words import read_words
from ocr.presence import Presence, pictured, signed
from ocr.sheet import Sheet

#: kinds of which only the presence is recorded
PRESENT: Final[Mapping[Kind, Callable[[Sheet, Box, Cleaned], Presence]]] = {
    Kind.SIGNATURE: lambda sheet, zone, cleaned: signed(sheet, zone, cleaned.stamps),
    Kind.PHOTO: lambda sheet, zone, _: pictured(sheet, zone),
}


@dataclass(frozen=True, slots=True)
class Looked:
    """`marks` by field key and option code, `present` by field key."""

    marks: Mapping[tuple[str, str], Mark]
    present: Mapping[str, Presence]

    def of(self, f: FormField) -> dict[str, Mark]:
        """A field's marks by option code."""
        return {o.code: self.marks[f.key, o.code] for o in f.options}


def look(fields: Sequence[FormField], sheet: Sheet, cleaned: Cleaned) -> Looked:
    """Look at the marks of a page together, since they know where their neighbours lie."""
    present = {
        f.key: PRESENT[f.kind](sheet, on_clean(f.zone, cleaned), cleaned)
        for f in fields
        if f.kind in PRESENT
    }
    marks: dict[tuple[str, str], Mark] = {}
    for writing, read in ((Writing.TICKS, read_marks), (Writing.WORDS, read_words)):
        mine = [(f.key, o) for f in fields if f.writing is writing for o in f.options]
        boxes = [on_clean(option.box, cleaned) for _, option in mine]
        for (key, option), mark in zip(mine, read(sheet, boxes, cleaned.stamps), strict=True):
            marks[key, option.code] = mark
    return Looked(marks, present)
