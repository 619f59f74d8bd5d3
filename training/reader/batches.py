"""Batches of lines of about the same width, each shaken anew every time it is seen."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Final

import cv2
import numpy as np
import numpy.typing as npt

from models.values import Grey
from ocr.engines.strips import HEIGHT, network_input
from ocr.engines.tokens import tokenized
from training.reader.alphabet import TOKENS
from training.reader.pool import Shard, files, load

_SHARDS: Final = 6  # held in memory and mixed
#: Few shapes: kernels are made anew for each. (width, lines): short lines come in large batches
_SHAPES: Final = tuple(
    (width, max(8, min(128, 18_432 // width // 8 * 8)))
    for width in (64, 96, 128, 160, 192, 224, 256, 288, 320, 384, 448, 512, 640, 768, 1024, 1280)
)
_FRAME: Final = 4  # columns
_WIDE: Final = 400  # columns: such lines teach little more than short ones, and cost much
_LEFT_OUT: Final = 0.6  # share of them


@dataclass(frozen=True, slots=True, eq=False)
class Batch:
    """`strips` (n, 1, 48, width) with ink 1; `labels` end to end, `lengths` of each."""

    strips: npt.NDArray[np.float32]
    labels: npt.NDArray[np.int64]
    lengths: npt.NDArray[np.int64]


def endless(folder: Path, seed: int) -> Iterator[Batch]:
    """For ever. The folder may be growing: its newest files are as likely as its oldest."""
    grains = np.random.default_rng(seed)
    while True:
        there = files(folder, "learn")
        chosen = grains.choice(len(there), min(_SHARDS, len(there)), replace=False)
        shards = [load(there[n]) for n in chosen]
        lines = [(s, n) for s, shard in enumerate(shards) for n in range(len(shard.ends))]
        groups = _grouped(shards, lines, grains)
        for n in grains.permutation(len(groups)):
            yield _batch(shards, groups[n], grains)


Place = tuple[int, int]  # shard, line


def _grouped(
    shards: Sequence[Shard], lines: Sequence[Place], grains: np.random.Generator
) -> list[list[Place]]:
    """Lines of like widths together, always as many as their shape says; a few are left over."""
    widths = np.array([_width(shards[s], n) for s, n in lines]) * 1.08
    shape = np.searchsorted([width for width, _ in _SHAPES], widths)
    groups: list[list[Place]] = []
    for n, (width, count) in enumerate(_SHAPES):
        members = grains.permutation(np.flatnonzero(shape == n))
        for start in range(0, len(members) - count + 1, count):
            if width > _WIDE and grains.random() < _LEFT_OUT:
                continue
            groups.append([lines[m] for m in members[start : start + count]])
    return groups


def _width(shard: Shard, n: int) -> int:
    return int(shard.ends[n] - (shard.ends[n - 1] if n else 0))


def _batch(shards: Sequence[Shard], places: Sequence[Place], grains: np.random.Generator) -> Batch:
    width = next(w for w, _ in _SHAPES if w >= 1.08 * max(_width(shards[s], n) for s, n in places))
    strips, labels = [], []
    for s, n in places:
        numbers = tokenized(str(shards[s].texts[n]), TOKENS) or ()
        strip = shards[s].strip(n)
        once = shaken(strip, grains)
        strips.append(once if once.shape[1] <= width and _fits(numbers, once.shape[1]) else strip)
        labels.append(numbers)
    return Batch(
        network_input(strips, width),
        np.array([number for numbers in labels for number in numbers], np.int64),
        np.array([len(numbers) for numbers in labels], np.int64),
    )


def _fits(numbers: Sequence[int], width: int) -> bool:
    """CTC needs a frame for each letter and one between equal neighbours."""
    doubles = sum(a == b for a, b in pairwise(numbers))
    return len(numbers) + doubles <= width // _FRAME


def shaken(strip: Grey, grains: np.random.Generator) -> Grey:
    """Wider or narrower, higher or lower in the strip, darker, softer, fatter or noisier."""
    strip = _reset(strip, grains)
    draw = grains.random()
    if draw < 0.12:
        strip = np.asarray(cv2.GaussianBlur(strip, (0, 0), grains.uniform(0.4, 1.3)), np.uint8)
    elif draw < 0.18:
        kernel = np.ones((2, 2), np.uint8)
        strip = np.asarray((cv2.dilate if draw < 0.15 else cv2.erode)(strip, kernel), np.uint8)
    if grains.random() < 0.5:
        ink = strip.astype(np.float32) / 255
        ink = ink ** grains.uniform(0.6, 1.5) * grains.uniform(0.65, 1.0)
        if grains.random() < 0.5:
            ink += grains.standard_normal(ink.shape, np.float32) * grains.uniform(0.01, 0.08)
        strip = np.asarray(np.clip(ink * 255, 0, 255), np.uint8)
    return strip


def _reset(strip: Grey, grains: np.random.Generator) -> Grey:
    """Stretched by up to a third, sheared a little, its letters up to a fifth smaller."""
    height = HEIGHT if grains.random() < 0.5 else int(grains.integers(38, HEIGHT + 1))
    stretch = float(np.exp(grains.normal(0, 0.1)))
    width = max(4, round(strip.shape[1] * np.clip(stretch, 0.75, 1.35) * height / HEIGHT))
    before, after = (int(v) for v in grains.integers(0, 10, 2))
    top = int(grains.integers(0, HEIGHT - height + 1))
    shear = grains.normal(0, 0.06) if grains.random() < 0.4 else 0.0
    scale_x, scale_y = width / strip.shape[1], height / HEIGHT
    matrix = np.array(
        [[scale_x, shear, before - shear * HEIGHT / 2], [0, scale_y, top]], np.float32
    )
    way = cv2.INTER_AREA if scale_x < 0.9 else cv2.INTER_LINEAR
    size = before + width + after, HEIGHT
    return np.asarray(cv2.warpAffine(strip, matrix, size, flags=way), np.uint8)
