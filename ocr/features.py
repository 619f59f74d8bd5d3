"""Local features of a page: what registration finds a form again by, turned, scaled or faint."""

from __future__ import annotations

import hashlib
import tempfile
import zipfile
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import cv2
import numpy as np
import numpy.typing as npt

from models.values import Grey

Points = npt.NDArray[np.float32]  # (n, 2), x and y
Descriptors = npt.NDArray[np.float32]  # (n, 128), rows of length 1

FEATURE_DPI: Final = 75.0  # SIFT doubles the picture itself before it looks
_MOST: Final = 1500
_FORMAT: Final = "1"  # of the files below; a new one makes old caches be ignored


@dataclass(frozen=True, slots=True, eq=False)
class Features:
    """Points in millimetres (blanks) or pixels (pages), the strongest first."""

    points: Points
    descriptors: Descriptors


def extract(grey: Grey) -> Features:
    """RootSIFT features of a picture at about FEATURE_DPI; points in its pixels."""
    finder = cv2.SIFT_create(nfeatures=_MOST, contrastThreshold=0.03)  # type: ignore[attr-defined]
    keys, found = finder.detectAndCompute(grey, None)
    if found is None or not len(keys):
        return Features(np.empty((0, 2), np.float32), np.empty((0, 128), np.float32))
    order = np.argsort([-key.response for key in keys])
    points = np.array([keys[i].pt for i in order], np.float32) + np.float32(0.5)
    # Hellinger distance instead of Euclidean (Arandjelovic and Zisserman 2012).
    rows = found[order] / (np.abs(found[order]).sum(axis=1, keepdims=True) + 1e-7)
    return Features(points, np.sqrt(rows).astype(np.float32))


def pairs(page: Features, blank: Features, ratio: float, most: int = 0) -> npt.NDArray[np.int64]:
    """(n, 2) indices into page and blank of features that know each other and no one else."""
    wanted = page.descriptors[:most] if most else page.descriptors
    if len(wanted) == 0 or len(blank.descriptors) < 2:
        return np.empty((0, 2), np.int64)
    likeness = wanted @ blank.descriptors.T
    best = likeness.argmax(axis=1)
    rows = np.arange(len(wanted))
    top = likeness[rows, best]
    likeness[rows, best] = -1
    second = likeness.max(axis=1)
    near, far = 2 - 2 * top, 2 - 2 * second  # squared distances of unit vectors
    kept = rows[near < ratio * ratio * far]
    return np.stack([kept, best[kept]], axis=1)


def cached(picture: Grey, folder: Path | None, make: Any) -> dict[str, npt.NDArray[Any]]:
    """The arrays that `make()` computes from a picture, kept on disk under the picture's hash.

    Without a folder they are computed. Writing is atomic: many workers may start at once.
    """
    if folder is None:
        return dict(make())
    digest = hashlib.sha256(picture.tobytes() + repr(picture.shape).encode()).hexdigest()[:32]
    file = folder / f"{_FORMAT}-{digest}.npz"
    with suppress(OSError, ValueError, KeyError, zipfile.BadZipFile), np.load(file) as kept:
        return {name: kept[name] for name in kept.files}
    arrays: dict[str, npt.NDArray[Any]] = dict(make())
    with suppress(OSError):  # a cache that cannot be written is no cache, but no harm
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=folder, suffix=".part", delete=False) as out:
            np.savez(out, **arrays)  # type: ignore[arg-type]
        Path(out.name).replace(file)
    return arrays
