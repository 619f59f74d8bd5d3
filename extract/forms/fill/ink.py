"""Words as ink: faces, sizes and pens, shaped by raqm, as coverage masks."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby
from pathlib import Path
from random import Random

import numpy as np
from PIL import Image, ImageDraw, ImageFont

from extract.forms.fill.stock import stock
from extract.forms.fonts import PACKAGES, covered, font_file, sized
from extract.forms.levels import Set
from extract.forms.packaged import PREFIX, packaged_files
from models.errors import EnvironmentProblem
from models.languages import LABEL_LANGUAGE
from models.values import Grey


@dataclass(frozen=True, slots=True)
class Face:
    """A font and its size against the nominal one; `more` are files with its other scripts."""

    file: Path
    scale: float
    more: tuple[Path, ...] = ()


@dataclass(frozen=True, slots=True)
class Hand:
    """Who wrote: a face for every language, a nominal size in points, colour (RGB), jitter (mm).

    `loose`: letters bend and lines drift, as by a hand.
    """

    faces: dict[str, Face]
    points: float
    colour: tuple[int, int, int]
    jitter: float
    handwritten: bool
    loose: bool = False


@lru_cache(maxsize=64)
def faces(language: str, way: str, which: Set | None = None) -> tuple[Face, ...]:
    """The installed faces for `way`, in the order of the list.

    `way` is "printed", "handwritten" or, in a set, "head". `which` is a set of font_sets.yaml, or
    None for Debian's faces. Where the packages of a set are not installed, Debian's stand in
    (`lontar forms fill` says so). Raises EnvironmentProblem when nothing can print.
    """
    listed = stock("fonts")[language] if which is None else stock("font_sets")[which][language]
    found = tuple(
        Face(files[0], scale, files[1:])
        for name, scale in listed[way].items()
        if (files := files_of(name))
    )
    if not found and which is not None:
        return faces(language, "printed" if way == "head" else way)
    if not found and way == "printed":
        raise EnvironmentProblem(
            f"No font for {language} is installed.",
            remedy=f"Install the Debian packages {PACKAGES}.",
        )
    return found


def files_of(name: str) -> tuple[Path, ...]:
    """The files of a Debian family, or of "@fontsource/family:WEIGHT"; empty when not installed."""
    if name.startswith(PREFIX):
        return packaged_files(name)
    file = font_file(name)
    return () if file is None else (file,)


@lru_cache(maxsize=256)
def _sources(face: Face) -> tuple[Path, ...]:
    """What draws the letters of `face`: its own files, then a pen's for a pen, print for print."""
    own = (face.file, *face.more)
    by_hand = {face.file for language in LABEL_LANGUAGE for face in faces(language, "handwritten")}
    pens = sorted(by_hand) if face.file in by_hand else []
    names = stock("fonts")["fallback"]
    if any(file.suffix == ".woff" for file in own):
        names = [*stock("font_sets")["fallback"][_set_of(face)], *names]
    return (*own, *pens, *(file for name in names for file in files_of(name)))


def _set_of(face: Face) -> Set:
    judged = (files_of(name) for name in _names("judge"))
    return "judge" if any(face.file in files for files in judged) else "tune"


def _names(which: Set) -> set[str]:
    ways = (way for language in stock("font_sets")[which].values() for way in language.values())
    return {name for way in ways for name in way}


def some_hand(rng: Random, *, handwritten: bool, which: Set | None = None) -> Hand:
    """A printer's or a writer's hand for all languages, in the faces of a set."""
    way = "handwritten" if handwritten else "printed"
    chosen = {
        language: rng.choice(faces(language, way, which) or faces(language, "printed", which))
        for language in LABEL_LANGUAGE
    }
    if handwritten:
        colour = rng.choice(((24, 32, 110), (20, 20, 24), (30, 50, 140)))
        points = rng.uniform(11.5, 13.0)
        return Hand(chosen, points, colour, 0.5, handwritten=True, loose=which is not None)
    grey = rng.randrange(0, 50)
    return Hand(chosen, rng.uniform(10.2, 12.0), (grey, grey, grey), 0.22, handwritten=False)


@dataclass(frozen=True, slots=True, eq=False)
class Ink:
    """Coverage 0..255 of a piece of ink, and where its first pixel lies from the baseline start."""

    mask: Grey
    left: int
    top: int


def _by_font(text: str, face: Face, pixels: int) -> list[tuple[str, ImageFont.FreeTypeFont]]:
    """Runs of `text` with a font that has all their letters."""
    files = _sources(face)
    drawn = text.replace("\u200b", "")  # has no width, and no glyph in many fonts
    picked: list[int] = []
    for letter in drawn:
        # blanks stay with what goes before them, where its font has one
        if letter == " " and picked and ord(letter) in covered(files[picked[-1]]):
            picked.append(picked[-1])
        else:
            picked.append(next((i for i, f in enumerate(files) if ord(letter) in covered(f)), 0))
    pairs = zip(picked, drawn, strict=True)
    return [
        ("".join(letter for _, letter in group), sized(files[choice], pixels))
        for choice, group in groupby(pairs, key=lambda pair: pair[0])
    ]


def width(text: str, language: str, face: Face, pixels: float) -> float:
    """Pixels that `text` takes on a line at the nominal size `pixels` an em."""
    size = max(4, round(pixels * face.scale))
    return float(sum(font.getlength(run) for run, font in _by_font(text, face, size)))


def ink(text: str, language: str, face: Face, pixels: float) -> Ink:
    """Draw a line of `text`; shaping (subscripts, stacked marks) is raqm's."""
    size = max(4, round(pixels * face.scale))
    tag = LABEL_LANGUAGE[language]
    parts = _by_font(text, face, size)
    boxes: list[tuple[float, float, float, float]] = []
    x = 0.0
    for run, font in parts:
        left, top, right, bottom = font.getbbox(run, anchor="ls", language=tag)
        boxes.append((x + left, top, x + right, bottom))
        x += font.getlength(run)
    left = int(min(b[0] for b in boxes)) - 3
    top = int(min(b[1] for b in boxes)) - 3
    right, bottom = max(b[2] for b in boxes) + 3, max(b[3] for b in boxes) + 3
    image = Image.new("L", (int(right) - left + 1, int(bottom) - top + 1), 0)
    draw = ImageDraw.Draw(image)
    x = 0.0
    for run, font in parts:
        draw.text((x - left, -top), run, fill=255, font=font, anchor="ls", language=tag)
        x += font.getlength(run)
    return Ink(np.asarray(image), left, top)
