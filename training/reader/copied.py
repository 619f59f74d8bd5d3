"""Damage beyond `training.drawing.worn`: what is left of lines copied twice, faxed, photographed.

`judge` lines alone have streaks, stains and motion, as judge pages do (damage.yaml of the filler).
"""

from __future__ import annotations

from collections.abc import Callable
from random import Random
from typing import Final

import cv2
import numpy as np
import numpy.typing as npt

from models.values import Grey
from training.drawing.words import Split

_Picture = npt.NDArray[np.float32]  # (height, width) 0 black .. 1 white
_CHANCE: Final = 0.35


def damaged(seen: Grey, em: int, split: Split, rng: Random) -> Grey:
    """The crop after one more trip, a third of the time; `em` in pixels."""
    if rng.random() > _CHANCE:
        return seen
    kinds = (*_LEARN, *_JUDGE) if split == "judge" else _LEARN
    worn = rng.choice(kinds)(seen.astype(np.float32) / 255, em, rng)
    return np.asarray(np.clip(worn * 255, 0, 255), np.uint8)


def _coarse(grey: _Picture, em: int, rng: Random) -> _Picture:
    """Once scanned at a lower resolution."""
    height, width = grey.shape
    share = max(rng.uniform(0.4, 0.85), min(1.0, 12 / em))
    size = max(2, round(width * share)), max(2, round(height * share))
    small = cv2.resize(grey, size, interpolation=cv2.INTER_AREA)
    way = rng.choice((cv2.INTER_LINEAR, cv2.INTER_CUBIC, cv2.INTER_NEAREST))
    return np.asarray(cv2.resize(small, (width, height), interpolation=way), np.float32)


def _twice(grey: _Picture, em: int, rng: Random) -> _Picture:
    """Copied again: grain goes through a hard threshold, thin strokes break or close."""
    grains = _grains(rng)
    for _ in range(rng.choice((1, 1, 2))):
        soft = cv2.GaussianBlur(grey, (0, 0), max(0.4, rng.uniform(0.012, 0.035) * em))
        soft = soft + np.asarray(grains.normal(0, rng.uniform(0.02, 0.1), soft.shape), np.float32)
        paper, ink = np.percentile(soft, (80, 2))
        cut = ink + rng.uniform(0.35, 0.75) * max(0.1, paper - ink)
        grey = np.clip((soft - cut) * rng.uniform(3, 12) + 0.5, 0, 1).astype(np.float32)
    return grey


def _faint(grey: _Picture, em: int, rng: Random) -> _Picture:
    """Toner that runs out: patches of letters gone grey or lost."""
    height, width = grey.shape
    rows, columns = max(2, round(height / em) + 1), max(2, round(width / em) + 1)
    patches = _grains(rng).random((rows, columns)).astype(np.float32)
    there = cv2.resize(patches, (width, height), interpolation=cv2.INTER_CUBIC)
    keep = np.clip(rng.uniform(0.35, 0.8) + there * rng.uniform(0.2, 0.7), 0.15, 1)
    return np.asarray(1 - (1 - grey) * keep, np.float32)


def _bilevel(grey: _Picture, em: int, rng: Random) -> _Picture:
    """Black and white, as a fax or a careless scan."""
    paper, ink = np.percentile(grey, (80, 2))
    cut = ink + rng.uniform(0.3, 0.75) * max(0.1, paper - ink)
    return np.asarray(grey > cut, np.float32)


def _fax(grey: _Picture, em: int, rng: Random) -> _Picture:
    """Rows further apart than columns, then black and white."""
    height, width = grey.shape
    rows = max(10, round(height * rng.uniform(0.45, 0.9)))
    small = np.asarray(cv2.resize(grey, (width, rows), interpolation=cv2.INTER_AREA), np.float32)
    back = cv2.resize(_bilevel(small, em, rng), (width, height), interpolation=cv2.INTER_LINEAR)
    return np.asarray(back, np.float32)


def _salted(grey: _Picture, em: int, rng: Random) -> _Picture:
    """Grains of a few pixels, black in the paper and white in the ink."""
    height, width = grey.shape
    grains = _grains(rng)
    spots = grains.random((height, width)) < rng.uniform(0.001, 0.02)
    holes = grains.random((height, width)) < rng.uniform(0.001, 0.03)
    size = rng.choice((1, 1, 2, 3))
    kernel = np.ones((size, size), np.uint8)
    black = cv2.dilate(spots.astype(np.uint8), kernel) > 0
    white = cv2.dilate(holes.astype(np.uint8), kernel) > 0
    return np.asarray(np.where(black, 0.1, np.where(white, 0.97, grey)), np.float32)


def _shadow(grey: _Picture, em: int, rng: Random) -> _Picture:
    """A fold, a thumb or the far side of a page in a photograph."""
    width = grey.shape[1]
    ramp = np.linspace(rng.uniform(0.45, 1), rng.uniform(0.45, 1), width, dtype=np.float32)
    return np.asarray(grey * ramp[None], np.float32)


def _through(grey: _Picture, em: int, rng: Random) -> _Picture:
    """Print of the other side shines through, mirrored."""
    back = np.roll(grey[:, ::-1], round(rng.uniform(-0.6, 0.6) * em), axis=0)
    soft = cv2.GaussianBlur(back, (0, 0), max(0.6, rng.uniform(0.03, 0.1) * em))
    return np.asarray(grey - rng.uniform(0.05, 0.25) * (1 - soft), np.float32)


def _streaked(grey: _Picture, em: int, rng: Random) -> _Picture:
    grey = grey.copy()
    for _ in range(rng.randint(1, 2)):
        wide = max(1, round(rng.uniform(0.02, 0.08) * em))
        if rng.random() < 0.5:
            y = rng.randrange(grey.shape[0])
            grey[y : y + wide] = rng.choice((0.15, 0.95))
        else:
            x = rng.randrange(grey.shape[1])
            grey[:, x : x + wide] = rng.choice((0.15, 0.95))
    return grey


def _stained(grey: _Picture, em: int, rng: Random) -> _Picture:
    stain = np.zeros_like(grey)
    place = rng.randrange(grey.shape[1]), rng.randrange(grey.shape[0])
    cv2.circle(stain, place, round(rng.uniform(0.8, 2.5) * em), rng.uniform(0.08, 0.25), -1)
    return np.asarray(grey - cv2.GaussianBlur(stain, (0, 0), 0.2 * em + 0.5), np.float32)


def _moved(grey: _Picture, em: int, rng: Random) -> _Picture:
    length = max(2, round(rng.uniform(0.06, 0.16) * em))
    kernel = np.zeros((length, length), np.float32)
    kernel[length // 2] = 1 / length
    if rng.random() < 0.5:
        kernel = kernel.T
    return np.asarray(cv2.filter2D(grey, -1, kernel), np.float32)


def _grains(rng: Random) -> np.random.Generator:
    return np.random.default_rng(rng.getrandbits(32))


_Kind = Callable[[_Picture, int, Random], _Picture]
_LEARN: Final[tuple[_Kind, ...]] = (
    _coarse, _twice, _twice, _faint, _bilevel, _fax, _salted, _shadow, _through,
)  # fmt: skip
_JUDGE: Final[tuple[_Kind, ...]] = (_streaked, _stained, _moved)
