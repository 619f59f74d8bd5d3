"""One line to learn from: drawn, put among furniture, worn, cut out, made a strip."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random
from typing import Final

import cv2
import numpy as np
from PIL import Image, ImageDraw

from models.values import Grey
from ocr.engines.strips import strip_of
from ocr.engines.tokens import UNKNOWN, tokenized
from training.drawing import around, faces, nothing, worn
from training.drawing.faces import Face, sized
from training.drawing.recut import recut
from training.drawing.render import Ink, Line, clusters
from training.drawing.sample import cut_out, inked_line
from training.drawing.words import Split
from training.reader.alphabet import TOKENS
from training.reader.content import Source
from training.reader.copied import damaged

_EMPTY: Final = 0.04  # share of the crops with nothing to read
_FOREIGN: Final = 0.03  # and of those in scripts that nobody here reads
_HAND: Final = 0.10
_NEIGHBOUR: Final = 0.15
_FURNITURE: Final = 0.55  # share of the lines with rules, leaders, boxes or what is left of them
_GAP: Final = 0.08
_RECUT: Final = 0.45  # share of the printed lines whose letters are cut anew
_CLOSE: Final = 0.15  # share of the crops that end at the ink, or a little inside it
_COMBED: Final = 0.15  # share of the numbers that stand in boxes for single letters
_NUMBERS: Final = frozenset(
    {"digits", "repeated", "identity", "phone", "code", "date", "national_id", "case_code"}
)
_WIDEST: Final = 1200  # columns of a strip; wider crops are cut by whoever reads


@dataclass(frozen=True, slots=True, eq=False)
class Sample:
    """A strip (48, width) and what it says; `language` is "" where there is nothing to read."""

    strip: Grey
    text: str
    language: str
    kind: str
    family: str


def sample(source: Source, split: Split, rng: Random) -> Sample | None:
    """A crop to learn from; None where a face lacks the letters or the line is too wide."""
    draw = rng.random()
    if draw < _EMPTY + _FOREIGN:
        return _nothing(split, draw < _FOREIGN, rng)
    said = source.line()
    hand = rng.random() < _HAND
    script = said.language if said.language in {"khm", "tha"} else "latin"
    if said.kind in _NUMBERS and not hand and rng.random() < _COMBED:
        face = faces.face(script, split, rng)
        line, family = combed(said.text.replace(" ", ""), face, em_of(rng), rng), face.family
    else:
        line, family = inked_line(
            _apart(said.text, rng), said.language, split, rng, hand, em=em_of(rng)
        )
    if not hand and rng.random() < _RECUT:
        line = recut(line, rng)
    if tokenized(line.text, TOKENS) is None or not line.text.strip():
        return None
    beside = None
    if rng.random() < _NEIGHBOUR:
        other = source.line()
        beside = inked_line(other.text, other.language, split, rng, False, em=line.em)[0].ink
    dressed = around.surrounded(line, beside, rng, often=_FURNITURE)
    strip = _seen(dressed, line, split, rng)
    if strip.shape[1] > _WIDEST:
        return None
    text = " ".join(line.text.split())
    return Sample(strip, text, said.language, f"{said.kind}{' by hand' * hand}", family)


def _apart(text: str, rng: Random) -> str:
    """Now and then a wide gap, as between a label and its value."""
    if rng.random() > _GAP or " " not in text:
        return text
    before, _, after = text.partition(" ")
    return before + " " * rng.randint(2, 9) + after


def em_of(rng: Random) -> int:
    """Pixels an em: 8 to 16 points at 100 to 300 dpi, none too small to be read."""
    dpi = rng.choice((100, 150, 200, 200, 200, 300, 300))
    points = rng.choice((8, 9, 10, 10, 11, 11, 12, 12, 14, 16, 18))
    return 2 * round(max(13.0, points / 72 * dpi) / 2)


def combed(text: str, face: Face, em: int, rng: Random) -> Line:
    """Letters each in the middle of a box of its own, the boxes drawn, faint or gone."""
    parts = [(cluster, face.file_for(cluster)) for cluster in clusters(text)]
    pitch = round(rng.uniform(0.75, 2.0) * em)
    base, side = round(1.7 * em), round(0.8 * em)
    image = Image.new("L", (2 * side + pitch * max(1, len(parts)), base + round(1.2 * em)), 0)
    pen = ImageDraw.Draw(image)
    drawn = ""
    for n, (cluster, file) in enumerate(parts):
        if file is None:
            continue
        rise = rng.gauss(0, 0.02) * em
        middle = side + (n + 0.5 + rng.gauss(0, 0.03)) * pitch
        pen.text((middle, base + rise), cluster, font=sized(file, em), fill=255, anchor="ms")
        drawn += cluster
    ink = np.asarray(np.asarray(image) / np.float32(255), np.float32)
    if rng.random() < 0.4:
        ink = _boxed(Line(ink, (), drawn, em, base), side, pitch, rng)
    return Line(ink, (), drawn, em, base)


def _boxed(line: Line, side: int, pitch: int, rng: Random) -> Ink:
    """What taking out the boxes leaves of them."""
    ink, em, base = line.ink.copy(), line.em, line.base
    thin, colour = max(1, round(rng.uniform(0.02, 0.05) * em)), rng.uniform(0.3, 1)
    top, foot = base - round(rng.uniform(0.95, 1.2) * em), base + round(rng.uniform(0.15, 0.4) * em)
    for x in range(side, ink.shape[1] - side + pitch // 2, pitch):
        if rng.random() < 0.5:
            cv2.line(ink, (x, top), (x, foot), colour, thin)
    for y in (top, foot):
        if rng.random() < 0.3:
            cv2.line(ink, (side, y), (ink.shape[1] - side, y), colour, thin)
    return ink


def _seen(dressed: Ink, line: Line, split: Split, rng: Random) -> Grey:
    whole = worn.leaning(dressed, rng)
    x0, y0, x1, y1 = cut_out(line, rng, 0.3)
    if rng.random() < _CLOSE:
        x0, x1 = _close(line, x0, x1, rng)
    seen = worn.scanned(np.ascontiguousarray(whole[y0:y1, x0:x1]), line.em, rng)
    return strip_of(damaged(seen, line.em, split, rng))


def _close(line: Line, x0: int, x1: int, rng: Random) -> tuple[int, int]:
    """The sides of the crop at the ink itself, as where a label or a frame was cut away."""
    cols = np.flatnonzero((line.ink > 0.3).any(axis=0))
    if not len(cols) or cols[-1] - cols[0] < line.em:
        return x0, x1
    near = [round(rng.uniform(-0.04, 0.03) * line.em) for _ in range(2)]
    return max(0, int(cols[0]) - near[0]), min(line.ink.shape[1], int(cols[-1]) + 1 + near[1])


def _nothing(split: Split, foreign: bool, rng: Random) -> Sample:
    em = em_of(rng)
    ink, name = (nothing.foreign if foreign else nothing.empty)(split, em, rng)
    blank = Line(ink, (), "", em, round(1.7 * em))
    if foreign:
        x0, y0, x1, y1 = cut_out(blank, rng)
        ink = around.surrounded(blank, None, rng)[y0:y1, x0:x1]
    ink = np.ascontiguousarray(ink[:, : 20 * ink.shape[0]])
    strip = strip_of(damaged(worn.scanned(ink, em, rng), em, split, rng))
    written = foreign and name not in nothing.EMPTY
    return Sample(
        strip[:, :_WIDEST], UNKNOWN if written else "", "", "foreign" if written else "empty", name
    )
