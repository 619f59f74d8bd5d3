"""How one random form is set: faces, sizes, what values are written on, heads, tick boxes."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random
from typing import Final, Literal

from benchmarks.pages.page import Sheet
from benchmarks.pages.setting import LEADERS, Leader, Type
from benchmarks.pages.words import Teller
from extract.forms.fill.ink import faces
from extract.forms.levels import Set

Place = Literal["left", "column", "above", "cell"]
Head = Literal["grey", "black", "rule", "plain", "boxed"]
Tick = Literal["square", "round", "bracket", "paren"]
_PLACES: Final[tuple[Place, ...]] = ("left", "column", "above", "cell")
_POINTS: Final = {"khm": (9.0, 11.5), "tha": (10.0, 13.0), "ind": (8.5, 11.5), "eng": (8.5, 11.5)}


@dataclass(frozen=True, slots=True)
class Style:
    """Sizes in points and mm. `second` is the other label language, if any."""

    label: Type
    second: Type | None
    head: Type
    title: Type
    value: Type
    value_latin: Type
    handwritten: bool
    leader: Leader
    place: Place
    heads: Head
    tick: Tick
    columns: int
    pitch: float  # mm, height of a row
    margin: float
    colon: bool
    framed: bool
    thick: float  # mm, lines of boxes and tables
    jitter: float  # mm, how far values stand off their line


@dataclass(frozen=True, slots=True)
class Desk:
    """What every part of a form is drawn with: the sheet, its style, and who fills it in."""

    sheet: Sheet
    style: Style
    teller: Teller

    @property
    def left(self) -> float:
        return self.style.margin

    @property
    def right(self) -> float:
        return self.sheet.width - self.style.margin


def some_style(language: str, which: Set, rng: Random, *, handwritten: bool) -> Style:
    """A style out of very many."""
    low, high = _POINTS[language]
    points = rng.uniform(low, high)
    printed = faces(language, "printed", which)
    labels = rng.choice(printed)
    head = rng.choice(faces(language, "head", which))
    second = None
    if language != "eng" and rng.random() < 0.45:
        other = rng.choice(faces("eng", "printed", which))
        second = Type(other, "eng", points * rng.uniform(0.68, 0.9))
    way = "handwritten" if handwritten else "printed"
    face = rng.choice(faces(language, way, which))
    latin = rng.choice(faces("eng", way, which))
    grey = rng.randrange(0, 60)
    pen = rng.choice(((24, 32, 110), (20, 20, 24), (30, 50, 140)))
    size = rng.uniform(11.0, 13.5) if handwritten else rng.uniform(9.0, 14.0)
    size *= 1.06 if language == "tha" else 1.0
    colour = pen if handwritten or rng.random() < 0.15 else (grey, grey, grey)
    place = rng.choices(_PLACES, (5, 2, 2, 2))[0]
    tall = {"khm": 2.1, "tha": 2.05, "ind": 1.75, "eng": 1.75}[language]
    pitch = max(points, size) * 0.3528 * tall * rng.uniform(1.0, 1.3)
    return Style(
        label=Type(labels, language, points),
        second=second,
        head=Type(head, language, points * rng.uniform(1.0, 1.2)),
        title=Type(head, language, points * rng.uniform(1.3, 1.7)),
        value=Type(face, language, size, colour, handwritten),
        value_latin=Type(latin, "eng", size, colour, handwritten),
        handwritten=handwritten,
        leader=rng.choice(LEADERS),
        place=place,
        heads=rng.choice(("grey", "grey", "black", "rule", "plain", "boxed")),
        tick=rng.choice(("square", "square", "square", "round", "bracket", "paren")),
        columns=rng.choices((1, 2, 3), (3, 5, 2))[0],
        pitch=pitch,
        margin=rng.uniform(13, 24),
        colon=rng.random() < 0.6,
        framed=rng.random() < 0.3,
        thick=rng.choice((0.15, 0.22, 0.3, 0.45)),
        jitter=0.45 if handwritten else 0.25,
    )
