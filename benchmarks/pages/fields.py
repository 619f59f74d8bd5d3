"""Fields of random forms: label, what the value is written on, and the value."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from benchmarks.pages.setting import frame, label, leader, put, room
from benchmarks.pages.style import Desk
from benchmarks.pages.words import value, words
from models.values import Box

EMPTY = 0.1  # share of fields that nobody filled in
_TRIES = 8


def write_value(desk: Desk, kind: str, zone: Box, about: Mapping[str, Any]) -> None:
    """Write a value of `kind` from zone.x0 on with its baseline at zone.y1 (mm), if one fits."""
    sheet, style, teller = desk.sheet, desk.style, desk.teller
    for _ in range(_TRIES):
        text, language = value(kind, teller)
        type_ = style.value if language == teller.language else style.value_latin
        size = (zone.width - 1.0) / max(0.1, room(sheet, text, type_))
        if size >= 0.8:
            break
    else:
        return
    type_ = replace(type_, points=type_.points * min(1.0, size))
    slack = max(0.0, zone.width - 1.0 - room(sheet, text, type_))
    x = zone.x0 + min(slack, sheet.rng.uniform(0.3, 3.0))
    base = zone.y1 + sheet.rng.uniform(-style.jitter, style.jitter)
    with sheet.pen():
        box = put(sheet, text, type_, x, base)
    if box is not None:
        note(desk, text, language, box, {"kind": kind, **about})


def note(desk: Desk, text: str, language: str, box: Box, about: Mapping[str, Any]) -> None:
    """Note down a value that was written; `about` holds its kind, label and way."""
    said = {"text": text, "language": language, "box": box}
    desk.sheet.values.append({**said, "handwritten": desk.style.handwritten, **about})


def set_label(
    desk: Desk,
    said: Mapping[str, Sequence[str]],
    x: float,
    base: float,
    most: float,
) -> tuple[str, float]:
    """Set a label from x on, at most `most` mm wide; returns its words and where it ends."""
    sheet, style = desk.sheet, desk.style
    text = sheet.rng.choice(said[sheet.language])
    kind = style.label
    if style.second is not None and sheet.rng.random() < 0.8:
        second = f" / {sheet.rng.choice(said['eng'])}"
        if room(sheet, text, kind) + room(sheet, second, style.second) < most:
            end = label(sheet, text, kind, x, base)
            return text, label(sheet, second, style.second, end, base)
    wide = room(sheet, text, kind)
    if wide > most:
        kind = replace(kind, points=kind.points * most / wide)
    return text, label(sheet, text, kind, x, base)


def field_row(desk: Desk, fields: Sequence[Mapping[str, Any]], top: float) -> float:
    """A row of fields side by side; returns the y (mm) below it."""
    sheet, style = desk.sheet, desk.style
    left, right = style.margin, sheet.width - style.margin
    shares = [{"short": 0.6, "middle": 1.0, "long": 1.5}[f["room"]] for f in fields]
    x = left
    height = style.pitch * (1.75 if style.place in {"above", "cell"} else 1.0)
    for field, share in zip(fields, shares, strict=True):
        wide = (right - left) * share / sum(shares)
        place = Box(x, top, x + wide, top + height)
        if style.place in {"above", "cell"}:
            _above(desk, field, place)
        else:
            _beside(desk, field, place)
        x += wide
    return top + height


def _beside(desk: Desk, field: Mapping[str, Any], place: Box) -> None:
    sheet, style = desk.sheet, desk.style
    base = place.y0 + 0.68 * place.height
    fixed = place.x0 + min(48.0, 0.42 * place.width) if style.place == "column" else 0.0
    most = 0.55 * place.width if not fixed else fixed - place.x0 - 2
    text, end = set_label(desk, field, place.x0, base, most)
    if fixed or style.colon:
        end = label(sheet, ":", style.label, fixed or end, base)
    stop = _unit(desk, field["kind"], place.x1 - 2.0, base)
    zone = Box(end + 1.2, place.y0 + 0.1 * place.height, stop, base)
    leader(sheet, style.leader, (zone.x0, zone.x1), base, style.label)
    way = style.leader
    if way == "box":
        frame(sheet, Box(zone.x0, zone.y0, zone.x1, place.y1 - 0.06 * place.height), style.thick)
        sheet.room(
            field["kind"],
            way,
            Box(zone.x0, zone.y0, zone.x1, place.y1 - 0.06 * place.height),
            text,
        )
        zone = Box(zone.x0 + 0.6, zone.y0, zone.x1 - 0.4, zone.y1)
    else:
        sheet.room(field["kind"], way, Box(zone.x0, place.y0, zone.x1, place.y1), text)
    if sheet.rng.random() >= EMPTY:
        write_value(desk, field["kind"], zone, {"label": text, "way": way})


def _unit(desk: Desk, kind: str, right: float, base: float) -> float:
    """Sometimes words after the blank ("years old"); returns the x (mm) where the blank ends."""
    sheet, units = desk.sheet, words("forms")["units"]
    if kind not in units or sheet.rng.random() < 0.5:
        return right
    text = units[kind][sheet.language]
    start = right - room(sheet, text, desk.style.label)
    label(sheet, text, desk.style.label, start, base)
    return start - 1.5


def _above(desk: Desk, field: Mapping[str, Any], place: Box) -> None:
    """A small label with the value beneath it, in a box or in a cell of a grid."""
    sheet, style = desk.sheet, desk.style
    less = replace(style.label, points=style.label.points * 0.85)
    small = replace(desk, style=replace(style, label=less))
    inner = 1.2 if style.place == "cell" else 0.0
    split = place.y0 + 0.42 * place.height
    text, _ = set_label(
        small, field, place.x0 + inner, place.y0 + 0.3 * place.height, place.width - 3
    )
    if style.place == "cell":
        frame(sheet, place, style.thick)
        way, zone = "cell", Box(place.x0 + 1.2, split, place.x1 - 1, place.y0 + 0.82 * place.height)
        sheet.room(field["kind"], way, Box(place.x0, split, place.x1, place.y1), text)
    else:
        box = Box(place.x0, split, place.x1 - 2.5, place.y1 - 1.0)
        way, zone = "box", Box(box.x0 + 0.8, box.y0, box.x1 - 0.4, box.y0 + 0.72 * box.height)
        frame(sheet, box, style.thick)
        sheet.room(field["kind"], way, box, text)
    if sheet.rng.random() >= EMPTY:
        write_value(desk, field["kind"], zone, {"label": text, "way": way})
