"""What stands above and below the fields: emblem, office, title, form number, foot, signatures."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from benchmarks.pages.fields import note
from benchmarks.pages.page import Sheet
from benchmarks.pages.setting import Type, frame, label, put, room, rule
from benchmarks.pages.style import Desk
from benchmarks.pages.words import value, words
from extract.forms.fill.signing import sign
from models.values import Box


def header(desk: Desk) -> float:
    """Emblem, office and title; sometimes a number in the corner. Returns the y (mm) below."""
    sheet, style = desk.sheet, desk.style
    rng, language = sheet.rng, sheet.language
    top = style.margin
    centred = rng.random() < 0.65
    if rng.random() < 0.6:
        x = sheet.width / 2 if centred and rng.random() < 0.4 else style.margin + 9
        _emblem(sheet, x, top + 8, rng.uniform(6, 9))
        top += 17 if x > sheet.width / 3 else 0
    left = style.margin if centred or top > style.margin else style.margin + 22
    offices = rng.sample(words("forms")["offices"][language], rng.randrange(0, 3))
    rows = [(text, style.head) for text in offices]
    rows.append((rng.choice(words("forms")["titles"][language]), style.title))
    if style.second is not None:
        rows.append((rng.choice(words("forms")["titles"]["eng"]), style.second))
    for text, kind in rows:
        height = kind.points * 0.3528 * (2.0 if kind.language in {"khm", "tha"} else 1.6)
        most = sheet.width - 2 * style.margin - (24 if left > style.margin else 0)
        wide = room(sheet, text, kind)
        if wide > most:
            kind = replace(kind, points=kind.points * most / wide)  # noqa: PLW2901 - shrunk to fit
        x = (sheet.width - room(sheet, text, kind)) / 2 if centred else left
        label(sheet, text, kind, x, top + 0.75 * height)
        top += height
    top = max(top, style.margin + (18 if left > style.margin else 0)) + 2
    if rng.random() < 0.5:
        top = _corner(desk, top)
    if rng.random() < 0.3:
        rule(sheet, (desk.left, top), (desk.right, top), rng.choice((0.3, 0.7)))
        top += 1.5
    return top + 1.0


def _corner(desk: Desk, top: float) -> float:
    """The case number at the right, in a box or on a line."""
    sheet, style, teller = desk.sheet, desk.style, desk.teller
    numbers = next(f for f in words("forms")["fields"] if f["kind"] == "code")
    text = sheet.rng.choice(numbers[sheet.language])
    code, language = value("code", teller)
    kind = style.value if language == sheet.language else style.value_latin
    wide = room(sheet, code, kind) + 3
    height = style.pitch
    x1 = sheet.width - style.margin
    base = top + 0.68 * height
    label(sheet, text, style.label, x1 - wide - room(sheet, text, style.label) - 2, base)
    spot = Box(x1 - wide, top + 0.06 * height, x1, top + 0.97 * height)
    if sheet.rng.random() < 0.5:
        frame(sheet, spot, style.thick)
        sheet.room("code", "box", spot, text)
    with sheet.pen():
        box = put(sheet, code, kind, x1 - wide + 1.2, base)
    if box is not None:
        note(desk, code, language, box, {"kind": "code", "label": text, "way": "box"})
    return top + height + 1


def _emblem(sheet: Sheet, x: float, y: float, radius: float) -> None:
    """A coat of arms of nobody: rings and a star, or a shield."""
    px, rng = sheet.canvas.px, sheet.rng
    colour = rng.choice(((0, 0, 0), (30, 50, 120), (120, 30, 30)))
    angles = np.linspace(0, 2 * np.pi, 60)
    rings = [1.0, 0.8] if rng.random() < 0.7 else [1.0]
    lines = [
        [(px(x + radius * r * np.cos(a)), px(y + radius * r * np.sin(a))) for a in angles]
        for r in rings
    ]
    points = rng.choice((5, 6, 8))
    star = np.linspace(-np.pi / 2, 1.5 * np.pi, 2 * points + 1)
    reach = [radius * (0.65 if i % 2 == 0 else 0.28) for i in range(2 * points + 1)]
    lines.append(
        [(px(x + r * np.cos(a)), px(y + r * np.sin(a))) for a, r in zip(star, reach, strict=True)]
    )
    sheet.canvas.stroke(lines, max(1.0, px(0.35)), colour)


def footer(desk: Desk) -> None:
    """Signatures, the number of the page, a note on how to fill the form in."""
    sheet, style = desk.sheet, desk.style
    rng = sheet.rng
    texts = words("forms")["footers"][sheet.language]
    small = Type(style.label.face, sheet.language, style.label.points * 0.75)
    base = sheet.height - style.margin + 1
    page, hint, signature = texts
    wide = room(sheet, page, small)
    x = rng.choice(((sheet.width - wide) / 2, sheet.width - style.margin - wide))
    label(sheet, page, small, x, base)
    if rng.random() < 0.5 and x > style.margin + room(sheet, hint, small) + 4:
        label(sheet, hint, small, style.margin, base)
    if rng.random() < 0.6:
        wide = 52.0
        x = sheet.width - style.margin - wide
        y = base - 6
        rule(sheet, (x, y - 3.5), (x + wide, y - 3.5))
        label(sheet, signature, small, x + 4, y)
        sheet.room("signature", "rule", Box(x, y - 12, x + wide, y - 2.5), signature)
        if rng.random() < 0.7:
            zone = Box(x, y - 12, x + wide, y - 2.5)
            with sheet.pen():
                sign(sheet.canvas, zone, (24, 30, 110), rng)
