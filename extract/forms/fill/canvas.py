"""A page that ink is laid upon; grey or colour. Positions are pixels of the page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np

from models.values import Box, Colour, Grey

Point = tuple[float, float]
_INK: int = 64  # coverage from which a pixel counts as ink
_SHIFT: int = 4  # fractional bits of OpenCV's drawing coordinates


@dataclass(frozen=True, slots=True, eq=False)
class Canvas:
    """`pixels` is (h, w) or (h, w, 3) and is drawn upon; `dpi` is its resolution."""

    pixels: Grey | Colour
    dpi: float

    def px(self, mm: float) -> float:
        return mm / 25.4 * self.dpi

    def lay(
        self, mask: Grey, left: int, top: int, colour: tuple[int, int, int], strength: float = 1.0
    ) -> Box | None:
        """Multiply ink onto the page at (left, top); returns the box of what can be seen of it."""
        height, width = self.pixels.shape[:2]
        x0, y0 = max(left, 0), max(top, 0)
        x1, y1 = min(left + mask.shape[1], width), min(top + mask.shape[0], height)
        if x1 <= x0 or y1 <= y0:
            return None
        cut = mask[y0 - top : y1 - top, x0 - left : x1 - left]
        rows, columns = np.flatnonzero(cut.max(axis=1) > _INK), np.flatnonzero(cut.max(0) > _INK)
        if not rows.size:
            return None
        cover = cut.astype(np.float32) * (strength / 255)
        under = self.pixels[y0:y1, x0:x1]
        if self.pixels.ndim == 2:
            grey = 0.299 * colour[0] + 0.587 * colour[1] + 0.114 * colour[2]
            under[:] = under * (1 - cover * (1 - grey / 255))
        else:
            left_of_white = 1 - np.asarray(colour, np.float32) / 255
            under[:] = under * (1 - cover[..., None] * left_of_white)
        return Box(
            x0 + int(columns[0]),
            y0 + int(rows[0]),
            x0 + int(columns[-1]) + 1,
            y0 + int(rows[-1]) + 1,
        )

    def stroke(
        self,
        lines: Sequence[Sequence[Point]],
        thickness: float,
        colour: tuple[int, int, int],
        strength: float = 1.0,
    ) -> Box | None:
        """Pen strokes through page points; `thickness` in pixels."""
        points = [p for line in lines for p in line]
        pad = int(thickness) + 3
        left = int(min(p[0] for p in points)) - pad
        top = int(min(p[1] for p in points)) - pad
        width = int(max(p[0] for p in points)) - left + pad
        height = int(max(p[1] for p in points)) - top + pad
        mask = np.zeros((height, width), np.uint8)
        scaled = [
            np.round((np.asarray(line) - (left, top)) * (1 << _SHIFT)).astype(np.int32)
            for line in lines
        ]
        cv2.polylines(mask, scaled, False, 255, max(1, round(thickness)), cv2.LINE_AA, shift=_SHIFT)
        return self.lay(mask, left, top, colour, strength)


def union(boxes: Sequence[Box]) -> Box:
    """The smallest box around all of them; there must be one."""
    return Box(
        min(b.x0 for b in boxes),
        min(b.y0 for b in boxes),
        max(b.x1 for b in boxes),
        max(b.y1 for b in boxes),
    )
