"""Drawn lines on disk: files of a few thousand strips each, laid end to end."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from models.values import Grey
from ocr.engines.strips import HEIGHT
from training.drawing.words import Split


@dataclass(frozen=True, slots=True, eq=False)
class Shard:
    """`columns` is (HEIGHT, all widths) and `ends` where each strip ends in it."""

    columns: Grey
    ends: npt.NDArray[np.int64]
    texts: npt.NDArray[np.str_]
    names: npt.NDArray[np.str_]  # language|kind|family

    def strip(self, n: int) -> Grey:
        return self.columns[:, self.ends[n - 1] if n else 0 : self.ends[n]]


def files(folder: Path, split: Split) -> list[Path]:
    return sorted(folder.glob(f"{split}-*.npz"))


def load(file: Path) -> Shard:
    with np.load(file) as held:
        shard = Shard(**{name: held[name] for name in Shard.__slots__})
    if shard.columns.shape[0] != HEIGHT:
        raise ValueError(f"{file} holds strips of another height.")
    return shard
