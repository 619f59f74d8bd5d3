"""Boxes for single letters that are open at the top and stand apart: a floor and two low walls."""

from __future__ import annotations

from typing import Final

import numpy as np
import numpy.typing as npt

from ocr.combs import TICK_REACH_MM, evenly, rows_of
from ocr.shapes import Mask, pieces

_WIDE_MM: Final = (3.2, 9.5)
_TALL_MM: Final = (1.0, 5.0)
_FLOOR: Final = 0.85  # of its width is ink in the rows of the floor
_BLURRED: Final = 0.5  # and in those above it that are its soft edge
_EDGE: Final = 0.12  # of its height, what may be of the soft edge below
_WALL: Final = 0.75  # of the rows over the floor hold ink at either end
_END: Final = 0.25  # of its width, as far as a wall may reach inwards
_HOLLOW: Final = 0.04  # of what is between the walls is ink, at most


def find(inked: Mask, pixels: float) -> tuple[Mask, Mask, npt.NDArray[np.int32]]:
    """Floors and walls of such boxes, at least four side by side, and the walls as boxes (n, 4):
    x0, y0, x1, y1, as high as letters reach. `inked` is ink without rules, `pixels` a
    millimetre."""
    labels, stats = pieces(inked)
    wide, tall = stats[:, 2], stats[:, 3]
    fit = (wide >= _WIDE_MM[0] * pixels) & (wide <= _WIDE_MM[1] * pixels)
    fit &= (tall >= _TALL_MM[0] * pixels) & (tall <= _TALL_MM[1] * pixels)
    fit[0] = False
    floors = {
        int(n): thick
        for n in np.flatnonzero(fit)
        if (thick := _floor(_picture(labels, stats[n], int(n)))) > 0
    }
    feet = stats[:, 1] + stats[:, 3]
    found = [n for row in rows_of(list(floors), feet, pixels) for n in evenly(row, stats, pixels)]
    lying, upright = np.zeros_like(inked), np.zeros_like(inked)
    sides = []
    for n in found:
        x, y, w, h = (int(v) for v in stats[n, :4])
        cup = _picture(labels, stats[n], n)
        floor = h - floors[n]
        lying[y + floor : y + h, x : x + w] |= cup[floor:]
        upright[y : y + floor, x : x + w] |= cup[:floor]
        thick = max(1, round(_END * w / 2))
        top = y - round(TICK_REACH_MM * pixels)
        sides += [(x, top, x + thick, y + h), (x + w - thick, top, x + w, y + h)]
    return lying, upright, np.array(sides, np.int32).reshape(-1, 4)


def _picture(labels: npt.NDArray[np.integer], box: npt.NDArray[np.int32], number: int) -> Mask:
    x, y, w, h = (int(v) for v in box[:4])
    return np.asarray(labels[y : y + h, x : x + w] == number, np.bool_)


def _floor(cup: Mask) -> int:
    """How many rows its floor is thick; 0 for what is no such box."""
    height, width = cup.shape
    share = cup.mean(axis=1)
    full = np.flatnonzero(share >= _FLOOR)
    if not len(full) or height - 1 - full[-1] > max(2, _EDGE * height):
        return 0
    start = int(full[-1])
    while start and share[start - 1] >= _BLURRED:
        start -= 1
    thick = height - start
    if thick > height / 2:
        return 0
    over, end = cup[: height - thick], max(1, round(_END * width))
    walls = over[:, :end].any(axis=1).mean(), over[:, -end:].any(axis=1).mean()
    hollow = over[:, end:-end].mean() if width > 2 * end else 1.0
    return thick if min(walls) >= _WALL and hollow <= _HOLLOW else 0
