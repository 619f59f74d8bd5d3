"""A quick look at some lines of a page, before anybody knows how it lies or what is on it.

Letters close to each other are smeared together; what comes of it is nearly always a line. It
takes a few milliseconds, and loses the letters that touch a rule: lines for reading are found
with far more care by `ocr.lines`.
"""

from __future__ import annotations

from typing import Final

import numpy as np

from models.values import Grey
from ocr import light, shapes
from ocr.shapes import Mask

_MM: Final = 25.4
_LETTER_MM: Final = 14.0  # longer side of the largest letter; rules and frames are longer
_DUST_MM2: Final = 0.05
_BESIDE_MM: Final = 2.6  # smeared together: letters beside each other,
_OVER_MM: Final = 0.8  # and marks over letters
_LINE_MM: Final = (1.4, 16.0)  # heights of lines
_MARGIN_MM: Final = 0.4
_LINES: Final = 24


def glimpses(grey: Grey, dpi: float, most: int = _LINES) -> tuple[Grey, ...]:
    """Crops of up to `most` lines of a flattened page, the longest first."""
    pixels = dpi / _MM
    letters = _letters(np.asarray(grey < light.threshold(grey), np.bool_), pixels)
    smeared = shapes.closed(letters, round(_BESIDE_MM * pixels), 1)
    smeared = shapes.closed(smeared, 1, round(_OVER_MM * pixels))
    labels, stats = shapes.pieces(smeared)
    tall, wide = stats[:, 3], stats[:, 2]
    lines = (tall >= _LINE_MM[0] * pixels) & (tall <= _LINE_MM[1] * pixels) & (wide >= tall)
    lines[0] = False
    longest = sorted(np.flatnonzero(lines), key=lambda label: -int(wide[label]))[:most]
    margin = max(2, round(_MARGIN_MM * pixels))
    crops = []
    for label in longest:
        x, y, w, h = (int(v) for v in stats[label, :4])
        window = np.s_[max(0, y - margin) : y + h + margin, max(0, x - margin) : x + w + margin]
        crop = grey[window].copy()
        mine = shapes.grown(labels[window] == label, 2 * margin + 1)
        crop[~mine] = int(np.percentile(crop[::3, ::3], 80))
        crops.append(crop)
    return tuple(crops)


def _letters(inked: Mask, pixels: float) -> Mask:
    labels, stats = shapes.pieces(inked)
    kept = stats[:, 2:4].max(axis=1) <= _LETTER_MM * pixels
    kept &= stats[:, 4] >= _DUST_MM2 * pixels**2
    kept[0] = False
    return np.asarray(kept[labels], np.bool_)
