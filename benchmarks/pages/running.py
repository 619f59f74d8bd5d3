"""Rows where blanks stand in the middle of words, as on declarations and receipts."""

from __future__ import annotations

import re

from benchmarks.pages.fields import write_value
from benchmarks.pages.setting import Leader, label, leader, room
from benchmarks.pages.style import Desk
from benchmarks.pages.words import words
from models.values import Box

_BLANK = {"number": 12.0, "id": 48.0, "code": 52.0, "name": 55.0, "date": 46.0, "phone": 36.0}
_SOME_BLANK = 40.0  # mm


def running_rows(desk: Desk, top: float) -> float:
    """A sentence with blanks, broken into as many rows as it takes; returns the y (mm) below."""
    sheet, style = desk.sheet, desk.style
    sentence: str = sheet.rng.choice(words("forms")["running"][sheet.language])
    way: Leader = style.leader if style.leader not in {"box", "bare"} else "dots"
    wider = max(1.0, style.value.points / 11)
    x, base, before = desk.left, top + 0.68 * style.pitch, ""
    for part in re.split(r"(\{\w+\}) ?", sentence):
        if not part.strip():
            continue
        kind = part[1:-1] if part.startswith("{") else ""
        wide = _BLANK.get(kind, _SOME_BLANK) * wider if kind else room(sheet, part, style.label)
        if x + wide > desk.right:
            x, base = desk.left, base + style.pitch
        if kind:
            end = min(x + wide, desk.right)
            leader(sheet, way, (x, end), base, style.label)
            row = Box(x, base - 0.68 * style.pitch, end, base + 0.32 * style.pitch)
            sheet.room(kind, "running", row, before)
            zone = Box(x + 0.4, base - 5, end - 0.3, base)
            write_value(desk, kind, zone, {"label": before, "way": "running"})
            x = end + 1.5
        else:
            before = part.strip()
            x = label(sheet, before, style.label, x, base) + 1.5
    return base + 0.32 * style.pitch
