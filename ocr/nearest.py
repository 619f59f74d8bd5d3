"""Marks to lines: small ink goes to the line of the ink that it is nearest to."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, Protocol

import numpy as np
import numpy.typing as npt

from ocr.sheet import Piece

MARK_GAP: Final = 0.45  # times the line's height, at most, between a mark and its line
_BESIDE: Final = 0.35  # what a distance along the line counts for what stands within the line


class Line(Protocol):
    """A line that takes marks: its letters stand between `top` and `foot`, in pixels."""

    pieces: list[Piece]
    top: float
    foot: float

    @property
    def height(self) -> float: ...


def join(lines: Sequence[Line], marks: Sequence[Piece]) -> list[Piece]:
    """Put each mark to the line of the ink nearest to it, the nearest first; returns the rest.

    A tone mark on a vowel is far from the letters of its line, but not from the vowel.
    """
    if not lines or not marks:
        return list(marks)
    owners = [(n, piece) for n, line in enumerate(lines) for piece in line.pieces]
    boxes = _boxes([piece for _, piece in owners])
    heights = np.array([line.height for line in lines])
    bands = np.array([(lines[n].top, lines[n].foot) for n, _ in owners])
    here = _boxes(marks)
    far = np.full(len(marks), np.inf)
    home = np.zeros(len(marks), np.int64)
    for n, mark in enumerate(here):
        away = _distances(mark, boxes)
        # A stop or a dash between letters is their line's, however wide its letters stand.
        within = (mark[1] > bands[:, 0]) & (mark[3] < 1.2 * bands[:, 1] - 0.2 * bands[:, 0])
        best = int(away.argmin())
        if away[best] >= MARK_GAP * heights[owners[best][0]]:
            away = np.where(within, _BESIDE * away, away)
            best = int(away.argmin())
        far[n], home[n] = away[best], owners[best][0]
    free = np.ones(len(marks), np.bool_)
    while free.any():
        n = int(np.where(free, far, np.inf).argmin())
        if far[n] >= MARK_GAP * heights[home[n]]:
            # The next nearest may belong to a taller line: look at each once more.
            near = free & (far < MARK_GAP * heights[home])
            if not near.any():
                break
            n = int(np.flatnonzero(near)[far[near].argmin()])
        free[n] = False
        lines[home[n]].pieces.append(marks[n])
        closer = _distances(here[n], here)
        won = free & (closer < far)
        far[won], home[won] = closer[won], home[n]
    return [mark for mark, left in zip(marks, free, strict=True) if left]


def _boxes(pieces: Sequence[Piece]) -> npt.NDArray[np.float64]:
    return np.array([(p.x0, p.y0, p.x1, p.y1) for p in pieces], np.float64)


def _distances(
    mark: npt.NDArray[np.float64], boxes: npt.NDArray[np.float64]
) -> npt.NDArray[np.float64]:
    """From one box to each of others, in pixels."""
    across = np.maximum(np.maximum(boxes[:, 0] - mark[2], mark[0] - boxes[:, 2]), 0)
    down = np.maximum(np.maximum(boxes[:, 1] - mark[3], mark[1] - boxes[:, 3]), 0)
    return np.asarray(np.hypot(across, down), np.float64)
