"""Drawn crops as the network sees them, kept in files: drawing is slower than learning."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import numpy as np
import numpy.typing as npt

#: khm, tha, latin, turn (index in ocr.looks.TURNS), handwritten, text; -1 where it does not apply
Labels = npt.NDArray[np.int8]
_DARK = 80
_LEAST_COLUMNS = 0.35  # full columns of ink in a window; a full stop has more
Split = Literal["learn", "judge"]


@dataclass(frozen=True, slots=True, eq=False)
class Pool:
    """`windows` (n, HEIGHT, WIDTH), 0 paper .. 255 ink, centred; `widths` of what is in them."""

    windows: npt.NDArray[np.uint8]
    widths: npt.NDArray[np.int16]
    labels: Labels  # (n, 6)
    names: npt.NDArray[np.str_]  # "language|kind|family|hand or print"


def load(folder: Path, split: Split) -> Pool:
    """Everything of a split that lies in a folder so far."""
    parts: list[dict[str, Any]] = []
    for file in sorted(folder.glob(f"{split}-*.npz")):
        with np.load(file, allow_pickle=False) as data:
            parts.append({name: data[name] for name in Pool.__slots__})
    pool = Pool(**{name: np.concatenate([p[name] for p in parts]) for name in Pool.__slots__})
    # Damage has left nothing of some lines: they are no text.
    pool.labels[_illegible(pool.windows)] = (0, 0, 0, -1, -1, 0)
    return pool


def _illegible(windows: npt.NDArray[np.uint8]) -> npt.NDArray[np.bool_]:
    inked = (windows > _DARK).mean(axis=(1, 2)) * windows.shape[2]
    return np.asarray(inked < _LEAST_COLUMNS, np.bool_)
