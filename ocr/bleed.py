"""Print of the reverse side that shines through thin paper.

It is pale, since paper lies before it, and soft, since paper scatters light. A pencil is pale and
sharp, a bad focus is soft and dark: neither is taken for it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import cv2
import numpy as np
import numpy.typing as npt

from models.values import Grey
from ocr import shapes
from ocr.plane import reduced
from ocr.shapes import Mask

_MM: Final = 25.4
_DPI: Final = 150.0
_CALM: Final = 0.6  # blur against noise
_FAINTEST: Final = 20  # grey levels below paper from which anything is looked at
_LETTER_MM: Final = (0.9, 12.0)
_LEAST_PALE: Final = 0.002  # of the page
_SOLID: Final = 11  # pixels; no stroke is as broad, a shaded box is
_STRONG: Final = 110
_BROAD: Final = 1.3  # times as much between the two as strong ink
_PALE: Final = 0.62  # of the page's strong ink, at most
_SOFTER: Final = 0.78  # of the strong ink's sharpness, at most
_LEAST: Final = 30  # ghosts of letters
_SHARE: Final = 0.12  # of all letters
_CELLS: Final = (4, 6)  # of the page, across and down
_SPREAD: Final = 4  # cells that have some
_EDGE_MM: Final = 0.25  # how far the soft edge and thin ends of a stroke reach
_SPARE: Final = 1.15  # times the ghosts' darkness is taken away


@dataclass(frozen=True, slots=True, eq=False)
class Ghosts:
    """How dark they are at most (grey levels below paper), their share of the page's letters,
    and where, at 150 dpi, something pale is crisp and stays."""

    depth: int
    share: float
    kept: Mask


def find(flat: Grey, dpi: float) -> Ghosts | None:
    """Ghosts of the reverse side on a flattened page; None when there are few or none."""
    small = reduced(flat, _DPI / dpi)
    depth = np.asarray(255 - cv2.GaussianBlur(small, (0, 0), _CALM), np.uint8)
    if not _something_pale(depth):
        return None
    labels, stats = shapes.pieces(np.asarray(depth > _FAINTEST, np.bool_))
    low, high = (v * min(dpi, _DPI) / _MM for v in _LETTER_MM)
    tall, wide = stats[:, 3], stats[:, 2]
    letters = (tall >= low) & (tall <= high) & (wide <= 3 * high)
    letters[0] = False
    if letters.sum() < 2 * _LEAST:
        return None
    across = cv2.convertScaleAbs(cv2.Sobel(depth, cv2.CV_16S, 1, 0, ksize=1))
    edge = np.maximum(across, cv2.convertScaleAbs(cv2.Sobel(depth, cv2.CV_16S, 0, 1, ksize=1)))
    deepest, sharpest = _most(labels, depth, len(stats)), _most(labels, edge, len(stats))
    ink = float(np.percentile(depth[depth > 60], 75)) if (depth > 60).any() else 0.0
    strong = letters & (deepest >= 0.8 * ink)
    pale = letters & (deepest <= _PALE * ink)
    if strong.sum() < _LEAST or pale.sum() < _LEAST:
        return None
    crisp = sharpest / np.maximum(deepest, 1)
    limit = _SOFTER * float(np.median(crisp[strong]))
    ghosts = pale & (crisp <= limit)
    share = float(ghosts.sum()) / float(letters.sum())
    if ghosts.sum() < _LEAST or share < _SHARE or _cells(stats[ghosts], small) < _SPREAD:
        return None
    depth_of_all = round(float(np.percentile(deepest[ghosts], 97)))
    kept = pale & (crisp > limit)
    return Ghosts(depth_of_all, share, np.asarray(kept[labels], np.bool_))


def _something_pale(depth: Grey) -> bool:
    """Whether there is more that is pale than soft edges and shaded areas. Costs little."""
    dark = np.asarray(depth > 2 * _FAINTEST, np.bool_)
    pale = np.asarray(depth > _FAINTEST, np.bool_)
    alone = pale & ~shapes.grown(dark, 5)
    strokes = alone & ~shapes.opened(pale, _SOLID)
    # Ghosts as dark as that have no pale pixels but their edges: those are broad.
    middling = int((depth > 2 * _FAINTEST).sum()) - int((depth > _STRONG).sum())
    return bool(strokes.mean() > _LEAST_PALE or middling > _BROAD * int((depth > _STRONG).sum()))


def _most(labels: shapes.Labels, values: Grey, count: int) -> npt.NDArray[np.float32]:
    """The largest value within each piece."""
    there = labels > 0
    most = np.zeros(count, np.uint8)
    np.maximum.at(most, labels[there], values[there])
    return most.astype(np.float32)


def _cells(stats: shapes.Stats, small: Grey) -> int:
    across = (stats[:, 0] * _CELLS[0]) // small.shape[1]
    down = (stats[:, 1] * _CELLS[1]) // small.shape[0]
    return len(np.unique(across + 10 * down))


def lift(flat: Grey, ghosts: Ghosts, dpi: float) -> Grey:
    """The page with its ghosts made paper. Ink that is darker stays, with its soft edges."""
    height, width = flat.shape
    level = 255 - min(200, round(_SPARE * ghosts.depth))
    around = 2 * max(1, round(_EDGE_MM * dpi / _MM)) + 1
    ink = shapes.grown(np.asarray(flat < level, np.bool_), around)
    crisp = shapes.grown(ghosts.kept, 3).view(np.uint8)
    kept = cv2.resize(crisp, (width, height), interpolation=cv2.INTER_NEAREST)
    lifted = flat.copy()
    np.copyto(lifted, np.uint8(255), where=~ink & (kept == 0))
    return lifted
