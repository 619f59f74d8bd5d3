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
    PASSPORT = "passport"
    CASE_CODE = "case_code"
    PHONE = "phone"
    MONEY = "money"
    PLACE = "place"
    SIGNATURE = "signature"  # present or absent, never read
    PHOTO = "photo"  # present or absent, never read
    TABLE = "table"


class Writing(StrEnum):
    """What the paper offers to write on."""

    DOTS = "dots"  # a dotted line
    FRAME = "frame"  # a drawn rectangle
    BOXES = "boxes"  # one box a character
    TICKS = "ticks"  # tick boxes with words beside them
    WORDS = "words"  # printed words, of which some are ringed, underlined or struck out
    TABLE = "table"  # rows and columns


@dataclass(frozen=True, slots=True)
class Option:
    """One choice: `words` by label language; `box` is the tick box on paper (mm), or the printed
    word itself where words are ringed or underlined.

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


class Side(StrEnum):
    """Where a value stands that is found by its printed label."""

    RIGHT = "right"
    BELOW = "below"


@dataclass(frozen=True, slots=True)
class Standards:
    """What other systems call a field or an option: names of HTCDS 2.0 and of CTDC."""

    htcds: tuple[str, ...] = ()
    ctdc: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Rule:
    """A cross-check written in the definition: where `when` holds, `then` must hold.

    Both are expressions over field keys (`extract.conditions`). `says` tells people, by language,
    what is wrong where it does not hold; the doubt falls on all fields that it names.
    """

    id: str
    when: str
    then: str
    says: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Section:
    """A part of the form: its id and its printed head by label language."""

    id: str
    titles: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class FormField:
    """A field: `key` from the field library, where its label and its value stand on paper (mm).

    A field with `side` is given no zone: it is the room beside or below its printed label, worked
    out where the form is loaded (`extract.forms.anchors`).
    """

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
    section: str = ""  # the id of one of the form's sections
    vocabulary: str = ""  # a list of words that the value is one of, by its name in the library
    required_if: str = ""  # an expression over other fields: then it must be filled
    asked_if: str = ""  # an expression over other fields: else it is not applicable
    pattern: str = ""  # of a case code: # a digit, @ a letter, % a Roman month, * anything
    least: float | None = None  # of a number
    most: float | None = None
    side: Side | None = None
    standards: Standards = Standards()

    def cell(self, column: Column, row: int) -> Box:
        """The cell of a table's `column` in `row` (from 0), mm."""
        zone, height = column.zone, column.zone.height / self.rows
        return Box(zone.x0, zone.y0 + row * height, zone.x1, zone.y0 + (row + 1) * height)


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
    source: str = ""  # where the form and its words come from
    left_out: str = ""  # what the paper has and this definition has not
    sections: tuple[Section, ...] = ()
    rules: tuple[Rule, ...] = ()

    def field(self, key: str) -> FormField:
        """The field of that key. Raises KeyError."""
        for candidate in self.fields:
            if candidate.key == key:
                return candidate
        raise KeyError(key)
