"""The ink that is seen in a zone and as far around it as a line of writing can reach."""

from __future__ import annotations

from typing import Final

import numpy as np

from models.values import Box
from ocr.sheet import Piece, Sheet

_MM: Final = 25.4
_REACH_MM: Final = 2.2  # how far ink of a line may hang out of its zone, up and down
_SIDE_MM: Final = 1.0


def seen(sheet: Sheet, zone: Box) -> list[Piece]:
    """Pieces in and around the zone, as far as a line can reach."""
    pixels = sheet.dpi / _MM
    height, width = sheet.grey.shape
    x0 = int(np.clip(zone.x0 - _SIDE_MM * pixels, 0, width))
    y0 = int(np.clip(zone.y0 - _REACH_MM * pixels, 0, height))
    x1 = int(np.clip(np.ceil(zone.x1 + _SIDE_MM * pixels), 0, width))
    y1 = int(np.clip(np.ceil(zone.y1 + _REACH_MM * pixels), 0, height))
    labels = sheet.labels[y0:y1, x0:x1]
    if labels.size == 0:
        return []
    areas = np.bincount(labels.ravel())
    inner = labels[
        max(0, round(zone.y0) - y0) : max(0, round(zone.y1) - y0),
        max(0, round(zone.x0) - x0) : max(0, round(zone.x1) - x0),
    ]
    within = np.bincount(inner.ravel(), minlength=len(areas))
    found = []
    for label in (int(n) + 1 for n in np.flatnonzero(areas[1:])):
        x, y, w, h = (int(v) for v in sheet.stats[label, :4])
        box = max(x, x0), max(y, y0), min(x + w, x1), min(y + h, y1)
        share = float(within[label]) / float(areas[label])
        found.append(Piece(label, *box, int(areas[label]), share))
    return found
