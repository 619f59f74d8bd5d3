"""Single printed values of one kind, each on a strip of paper of its own."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from random import Random
from typing import Final

from benchmarks.pages.fields import write_value
from benchmarks.pages.page import blank_sheet, scanned
from benchmarks.pages.prose import prose_lines
from benchmarks.pages.setting import frame, leader
from benchmarks.pages.style import Desk, some_style
from benchmarks.pages.words import some_teller
from extract.forms.levels import Level, Set
from models.values import Box, Colour, Grey

#: Kinds of values on forms, those of digits first. `prose` is a line of running text.
NUMBERS: Final = ("age", "digits", "id", "phone", "date", "short_date")
KINDS: Final = (*NUMBERS, "code", "name", "place", "option", "label", "prose")
_STRIP: Final = (150.0, 24.0)  # mm
_TRIES: Final = 40


@dataclass(frozen=True, slots=True, eq=False)
class Single:
    """A strip of a scan (grey, or RGB) with one value; `box` is its ink, pixels of the strip."""

    image: Grey | Colour
    dpi: int
    text: str
    language: str
    box: Box


def single_values(  # noqa: PLR0917
    kind: str,
    language: str,
    count: int,
    seed: int,
    level: Level = "office",
    which: Set = "tune",
    *,
    local: bool | None = None,
    bare: bool = True,
) -> Iterator[Single]:
    """`count` values of a kind (one of KINDS) as an office of that language prints them.

    `local`: in digits of its script, or in Latin ones; None leaves that to the office. `bare`:
    nothing on the paper but the value; else it stands on dots, rules or in a box, as on forms.
    """
    if kind == "prose":
        for page in prose_lines(language, count, seed, level, which):
            line = page.truth["lines"][0]
            yield Single(page.image, page.dpi, line["text"], language, Box(*line["box"]))
        return
    for number in range(count):
        rng = Random(f"single {kind} {language} {local} {bare} {seed} {number} {which}")
        yield _single(kind, language, rng, (level, which), seed * 100_000 + number, local, bare)


def _single(  # noqa: PLR0917
    kind: str,
    language: str,
    rng: Random,
    place: tuple[Level, Set],
    seed: int,
    local: bool | None,
    bare: bool,
) -> Single:
    level, which = place
    sheet = blank_sheet(language, which, rng, level, _STRIP)
    style = some_style(language, which, rng, handwritten=False)
    teller = some_teller(language, which, rng)
    if local is not None:
        teller = replace(teller, local=local)
    base, left, right = 13.5, 8.0, _STRIP[0] - 8.0
    if not bare:
        leader(sheet, style.leader, (left, right), base, style.label)
        if style.leader == "box":
            tall = style.pitch * 0.8
            frame(sheet, Box(left, base - 0.7 * tall, right, base + 0.3 * tall), style.thick)
    desk = Desk(sheet, style, teller)
    for _ in range(_TRIES):  # until one fits
        write_value(desk, kind, Box(left + 0.8, 0, right, base), {})
        if sheet.values:
            break
    page = scanned(sheet, "crop", seed, level)
    value = page.truth["values"][0]
    return Single(page.image, page.dpi, value["text"], value["language"], Box(*value["box"]))
