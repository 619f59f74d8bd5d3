"""The values that flow along a document's way. All are frozen; functions between them are plain.

Boxes are `(x0, y0, x1, y1)` with x to the right, y down, x1/y1 exclusive. Each docstring says
in which plane a box lies: *scan* (pixels of the page image as it was scanned), *clean* (pixels
of the straightened page) or *paper* (millimetres on the blank form).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

import numpy as np
import numpy.typing as npt

from models.reliability import Sureness
from models.routing import Routing

Grey = npt.NDArray[np.uint8]  # (height, width), 0 black .. 255 white
Colour = npt.NDArray[np.uint8]  # (height, width, 3), RGB
Matrix = npt.NDArray[np.float64]  # (3, 3) homography


@dataclass(frozen=True, slots=True)
class Box:
    """An upright rectangle; x1 and y1 are exclusive."""

    x0: float
    y0: float
    x1: float
    y1: float

    @property
    def width(self) -> float:
        return self.x1 - self.x0

    @property
    def height(self) -> float:
        return self.y1 - self.y0

    def as_list(self) -> list[float]:
        return [round(v, 2) for v in (self.x0, self.y0, self.x1, self.y1)]


@dataclass(frozen=True, slots=True)
class Source:
    """A file by its content: `sha256` is its identity, `media_type` what its bytes are."""

    sha256: str
    media_type: str
    size: int


@dataclass(frozen=True, slots=True, eq=False)
class PageImage:
    """One page as scanned. `number` counts from 1; `dpi` is 0 when nobody knows."""

    number: int
    image: Grey | Colour
    dpi: float


@dataclass(frozen=True, slots=True)
class PageProblem:
    """A page that could not be had, with a sentence why; the other pages go on."""

    number: int
    code: str
    detail: str
    remedy: str


@dataclass(frozen=True, slots=True)
class Quality:
    """Measures of a page: skew in degrees (positive = clockwise on the scan), the rest 0..1.

    `faint`: the ink was pale before it was strengthened. `blurry`: edges are too soft for small
    print. `not_text`: nothing on the page looks like writing (a photograph, noise, a black page).
    `bilevel`: the scan is black and white alone, as a fax is.
    """

    skew: float
    contrast: float
    sharpness: float
    ink: float
    blank: bool
    low_resolution: bool
    noise: float = 0.0
    faint: bool = False
    blurry: bool = False
    not_text: bool = False
    bilevel: bool = False


@dataclass(frozen=True, slots=True)
class Step:
    """Something done to a page before it was read: what, and the measure that asked for it."""

    name: str
    measure: float


@dataclass(frozen=True, slots=True, eq=False)
class CleanPage:
    """The straightened grey page. `to_scan` maps clean pixels to scan pixels (3x3 homography)."""

    number: int
    grey: Grey
    dpi: float
    rotation: int  # degrees the scan was turned clockwise to stand upright: 0, 90, 180, 270
    to_scan: Matrix
    quality: Quality
    scan_width: int
    scan_height: int
    steps: tuple[Step, ...] = ()  # what was done to it, in order
    upright: float = 1.0  # how sure the way up is, 0..1
    scripts: tuple[str, ...] = ()  # khm, tha, latin as seen on it, the commonest first


@dataclass(frozen=True, slots=True)
class Character:
    """What a network read as one: a letter, a mark, a Khmer consonant below the line.

    `at` is the middle of it, 0..1 of the way along its word's box, wherever that box is moved.
    """

    text: str
    at: float
    confidence: float  # 0..1


@dataclass(frozen=True, slots=True)
class Word:
    """A word; box in the plane of its line. `characters` where a network read it alone."""

    text: str
    box: Box
    confidence: float  # 0..1, the engine's own word
    characters: tuple[Character, ...] = ()


class Looks(StrEnum):
    """What the ink of a crop is, before anybody reads it."""

    PRINTED = "printed"
    HANDWRITTEN = "handwritten"
    EMPTY = "empty"
    STAMPED = "stamped"  # a stamp or a stroke lies over the writing
    UNSURE = "unsure"


class Verdict(StrEnum):
    """What came of an expectation when it met what the ink shows."""

    FITS = "fits"  # what was read freely is what was expected
    CHANGED = "changed"  # read as the expected text that the network's scores allow
    KEPT = "kept"  # nothing expected fits the ink: the free reading stands
    UNSURE = "unsure"  # the free reading stands, but something expected is about as probable


@dataclass(frozen=True, slots=True)
class Expected:
    """What a field was expected to hold (`models.expectations`), and what that did to its reading.

    `kind`: digits, number, money, phone, date, words, place, pattern, shapes, letters. `how`:
    "grammar" or "lexicon". `free` is the text as read without the expectation, `free_confidence`
    how sure that was; `others` are further texts with their probability (0..1), likeliest first.
    """

    kind: str
    how: str
    verdict: Verdict
    free: str
    free_confidence: float
    others: tuple[tuple[str, float], ...] = ()

    @property
    def changed(self) -> bool:
        return self.verdict is Verdict.CHANGED


@dataclass(frozen=True, slots=True)
class Reading:
    """What was read in one crop, by one engine or by several that were asked to agree.

    `confidence` is 0..1: an engine's own word, or what the agreement is worth. `candidates` are
    the engines' own readings that a joint one was made of, and `agreement` (0..1) says how far
    they agree; None when only one engine read. `looks` is None where nobody looked, `expected`
    where nothing was expected, `sureness` where `confidence` is no measured probability.
    """

    engine: str
    languages: tuple[str, ...]
    text: str
    confidence: float
    words: tuple[Word, ...] = ()
    candidates: tuple[Reading, ...] = ()
    agreement: float | None = None
    looks: Looks | None = None
    expected: Expected | None = None
    sureness: Sureness | None = None


@dataclass(frozen=True, slots=True)
class Line:
    """A line of text; box in scan pixels wherever it leaves `ocr/`.

    `confidence` is the mean of its words'; `sureness` says how likely all of it is right. `own`:
    the form's own print, known from its definition and laid on the page, not read.
    """

    text: str
    box: Box
    confidence: float
    words: tuple[Word, ...] = ()
    candidates: tuple[Reading, ...] = ()  # the reading of every engine that read it
    looks: Looks = Looks.UNSURE
    sureness: Sureness | None = None
    own: bool = False


class MarkState(StrEnum):
    EMPTY = "empty"
    FILLED = "filled"
    STRUCK_OUT = "struck_out"
    UNSURE = "unsure"


@dataclass(frozen=True, slots=True)
class Mark:
    """A tick box: its state and `measure`, the share of new ink inside it (0..1)."""

    state: MarkState
    measure: float
    confidence: float


@dataclass(frozen=True, slots=True)
class Spot:
    """A place of the blank's print (paper mm): how far off it was found; None: not found."""

    x: float
    y: float
    off: float | None  # mm


@dataclass(frozen=True, slots=True, eq=False)
class FormMatch:
    """Which form and page lies before us. `to_clean` maps blank-form paper mm to clean pixels.

    `others` are further (form, version, page) whose print is the same: other pages of the case
    must tell. `spots` say how well the print lies, place by place.
    """

    form: str
    version: str
    page: int
    score: float  # 0..1
    to_clean: Matrix
    residual: float  # median error of the registration, mm
    others: tuple[tuple[str, str, int], ...] = ()
    spots: tuple[Spot, ...] = ()


@dataclass(frozen=True, slots=True, eq=False)
class Ink:
    """What a zone holds, cut for reading: tight line crops in reading order and their boxes.

    `present` is False when the zone holds no ink beyond the form's own furniture. `cells` are the
    numbers (from 0) of the boxes for single characters that were written in, where it has such.
    """

    crops: tuple[Grey, ...]
    boxes: tuple[Box, ...]  # clean pixels
    present: bool
    cells: tuple[int, ...] = ()


class FieldStatus(StrEnum):
    ACCEPTED = "accepted"
    REVIEW = "review"
    EMPTY = "empty"
    ILLEGIBLE = "illegible"
    NOT_APPLICABLE = "not_applicable"


@dataclass(frozen=True, slots=True)
class Problem:
    """Why a field is doubted: a stable code and a sentence for people."""

    code: str
    text: str


@dataclass(frozen=True, slots=True)
class Repair:
    """Something read that was taken for something else, so that it is never mended in silence.

    `read` is what the readers read, `taken` what it was taken for, `p` (0..1) how likely that is
    right. `by` says what knew better: "gazetteer", "vocabulary", "calendar", "check" (a rule of
    the number itself), "fields" (another field of the form) or "spelling".
    """

    read: str
    taken: str
    by: str
    p: float


@dataclass(frozen=True, slots=True)
class FieldValue:
    """One field of a record: `raw` is what was written, `value` what it means.

    `value` is JSON: str, int, list of option codes, or an object (dates and places). `p` is the
    probability (0..1) that the value is right. `box` is in scan pixels of page `page`.
    """

    key: str
    kind: str
    raw: str
    value: Any
    p: float
    status: FieldStatus
    page: int
    box: Box | None
    problems: tuple[Problem, ...] = ()
    source: str = ""  # "zone", "label", "mark", "person"
    readings: tuple[Reading, ...] = ()
    routing: Routing | None = None  # None until it has been decided whether a person must look
    repairs: tuple[Repair, ...] = ()
    parts: Mapping[str, str] = field(default_factory=dict)  # taken apart: title, country, expiry


class RecordState(StrEnum):
    NEEDS_REVIEW = "needs_review"
    FINISHED = "finished"


@dataclass(frozen=True, slots=True)
class Record:
    """A form instance as read: its fields, and what made them."""

    form: str
    version: str
    state: RecordState
    fields: tuple[FieldValue, ...]
    pages: tuple[int, ...]  # page numbers in the document
    provenance: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class KeyValue:
    """A printed label of a page that no definition describes, and what stands to it (scan boxes).

    `field` is the key of the field library that the label names, "" where it names none.
    """

    key: str
    value: str
    key_box: Box
    value_box: Box
    field: str = ""


@dataclass(frozen=True, slots=True, eq=False)
class ReadPage:
    """A page when everything has been read: what is stored and shown of it."""

    number: int
    width: int  # scan pixels
    height: int
    dpi: float
    rotation: int
    quality: Quality
    lines: tuple[Line, ...]
    form: str = ""
    form_version: str = ""
    form_page: int = 0
    form_score: float = 0.0
    picture: str = ""  # file of its picture, for viewing
    steps: tuple[Step, ...] = ()  # what was done to it before it was read
    form_residual: float = 0.0  # median error of the registration, mm; 0 when there was none
    pairs: tuple[KeyValue, ...] = ()  # of a page of no known form


@dataclass(frozen=True, slots=True, eq=False)
class Outcome:
    """Everything one document came to."""

    pages: tuple[ReadPage, ...]
    problems: tuple[PageProblem, ...]
    records: tuple[Record, ...]


class DocumentState(StrEnum):
    """`received` waits for a worker; the last five are ends that a person can see."""

    RECEIVED = "received"
    PROCESSING = "processing"
    NEEDS_REVIEW = "needs_review"
    FINISHED = "finished"
    TEXT_ONLY = "text_only"  # no form we know: kept as searchable text
    REJECTED = "rejected"  # the file itself is unusable
    QUARANTINED = "quarantined"  # failed three times
