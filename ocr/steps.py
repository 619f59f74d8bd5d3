"""What is done to a page before anybody looks for its form or its lines, in order.

Each step has a measure and is taken only when its measure asks for it. What was done is kept with
the page. Nothing here moves a pixel but to make pixels square or fewer; `to_scan` has that.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
import numpy.typing as npt

from models.values import Colour, Grey, Matrix, PageImage, Step
from ocr import bleed, borders, colour, contrast, edges, light, rings, screen, speckle, unstamp
from ocr.plane import grey_of, reduced
from ocr.shapes import Mask
from ocr.size import is_bilevel, sized
from ocr.written import is_black

_MM: Final = 25.4
_RING_DPI: Final = 50.0


@dataclass(frozen=True, slots=True, eq=False)
class Prepared:
    """A page as scanned, cleaned where it lies: `grey` is evenly lit, `to_scan` maps its pixels
    to the scan's. `stamps` covers stamps and `pens` coloured strokes (masks of any size, to be
    stretched over the picture); `corners` are the sheet's, if all four were seen; `black`: the
    scan shows no paper; `bilevel`: it is black and white alone."""

    grey: Grey
    dpi: float
    to_scan: Matrix
    stamps: Mask | None
    pens: Mask | None
    corners: npt.NDArray[np.float64] | None
    steps: tuple[Step, ...]
    black: bool = False
    bilevel: bool = False


Taken = tuple[Grey, float]
_Step = Callable[[Grey, float], Taken | None]


def prepare(page: PageImage, skip: frozenset[str] = frozenset()) -> Prepared:
    """Take every step that the page asks for, but those named in `skip`."""
    size = sized(page.image, page.dpi)
    steps = [Step(size.name, round(size.measure, 3))] if size.name else []
    grey, stamps, pens = _without_colour(size.picture, size.dpi, steps, "stamps" not in skip)
    around = edges.find(grey)
    border = None if "borders" in skip else borders.find(grey, size.dpi)
    if border is not None:
        grey = borders.paint(grey, border)
        steps.append(Step("borders", round(float(border.mean()), 4)))
    if around is not None and "desk" not in skip:
        grey = borders.paint(grey, around.outside)
        steps.append(Step("desk", round(float(around.outside.mean()), 4)))
    start = Prepared(
        grey,
        size.dpi,
        size.to_scan,
        stamps,
        pens,
        None if around is None else around.corners(),
        tuple(steps),
        is_black(grey),
        size.name == "fax" or is_bilevel(grey),
    )
    done = start
    for name, step in STEPS:
        if name not in skip:
            done = _taken(done, name, step)
    if done.stamps is None:
        done = replace(done, stamps=_rings(done.grey, done.dpi))
    return done


def _without_colour(
    picture: Grey | Colour, dpi: float, steps: list[Step], take_off: bool
) -> tuple[Grey, Mask | None, Mask | None]:
    """The grey of a page, without such stamps as can be taken off it, and where colour is."""
    grey = grey_of(picture)
    found = colour.find(picture, dpi) if picture.ndim == 3 else None
    if found is None:
        return grey, None, None
    if take_off and any(stamp.apart for stamp in found.stamps):
        grey = unstamp.without_stamps(picture, grey, found, dpi)
        steps.append(Step("stamps", float(sum(stamp.apart for stamp in found.stamps))))
    areas = [stamp.area for stamp in found.stamps]
    stamps = np.logical_or.reduce(areas) if areas else None
    return grey, stamps, found.pens if found.pens.any() else None


def _taken(page: Prepared, name: str, step: _Step) -> Prepared:
    taken = step(page.grey, page.dpi)
    if taken is None:
        return page
    grey, measure = taken
    return replace(page, grey=grey, steps=(*page.steps, Step(name, round(measure, 4))))


def _screens(grey: Grey, dpi: float) -> Taken | None:
    found = screen.find(grey, dpi)
    return None if found is None else (screen.melted(grey, found[0], dpi), found[1])


def _light(grey: Grey, dpi: float) -> Taken | None:
    flat = light.flatten(grey, dpi)
    return None if flat is grey else (flat, light.unevenness(grey, dpi))


def _holes(flat: Grey, dpi: float) -> Taken | None:
    found = borders.find_holes(flat, dpi)
    return (borders.fill_holes(flat, found, dpi), float(len(found))) if found else None


def _speckle(flat: Grey, dpi: float) -> Taken | None:
    found = speckle.often(flat, dpi)
    return (speckle.cleaned(flat, dpi), found) if speckle.is_dirty(found) else None


def _bleed(flat: Grey, dpi: float) -> Taken | None:
    found = bleed.find(flat, dpi)
    return None if found is None else (bleed.lift(flat, found, dpi), found.share)


def _faint(flat: Grey, dpi: float) -> Taken | None:
    found = contrast.depth(flat)
    return (contrast.strengthened(flat, found), found) if contrast.is_faint(flat, found) else None


#: Further steps in order: on the page as scanned up to `light`, on evenly lit paper after it.
STEPS: Final[tuple[tuple[str, _Step], ...]] = (
    ("screens", _screens),
    ("light", _light),
    ("holes", _holes),
    ("speckle", _speckle),
    ("bleed", _bleed),
    ("faint", _faint),
)


def _rings(flat: Grey, dpi: float) -> Mask | None:
    """Round stamps of a page without colour: where they lie; they stay in the picture."""
    small = reduced(flat, _RING_DPI / dpi)
    pixels = min(dpi, _RING_DPI) / _MM
    found = rings.find(light.ink(small), pixels)
    areas = rings.areas(found, small.shape, pixels)
    return np.logical_or.reduce(areas) if areas else None
