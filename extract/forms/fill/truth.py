"""What stands on a filled page, and where: carried through the damage, written as JSON."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from models.values import Box, Matrix


@dataclass(frozen=True, slots=True)
class TickTruth:
    """A tick box (its place, not the mark's), its state, and the words behind "Other:"."""

    code: str
    state: str  # filled, empty, struck_out
    box: Box
    text: str = ""
    text_box: Box | None = None


@dataclass(frozen=True, slots=True)
class CellTruth:
    """A table cell; `box` is its ink, None when nothing is in it."""

    column: str
    kind: str
    language: str
    text: str
    value: Any
    box: Box | None


@dataclass(frozen=True, slots=True)
class FieldTruth:
    """A field as filled in; boxes of ink in page pixels. `lines` are (text, box) top to bottom."""

    key: str
    kind: str
    language: str
    text: str
    value: Any
    box: Box | None
    handwritten: bool = False
    lines: tuple[tuple[str, Box], ...] = ()
    ticks: tuple[TickTruth, ...] = ()
    rows: tuple[tuple[CellTruth, ...], ...] = ()


def moved(box: Box, matrix: Matrix) -> Box:
    """The upright box around `box` after the homography `matrix` (same convention of pixels)."""
    corners = np.array(
        [[box.x0, box.y0, 1], [box.x1, box.y0, 1], [box.x1, box.y1, 1], [box.x0, box.y1, 1]]
    )
    there = corners @ matrix.T
    points = there[:, :2] / there[:, 2:]
    (x0, y0), (x1, y1) = points.min(axis=0), points.max(axis=0)
    return Box(float(x0), float(y0), float(x1), float(y1))


def field_json(truth: FieldTruth, matrix: Matrix, covers: tuple[Box, ...]) -> Mapping[str, Any]:
    """One field of the truth file, its boxes carried to the scan by `matrix`.

    `covers` are stamps in page pixels: a field whose ink they touch is marked `stamped`.
    """

    def place(box: Box | None) -> list[float] | None:
        return None if box is None else moved(box, matrix).as_list()

    said: dict[str, Any] = {
        "key": truth.key,
        "kind": truth.kind,
        "language": truth.language,
        "text": truth.text,
        "value": truth.value,
        "box": place(truth.box),
        "handwritten": truth.handwritten,
        "empty": truth.box is None,
    }
    if truth.box is not None and any(_touch(truth.box, cover) for cover in covers):
        said["stamped"] = True
    if len(truth.lines) > 1:
        said["lines"] = [{"text": text, "box": place(box)} for text, box in truth.lines]
    if truth.ticks:
        said["ticks"] = [
            _tick_json(tick, place(tick.box), place(tick.text_box)) for tick in truth.ticks
        ]
    if truth.kind == "table":
        said["rows"] = [
            {
                cell.column: {
                    "kind": cell.kind,
                    "language": cell.language,
                    "text": cell.text,
                    "value": cell.value,
                    "box": place(cell.box),
                }
                for cell in row
            }
            for row in truth.rows
        ]
    return said


def _tick_json(tick: TickTruth, box: Any, text_box: Any) -> dict[str, Any]:
    said = {"code": tick.code, "state": tick.state, "box": box}
    if tick.text:
        said |= {"text": tick.text, "text_box": text_box}
    return said


def _touch(a: Box, b: Box) -> bool:
    return a.x0 < b.x1 and b.x0 < a.x1 and a.y0 < b.y1 and b.y0 < a.y1
