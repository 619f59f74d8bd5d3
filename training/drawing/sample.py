"""One drawn crop: what it shows and what is written in it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from random import Random
from typing import Final

import numpy as np

from models.values import Grey
from training.drawing import around, faces, hand, nothing, render, worn
from training.drawing.render import Ink, Jitter, Line, Run
from training.drawing.texts import text
from training.drawing.words import LANGUAGES, Language, Split

_KINDS: Final = {"text": 76, "nothing": 16, "sideways": 8}
_SHARES: Final = (3, 3, 2, 2)  # of the languages
_TIDY: Final = 0.5  # share of the lines in handwriting faces that hardly need bending
_HAND: Final = 0.5  # share of the lines that are written by hand
_NOT_FACE: Final = {"khm": 0.45, "tha": 0.4, "latin": 0.3}  # of these, from printed letters


@dataclass(frozen=True, slots=True, eq=False)
class Drawn:
    """A grey crop with the paper light. `language` is "" where there is nothing to read, and
    `kind` then says what there is; `turn`: degrees that the writing lies turned clockwise."""

    image: Grey
    text: str
    language: str
    kind: str
    family: str
    handwritten: bool
    turn: int
    runs: tuple[Run, ...]  # in pixels of the image
    em: int


def draw(split: Split, rng: Random, longest: int = 90) -> Drawn:
    """Any crop: a line of up to `longest` letters, nothing, or letters that lie on their side."""
    kind = rng.choices(tuple(_KINDS), tuple(_KINDS.values()))[0]
    if kind == "nothing":
        return _nothing(split, rng)
    if kind == "sideways":
        return _sideways(split, rng)
    language = rng.choices(LANGUAGES, _SHARES)[0]
    return draw_line(language, split, rng, handwritten=rng.random() < _HAND, longest=longest)


def draw_line(
    language: Language, split: Split, rng: Random, *, handwritten: bool, longest: int = 90
) -> Drawn:
    """A line of text in a language, printed or written by hand, as cut from a damaged scan."""
    said = text(language, split, rng, longest)
    line, family = inked_line(said.text, language, split, rng, handwritten)
    beside = None
    if rng.random() < 0.15:
        beside = inked_line(text(language, split, rng, longest).text, language, split, rng, False)[
            0
        ].ink
    dressed = around.surrounded(line, beside, rng, ruled=handwritten)
    whole = worn.leaning(dressed, rng)
    x0, y0, x1, y1 = cut_out(line, rng, 0.45 if handwritten else 0.25)
    seen = worn.scanned(np.ascontiguousarray(whole[y0:y1, x0:x1]), line.em, rng)
    runs = tuple(replace(run, x0=run.x0 - x0, x1=run.x1 - x0) for run in line.runs)
    return Drawn(seen, line.text, language, said.kind, family, handwritten, 0, runs, line.em)


def _em(rng: Random, handwritten: bool) -> int:
    """Pixels an em: 9 to 20 points printed, 11 to 24 by hand, at 75 to 300 dpi."""
    dpi = rng.choice((75, 100, 150, 200, 200, 300))
    points = rng.uniform(11, 24) if handwritten else rng.choice((8, 9, 10, 11, 12, 14, 16, 20))
    return 2 * round(float(np.clip(points / 72 * dpi, 9, 72)) / 2)  # few sizes: fonts load once


def _script(language: str) -> str:
    return language if language in {"khm", "tha"} else "latin"


def inked_line(
    words: str, language: str, split: Split, rng: Random, handwritten: bool, *, em: int = 0
) -> tuple[Line, str]:
    """The line before anything happens to it, and the family it is drawn in."""
    script, em = _script(language), em or _em(rng, handwritten)
    if not handwritten:
        face = faces.face(script, split, rng)
        return render.line(words, face, em, rng), face.family
    em = min(em, 48)  # bending and thinning are slow on large letters, and seen small anyway
    own = rng.random() >= _NOT_FACE[script]
    face = faces.face(script, split, rng, hand=own)
    untidy = rng.uniform(0.2, 1.0) if own else rng.uniform(0.6, 1.4)
    if own and rng.random() < _TIDY:
        untidy = rng.choice((0.0, rng.uniform(0.0, 0.25)))
    jitter = None
    if not own or (untidy and rng.random() < 0.4):
        jitter = Jitter(rise=0.05 * untidy, apart=0.12 * untidy, size=0.1 * untidy)
    line = render.line(words, face, em, rng, jitter)
    ink = hand.bent(line.ink, em, rng, untidy) if untidy else line.ink
    if not own or rng.random() < 0.6 * min(1.0, 4 * untidy):
        ink = hand.inked(ink, em, rng, skeleton=not own or rng.random() < 0.3)
    return replace(line, ink=ink), face.family if own else f"{face.family} by hand"


def cut_out(line: Line, rng: Random, loose: float = 0.25) -> tuple[int, int, int, int]:
    """The crop: tight around the ink as lines are cut, a share of them loose, some too tight."""
    height, width = line.ink.shape
    rows = np.flatnonzero((line.ink > 0.3).any(axis=1))
    cols = np.flatnonzero((line.ink > 0.3).any(axis=0))
    if not len(rows):
        return 0, 0, width, height
    free = [rng.uniform(0.02, 0.12) * line.em for _ in range(4)]
    draw_ = rng.random()
    if draw_ < loose:
        free = [value + rng.uniform(0, 0.7) * line.em for value in free]
    elif draw_ < loose + 0.12:
        free[rng.choice((1, 3))] = -rng.uniform(0, 0.12) * line.em
    x0, y0 = max(0, round(cols[0] - free[0])), max(0, round(rows[0] - free[1]))
    x1, y1 = min(width, round(cols[-1] + 1 + free[2])), min(height, round(rows[-1] + 1 + free[3]))
    return x0, y0, max(x1, x0 + 4), max(y1, y0 + 4)


def _nothing(split: Split, rng: Random) -> Drawn:
    em = _em(rng, False)
    made = nothing.foreign if rng.random() < 0.45 else nothing.empty
    ink, name = made(split, em, rng)
    if made is nothing.foreign:
        blank = Line(ink, (), "", em, round(1.7 * em))
        x0, y0, x1, y1 = cut_out(blank, rng)
        ink = around.surrounded(blank, None, rng)[y0:y1, x0:x1]
    if ink.shape[0] * ink.shape[1] > 600_000:
        ink = ink[:, : 600_000 // ink.shape[0]]
    seen = worn.scanned(np.ascontiguousarray(ink), em, rng)
    kind = "foreign" if made is nothing.foreign else "empty"
    return Drawn(seen, "", "", kind, name, False, 0, (), em)


def _sideways(split: Split, rng: Random) -> Drawn:
    """Letters of neighbouring lines of a page that lies on its side, as a crop would hold them."""
    language = rng.choice(LANGUAGES)
    turn = rng.choice((90, 270))
    pitch, em = rng.uniform(1.3, 2.4), _em(rng, False)
    face = faces.face(_script(language), split, rng)
    tall = round(3.2 * em)
    strip = np.zeros((tall, round(pitch * em) * rng.randint(2, 14)), np.float32)
    for left in range(0, strip.shape[1] - 2 * em, round(pitch * em)):
        letters = render.clusters(text(language, split, rng, 12).text)
        start = rng.randrange(len(letters))
        few = "".join(letters[start : start + rng.choice((1, 1, 2, 3))])
        _stand(strip, render.line(few, face, em, rng), left, turn, rng)
    strip = worn.leaning(strip, rng)
    x0, y0, x1, y1 = cut_out(Line(strip, (), "", em, 0), rng)
    seen = worn.scanned(np.ascontiguousarray(strip[y0:y1, x0:x1]), em, rng)
    runs = (Run(_script(language), 0, x1 - x0),)
    return Drawn(seen, "", language, "sideways", face.family, False, turn, runs, em)


def _stand(strip: Ink, few: Line, left: int, turn: int, rng: Random) -> None:
    """A few letters put into a strip at `left`, turned."""
    rows = np.flatnonzero((few.ink > 0.3).any(axis=1))
    cols = np.flatnonzero((few.ink > 0.3).any(axis=0))
    if not len(rows):
        return
    letters = np.rot90(few.ink[rows[0] : rows[-1] + 1, cols[0] : cols[-1] + 1], turn // 90 * 3 % 4)
    height, width = min(letters.shape[0], strip.shape[0]), letters.shape[1]
    width = min(width, strip.shape[1] - left)
    top = (strip.shape[0] - height) // 2
    top = max(0, min(strip.shape[0] - height, top + round(rng.gauss(0, 0.1) * few.em)))
    part = strip[top : top + height, left : left + width]
    np.maximum(part, letters[:height, :width], out=part)
