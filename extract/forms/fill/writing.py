"""Values written into their zones: on dotted lines, in frames, in boxes, in table cells."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random
from typing import Final

from extract.forms.fill.canvas import Canvas
from extract.forms.fill.ink import Hand, ink, width
from extract.forms.fill.wobble import by_hand
from extract.forms.typography import ABOVE_LINE, LINE_AT
from models.forms import FormField, Writing
from models.values import Box

_SMALLEST: Final = 0.62  # of the nominal size: so far a value is shrunk to fit its line


@dataclass(frozen=True, slots=True)
class Scribe:
    """Who writes where: the page, the hand, and the chance in its movements."""

    canvas: Canvas
    hand: Hand
    rng: Random

    def pixels(self, points: float) -> float:
        return points / 72 * self.canvas.dpi


@dataclass(frozen=True, slots=True)
class Line:
    """A written line and the box of its ink in page pixels."""

    text: str
    box: Box


def write_field(scribe: Scribe, field: FormField, text: str, language: str) -> tuple[Line, ...]:
    """Write `text` into the zone of `field`; returns what could be written, line by line."""
    if field.writing is Writing.BOXES:
        return _boxed(scribe, field, text, language)
    zone = field.zone
    pitch = zone.height / field.rows
    base = LINE_AT * pitch - ABOVE_LINE if field.writing is Writing.DOTS else 0.66 * pitch
    points, lines = _fit(scribe, text, language, zone.width - 3.0, field.rows)
    written: list[Line] = []
    indent = scribe.rng.uniform(0.8, 2.5)
    for row, words in enumerate(lines):
        start = Box(zone.x0 + indent, zone.y0 + row * pitch + base, zone.x1, zone.y1)
        written += _line(scribe, words, language, points, start)
    return tuple(written)


def write_inside(
    scribe: Scribe, zone: Box, text: str, language: str, *, base: float
) -> tuple[Line, ...]:
    """Write one line into `zone` (mm), its baseline at the share `base` of the height."""
    points, lines = _fit(scribe, text, language, zone.width - 1.6, 1)
    indent = min(scribe.rng.uniform(0.7, 1.6), zone.width / 10)
    start = Box(zone.x0 + indent, zone.y0 + base * zone.height, zone.x1, zone.y1)
    return tuple(_line(scribe, lines[0], language, points, start))


def _line(scribe: Scribe, text: str, language: str, points: float, start: Box) -> list[Line]:
    """One line from the baseline point (start.x0, start.y0) in mm, a little off as printers are."""
    drawn = ink(text, language, scribe.hand.faces[language], scribe.pixels(points))
    if scribe.hand.loose:
        drawn = by_hand(drawn, scribe.pixels(points), scribe.rng)
    x = scribe.canvas.px(start.x0)
    y = scribe.canvas.px(start.y0 + scribe.rng.uniform(-scribe.hand.jitter, scribe.hand.jitter))
    box = scribe.canvas.lay(
        drawn.mask, round(x) + drawn.left, round(y) + drawn.top, scribe.hand.colour
    )
    return [Line(text, box)] if box is not None else []


def _fit(
    scribe: Scribe, text: str, language: str, room: float, rows: int
) -> tuple[float, list[str]]:
    """Size in points and lines: wrapped at spaces, shrunk when a single line is too long."""
    face, points = scribe.hand.faces[language], scribe.hand.points
    pixels = scribe.canvas.px(room)
    full = width(text, language, face, scribe.pixels(points))
    if full <= pixels:
        return points, [text]
    if rows == 1:
        return max(points * pixels / full, points * _SMALLEST * 0.5), [text]
    lines: list[str] = [""]
    for part in text.split(" "):
        longer = f"{lines[-1]} {part}".strip()
        if lines[-1] and width(longer, language, face, scribe.pixels(points)) > pixels:
            lines.append(part)
        else:
            lines[-1] = longer
    kept = lines[:rows]
    widest = max(width(line, language, face, scribe.pixels(points)) for line in kept)
    return points * min(1.0, pixels / widest), kept


def _boxed(scribe: Scribe, field: FormField, text: str, language: str) -> tuple[Line, ...]:
    """One character a box, in the middle of it."""
    boxes: list[Box] = []
    hand, rng = scribe.hand, scribe.rng
    lift = rng.uniform(-hand.jitter, hand.jitter)
    for letter, cell in zip(text, field.cells, strict=False):
        drawn = ink(
            letter, language, scribe.hand.faces[language], scribe.pixels(scribe.hand.points * 1.05)
        )
        middle = scribe.canvas.px(
            (cell.x0 + cell.x1) / 2 + scribe.rng.uniform(-0.3, 0.3) * scribe.hand.jitter
        )
        base = scribe.canvas.px(cell.y0 + 0.72 * cell.height + lift)
        left = round(middle - drawn.mask.shape[1] / 2)
        box = scribe.canvas.lay(drawn.mask, left, round(base) + drawn.top, scribe.hand.colour)
        if box is not None:
            boxes.append(box)
    if not boxes:
        return ()
    whole = Box(boxes[0].x0, min(b.y0 for b in boxes), boxes[-1].x1, max(b.y1 for b in boxes))
    return (Line(text, whole),)
