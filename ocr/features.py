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
Measures = npt.NDArray[np.float32]  # (n,)
Pairs = npt.NDArray[np.int64]  # (n, 2), indices into page and blank

FEATURE_DPI: Final = 75.0  # SIFT doubles the picture itself before it looks
_MOST: Final = 1500  # of a sheet of A4
_A4: Final = 8.27 * 11.69  # square inches
_LARGEST: Final = 2.5  # sheets whose features are looked for at once
_FORMAT: Final = "2"  # of the files below; a new one makes old caches be ignored


@dataclass(frozen=True, slots=True, eq=False)
class Features:
    """Points in millimetres (blanks) or pixels (pages), the strongest first.

    `sizes` are in the unit of the points, `angles` in radians, clockwise as y runs down.
    """

    points: Points
    sizes: Measures
    angles: Measures
    descriptors: Descriptors

    def __len__(self) -> int:
        return len(self.points)

    def only(self, kept: npt.NDArray[np.bool_]) -> Features:
        """Some of them, in the same order."""
        return Features(
            self.points[kept], self.sizes[kept], self.angles[kept], self.descriptors[kept]
        )


def extract(grey: Grey) -> Features:
    """RootSIFT features of a picture at about FEATURE_DPI; points in its pixels."""
    sheets = grey.shape[0] * grey.shape[1] / FEATURE_DPI**2 / _A4
    most = round(_MOST * float(np.clip(sheets, 1.0, _LARGEST)))
    finder = cv2.SIFT_create(nfeatures=most, contrastThreshold=0.03)  # type: ignore[attr-defined]
    keys, found = finder.detectAndCompute(grey, None)
    if found is None or not len(keys):
        none = np.empty(0, np.float32)
        return Features(np.empty((0, 2), np.float32), none, none, np.empty((0, 128), np.float32))
    order = np.argsort([-key.response for key in keys])
    points = np.array([keys[i].pt for i in order], np.float32) + np.float32(0.5)
    sizes = np.array([keys[i].size for i in order], np.float32)
    angles = np.deg2rad(np.array([keys[i].angle for i in order], np.float32))
    # Hellinger distance instead of Euclidean (Arandjelovic and Zisserman 2012).
    rows = found[order] / (np.abs(found[order]).sum(axis=1, keepdims=True) + 1e-7)
    return Features(points, sizes, angles, np.sqrt(rows).astype(np.float32))


def pairs(page: Features, blank: Features, ratio: float) -> Pairs:
    """(n, 2) indices into page and blank of features that know each other and no one else."""
    if len(page) == 0 or len(blank) < 2:
        return np.empty((0, 2), np.int64)
    likeness = page.descriptors @ blank.descriptors.T
    best = likeness.argmax(axis=1)
    rows = np.arange(len(page))
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
