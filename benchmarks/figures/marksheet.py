"""Pages full of tick boxes and of words to choose from, drawn, marked and scanned.

A filled form has few marks of the rarer kinds; a page of these has some hundred boxes of every
size, marked in every way. Sizes, words and marks come from a seed, the ways of marking and the
damage from a set (`judge` has ways that `tune` has not).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from random import Random
from typing import Final

import numpy as np

from extract.forms.fill.canvas import Canvas
from extract.forms.fill.corrections import stray, strike_out
from extract.forms.fill.damage import damage
from extract.forms.fill.marks import MACHINE, Nib, draw_tick, habits, some_nib, weighed
from extract.forms.fill.outlines import wear
from extract.forms.fill.stamps import stamp
from extract.forms.fill.wordmarks import choose_word, some_way, strike_word
from extract.forms.levels import Level, Set
from extract.forms.load import load_forms
from extract.forms.pictures import printed_pages
from extract.forms.typography import MM_PER_POINT, look, runs
from models.forms import Caption, Form, FormField, FormPage, Kind, Option, Writing
from models.languages import ENGINE_LANGUAGE
from models.values import Box, Colour, Grey, MarkState

_WIDTH, _HEIGHT = 210.0, 297.0
_COLUMNS: Final = 4
_TOP: Final = 34.0  # mm from which the boxes stand
_ROW: Final = (7.6, 9.6)
_SIDE: Final = (2.8, 5.6)  # mm of a tick box
_WORD_ROWS: Final = 8
_FILLED: Final = 0.3
_STRUCK: Final = 0.07
_STRAY: Final = 0.06
_STAMPED: Final = {"clean": 0.0, "office": 0.3, "rough": 0.6}


@dataclass(frozen=True, slots=True)
class Marked:
    """A box or word (mm on paper), what was done to it, and how: a shape, "" for nothing."""

    box: Box
    state: MarkState
    how: str
    word: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class MarkSheet:
    """A scanned page of marks, its blank (grey at 150 dpi), and the truth."""

    scan: Grey | Colour
    dpi: float
    blank: Grey
    marks: tuple[Marked, ...]
    damage: tuple[str, ...]
    level: Level


BLANK_DPI: Final = 150


def marksheet(level: Level, seed: int, which: Set) -> MarkSheet:
    """The page of a seed."""
    rng = Random(f"marks {level} {seed} {which}")
    form, words = _form(seed, which)
    dpi = rng.choices((200, 150, 300), (82, 8, 10))[0] if level != "clean" else 200
    (paper,) = printed_pages(form, dpi)
    (blank,) = printed_pages(form, BLANK_DPI)
    canvas = Canvas(paper.copy(), dpi)
    ticks = [option.box for option in form.fields[0].options]
    how = wear(canvas, ticks, level, rng, which)
    colour = rng.choice(((20, 30, 120), (15, 15, 18)))
    marks = [_ticked(canvas, box, colour, rng, which) for box in ticks]
    marks += [_chosen(canvas, box, colour, rng, which) for box in words]
    stamped = ("stamp",) if rng.random() < _STAMPED[level] else ()
    if stamped:
        centre = (rng.uniform(40, 170), rng.uniform(60, 260))
        stamp(canvas, ENGINE_LANGUAGE[form.languages[0]], centre, rng)
    scan = damage(canvas.pixels, level, dpi, rng, which=which)
    kinds = tuple(str(step["kind"]) for step in scan.damage)
    worn = (f"outlines {how}",) if how else ()
    return MarkSheet(scan.image, scan.dpi, blank, tuple(marks), (*worn, *stamped, *kinds), level)


def _ticked(
    canvas: Canvas, box: Box, colour: tuple[int, int, int], rng: Random, which: Set
) -> Marked:
    nib = some_nib(colour, rng, which)
    dice = rng.random()
    if dice < _FILLED:
        how = weighed({**habits(which)["ticks"], MACHINE: 2}, rng)
        draw_tick(canvas, box, how, nib, rng)
        return Marked(box, MarkState.FILLED, how)
    if dice < _FILLED + _STRUCK:
        how = weighed({"x": 1, "check": 1, "slash": 0.5, "box": 0.5}, rng)
        if how != "box":  # some strike out what nobody had ticked
            draw_tick(canvas, box, how, nib, rng)
        strike_out(canvas, box, nib, rng, which)
        return Marked(box, MarkState.STRUCK_OUT, f"{how} struck")
    if dice < _FILLED + _STRUCK + _STRAY:
        stray(canvas, box, nib, rng, which)
        return Marked(box, MarkState.EMPTY, "stray")
    return Marked(box, MarkState.EMPTY, "")


def _chosen(
    canvas: Canvas, box: Box, colour: tuple[int, int, int], rng: Random, which: Set
) -> Marked:
    nib: Nib = some_nib(colour, rng, which)
    dice = rng.random()
    if dice < _FILLED:
        how = some_way(rng, which)
        choose_word(canvas, box, how, nib, rng)
        return Marked(box, MarkState.FILLED, how, word=True)
    if dice < 1.6 * _FILLED:
        strike_word(canvas, box, nib, rng)
        return Marked(box, MarkState.STRUCK_OUT, "struck", word=True)
    return Marked(box, MarkState.EMPTY, "", word=True)


@lru_cache(maxsize=4)
def _form(seed: int, which: Set) -> tuple[Form, tuple[Box, ...]]:
    """A page of tick boxes, and the places of its words to choose from."""
    rng = Random(f"sheet {seed} {which}")
    shipped = load_forms()
    base = shipped[seed % len(shipped)]
    language = base.languages[0]
    pool = [o.words[language] for f in base.fields for o in f.options if language in o.words]
    options: list[Option] = []
    side, row = rng.uniform(*_SIDE), rng.uniform(*_ROW)
    step = (_WIDTH - 24) / _COLUMNS
    last = _HEIGHT - 20 - _WORD_ROWS * row
    y = _TOP
    while y < last:
        for column in range(_COLUMNS):
            x = 14 + column * step + rng.uniform(0, 4)
            top = y + rng.uniform(-0.6, 0.6)
            box = Box(x, top, x + side, top + side)
            words = {language: _short(rng.choice(pool), step - side - 9, base.languages)}
            options.append(Option(f"o{len(options)}", words, box))
        y += row
    title = Caption(base.titles, 1, Box(30, 8, 180, 22), "title")
    printed = _words(pool, base.languages, y + 4, row, rng)
    field = FormField(
        key="ticks",
        kind=Kind.MULTI,
        labels={language: "1."},
        page=1,
        label_zone=Box(14, _TOP - 6, 40, _TOP - 2),
        zone=Box(0, 0, _WIDTH, _HEIGHT),
        writing=Writing.TICKS,
        languages=(ENGINE_LANGUAGE[language],),
        options=tuple(options),
    )
    form = Form(
        id=f"marks-{seed}-{which}",
        version="1",
        status="reconstruction",
        titles=base.titles,
        languages=base.languages,
        country="",
        pages=(FormPage(1, _WIDTH, _HEIGHT, "page-1.png"),),
        fields=(field,),
        captions=(title, *printed),
    )
    return form, tuple(caption.zone for caption in printed)


def _short(text: str, room: float, languages: Sequence[str]) -> str:
    """As much of an option's words as fits."""
    while len(text) > 4 and _wide(text, languages) > room:
        text = text[: -max(1, len(text) // 6)]
    return text


def _wide(text: str, languages: Sequence[str]) -> float:
    sizes = look(languages)
    return sum(
        run.width
        for run in runs({languages[0]: text}, languages, sizes.label, sizes.second, head=False)
    )


def _words(
    pool: Sequence[str], languages: Sequence[str], top: float, row: float, rng: Random
) -> list[Caption]:
    """Rows of words to ring or strike, each a caption of one line."""
    high = look(languages).label * MM_PER_POINT * 1.35
    captions: list[Caption] = []
    for number in range(_WORD_ROWS):
        x, y = 16.0, top + number * row
        while True:
            text = _short(rng.choice(pool), 34, languages)
            wide = _wide(text, languages)
            if x + wide > _WIDTH - 16:
                break
            box = Box(x, y, x + wide, y + high)
            captions.append(Caption({languages[0]: text}, 1, box, "header"))
            x += wide + rng.uniform(5, 9)
    return captions


def paper_box(box: Box, dpi: float) -> Box:
    """A box of the paper (mm) in pixels of a plane of that resolution."""
    scale = dpi / 25.4
    return Box(*(float(np.float64(v) * scale) for v in (box.x0, box.y0, box.x1, box.y1)))
