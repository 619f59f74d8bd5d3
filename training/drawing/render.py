"""A line of text as ink: which script stands where, drawn letter by letter if by hand."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Final

import numpy as np
import numpy.typing as npt
from PIL import Image, ImageDraw

from training.drawing.faces import Face, sized

Ink = npt.NDArray[np.float32]  # (height, width), 0 paper .. 1 ink

_ABOVE, _BELOW = 1.7, 1.2  # em around the baseline: Khmer stacks go far both ways
_SIDE: Final = 0.8  # em left free at both ends
_COENG: Final = "\u17d2"


@dataclass(frozen=True, slots=True)
class Run:
    """Letters of one script side by side: `script` is khm, tha, latin or "" (digits, marks)."""

    script: str
    x0: float
    x1: float


@dataclass(frozen=True, slots=True, eq=False)
class Line:
    """`em` in pixels; the baseline lies at `base` from the top."""

    ink: Ink
    runs: tuple[Run, ...]
    text: str
    em: int
    base: int


@dataclass(frozen=True, slots=True)
class Jitter:
    """How unevenly letters are set, in em: up and down, apart, and in size."""

    rise: float = 0.0
    apart: float = 0.0
    size: float = 0.0


def script_of(letter: str) -> str:
    """Digits of Khmer and Thai belong to their scripts; 0-9 and marks to none."""
    if "\u1780" <= letter <= "\u17f9":
        return "khm"
    if "\u0e01" <= letter <= "\u0e5b":
        return "tha"
    return "latin" if letter.isalpha() else ""


def clusters(text: str) -> list[str]:
    """Letters with the marks that hang on them: what a pen or a printer sets at once."""
    found: list[str] = []
    for letter in text:
        hangs = unicodedata.category(letter) in {"Mn", "Mc"} or letter == "ำ"
        if found and (hangs or found[-1].endswith(_COENG)):
            found[-1] += letter
        else:
            found.append(letter)
    return found


def line(text: str, face: Face, em: int, rng: Random, jitter: Jitter | None = None) -> Line:
    """Draw text on a canvas with free paper around. Letters that no file has are left out."""
    parts = _parts(text, face) if jitter is None else _letters(text, face)
    if not parts:
        parts = [("-", face.files[0])]
    shift = jitter or Jitter()
    sizes = [max(6, 2 * round(em * (1 + rng.uniform(-1, 1) * shift.size) / 2)) for _ in parts]
    gaps = [rng.uniform(-0.3, 1.0) * shift.apart * em for _ in parts]
    lengths = [
        sized(file, size).getlength(part) for (part, file), size in zip(parts, sizes, strict=True)
    ]
    side, base = round(_SIDE * em), round(_ABOVE * em)
    width = int(sum(lengths) + sum(gaps)) + 2 * side + em
    image = Image.new("L", (max(2 * side + 2, width), base + round(_BELOW * em)), 0)
    draw = ImageDraw.Draw(image)
    runs: list[Run] = []
    x = float(side)
    for (part, file), size, gap, length in zip(parts, sizes, gaps, lengths, strict=True):
        rise = rng.gauss(0, shift.rise) * em
        draw.text((x, base + rise), part, font=sized(file, size), fill=255, anchor="ls")
        _note(runs, script_of(part.strip()[:1] or " "), x, x + length)
        x += max(1.0, length + gap)
    drawn = "".join(part for part, _ in parts)
    ink = np.asarray(np.asarray(image) / np.float32(255), np.float32)
    return Line(ink, tuple(runs), drawn, em, base)


def _note(runs: list[Run], script: str, x0: float, x1: float) -> None:
    if runs and runs[-1].script == script:
        runs[-1] = Run(script, runs[-1].x0, x1)
    else:
        runs.append(Run(script, x0, x1))


def _parts(text: str, face: Face) -> list[tuple[str, Path]]:
    """The text in runs of one script and one file."""
    runs: list[tuple[str, Path]] = []
    scripts: list[str] = []
    for cluster, file in _letters(text, face):
        script = script_of(cluster[0])
        if runs and runs[-1][1] == file and scripts[-1] == script:
            runs[-1] = (runs[-1][0] + cluster, file)
        else:
            runs.append((cluster, file))
            scripts.append(script)
    return runs


def _letters(text: str, face: Face) -> list[tuple[str, Path]]:
    """Clusters with the file that draws each; spaces stay with the file before them."""
    found: list[tuple[str, Path]] = []
    for cluster in clusters(text):
        file = face.file_for(cluster)
        if file is None:
            continue
        found.append((cluster, file))
    return found
