"""What the engines that run a network have in common: crops to pieces to batches to readings."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

import cv2
import numpy as np
import numpy.typing as npt

from models.values import Grey, Reading
from ocr.engines import spelling
from ocr.engines.ctc import Decoded
from ocr.engines.cutting import Piece, cut, inked

_SMALLEST: Final = 4  # pixels of height or width below which nothing can be read
_WIDEST: Final = 200  # heights; a line across an A3 page has 130, rules and dirt have more


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
    if not crops:
        return ()
    inks = [inked(crop) for crop in crops]
    pieces: list[tuple[int, Piece]] = []
    for number, (crop, ink) in enumerate(zip(crops, inks, strict=True)):
        if may_hold_text(crop) and ink.any():
            pieces += [(number, piece) for piece in cut(crop, ink, fit.most)]
    found = _recognised([piece for _, piece in pieces], fit, recognise)
    parts: dict[int, list[tuple[Piece, Placed]]] = defaultdict(list)
    for (number, piece), placed in zip(pieces, found, strict=True):
        parts[number].append((piece, placed))
    return tuple(
        _reading(parts.get(number, []), ink, engine, languages) for number, ink in enumerate(inks)
    )


def may_hold_text(crop: Grey) -> bool:
    """Whether its shape is that of a line of text."""
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
    letters: list[spelling.Letter] = []
    for piece, placed in parts:
        if letters and piece.spaced:
            letters.append(spelling.Letter(" ", float(piece.x), 1.0))
        for letter, column in zip(placed.decoded.letters, placed.columns, strict=True):
            letters.append(spelling.Letter(letter.text, column, letter.probability))
    words = spelling.words(letters, ink)
    text = " ".join(word.text for word in words)
    sure = min((p.decoded.probability for _, p in parts if p.decoded.letters), default=0.0)
    return Reading(engine, languages, text, sure if text else 0.0, words)
