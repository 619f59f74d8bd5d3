"""Batches of like widths, each window shaken a little and half of them turned upside down."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import cv2
import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor

from ocr.windows import WIDTH, network_input
from training.looks.pool import Labels, Pool

_AWAY: Final = 0.25  # share of the windows seen from further away
_WIDTHS: Final = (64, 128, WIDTH)
Floats = npt.NDArray[np.float32]


def endless(pool: Pool, size: int, seed: int) -> Iterator[tuple[Tensor, Tensor]]:
    """(windows, labels) for ever; the same seed gives the same batches."""
    grains = np.random.default_rng(seed)
    groups = by_width(pool)
    shares = np.array([len(group) for group in groups.values()], np.float64)
    while True:
        width = int(grains.choice(list(groups), p=shares / shares.sum()))
        chosen = grains.choice(groups[width], size)
        windows = cut(pool, chosen, width)
        labels = pool.labels[chosen].copy()
        _turn(windows, labels, grains)
        _further(windows, grains)
        yield torch.from_numpy(_shaken(windows, grains)), torch.from_numpy(labels.astype(np.int64))


def by_width(pool: Pool) -> dict[int, npt.NDArray[np.int64]]:
    """The members of a pool by the narrowest window that holds them."""
    fit = np.searchsorted(_WIDTHS, pool.widths)
    return {width: np.flatnonzero(fit == n) for n, width in enumerate(_WIDTHS) if (fit == n).any()}


def cut(pool: Pool, chosen: npt.NDArray[np.int64], width: int) -> Floats:
    """(n, 1, HEIGHT, width), ink 1."""
    start = (WIDTH - width) // 2
    return network_input(pool.windows[chosen][:, :, start : start + width])


def _turn(windows: Floats, labels: Labels, grains: np.random.Generator) -> None:
    """Half of them upside down. What is no text stays nothing either way up."""
    flipped = grains.random(len(windows)) < 0.5
    windows[flipped] = windows[flipped][:, :, ::-1, ::-1]
    turned = flipped & (labels[:, 3] >= 0)
    labels[turned, 3] = (labels[turned, 3] + 2) % 4


def _further(windows: Floats, grains: np.random.Generator) -> None:
    """Some of them smaller, as in crops that leave much paper around the writing."""
    height, width = windows.shape[2:]
    for n in np.flatnonzero(grains.random(len(windows)) < _AWAY):
        share = grains.uniform(0.55, 0.95)
        wide, tall = round(width * share), round(height * share)
        top, left = int(grains.integers(0, height - tall + 1)), (width - wide) // 2
        small = cv2.resize(windows[n, 0], (wide, tall), interpolation=cv2.INTER_AREA)
        windows[n] = 0
        windows[n, 0, top : top + tall, left : left + wide] = small


def _shaken(windows: Floats, grains: np.random.Generator) -> Floats:
    """Shifted by up to two pixels, weaker or stronger, with a little noise."""
    down, right = int(grains.integers(-2, 3)), int(grains.integers(-6, 7))
    shaken = np.zeros_like(windows)
    height, width = windows.shape[2:]
    shaken[:, :, max(0, down) : height + min(0, down), max(0, right) : width + min(0, right)] = (
        windows[:, :, max(0, -down) : height - max(0, down), max(0, -right) : width - max(0, right)]
    )
    count = (len(windows), 1, 1, 1)
    harder, stronger = grains.uniform(0.75, 1.35, count), grains.uniform(0.7, 1.1, count)
    noise = grains.standard_normal(shaken.shape, np.float32) * np.float32(0.02)
    return np.asarray(np.clip(shaken**harder * stronger + noise, 0, 1), np.float32)
