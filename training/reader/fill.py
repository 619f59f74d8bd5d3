"""Filling a pool with drawn lines."""

from __future__ import annotations

from pathlib import Path
from random import Random
from typing import Final

import numpy as np

from training.drawing.words import Split
from training.reader.content import Source
from training.reader.drawn import Sample, sample
from training.reader.pool import Shard

_SHARD: Final = 4096


def write(folder: Path, split: Split, count: int, seed: int) -> None:
    """Draw `count` lines into `folder`; a file once there stays, so it may be broken off."""
    folder.mkdir(parents=True, exist_ok=True)
    for number in range(-(-count // _SHARD)):
        file = folder / f"{split}-{seed}-{number:04d}.npz"
        if file.exists():
            continue
        rng = Random(f"{split} {seed} {number}")  # noqa: S311  (drawing, no secret)
        keep(file, _drawn(split, min(_SHARD, count - number * _SHARD), rng))


def keep(file: Path, samples: list[Sample]) -> None:
    """A file of the pool: there in whole or not at all."""
    shard = _shard(samples)
    part = file.with_suffix(".part")
    with part.open("wb") as out:
        np.savez(out, **{name: getattr(shard, name) for name in Shard.__slots__})
    part.rename(file)


def _drawn(split: Split, count: int, rng: Random) -> list[Sample]:
    source = Source(split, rng)
    found: list[Sample] = []
    while len(found) < count:
        one = sample(source, split, rng)
        if one is not None:
            found.append(one)
    return found


def _shard(samples: list[Sample]) -> Shard:
    return Shard(
        np.concatenate([one.strip for one in samples], axis=1),
        np.cumsum([one.strip.shape[1] for one in samples]),
        np.array([one.text for one in samples]),
        np.array(["|".join((one.language, one.kind, one.family)) for one in samples]),
    )
