"""What lies around the paper: a scanner's black border, the desk, holes of a punch.

All of it is painted with paper; the picture keeps its size, so that nothing moves.
"""

from __future__ import annotations

from typing import Any, Final

import cv2
import numpy as np
import numpy.typing as npt

from models.values import Grey
from ocr import shapes
from ocr.plane import reduced
from ocr.shapes import Mask

_MM: Final = 25.4
_DPI: Final = 50.0  # at which borders are looked for
_DARK: Final = 0.3  # of the paper's light: no shadow is so deep
_SOLID_MM: Final = 2.2  # no letter that touches the edge is solid as far as this
_THIN_MM: Final = 1.0  # a thinner line along the edge is no border
_EDGE_MM: Final = 1.2  # how near the picture's edge a border begins
_GROW_MM: Final = 0.8  # the soft edge of a border
_LEAST: Final = 0.0005  # of the picture
_MOST: Final = 0.7  # more is a black page, not a border
#: Punch holes are 6 mm wide (ISO 838) or 7 to 8 mm; torn and copied ones look smaller.
_HOLE_MM: Final = (4.2, 9.0)
_HOLE_EDGE_MM: Final = 22.0  # their middle lies no further from the edge
_ROUND: Final = (0.70, 0.90)  # of its square a disc covers pi / 4
_ALONE_MM: Final = 2.0  # nothing is written so near a hole


def find(grey: Grey, dpi: float) -> Mask | None:
    """Dark areas along the edges of a picture as scanned, as a mask at 50 dpi; None: none."""
    small = reduced(grey, _DPI / dpi)
    pixels = min(dpi, _DPI) / _MM
    paper = float(np.percentile(small, 85))
    dark = np.asarray(small < _DARK * paper, np.bool_)
    if not _at_edge(dark, 1).any():
        return None
    framed = np.pad(dark, 8, constant_values=True)  # a thin border is solid with what lies beyond
    solid = shapes.opened(framed, max(2, round(_SOLID_MM * pixels)))
    solid = solid[8:-8, 8:-8] & dark
    labels, stats = shapes.pieces(solid)
    near = max(1, round(_EDGE_MM * pixels))
    kept = np.zeros(len(stats), np.bool_)
    kept[np.unique(labels[_at_edge(solid, near)])] = True
    kept &= stats[:, 2:4].min(axis=1) >= _THIN_MM * pixels
    kept[0] = False
    border = np.asarray(kept[labels], np.bool_)
    if not _LEAST <= border.mean() <= _MOST:
        return None
    return shapes.grown(border, 2 * max(1, round(_GROW_MM * pixels)) + 1)


def _at_edge(mask: Mask, near: int) -> Mask:
    edge = mask.copy()
    edge[near:-near, near:-near] = False
    return edge


def paint(grey: Grey, small: Mask) -> Grey:
    """The picture with a mask (of any size, stretched over it) painted with the paper beside."""
    height, width = grey.shape
    keep = (~small).astype(np.float32)
    few = reduced(grey, small.shape[1] / width)
    few = np.asarray(cv2.resize(few, small.shape[::-1]), np.uint8)
    paper = cv2.morphologyEx(few, cv2.MORPH_CLOSE, np.ones((5, 5), np.uint8)).astype(np.float32)
    whole = _spread(paper * keep, keep, float(np.percentile(few[~small], 85)))
    mask = cv2.resize(small.astype(np.uint8), (width, height), interpolation=cv2.INTER_LINEAR)
    fill = cv2.resize(whole, (width, height), interpolation=cv2.INTER_LINEAR)
    painted = grey.copy()
    np.copyto(painted, fill, where=mask.astype(np.bool_))
    return painted


def _spread(values: npt.NDArray[Any], weights: npt.NDArray[Any], otherwise: float) -> Grey:
    """The known values carried on into what is unknown, from near to far."""
    known = np.zeros_like(values)
    open_ = np.ones(values.shape, np.bool_)
    for sigma in (2.0, 8.0, 32.0):
        sums = cv2.GaussianBlur(values, (0, 0), sigma)
        share = cv2.GaussianBlur(weights, (0, 0), sigma)
        now = open_ & (share > 0.05)
        known[now] = sums[now] / share[now]
        open_ &= ~now
    known[open_] = otherwise
    return np.asarray(np.clip(known, 0, 255), np.uint8)


def find_holes(flat: Grey, dpi: float) -> list[tuple[int, int, int, int]]:
    """Punch holes of a flattened picture: boxes (x, y, width, height) in its pixels."""
    scale = min(1.0, 1.5 * _DPI / dpi)
    small = reduced(flat, scale)
    pixels = dpi * scale / _MM
    dark = np.asarray(small < 128, np.bool_)
    reach = round(_HOLE_EDGE_MM * pixels)
    low, high = (v * pixels for v in _HOLE_MM)
    # A hole is solid: writing is opened away, so that there is little left to number.
    solid = shapes.opened(_at_edge(dark, reach), max(3, round(0.55 * low)))
    if not solid.any():
        return []
    _, stats = shapes.pieces(solid)
    return [
        (int(x / scale), int(y / scale), int(np.ceil(w / scale)), int(np.ceil(h / scale)))
        for x, y, w, h, area in stats[1:]
        if low <= min(w, h)
        and max(w, h) <= high
        and max(w, h) <= 1.25 * min(w, h)
        and _ROUND[0] <= area / (w * h) <= _ROUND[1]
        and _alone(dark, (int(x), int(y), int(w), int(h)), pixels)
    ]


def _alone(dark: Mask, box: tuple[int, int, int, int], pixels: float) -> bool:
    """Nothing dark in a ring around it."""
    x, y, w, h = box
    near, far = round(0.6 * pixels) + 1, round(_ALONE_MM * pixels)
    outer = dark[max(0, y - far) : y + h + far, max(0, x - far) : x + w + far]
    inner = dark[max(0, y - near) : y + h + near, max(0, x - near) : x + w + near]
    return int(outer.sum()) - int(inner.sum()) <= 3


def fill_holes(flat: Grey, holes: list[tuple[int, int, int, int]], dpi: float) -> Grey:
    """White discs over the holes of a flattened picture."""
    painted = flat.copy()
    grow = 0.7 * dpi / _MM
    for x, y, w, h in holes:
        middle = round(x + w / 2), round(y + h / 2)
        cv2.circle(painted, middle, round(max(w, h) / 2 + grow), (255,), -1)
    return painted
