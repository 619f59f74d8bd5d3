"""Drawn crops as the network sees them, kept in files: drawing is slower than learning."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import numpy as np
import numpy.typing as npt

#: khm, tha, latin, turn (index in ocr.looks.TURNS), handwritten, text; -1 where it does not apply
Labels = npt.NDArray[np.int8]
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
    return Pool(**{name: np.concatenate([p[name] for p in parts]) for name in Pool.__slots__})
