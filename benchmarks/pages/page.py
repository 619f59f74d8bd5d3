"""A drawn page and its truth; boxes are carried through the damage."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from random import Random
from typing import Any

import numpy as np

from extract.forms.fill.canvas import Canvas
from extract.forms.fill.damage import damage
from extract.forms.fill.stamps import stamp, worded_stamp
from extract.forms.fill.truth import moved
from extract.forms.fill.wear import punch
from extract.forms.levels import Level, Set
from models.values import Box, Colour, Grey, Matrix

_STAMPED = {"clean": 0.0, "office": 0.25, "rough": 0.5}
_PUNCHED = {"clean": 0.0, "office": 0.15, "rough": 0.25}
_COLOURED = {"clean": 0.2, "office": 0.35, "rough": 0.3}


@dataclass(frozen=True, slots=True, eq=False)
class Page:
    """A scanned page (grey, or RGB) and its truth as JSON values.

    `truth` has `kind` (form, prose, line), `language`, `set`, `level`, `seed`, `width`, `height`,
    `dpi`, `rotation` (degrees clockwise that make the page upright), `skew`, `damage`, and what
    stands on it, boxes in pixels of the scan:
    `values`: `text`, `language`, `kind`, `box`, `handwritten`, `way` (how the room for it was
    printed), `label`, `lines` when there are several, `stamped` when a stamp touches it;
    `labels` and `lines`: `text`, `language`, `box`; `ticks`: `word`, `state`, `box`; `rooms`
    (places to write, filled or not): `kind`, `way`, `label`, `box`, `rows` when several.
    """

    image: Grey | Colour
    dpi: int
    truth: dict[str, Any]


@dataclass(slots=True)
class Sheet:
    """A page being drawn. What is put on it is noted down, boxes in pixels of the paper."""

    canvas: Canvas
    language: str
    which: Set
    rng: Random
    width: float  # mm
    height: float  # mm
    values: list[dict[str, Any]] = field(default_factory=list)
    labels: list[dict[str, Any]] = field(default_factory=list)
    lines: list[dict[str, Any]] = field(default_factory=list)
    ticks: list[dict[str, Any]] = field(default_factory=list)
    rooms: list[dict[str, Any]] = field(default_factory=list)
    blank: bool = False  # nobody fills the form in: what is written leaves no ink

    def pixels(self, points: float) -> float:
        """Pixels an em of a size in points."""
        return points / 72 * self.canvas.dpi

    def room(self, kind: str, way: str, box: Box, label: str = "", **more: Any) -> None:
        """Note down a place to write; `box` in mm."""
        px = self.canvas.px
        there = Box(*(px(v) for v in (box.x0, box.y0, box.x1, box.y1)))
        self.rooms.append({"kind": kind, "way": way, "label": label, "box": there, **more})

    @contextmanager
    def pen(self) -> Iterator[None]:
        """Within it values are written: on a blank sheet, on a copy that is thrown away.

        So the same seed lays out the same form, filled in or not.
        """
        kept = self.canvas
        if self.blank:
            self.canvas = Canvas(kept.pixels.copy(), kept.dpi)
        yield
        self.canvas = kept


_SIZES = {"khm": (210, 297), "tha": (210, 297), "ind": (215, 330), "eng": (215.9, 279.4)}


def blank_sheet(
    language: str,
    which: Set,
    rng: Random,
    level: Level,
    size: tuple[float, float] | None = None,
) -> Sheet:
    """White paper at 200 or 300 dpi, of `size` (mm) or one that is usual in the country."""
    dpi = rng.choices((200, 300), (7, 3))[0]
    width, height = size or ((210, 297) if rng.random() < 0.6 else _SIZES[language])
    shape = (round(height / 25.4 * dpi), round(width / 25.4 * dpi))
    colour = rng.random() < _COLOURED[level]
    pixels = np.full((*shape, 3) if colour else shape, 255, np.uint8)
    return Sheet(Canvas(pixels, dpi), language, which, rng, width, height)


def scanned(
    sheet: Sheet, kind: str, seed: int, level: Level, *, rotation: int | None = None
) -> Page:
    """Stamp and scan a finished sheet as `level` does it; strips lie as after straightening.

    `rotation`: how the scan is to lie; None leaves that to the level.
    """
    # its own dice: the same seed draws the same sheet at every level
    rng = Random(f"{kind} {sheet.language} {seed} {sheet.which} {level}")
    covers: list[Box] = []
    if rng.random() < _STAMPED[level] and kind == "form" and not sheet.blank:
        centre = (sheet.width * rng.uniform(0.2, 0.85), sheet.height * rng.uniform(0.25, 0.92))
        press = worded_stamp if rng.random() < 0.35 else stamp
        box = press(sheet.canvas, sheet.language, centre, rng)
        covers += [box] if box is not None else []
    dpi = round(sheet.canvas.dpi)
    posed = kind not in {"form", "prose"}
    if not posed and rng.random() < _PUNCHED[level]:
        punch(sheet.canvas, sheet.height)
    scan = damage(
        sheet.canvas.pixels, level, dpi, rng, which=sheet.which, posed=posed, rotation=rotation
    )
    height, width = scan.image.shape[:2]
    truth = {
        "kind": kind,
        "language": sheet.language,
        "set": sheet.which,
        "level": level,
        "seed": seed,
        "width": width,
        "height": height,
        "dpi": round(scan.dpi),
        "rotation": scan.rotation,
        "skew": scan.skew,
        "damage": [*({"kind": "stamp"} for _ in covers), *scan.damage],
        "values": [_carried(item, scan.matrix, covers) for item in sheet.values],
        "labels": [_carried(item, scan.matrix, ()) for item in sheet.labels],
        "ticks": [_carried(item, scan.matrix, ()) for item in sheet.ticks],
        "lines": [_carried(item, scan.matrix, ()) for item in sheet.lines],
        "rooms": [_carried(item, scan.matrix, ()) for item in sheet.rooms],
    }
    return Page(scan.image, round(scan.dpi), truth)


def _carried(item: dict[str, Any], matrix: Matrix, covers: Sequence[Box]) -> dict[str, Any]:
    box: Box = item["box"]
    there = {**item, "box": moved(box, matrix).as_list()}
    if "lines" in item:
        there["lines"] = [
            {**line, "box": moved(line["box"], matrix).as_list()} for line in item["lines"]
        ]
    if any(box.x0 < c.x1 and c.x0 < box.x1 and box.y0 < c.y1 and c.y0 < box.y1 for c in covers):
        there["stamped"] = True
    return there
