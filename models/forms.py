"""What a form is: fields with kinds, labels, zones and options on numbered pages of paper.

Zones and label zones are in millimetres on the blank page, x right, y down. A definition is data
(YAML, loaded by `extract.forms`); these are the values it becomes.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from models.values import Box


class Kind(StrEnum):
    """The closed set of field kinds."""

    TEXT = "text"
    LONGTEXT = "longtext"
    NAME = "name"
    DATE = "date"
    NUMBER = "number"
    CHOICE = "choice"  # one tick box of several
    MULTI = "multi"  # any number of tick boxes
    NATIONAL_ID = "national_id"
    CASE_CODE = "case_code"
    PHONE = "phone"
    PLACE = "place"
    SIGNATURE = "signature"  # present or absent, never read
    TABLE = "table"


class Writing(StrEnum):
    """What the paper offers to write on."""

    DOTS = "dots"  # a dotted line
    FRAME = "frame"  # a drawn rectangle
    BOXES = "boxes"  # one box a character
    TICKS = "ticks"  # tick boxes with words beside them
    TABLE = "table"  # rows and columns


@dataclass(frozen=True, slots=True)
class Option:
    """One choice: `words` by label language; `box` is the tick box on paper (mm).

    `other` marks "Other: ____", whose text stands in `text_zone`.
    """

    code: str
    words: Mapping[str, str]
    box: Box
    other: bool = False
    text_zone: Box | None = None


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table field: its key, kind and labels; `zone` is the column below its head.

    `label_zone` is the head cell with the printed words (mm).
    """

    key: str
    kind: Kind
    labels: Mapping[str, str]
    zone: Box
    label_zone: Box | None = None


@dataclass(frozen=True, slots=True)
class FormField:
    """A field: `key` from the field library, where its label and its value stand on paper (mm)."""

    key: str
    kind: Kind
    labels: Mapping[str, str]  # label language -> printed words, only those printed here
    page: int
    label_zone: Box
    zone: Box
    writing: Writing
    languages: tuple[str, ...]  # engine languages the value is expected in
    options: tuple[Option, ...] = ()
    columns: tuple[Column, ...] = ()
    cells: tuple[Box, ...] = ()  # for boxes: one rectangle a character, in reading order
    rows: int = 1  # equal lines of writing, or rows of a table, that `zone` is divided into
    required: bool = False
    country: str = ""  # ISO 3166 alpha-3, for national_id, phone, place
    personal: bool = False  # shown to people only as need be
    provenance: str = ""  # "V" seen in a source, "G" a guess


@dataclass(frozen=True, slots=True)
class Caption:
    """Printed text that is no field's label: titles, section heads, instructions."""

    text: Mapping[str, str]
    page: int
    zone: Box
    role: str  # "title", "header", "section", "note", "page"


@dataclass(frozen=True, slots=True)
class FormPage:
    """A page of the blank: its size in mm, and the file name of its picture beside the YAML."""

    number: int
    width: float
    height: float
    blank: str


@dataclass(frozen=True, slots=True)
class Form:
    """One version of one form."""

    id: str
    version: str
    status: str  # "reconstruction" or "official"
    titles: Mapping[str, str]
    languages: tuple[str, ...]  # label languages, the main one first
    country: str
    pages: tuple[FormPage, ...]
    fields: tuple[FormField, ...]
    captions: tuple[Caption, ...]
    checks: tuple[str, ...] = ()  # names of cross-checks known to extract.check
    folder: str = ""  # where its files lie

    def field(self, key: str) -> FormField:
        """The field of that key. Raises KeyError."""
        for candidate in self.fields:
            if candidate.key == key:
                return candidate
        raise KeyError(key)
