"""Backgrounds printed as a screen of dots, as faxes and cheap copies have grey: from afar they
are grey, to a reader each dot is ink.

What tells them from small print: ink and paper change places as often down the page as along it,
and more often than letters do, over several millimetres.
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
_DPI: Final = 42.0
_SMALLEST: Final = 64  # pixels
_GREY: Final = (60.0, 240.0)  # what a screen is from afar
_LEAST: Final = 0.01  # of the page is of that grey, or nobody looks closer
_DARK: Final = 0.72  # of what it is on the average around: ink
#: Dots a millimetre along and down the page, times how thin they are. Measured: dense print 2.3
#: and less, screens of 25 to 90 lines an inch 3.5 to 15.
_FINE: Final = 3.8
_OVER_MM: Final = 3.0
_MAYBE: Final = 2.7
_PATCH_MM: Final = 4.8  # smallest patch
_LEAST_MM2: Final = 150.0
_FINE_DPI: Final = 260.0  # from here a dot is larger than half of nine pixels


def find(grey: Grey, dpi: float) -> tuple[Mask, float] | None:
    """Where a page as scanned is screened (a mask at about 42 dpi), and mm2 of it."""
    height, width = grey.shape
    if min(height, width) < _SMALLEST:
        return None
    scale = min(1.0, _DPI / dpi)
    size = max(1, round(width * scale)), max(1, round(height * scale))
    pixels = dpi * scale / _MM
    over = 2 * max(1, round(_OVER_MM * pixels / 2)) + 1
    mean = cv2.blur(reduced(grey, scale), (over, over))
    middling = (mean > _GREY[0]) & (mean < _GREY[1])
    if middling.mean() < _LEAST:
        return None
    level = cv2.resize(mean, (width, height), interpolation=cv2.INTER_LINEAR)
    patch = max(3, round(_PATCH_MM * pixels))
    # A few rows and columns tell whether to look at all of them.
    for step, fine in ((max(1, round(1 / scale)), _MAYBE), (1, _FINE)):
        rows, columns = _ink(grey, level, step), _ink(grey.T, level.T, step)
        dots = middling & (_fineness(rows, columns, size, over, dpi) > fine)
        solid = shapes.opened(np.asarray(dots, np.bool_), patch)
        area = float(solid.sum()) / pixels**2
        if area < _LEAST_MM2 * fine / _FINE:
            return None
    return shapes.grown(solid, over), area


def _fineness(
    rows: Any, columns: Any, size: tuple[int, int], over: int, dpi: float
) -> npt.NDArray[np.float32]:
    """Dots a millimetre both ways, the fewer of them, times how thin they are."""
    along = _dots(cv2.absdiff(rows[:, 1:], rows[:, :-1]), size, over, dpi)
    down = _dots(cv2.absdiff(columns[:, 1:], columns[:, :-1]), size[::-1], over, dpi).T
    ink = _share(rows, size, over)
    return np.asarray(np.minimum(along, down) * (along + down) / np.maximum(ink, 0.02))


def _ink(grey: Any, level: Any, step: int) -> Any:
    """The ink (255) of one row in `step`, unevenly chosen: even steps beat with the screen."""
    count = grey.shape[0] // step
    chosen = (np.arange(count) + (np.arange(count) * 0.618) % 1) * step
    rows = np.arange(count) if step == 1 else chosen.astype(np.int32)
    around = cv2.convertScaleAbs(np.ascontiguousarray(level[rows]), alpha=_DARK)
    return cv2.compare(np.ascontiguousarray(grey[rows]), around, cv2.CMP_LT)


def _dots(changes: Any, size: tuple[int, int], over: int, dpi: float) -> npt.NDArray[np.float32]:
    """Dots a millimetre, from where ink and paper change places: twice a dot."""
    return _share(changes, size, over) * np.float32(dpi / _MM / 2)


def _share(mask: Any, size: tuple[int, int], over: int) -> npt.NDArray[np.float32]:
    small = cv2.resize(mask, size, interpolation=cv2.INTER_AREA).astype(np.float32)
    return np.asarray(cv2.blur(small, (over, over)) / 255, np.float32)


def melted(grey: Grey, mask: Mask, dpi: float) -> Grey:
    """The page without the dots of its screens.

    By a median: a blur that melts them makes a grey that flattening takes away, but costs more of
    the print than the dots do (27 of 52 values against 40; 34 with the dots left in).
    """
    height, width = grey.shape
    soft = cv2.medianBlur(grey, 3 if dpi < _FINE_DPI else 5)
    where = cv2.resize(mask.astype(np.uint8), (width, height), interpolation=cv2.INTER_NEAREST)
    return np.where(where > 0, soft, grey).astype(np.uint8)
