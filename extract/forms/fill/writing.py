"""Values written into their zones: on dotted lines, in frames, in boxes, in table cells."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random
from typing import Final

from extract.forms.fill.canvas import Canvas
from extract.forms.fill.ink import Hand, ink, width
from extract.forms.typography import LINE_AT
from models.forms import FormField, Writing
from models.values import Box

_ABOVE_LINE: Final = 0.5  # mm between baseline and the dots beneath
_SMALLEST: Final = 0.62  # of the nominal size: so far a value is shrunk to fit its line


@dataclass(frozen=True, slots=True)
class Line:
    """A written line and the box of its ink in page pixels."""

    text: str
    box: Box


def write_field(
    canvas: Canvas, field: FormField, text: str, language: str, hand: Hand, rng: Random
) -> tuple[Line, ...]:
    """Write `text` into the zone of `field`; returns what could be written, line by line."""
    if field.writing is Writing.BOXES:
        return _boxed(canvas, field, text, language, hand, rng)
    zone = field.zone
    pitch = zone.height / field.rows
    base = LINE_AT * pitch - _ABOVE_LINE if field.writing is Writing.DOTS else 0.66 * pitch
    points, lines = _fit(canvas, text, language, hand, zone.width - 3.0, field.rows)
    written: list[Line] = []
    indent = rng.uniform(0.8, 2.5)
    for row, words in enumerate(lines):
        start = Box(zone.x0 + indent, zone.y0 + row * pitch + base, zone.x1, zone.y1)
        written += _line(canvas, words, language, hand, points, start, rng)
    return tuple(written)


def write_inside(
    canvas: Canvas, zone: Box, text: str, language: str, hand: Hand, rng: Random, *, base: float
) -> tuple[Line, ...]:
    """Write one line into `zone` (mm), its baseline at the share `base` of the height."""
    points, lines = _fit(canvas, text, language, hand, zone.width - 1.6, 1)
    indent = min(rng.uniform(0.7, 1.6), zone.width / 10)
    start = Box(zone.x0 + indent, zone.y0 + base * zone.height, zone.x1, zone.y1)
    return tuple(_line(canvas, lines[0], language, hand, points, start, rng))


def _line(
    canvas: Canvas, text: str, language: str, hand: Hand, points: float, start: Box, rng: Random
) -> list[Line]:
    """One line from the baseline point (start.x0, start.y0) in mm, a little off as printers are."""
    drawn = ink(text, language, hand.faces[language], points / 72 * canvas.dpi)
    x = canvas.px(start.x0)
    y = canvas.px(start.y0 + rng.uniform(-hand.jitter, hand.jitter))
    box = canvas.lay(drawn.mask, round(x) + drawn.left, round(y) + drawn.top, hand.colour)
    return [Line(text, box)] if box is not None else []


def _fit(
    canvas: Canvas, text: str, language: str, hand: Hand, room: float, rows: int
) -> tuple[float, list[str]]:
    """Size in points and lines: wrapped at spaces, shrunk when a single line is too long."""
    face, points = hand.faces[language], hand.points
    pixels = canvas.px(room)
    full = width(text, language, face, points / 72 * canvas.dpi)
    if full <= pixels:
        return points, [text]
    if rows == 1:
        return max(points * pixels / full, points * _SMALLEST * 0.5), [text]
    lines: list[str] = [""]
    for part in text.split(" "):
        longer = f"{lines[-1]} {part}".strip()
        if lines[-1] and width(longer, language, face, points / 72 * canvas.dpi) > pixels:
            lines.append(part)
        else:
            lines[-1] = longer
    kept = lines[:rows]
    widest = max(width(line, language, face, points / 72 * canvas.dpi) for line in kept)
    return points * min(1.0, pixels / widest), kept


def _boxed(
    canvas: Canvas, field: FormField, text: str, language: str, hand: Hand, rng: Random
) -> tuple[Line, ...]:
    """One character a box, in the middle of it."""
    boxes: list[Box] = []
    lift = rng.uniform(-hand.jitter, hand.jitter)
    for letter, cell in zip(text, field.cells, strict=False):
        drawn = ink(letter, language, hand.faces[language], hand.points * 1.05 / 72 * canvas.dpi)
        middle = canvas.px((cell.x0 + cell.x1) / 2 + rng.uniform(-0.3, 0.3) * hand.jitter)
        base = canvas.px(cell.y0 + 0.72 * cell.height + lift)
        left = round(middle - drawn.mask.shape[1] / 2)
        box = canvas.lay(drawn.mask, left, round(base) + drawn.top, hand.colour)
        if box is not None:
            boxes.append(box)
    if not boxes:
        return ()
    whole = Box(boxes[0].x0, min(b.y0 for b in boxes), boxes[-1].x1, max(b.y1 for b in boxes))
    return (Line(text, whole),)
