"""Combs of boxed digits, and writing that runs over several lines."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from benchmarks.pages.fields import EMPTY, note, set_label
from benchmarks.pages.page import Sheet
from benchmarks.pages.setting import Type, frame, leader, put, room, rule
from benchmarks.pages.style import Desk
from benchmarks.pages.words import Teller, sentence, value
from extract.forms.fill.canvas import union
from models.values import Box


def comb_row(desk: Desk, field: Mapping[str, Any], top: float) -> float:
    """A label and a comb of boxes, one digit each; returns the y (mm) below."""
    sheet, style, teller = desk.sheet, desk.style, desk.teller
    digits, language = value("digits", teller)
    side = max(5.0, style.value.points * 0.3528 * sheet.rng.uniform(1.35, 1.7))
    height = max(style.pitch, side + 2.0)
    base = top + (height + side) / 2 - 0.26 * side
    end = set_label(desk, field, style.margin, base, 62)[1]
    x = max(end + 2, sheet.rng.choice((0.0, style.margin + 50)))
    gap = sheet.rng.choice((0.0, 0.0, 0.8))
    y0 = top + (height - side) / 2
    closed = sheet.rng.random() < 0.75  # or a comb: teeth on a line
    wide = side * sheet.rng.uniform(0.85, 1.0)
    boxes: list[Box] = []
    cells: list[Box] = []
    filled = sheet.rng.random() >= EMPTY
    for digit in digits:
        cell = Box(x, y0, x + wide, y0 + side)
        if closed:
            frame(sheet, cell, style.thick)
        else:
            rule(sheet, (cell.x0, cell.y1), (cell.x1, cell.y1), style.thick)
            for tooth in (cell.x0, cell.x1):
                rule(sheet, (tooth, cell.y1 - 0.4 * side), (tooth, cell.y1), style.thick)
        cells.append(cell)
        if filled:
            shift = (wide - room(sheet, digit, style.value)) / 2
            with sheet.pen():
                drawn = put(sheet, digit, style.value, x + shift, base)
            boxes += [drawn] if drawn is not None else []
        x += wide + gap
    way = "comb" if closed else "open comb"
    sheet.room("id", way, union(cells), field[sheet.language][0], cells=len(cells))
    if boxes:
        about = {"kind": "id", "label": field[sheet.language][0], "way": "comb"}
        note(desk, digits, language, union(boxes), about)
    return top + height


def narrative(desk: Desk, top: float, bottom: float) -> float:
    """Sentences on several ruled lines, or in a box; returns the y (mm) below."""
    sheet, style, teller = desk.sheet, desk.style, desk.teller
    left, right = style.margin, sheet.width - style.margin
    count = min(sheet.rng.randrange(2, 7), int((bottom - top) / style.pitch))
    if count < 1:
        return top
    lines = wrapped(sheet, style.value, teller, right - left - 4, count)
    boxed = sheet.rng.random() < 0.35
    written: list[dict[str, Any]] = []
    for number in range(count):
        base = top + (number + 0.68) * style.pitch
        if not boxed:
            kind = style.leader if style.leader not in {"box", "bare"} else "rule"
            leader(sheet, kind, (left, right), base, style.label)
        if number < len(lines):
            with sheet.pen():
                box = put(sheet, lines[number], style.value, left + 2, base)
            written += [{"text": lines[number], "box": box}] if box is not None else []
    end = top + count * style.pitch + 0.5
    if boxed:
        frame(sheet, Box(left, top, right, end), style.thick)
    whole = Box(left, top, right, end)
    sheet.room("longtext", "box" if boxed else "rules", whole, rows=count)
    if written:
        text = "\n".join(line["text"] for line in written)
        about: dict[str, Any] = {"kind": "longtext", "label": ""}
        about["way"] = "box" if boxed else "rules"
        about |= {"lines": written} if len(written) > 1 else {}
        inked = union([line["box"] for line in written])
        note(desk, text, sheet.language, inked, about)
    return end


def wrapped(sheet: Sheet, kind: Type, teller: Teller, most: float, count: int) -> list[str]:
    """Sentences broken at blanks into at most `count` lines of at most `most` mm."""
    lines: list[str] = []
    line = ""
    while len(lines) < count:
        for part in sentence(teller).split(" "):
            longer = f"{line} {part}".strip()
            if line and room(sheet, longer, kind) > most:
                lines.append(line)
                line = part
            else:
                line = longer
        if lines and sheet.rng.random() < 0.3:
            lines.append(line)
            break
    return [line for line in lines[:count] if room(sheet, line, kind) <= most * 1.05]
