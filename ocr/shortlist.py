"""Which of many blanks are worth a closer look: features that agree on one turn, size and place.

Every pair of features says by itself how the blank would lie (a similarity: turn, scale, place).
Chance pairs say anything; the pairs of the right blank say the same (a vote after Hough, as in
Lowe 2004, counted pair against pair). So a nearly empty page is told as surely as a full one.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np
import numpy.typing as npt

from ocr.features import Features, Pairs

_PAGE: Final = 400  # strongest features of the page that are looked at
_BLANK: Final = 400  # and of each blank
_WIDTH: Final = 32  # numbers a descriptor is projected to: a quarter of the cost
_SAMPLE: Final = 4000  # descriptors that the projection is made from
_ASKED: Final = 120  # likeliest pairs of each blank
_TURN: Final = 0.2  # radians: pairs that agree
_SIZE: Final = 0.35  # of the logarithm of the scale
_PLACE: Final = 0.06  # of the size of the blank's diagonal
_MOST: Final = 400  # pairs compared with each other

Numbers = npt.NDArray[np.float32]


class Shortlist:
    """Blanks by their features (points in mm) and the middles of their papers (mm)."""

    def __init__(self, blanks: Sequence[Features], middles: Sequence[tuple[float, float]]) -> None:
        self._blanks = [one.only(np.arange(len(one)) < _BLANK) for one in blanks]
        self._middles = list(middles)
        rows = np.concatenate([one.descriptors for one in self._blanks] or [_none()])
        self._base = _base(rows)
        self._rows = rows @ self._base
        self._squares = np.square(self._rows).sum(axis=1)
        self._ends = np.cumsum([0, *(len(one) for one in self._blanks)])

    def votes(self, page: Features) -> list[int]:
        """How many features agree on a place, blank by blank."""
        page = page.only(np.arange(len(page)) < _PAGE)
        if not len(page) or not self._blanks:
            return [0] * len(self._blanks)
        mine = page.descriptors @ self._base
        far = self._squares - 2 * (mine @ self._rows.T)  # but for what is the same for all blanks
        mine_squares = np.square(mine).sum(axis=1)
        found = []
        for n, blank in enumerate(self._blanks):
            block = far[:, self._ends[n] : self._ends[n + 1]]
            if not block.shape[1]:
                found.append(0)
                continue
            best = block.argmin(axis=1)
            near = block[np.arange(len(best)), best] + mine_squares
            kept = np.argsort(near)[:_ASKED]
            matched = np.stack([kept, best[kept]], axis=1)
            found.append(int(agreeing(page, blank, matched, self._middles[n]).sum()))
        return found


def agreeing(
    page: Features, blank: Features, matched: Pairs, middle: tuple[float, float]
) -> npt.NDArray[np.bool_]:
    """The largest set of pairs that agree on turn, size and place of the blank."""
    if len(matched) < 2:
        return np.zeros(len(matched), np.bool_)
    here, there = matched[:, 0], matched[:, 1]
    turn = page.angles[here] - blank.angles[there]
    size = page.sizes[here] / blank.sizes[there]
    away = (np.array(middle, np.float32) - blank.points[there]) @ (1, 1j)
    place = page.points[here] @ (1, 1j) + size * np.exp(1j * turn) * away
    limit = _PLACE * 2 * float(np.hypot(*middle)) * size
    tried = slice(0, _MOST)
    same = np.abs(np.angle(np.exp(1j * (turn[:, None] - turn[None, tried])))) < _TURN
    same &= np.abs(np.log(size)[:, None] - np.log(size)[None, tried]) < _SIZE
    same &= np.abs(place[:, None] - place[None, tried]) < limit[None, tried]
    return np.asarray(same[:, int(same.sum(axis=0).argmax())], np.bool_)


def _base(rows: Numbers) -> Numbers:
    """The directions (128, _WIDTH) in which descriptors of these blanks differ most."""
    some = rows[:: max(1, len(rows) // _SAMPLE)]
    if len(some) <= _WIDTH:
        return np.eye(128, dtype=np.float32)
    _, vectors = np.linalg.eigh(some.T @ some)
    return np.ascontiguousarray(vectors[:, -_WIDTH:], np.float32)


def _none() -> Numbers:
    return np.empty((0, 128), np.float32)
