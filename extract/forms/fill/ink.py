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
from models.errors import EnvironmentProblem
from models.languages import LABEL_LANGUAGE
from models.values import Grey


@dataclass(frozen=True, slots=True)
class Face:
    """A font file and its size against the nominal one."""

    file: Path
    scale: float


@dataclass(frozen=True, slots=True)
class Hand:
    """Who wrote: a face for every language, a nominal size in points, colour (RGB), jitter (mm)."""

    faces: dict[str, Face]
    points: float
    colour: tuple[int, int, int]
    jitter: float
    handwritten: bool


@lru_cache(maxsize=16)
def faces(language: str, way: str) -> tuple[Face, ...]:
    """The installed faces for `way` ("printed" or "handwritten"), in the order of the list."""
    found = tuple(
        Face(file, scale)
        for family, scale in stock("fonts")[language][way].items()
        if (file := font_file(family)) is not None
    )
    if not found and way == "printed":
        raise EnvironmentProblem(
            f"No font for {language} is installed.",
            remedy=f"Install the Debian packages {PACKAGES}.",
        )
    return found


@lru_cache(maxsize=64)
def _fallbacks(file: Path) -> tuple[Path, ...]:
    """What draws the letters that `file` lacks: a pen's face for a pen, print for print."""
    by_hand = {face.file for language in LABEL_LANGUAGE for face in faces(language, "handwritten")}
    pens = sorted(by_hand) if file in by_hand else []
    printed = [f for name in stock("fonts")["fallback"] if (f := font_file(name)) is not None]
    return (*pens, *printed)


def some_hand(rng: Random, *, handwritten: bool) -> Hand:
    """A printer's or a writer's hand for all languages."""
    way = "handwritten" if handwritten else "printed"
    chosen = {
        language: rng.choice(faces(language, way) or faces(language, "printed"))
        for language in LABEL_LANGUAGE
    }
    if handwritten:
        colour = rng.choice(((24, 32, 110), (20, 20, 24), (30, 50, 140)))
        return Hand(chosen, rng.uniform(11.5, 13.0), colour, 0.5, handwritten=True)
    grey = rng.randrange(0, 50)
    return Hand(chosen, rng.uniform(10.2, 12.0), (grey, grey, grey), 0.22, handwritten=False)


@dataclass(frozen=True, slots=True, eq=False)
class Ink:
    """Coverage 0..255 of a piece of ink, and where its first pixel lies from the baseline start."""

    mask: Grey
    left: int
    top: int


def _by_font(text: str, file: Path, pixels: int) -> list[tuple[str, ImageFont.FreeTypeFont]]:
    """Runs of `text` with a font that has all their letters."""
    files = (file, *_fallbacks(file))

    def pick(letter: str) -> int:
        if letter in " \u200b":
            return -1
        return next((i for i, f in enumerate(files) if ord(letter) in covered(f)), 0)

    picked: list[int] = []
    for letter in text:  # spaces stay with what goes before them
        choice = pick(letter)
        picked.append(choice if choice >= 0 else (picked[-1] if picked else 0))
    pairs = zip(picked, text, strict=True)
    return [
        ("".join(letter for _, letter in group), sized(files[choice], pixels))
        for choice, group in groupby(pairs, key=lambda pair: pair[0])
    ]


def width(text: str, language: str, face: Face, pixels: float) -> float:
    """Pixels that `text` takes on a line at the nominal size `pixels` an em."""
    size = max(4, round(pixels * face.scale))
    return float(sum(font.getlength(run) for run, font in _by_font(text, face.file, size)))


def ink(text: str, language: str, face: Face, pixels: float) -> Ink:
    """Draw a line of `text`; shaping (subscripts, stacked marks) is raqm's."""
    size = max(4, round(pixels * face.scale))
    tag = LABEL_LANGUAGE[language]
    parts = _by_font(text, face.file, size)
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
