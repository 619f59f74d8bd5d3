"""Lines too wide for a network: cut at gaps, read in pieces, put together again."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final

import cv2
import numpy as np
import numpy.typing as npt

from models.values import Grey

_INK: Final = 0.4  # of the way from paper to the darkest ink
_LEAST_CONTRAST: Final = 16  # grey levels; below there is nothing written
_SPACE: Final = 0.2  # of the line's height: a gap this wide parts words
_NEAR: Final = 0.3  # of a piece's width: how far from the even cut a gap is looked for


@dataclass(frozen=True, slots=True, eq=False)
class Piece:
    """A part of a line from column `x` on; `spaced`: a gap between words lies before it."""

    picture: Grey
    x: int
    spaced: bool


def inked(crop: Grey) -> npt.NDArray[np.bool_]:
    """(height, width): where something is written; all False on bare paper."""
    if crop.size == 0:
        return np.zeros(crop.shape, bool)
    calm = cv2.GaussianBlur(crop, (0, 0), 0.8)
    paper, dark = np.percentile(calm, (85, 1))
    if paper - dark < _LEAST_CONTRAST:
        return np.zeros(crop.shape, bool)
    return np.asarray(calm < paper - _INK * (paper - dark))


def cut(crop: Grey, ink: npt.NDArray[np.bool_], most: float) -> tuple[Piece, ...]:
    """Pieces of at most about `most` x the height, cut where no ink stands if that can be."""
    height, width = crop.shape
    parts = math.ceil(width / (most * height))
    if parts < 2:
        return (Piece(crop, 0, False),)
    gaps = _gaps(ink.sum(axis=0))
    cuts, spaced = [0], [False]
    for number in range(1, parts):
        even, reach = width * number / parts, _NEAR * width / parts
        near = [g for g in gaps if abs((g[0] + g[1]) / 2 - even) <= reach]
        if near:
            start, end = max(
                near, key=lambda g: (min(g[1] - g[0], _SPACE * height), -abs(g[0] - even))
            )
        else:
            low, high = round(even - reach), round(even + reach)
            start = end = low + int(ink[:, low:high].sum(axis=0).argmin())
        cuts.append((start + end) // 2)
        spaced.append(end - start >= _SPACE * height)
    return tuple(
        Piece(crop[:, x0:x1], x0, gap)
        for x0, x1, gap in zip(cuts, [*cuts[1:], width], spaced, strict=True)
    )


def _gaps(columns: npt.NDArray[np.int64]) -> list[tuple[int, int]]:
    """(start, end) of runs of columns without ink, end exclusive."""
    edges = np.flatnonzero(np.diff(np.concatenate([[1], columns > 0, [1]]).astype(np.int8)))
    return list(zip(edges[::2].tolist(), edges[1::2].tolist(), strict=True))
