"""Rows of tick boxes with their words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np

from benchmarks.pages.setting import frame, label, put, room
from benchmarks.pages.style import Desk
from extract.forms.fill.marks import draw_tick, some_nib, some_tick
from models.values import Box


def choice_row(desk: Desk, words: Mapping[str, Sequence[str]], top: float) -> float:
    """A question and its options, one or none of them ticked; returns the y (mm) below."""
    sheet, style, teller = desk.sheet, desk.style, desk.teller
    head, *options = words[sheet.language]
    base = top + 0.68 * style.pitch
    x = label(sheet, f"{head}{':' if style.colon else ''}", style.label, style.margin, base) + 3
    chosen = teller.rng.choice([*options, ""])
    side = style.label.points * 0.3528 * sheet.rng.uniform(0.75, 1.05)
    shape = some_tick(sheet.rng, sheet.which)
    nib = some_nib(style.value.colour, sheet.rng, sheet.which)
    for option in options:
        wide = room(sheet, option, style.label)
        if x + side + wide + 4 > sheet.width - style.margin:
            top += style.pitch
            x, base = style.margin + 8, base + style.pitch
        spot = Box(x, base - side * 0.9, x + side, base + side * 0.1)
        box = _tick_box(desk, spot, base)
        state = "filled" if option == chosen else "empty"
        if state == "filled":
            with sheet.pen():
                draw_tick(sheet.canvas, spot, shape, nib, sheet.rng)
        sheet.ticks.append({"label": head, "word": option, "state": state, "box": box})
        x = label(sheet, option, style.label, x + side + 1.3, base) + sheet.rng.uniform(3, 8)
    return top + style.pitch


def _tick_box(desk: Desk, spot: Box, base: float) -> Box:
    """The box as it is printed; returned in pixels."""
    sheet, style = desk.sheet, desk.style
    px = sheet.canvas.px
    if style.tick == "square":
        frame(sheet, spot, max(0.18, style.thick))
    elif style.tick == "round":
        angles = np.linspace(0, 2 * np.pi, 40)
        middle = (spot.x0 + spot.x1) / 2, (spot.y0 + spot.y1) / 2
        ring = [
            (px(middle[0] + spot.width / 2 * c), px(middle[1] + spot.width / 2 * s))
            for c, s in zip(np.cos(angles), np.sin(angles), strict=True)
        ]
        sheet.canvas.stroke([ring], max(1.0, px(0.2)), (0, 0, 0))
    else:
        pair = "[]" if style.tick == "bracket" else "()"
        kind = replace(style.label, language="eng")
        put(sheet, pair[0], kind, spot.x0 - 0.6, base)
        put(sheet, pair[1], kind, spot.x1 - 0.2, base)
    return Box(*(px(v) for v in (spot.x0, spot.y0, spot.x1, spot.y1)))
