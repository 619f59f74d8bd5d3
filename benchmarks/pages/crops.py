"""Crops of values that are printed, handwritten, empty or stamped over, to judge a classifier."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from random import Random
from typing import Literal

from benchmarks.pages.fields import write_value
from benchmarks.pages.page import blank_sheet, scanned
from benchmarks.pages.setting import frame, leader
from benchmarks.pages.style import Desk, some_style
from benchmarks.pages.words import some_teller
from extract.forms.fill.stamps import stamp, worded_stamp
from extract.forms.levels import Level, Set
from models.values import Box, Colour, Grey

Label = Literal["printed", "handwritten", "empty", "stamped"]
_LABELS: tuple[Label, ...] = ("printed", "handwritten", "empty", "stamped")
_KINDS = ("name", "date", "id", "phone", "place", "occupation", "age", "town", "code")
_STRIP = (96.0, 22.0)  # mm; the field lies in its middle


@dataclass(frozen=True, slots=True, eq=False)
class Crop:
    """A field cut from a scan (grey, or RGB) as a reader cuts it: what is written on, and ink."""

    image: Grey | Colour
    label: Label
    text: str  # "" when empty
    language: str
    dpi: int


def value_crops(
    language: str, count: int, seed: int, level: Level = "office", which: Set = "tune"
) -> Iterator[Crop]:
    """`count` crops, the four labels in turn. A stamped one has print or hand under the stamp."""
    for number in range(count):
        yield _crop(language, number, seed, level, which)


def _crop(language: str, number: int, seed: int, level: Level, which: Set) -> Crop:
    label = _LABELS[number % len(_LABELS)]
    rng = Random(f"crop {language} {seed} {number} {which}")
    sheet = blank_sheet(language, which, rng, level, _STRIP)
    by_hand = label == "handwritten" or (label == "stamped" and rng.random() < 0.3)
    style = some_style(language, which, rng, handwritten=by_hand)
    desk = Desk(sheet, style, some_teller(language, which, rng))
    base, left, right = 13.0, 8.0, 8.0 + rng.uniform(35, 80)
    leader(sheet, style.leader, (left, right), base, style.label)
    if style.leader == "box":
        tall = style.pitch * 0.8
        frame(sheet, Box(left, base - 0.7 * tall, right, base + 0.3 * tall), style.thick)
    while label != "empty" and not sheet.values:  # one that fits
        write_value(desk, rng.choice(_KINDS), Box(left + 0.8, 0, right, base), {})
    if label == "stamped":
        press = worded_stamp if rng.random() < 0.35 else stamp
        reach = 9 if press is stamp else 3  # so that ink of it meets the writing
        spot = (rng.uniform(left, right), base + rng.uniform(-reach, reach))
        press(sheet.canvas, language, spot, rng)
    half = max(3.6, 0.55 * style.pitch)
    px = sheet.canvas.px
    room = (left - 0.5, base - 1.2 - half, right + 0.5, base - 1.2 + half)
    sheet.lines.append({"box": Box(*(px(side) for side in room))})
    page = scanned(sheet, "crop", seed * 100_000 + number, level)
    text = sheet.values[0]["text"] if sheet.values else ""
    x0, y0, x1, y1 = (max(0, round(side)) for side in page.truth["lines"][0]["box"])
    return Crop(page.image[y0:y1, x0:x1], label, text, language, page.dpi)
