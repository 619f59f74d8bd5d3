"""Random forms that are none of ours: another layout for every seed, filled in, scanned."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from random import Random
from typing import Any

from benchmarks.pages.fields import field_row, write_value
from benchmarks.pages.page import Page, blank_sheet, scanned
from benchmarks.pages.running import running_rows
from benchmarks.pages.setting import bar, carve, frame, label, room, rule
from benchmarks.pages.spreads import comb_row, narrative
from benchmarks.pages.style import Desk, some_style
from benchmarks.pages.ticking import choice_row
from benchmarks.pages.trimmings import footer, header
from benchmarks.pages.words import some_teller, words
from extract.forms.levels import Level, Set
from models.values import Box


def foreign_form(
    language: str,
    seed: int,
    level: Level = "office",
    which: Set = "tune",
    *,
    handwritten: float = 0.0,
    rotation: int | None = None,
    blank: bool = False,
) -> Page:
    """A filled form of a random layout in `language` (khm, tha, ind, eng), scanned as `level`.

    The same seed lays out and fills in the same form at every level. `handwritten` is the share of
    forms whose values are in hand-like faces; `rotation` lays the scan down as asked, None leaves
    that to the level. `blank` leaves the form empty; its truth are then the `rooms`. Raises
    EnvironmentProblem when fonts are missing.
    """
    rng = Random(f"form {language} {seed} {which}")
    sheet = blank_sheet(language, which, rng, level)
    sheet.blank = blank
    style = some_style(language, which, rng, handwritten=rng.random() < handwritten)
    desk = Desk(sheet, style, some_teller(language, which, rng))
    top = header(desk)
    bottom = sheet.height - style.margin - 14
    heads = list(words("forms")["sections"][language])
    rng.shuffle(heads)
    number = 0
    while top < bottom - 2.2 * style.pitch and number < len(heads):
        top = _section(desk, heads[number], number, top, bottom)
        top += rng.uniform(0.5, 4.0)
        number += 1
    footer(desk)
    if style.framed:
        edge = style.margin - 4
        frame(sheet, Box(edge, edge, sheet.width - edge, sheet.height - edge), style.thick)
    return scanned(sheet, "form", seed, level, rotation=rotation)


def _section(desk: Desk, head: str, number: int, top: float, bottom: float) -> float:
    top = _head(desk, f"{number + 1}. {head}" if desk.style.colon else head, top)
    body = desk.sheet.rng.random()
    if number == 0 or body < 0.5:
        return _fields(desk, top, bottom)
    if body < 0.72:
        return _table(desk, top, bottom)
    if body < 0.86:
        return narrative(desk, top, bottom)
    return _fields(replace(desk, style=replace(desk.style, place="left")), top, bottom)


def _head(desk: Desk, text: str, top: float) -> float:
    """A section's head: a band, a rule under it, or words alone; returns the y (mm) below."""
    sheet, style = desk.sheet, desk.style
    left, right = style.margin, sheet.width - style.margin
    height = style.head.points * 0.3528 * 2.0
    base = top + 0.67 * height
    band = Box(left, top, right, top + height)
    if style.heads == "black":
        bar(sheet, band, 25)
        carve(sheet, text, style.head, left + 1.5, base)
    else:
        if style.heads == "grey":
            bar(sheet, band, sheet.rng.randrange(185, 232))
        elif style.heads == "boxed":
            frame(sheet, band, style.thick)
        elif style.heads == "rule":
            rule(sheet, (left, band.y1), (right, band.y1), 0.4)
        label(sheet, text, style.head, left + 1.5, base)
    return band.y1 + 1.0


def _fields(desk: Desk, top: float, bottom: float) -> float:
    sheet, style = desk.sheet, desk.style
    fields: Sequence[Mapping[str, Any]] = words("forms")["fields"]
    choices: Sequence[Mapping[str, Any]] = words("forms")["choices"]
    for _ in range(sheet.rng.randrange(2, 8)):
        need = style.pitch * (1.75 if style.place in {"above", "cell"} else 1.0)
        if top + need > bottom:
            break
        dice = sheet.rng.random()
        if dice > 0.92 and top + 3 * style.pitch < bottom:
            top = running_rows(desk, top)
        elif dice < 0.14:
            top = choice_row(desk, sheet.rng.choice(choices), top)
        elif dice < 0.22:
            ids = [field for field in fields if field["kind"] == "id"]
            top = comb_row(desk, ids[0], top)
        else:
            count = sheet.rng.randrange(1, style.columns + 1)
            picked = sheet.rng.sample(fields, count)
            if count == 3 or sheet.language in {"khm", "tha"}:  # long ones want the line
                picked = [f for f in picked if f["room"] != "long"] or picked[:1]
            top = field_row(desk, picked, top)
    return top


def _table(desk: Desk, top: float, bottom: float) -> float:
    sheet, style = desk.sheet, desk.style
    left, right = desk.left, desk.right
    columns = sheet.rng.sample(words("forms")["columns"], sheet.rng.randrange(3, 6))
    shares = [{"short": 0.5, "middle": 1.0, "long": 1.6}[c["room"]] for c in columns]
    edges = [left]
    for share in shares:
        edges.append(edges[-1] + (right - left) * share / sum(shares))
    height = style.pitch * sheet.rng.uniform(0.85, 1.1)
    rows = min(sheet.rng.randrange(3, 7), int((bottom - top) / height))
    if rows < 2:
        return top
    if sheet.rng.random() < 0.5:
        bar(sheet, Box(left, top, right, top + height), sheet.rng.randrange(200, 236))
    for i in range(rows + 1):
        y = top + i * height
        rule(sheet, (left, y), (right, y), style.thick)
    for x in edges:
        rule(sheet, (x, top), (x, top + rows * height), style.thick)
    filled = sheet.rng.randrange(1, rows)
    body = Box(left, top + height, right, top + rows * height)
    sheet.room("table", "table", body, rows=rows - 1, columns=len(columns))
    for column, x0, x1 in zip(columns, edges, edges[1:], strict=False):
        text = column[sheet.language]
        kind, wide = style.label, room(sheet, text, style.label)
        if wide > x1 - x0 - 1:
            kind = replace(kind, points=kind.points * (x1 - x0 - 1) / wide)
        start = (x0 + x1 - room(sheet, text, kind)) / 2
        label(sheet, text, kind, start, top + 0.66 * height)
        for row in range(1, filled + 1):
            zone = Box(x0 + 0.8, top, x1 - 0.3, top + (row + 0.66) * height)
            if sheet.rng.random() < 0.92:
                small = replace(desk, style=replace(style, jitter=min(style.jitter, 0.3)))
                about = {"label": text, "way": "table"}
                write_value(small, column["kind"], zone, about)
    return top + rows * height + 0.5
