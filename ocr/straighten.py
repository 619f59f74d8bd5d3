"""Pages of no known form: upright and straight by their own lines."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

import numpy as np

from models.values import CleanPage, Grey, Matrix, PageImage
from ocr import light, quality, skew
from ocr.looks import look
from ocr.plane import grey_of, resized, scaling, warp
from ocr.upright import WayUp, is_text, scripts_of, turned_over, view, way_up

_A4_INCHES: Final = 11.69
_MOST_DPI: Final = 300.0
_LOOK_DPI: Final = 120.0  # enough to see scripts and which way up they stand
_CERTAIN: Final = 0.98  # of the way up: below it the page is looked at from all sides
_A_GUESS: Final = 0.25


def guessed_dpi(grey: Grey) -> float:
    """The resolution of a page that does not tell: its longer side taken for A4's."""
    return float(max(grey.shape)) / _A4_INCHES


def straighten(page: PageImage) -> CleanPage:
    """The page upright, straight and evenly lit, whole, at 300 dpi or less.

    Whether it lies on its side is seen by how its lines run, which way up by how they look;
    where their run leaves a doubt, they are looked at from all four sides. The page says how
    sure that is (`upright`) and which scripts stand on it. A page that is blank, or shows no text
    from any side, is left as it lay.
    """
    scan = grey_of(page.image)
    dpi = page.dpi or guessed_dpi(scan)
    flat = light.flatten(scan, dpi)
    if quality.is_blank(flat, dpi):
        return _turned(page.number, flat, dpi, 0, 0.0)
    lie = skew.find(flat, dpi)
    way, angle = _seen(page.number, flat, dpi, lie)
    clean = _turned(page.number, flat, dpi, way.rotation, angle)
    return replace(clean, upright=way.sure, scripts=way.scripts)


def _seen(number: int, flat: Grey, dpi: float, lie: skew.Lie) -> tuple[WayUp, float]:
    """The way up by the looks of the lines, and the skew that goes with it."""
    scale = min(1.0, _LOOK_DPI / dpi)
    small, _ = resized(flat, scale)
    lying = _turned(number, small, dpi * scale, 90 if lie.sideways else 0, lie.angle)
    views = [view(lying)]
    way = way_up([seen for seen, _ in views])
    across = way.rotation % 180 != lying.rotation % 180
    if not lie.sure or across or way.sure < _CERTAIN:
        turned = _turned(number, small, dpi * scale, 0 if lie.sideways else 90, lie.other)
        views.append(view(turned))
        way = way_up([seen for seen, _ in views])
    if not any(is_text(seen.looks) for seen, _ in views):
        return WayUp(0, _A_GUESS), 0.0
    seen, crops = next(item for item in views if item[0].rotation % 180 == way.rotation % 180)
    looks = seen.looks if seen.rotation == way.rotation else look(turned_over(crops))
    angle = lie.angle if seen.rotation == lying.rotation else lie.other
    return replace(way, scripts=scripts_of(looks)), angle


def _turned(number: int, flat: Grey, dpi: float, rotation: int, angle: float) -> CleanPage:
    """The flattened scan turned clockwise by `rotation` and back by its skew."""
    height, width = flat.shape
    scale = min(1.0, _MOST_DPI / dpi)
    turn = np.deg2rad(angle - rotation)  # of the clean page's axes, as seen on the scan
    cos, sin = np.cos(turn), np.sin(turn)
    clean_w = round((abs(cos) * width + abs(sin) * height) * scale)
    clean_h = round((abs(sin) * width + abs(cos) * height) * scale)
    to_scan = (
        _shift(width / 2, height / 2)
        @ np.array([[cos, -sin, 0], [sin, cos, 0], [0, 0, 1]], np.float64)
        @ scaling(1 / scale)
        @ _shift(-clean_w / 2, -clean_h / 2)
    )
    plain = rotation == 0 and angle == 0 and scale == 1
    grey = flat if plain else warp(flat, to_scan, clean_w, clean_h, fine=True)
    return CleanPage(
        number=number,
        grey=grey,
        dpi=dpi * scale,
        rotation=rotation,
        to_scan=to_scan,
        quality=quality.measure(grey, dpi * scale, angle),
        scan_width=width,
        scan_height=height,
    )


def _shift(x: float, y: float) -> Matrix:
    return np.array([[1, 0, x], [0, 1, y], [0, 0, 1]], np.float64)
