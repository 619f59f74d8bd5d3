"""Pages of few pixels, drawn larger before their lines are looked for.

At less than some 150 dots an inch small print is ten pixels high and less: its letters run
together, and rules, dots and marks are of one size.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Final

import cv2
import numpy as np

from models.values import CleanPage
from ocr.plane import scaling

_LEAST_DPI: Final = 130.0
_TIMES: Final = 2


def enlarged(page: CleanPage) -> CleanPage:
    """The page twice as large where it has too few pixels, else as it is."""
    if page.dpi >= _LEAST_DPI:
        return page
    height, width = page.grey.shape
    size = (width * _TIMES, height * _TIMES)
    grey = np.asarray(cv2.resize(page.grey, size, interpolation=cv2.INTER_CUBIC), np.uint8)
    return replace(
        page, grey=grey, dpi=page.dpi * _TIMES, to_scan=page.to_scan @ scaling(1 / _TIMES)
    )
