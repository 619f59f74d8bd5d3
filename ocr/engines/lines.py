"""What the engines that run a network have in common: crops to pieces to batches to readings."""

from __future__ import annotations

import math
import unicodedata
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

import cv2
import numpy as np
import numpy.typing as npt

from models.values import Box, Grey, Reading, Word
from ocr.engines.ctc import Decoded
from ocr.engines.cutting import Piece, cut, inked

_SMALLEST: Final = 4  # pixels of height or width below which nothing can be read
_WIDEST: Final = 100  # heights; no line of text is wider, but rules and dirt are
#: Letters that stand for nothing on paper, and what networks learnt besides writing
_UNSEEN: Final = frozenset({"Cc", "Cf", "Co", "Cs", "Cn"})


@dataclass(frozen=True, slots=True)
class Fit:
    """How a network wants its lines, in heights of theirs.

    `short`, `long`: paper around a line narrower or wider than `turn`. A short one may well have
    no letter that reaches high or low: cut tight, its letters would stand too large. `most`: the
    greatest width that is read in one piece. What is read less surely than `doubt` is read once
    more with the other margin, and the surer of the two counts.
    """

    short: float
    long: float
    turn: float = 7.0
    most: float = 14.0
    doubt: float = 0.0

    def margin(self, picture: Grey, *, other: bool = False) -> int:
        """Pixels of paper that belong around it; `other`: as if it were of the other kind."""
        height, width = picture.shape
        short = (width < self.turn * height) is not other
        return int((self.short if short else self.long) * height + 0.5)


@dataclass(frozen=True, slots=True)
class Placed:
    """A picture as read: letters and the middle of each in its pixels."""

    decoded: Decoded
    columns: tuple[float, ...]


#: pictures with their margins -> what each says and where its letters stand, in its pixels
Recognise = Callable[[Sequence[Grey]], Sequence[Placed]]


def read(
    crops: Sequence[Grey],
    engine: str,
    languages: tuple[str, ...],
    fit: Fit,
    recognise: Recognise,
) -> tuple[Reading, ...]:
    """One `Reading` a crop, in order; empty where no ink stands.

    `confidence` is the probability a letter of the least sure piece (`ctc.Decoded`), a word's
    that of its least sure letter. Word boxes are the ink between the spaces.
    """
    inks = [inked(crop) for crop in crops]
    pieces: list[tuple[int, Piece]] = []
    for number, (crop, ink) in enumerate(zip(crops, inks, strict=True)):
        if _may_hold_text(crop) and ink.any():
            pieces += [(number, piece) for piece in cut(crop, ink, fit.most)]
    found = _recognised([piece for _, piece in pieces], fit, recognise)
    parts: dict[int, list[tuple[Piece, Placed]]] = defaultdict(list)
    for (number, piece), placed in zip(pieces, found, strict=True):
        parts[number].append((piece, placed))
    return tuple(
        _reading(parts.get(number, []), ink, engine, languages) for number, ink in enumerate(inks)
    )


def _may_hold_text(crop: Grey) -> bool:
    height, width = crop.shape
    return bool(min(height, width) >= _SMALLEST and width <= _WIDEST * height)


def _recognised(pieces: Sequence[Piece], fit: Fit, recognise: Recognise) -> list[Placed]:
    """What each piece says; columns in pixels of the crop."""
    found = _look(pieces, [fit.margin(piece.picture) for piece in pieces], recognise)
    unsure = [n for n, placed in enumerate(found) if placed.decoded.probability < fit.doubt]
    again = [pieces[n] for n in unsure]
    margins = [fit.margin(piece.picture, other=True) for piece in again]
    for n, placed in zip(unsure, _look(again, margins, recognise), strict=True):
        if placed.decoded.probability > found[n].decoded.probability:
            found[n] = placed
    return found


def _look(pieces: Sequence[Piece], edges: Sequence[int], recognise: Recognise) -> list[Placed]:
    if not pieces:
        return []
    both = list(zip(pieces, edges, strict=True))
    found = recognise([framed(piece.picture, edge) for piece, edge in both])
    return [
        Placed(placed.decoded, tuple(piece.x - edge + column for column in placed.columns))
        for (piece, edge), placed in zip(both, found, strict=True)
    ]


def framed(picture: Grey, edge: int) -> Grey:
    """The picture with `edge` pixels of paper around it."""
    paper = int(np.percentile(picture, 85))
    return np.asarray(
        cv2.copyMakeBorder(picture, edge, edge, edge, edge, cv2.BORDER_CONSTANT, value=(paper,)),
        np.uint8,
    )


def scaled(picture: Grey, width: int, height: int) -> npt.NDArray[np.float32]:
    """The picture at that size, -1 black .. 1 white."""
    # Pillow's bilinear filter averages when it shrinks; OpenCV's does so only by area.
    way = cv2.INTER_AREA if picture.shape[0] > height else cv2.INTER_LINEAR
    small = cv2.resize(picture, (width, height), interpolation=way)
    return np.asarray(small.astype(np.float32) / 127.5 - 1)


def batches(widths: Sequence[int], step: int, most: int) -> list[tuple[int, list[int]]]:
    """(width, numbers) of pictures that go through together: widths rounded up to `step`."""
    groups: dict[int, list[int]] = defaultdict(list)
    for number, width in enumerate(widths):
        groups[math.ceil(width / step) * step].append(number)
    return [
        (width, numbers[start : start + most])
        for width, numbers in sorted(groups.items())
        for start in range(0, len(numbers), most)
    ]


def _reading(
    parts: Sequence[tuple[Piece, Placed]],
    ink: npt.NDArray[np.bool_],
    engine: str,
    languages: tuple[str, ...],
) -> Reading:
    letters: list[tuple[str, float, float]] = []  # text, column in the crop, probability
    for piece, placed in parts:
        if letters and piece.spaced:
            letters.append((" ", float(piece.x), 1.0))
        for letter, column in zip(placed.decoded.letters, placed.columns, strict=True):
            if written := _written(letter.text):
                letters.append((written, column, letter.probability))
    words = _words(letters, ink)
    text = " ".join(word.text for word in words)
    sure = min((p.decoded.probability for _, p in parts if p.decoded.letters), default=0.0)
    return Reading(engine, languages, text, sure if text else 0.0, words)


def _written(text: str) -> str:
    if text.isspace():
        return " "
    return "".join(c for c in text if unicodedata.category(c) not in _UNSEEN)


def _words(
    letters: Sequence[tuple[str, float, float]], ink: npt.NDArray[np.bool_]
) -> tuple[Word, ...]:
    groups: list[list[tuple[str, float, float]]] = [[]]
    breaks: list[float] = []
    for text, column, probability in letters:
        if text != " ":
            groups[-1].append((text, column, probability))
        elif groups[-1]:
            groups.append([])
            breaks.append(column)
    if not groups[-1]:
        groups.pop()
    edges = [0.0, *breaks[: len(groups) - 1], float(ink.shape[1])]
    return tuple(
        Word(
            unicodedata.normalize("NFC", "".join(text for text, _, _ in group)),
            _ink_box(ink, edges[n], edges[n + 1]),
            min(probability for _, _, probability in group),
        )
        for n, group in enumerate(groups)
    )


def _ink_box(ink: npt.NDArray[np.bool_], left: float, right: float) -> Box:
    """The ink between two columns; the columns themselves where there is none."""
    x0 = min(max(round(left), 0), ink.shape[1] - 1)
    x1 = min(max(round(right), x0 + 1), ink.shape[1])
    part = ink[:, x0:x1]
    columns, rows = np.flatnonzero(part.any(axis=0)), np.flatnonzero(part.any(axis=1))
    if not len(columns):
        return Box(x0, 0, x1, ink.shape[0])
    return Box(
        float(x0 + columns[0]), float(rows[0]), float(x0 + columns[-1] + 1), float(rows[-1] + 1)
    )
