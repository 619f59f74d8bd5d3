"""What stands on a blank page: printed words, and the places that are left for writing.

All boxes are in millimetres on the page, x right, y down.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from models.values import Box


class RoomKind(StrEnum):
    """What a place for writing looks like."""

    LINE = "line"  # dotted, dashed or ruled lines
    FRAME = "frame"  # a drawn rectangle
    COMB = "comb"  # one box a character
    TICK = "tick"  # a small box, circle or pair of brackets
    TABLE = "table"  # rows and columns
    BARE = "bare"  # paper beside a printed colon


@dataclass(frozen=True, slots=True)
class Room:
    """A place to write. `rows` counts equal lines of writing or rows of a table.

    `cells` are the boxes of a comb, `columns` those of a table below its head, and `heads` the
    cells above them, one a column.
    """

    kind: RoomKind
    box: Box
    rows: int = 1
    cells: tuple[Box, ...] = ()
    columns: tuple[Box, ...] = ()
    heads: tuple[Box, ...] = ()


@dataclass(frozen=True, slots=True)
class PrintedWord:
    """A printed word, as an engine read it."""

    text: str
    box: Box


@dataclass(frozen=True, slots=True)
class PrintedText:
    """A line of printed words, or the part of one between places for writing.

    `confidence` (0..1) is the engine's; `words` may be empty where it tells no places.
    """

    text: str
    box: Box
    confidence: float
    words: tuple[PrintedWord, ...] = ()


@dataclass(frozen=True, slots=True)
class Survey:
    """A blank page: number from 1, size in mm, its places for writing and its printed words.

    `bands` are shaded or black, as heads of sections are; `colons` end labels.
    """

    number: int
    width: float
    height: float
    rooms: tuple[Room, ...]
    texts: tuple[PrintedText, ...]
    bands: tuple[Box, ...] = ()
    colons: tuple[Box, ...] = ()
