"""Prose: single lines for the character error rate, and whole pages of text."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from random import Random

from benchmarks.pages.page import Page, Sheet, blank_sheet, scanned
from benchmarks.pages.setting import Type, put, room
from benchmarks.pages.spreads import wrapped
from benchmarks.pages.words import some_teller, words
from extract.forms.fill.ink import faces
from extract.forms.levels import Level, Set

_SPACING = {"khm": 2.1, "tha": 1.9, "ind": 1.45, "eng": 1.45}
_STRIP = (196.0, 26.0)  # mm


def prose_lines(
    language: str, count: int, seed: int, level: Level = "office", which: Set = "tune"
) -> Iterator[Page]:
    """Strips of paper with one line of prose each (`truth["lines"][0]`), nearly straight."""
    for number in range(count):
        rng = Random(f"line {language} {seed} {number} {which}")
        sheet = blank_sheet(language, which, rng, level, _STRIP)
        kind = _type(sheet)
        teller = some_teller(language, which, rng)
        most = rng.uniform(70, 170)
        line = max(wrapped(sheet, kind, teller, most, 3), key=len)
        _set(sheet, line, _fitting(sheet, line, kind, 180.0), 6.0, 15.0)
        yield scanned(sheet, "line", seed * 100_000 + number, level)


def prose_page(
    language: str,
    seed: int,
    level: Level = "office",
    which: Set = "tune",
    *,
    rotation: int | None = None,
) -> Page:
    """A page of paragraphs in one or two columns; `truth["lines"]` in reading order.

    `rotation` lays the scan down as asked; None leaves that to the level.
    """
    rng = Random(f"prose {language} {seed} {which}")
    sheet = blank_sheet(language, which, rng, level)
    kind, teller = _type(sheet), some_teller(language, which, rng)
    margin = rng.uniform(18, 28)
    columns = 2 if rng.random() < 0.15 else 1
    wide = (sheet.width - 2 * margin - (columns - 1) * 8) / columns
    step = kind.points * 0.3528 * _SPACING[language] * rng.uniform(1.0, 1.25)
    top = _title(sheet, kind, margin)
    bottom = sheet.height - margin - rng.choice((0, 0, 60, 120))
    for column in range(columns):
        left, y = margin + column * (wide + 8), top
        while y < bottom:
            indent = rng.choice((0.0, 10.0))
            for line in wrapped(sheet, kind, teller, wide - indent, rng.randrange(3, 10)):
                if y >= bottom:
                    break
                _set(sheet, line, _fitting(sheet, line, kind, wide), left + indent, y)
                y, indent = y + step, 0.0
            y += rng.choice((0.0, 0.5, 1.0)) * step
    return scanned(sheet, "prose", seed, level, rotation=rotation)


def _type(sheet: Sheet) -> Type:
    rng, language = sheet.rng, sheet.language
    grey = rng.randrange(0, 60)
    points = rng.uniform(10, 14) * (1.08 if language == "tha" else 1.0)
    face = rng.choice(faces(language, "printed", sheet.which))
    return Type(face, language, points, (grey, grey, grey))


def _title(sheet: Sheet, kind: Type, margin: float) -> float:
    head = sheet.rng.choice(faces(sheet.language, "head", sheet.which))
    text = sheet.rng.choice(words("forms")["titles"][sheet.language])
    title = _fitting(sheet, text, replace(kind, face=head, points=kind.points * 1.3), 160)
    _set(sheet, text, title, (sheet.width - room(sheet, text, title)) / 2, margin + 4)
    return margin + 4 + title.points * 0.3528 * 2.2


def _fitting(sheet: Sheet, text: str, kind: Type, most: float) -> Type:
    return replace(kind, points=kind.points * min(1.0, most / max(0.1, room(sheet, text, kind))))


def _set(sheet: Sheet, text: str, kind: Type, x: float, base: float) -> None:
    box = put(sheet, text, kind, x, base)
    if box is not None:
        sheet.lines.append({"text": text, "language": kind.language, "box": box})
