"""What can be measured of a tick box, as numbers between 0 and 1.

All lengths are in sides of the box, so that boxes of every size and resolution compare. The box
and what lies about it are sampled on one grid; ink that the blank has there too is not counted.
"""

from __future__ import annotations

from typing import Final

import cv2
import numpy as np
import numpy.typing as npt

from models.values import Box
from ocr.marks.place import Place
from ocr.shapes import Mask
from ocr.sheet import Sheet

Field = npt.NDArray[np.float32]  # (rows, columns), 0 paper .. 1 ink

#: what is measured, in the order of `facts_of`
NAMES: Final = (
    "ink", "core", "pale", "spread", "long", "mass", "edge", "left", "right", "through", "ring",
    "ring_least", "far", "large", "stamped", "specks", "outline", "across", "busy", "dense",
    "known",
)  # fmt: skip
_GRID: Final = 20  # samples to a side
_OUT: Final = 0.7  # sides seen around the box
_CORE: Final = 0.27  # of a side, beyond which it is the middle of the box
_ROOM: Final = 0.05  # of a side, paper left beside the outline
_INK: Final = 0.5  # a sample is ink from here
_PALE: Final = 0.22  # and pale ink from here, after a little blur
_RING: Final = (0.06, 0.22)  # sides from the outline: where scribbles leave the box
_BESIDE_MM: Final = (0.35, 1.1)  # left and right of the box, where a line through it goes on
_FAR_MM: Final = (1.1, 2.0)
_MIDDLE: Final = (0.12, 0.88)  # of the height; a tick's tail leaves higher up
_STAMP_MM: Final = (8.0, 3.0)  # longer and shorter side from which ink is no tick of a pen
_RING_MM: Final = (16.0, 10.0)  # and from which it is no line through a box and its words
_MM: Final = 25.4
_LEAST_CONTRAST: Final = 70.0  # grey levels between paper and ink
_CELLS: Final = 4
_SPECK: Final = 3  # samples
_MANY_SPECKS: Final = 12
_NEAR_PRINT_MM: Final = 0.25


def facts_of(sheet: Sheet, place: Place, stamps: Mask | None = None) -> tuple[float, ...]:
    """The facts of the box at `place`, in the order of NAMES. `stamps`: where stamps lie."""
    dark = _sampled(sheet, place.box)
    new = dark & ~_printed(sheet, place.box)
    inset = _inset(place)
    inner = _window(dark, inset, 1 - inset)
    core = _window(dark, max(_CORE, inset), 1 - max(_CORE, inset))
    pale = _window(_pale(sheet, place.box), inset, 1 - inset)
    long, mass = _largest(inner)
    ink, middle = float(inner.mean()), float(core.mean())
    mm = sheet.dpi / _MM / max(1.0, place.box.width)  # a millimetre in sides
    left, right = _beside(new, -1, _BESIDE_MM, mm), _beside(new, 1, _BESIDE_MM, mm)
    ring = sorted(_ring(new))
    values = (
        ink,
        middle,
        float(pale.mean()),
        _spread(inner),
        long,
        mass,
        _edge(inner),
        left,
        right,
        min(left, right),
        ring[2],
        ring[1],
        _beside(new, 1, _FAR_MM, mm),
        float(_large(sheet, place.box)),
        _stamped(stamps, place.box),
        _specks(new),
        place.outline,
        _across(inner),
        float(new.mean()),
        _dense(inner),
        float(sheet.printed is not None),
    )
    return tuple(float(np.clip(v, 0.0, 1.0)) for v in values)


def _map(box: Box) -> npt.NDArray[np.float64]:
    """Grid points to pixels: an affine (2, 3) for cv2, in pixel centres."""
    step_x, step_y = box.width / _GRID, box.height / _GRID
    return np.array(
        [
            [step_x, 0.0, box.x0 - _OUT * box.width + step_x / 2 - 0.5],
            [0.0, step_y, box.y0 - _OUT * box.height + step_y / 2 - 0.5],
        ]
    )


def _seen(picture: npt.NDArray[np.uint8], box: Box, outside: int) -> Field:
    """The picture about a box on the grid, each sample the mean of what it covers."""
    size = round(_GRID * (1 + 2 * _OUT))
    coarse = max(box.width, box.height) / _GRID
    if coarse > 1.3:  # a warp looks at four pixels: the mean is taken before
        reach = round(coarse)
        margin = 2 * reach + 2
        x0, y0 = int(box.x0 - _OUT * box.width) - margin, int(box.y0 - _OUT * box.height) - margin
        x1, y1 = int(box.x1 + _OUT * box.width) + margin, int(box.y1 + _OUT * box.height) + margin
        x0, y0 = max(0, x0), max(0, y0)
        part = picture[y0 : max(y0 + 1, y1), x0 : max(x0 + 1, x1)]
        picture = np.asarray(cv2.blur(part, (reach, reach)), np.uint8)
        box = Box(box.x0 - x0, box.y0 - y0, box.x1 - x0, box.y1 - y0)
    return np.asarray(
        cv2.warpAffine(
            picture,
            _map(box),
            (size, size),
            flags=cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP,
            borderValue=(outside,),
        ),
        np.float32,
    )


def _sampled(sheet: Sheet, box: Box) -> npt.NDArray[np.bool_]:
    return np.asarray(_seen(sheet.inked.view(np.uint8) * np.uint8(255), box, 0) > 255 * _INK)


def _pale(sheet: Sheet, box: Box) -> npt.NDArray[np.bool_]:
    """Ink however faint, blurred a little against noise."""
    grey = cv2.GaussianBlur(_seen(sheet.grey, box, 255), (0, 0), 0.8)
    paper, black = np.percentile(grey, 85), np.percentile(grey, 2)
    contrast = max(_LEAST_CONTRAST, float(paper - black))
    return np.asarray((paper - grey) / contrast > _PALE, np.bool_)


def _printed(sheet: Sheet, box: Box) -> npt.NDArray[np.bool_]:
    """What the blank has there, with its soft edges; nothing where no blank is known."""
    size = round(_GRID * (1 + 2 * _OUT))
    if sheet.printed is None:
        return np.zeros((size, size), np.bool_)
    known = np.asarray(_seen(sheet.printed, box, 255) < 190, np.uint8)
    near = max(1, round(_NEAR_PRINT_MM * sheet.dpi / _MM / max(box.width, 1.0) * _GRID))
    return np.asarray(cv2.dilate(known, np.ones((2 * near + 1, 2 * near + 1), np.uint8)) > 0)


def _inset(place: Place) -> float:
    side = min(place.box.width, place.box.height)
    return float(np.clip(place.thick / 2 / side + _ROOM + 0.5 / _GRID, 0.08, 0.24))


def _window(field: npt.NDArray[np.bool_], start: float, end: float) -> npt.NDArray[np.bool_]:
    """Rows and columns between two shares of the box's side."""
    a, b = (round((_OUT + share) * _GRID) for share in (start, end))
    return field[a:b, a:b]


def _largest(inner: npt.NDArray[np.bool_]) -> tuple[float, float]:
    """The longer extent and the area of the largest piece of ink, of the inside."""
    count, _, stats, _ = cv2.connectedComponentsWithStats(inner.view(np.uint8), connectivity=8)
    if count < 2:
        return 0.0, 0.0
    n = 1 + int(stats[1:, cv2.CC_STAT_AREA].argmax())
    long = max(stats[n, cv2.CC_STAT_WIDTH], stats[n, cv2.CC_STAT_HEIGHT]) / max(1, inner.shape[0])
    return float(long), float(stats[n, cv2.CC_STAT_AREA]) / inner.size


def _spread(inner: npt.NDArray[np.bool_]) -> float:
    """The share of a few cells of the inside that have ink."""
    small = cv2.resize(inner.astype(np.float32), (_CELLS, _CELLS), interpolation=cv2.INTER_AREA)
    return float((np.asarray(small) > 0.12).mean())


def _edge(inner: npt.NDArray[np.bool_]) -> float:
    """The share of the inside's ink that lies close to the outline."""
    rim = max(1, inner.shape[0] // 5)
    total = int(inner.sum())
    return 1 - int(inner[rim:-rim, rim:-rim].sum()) / total if total else 0.0


def _across(inner: npt.NDArray[np.bool_]) -> float:
    """How far ink reaches from side to side, whichever way it reaches less."""
    return min(float(inner.any(axis=0).mean()), float(inner.any(axis=1).mean()))


def _dense(inner: npt.NDArray[np.bool_]) -> float:
    """The share of the inside that ink fills when gaps of a pen's width are closed."""
    closed = cv2.morphologyEx(inner.view(np.uint8), cv2.MORPH_CLOSE, np.ones((4, 4), np.uint8))
    return float(np.asarray(closed).mean())


def _beside(new: npt.NDArray[np.bool_], way: int, place: tuple[float, float], mm: float) -> float:
    """The share of columns with new ink at the box's middle, left (-1) or right (1) of it."""
    edge = _OUT if way < 0 else _OUT + 1
    a, b = sorted(round((edge + way * far * mm) * _GRID) for far in place)
    rows = slice(*(round((_OUT + share) * _GRID) for share in _MIDDLE))
    strip = new[rows, max(0, a) : max(0, b)]
    return float(strip.any(axis=0).mean()) if strip.size else 0.0


def _ring(new: npt.NDArray[np.bool_]) -> tuple[float, float, float, float]:
    """How much of each side's length has new ink just outside it: left, right, top, bottom."""
    start, end = round(_OUT * _GRID), round((_OUT + 1) * _GRID)
    near, far = (round(share * _GRID) for share in _RING)
    return (
        float(new[start:end, start - far : start - near].any(axis=1).mean()),
        float(new[start:end, end + near : end + far].any(axis=1).mean()),
        float(new[start - far : start - near, start:end].any(axis=0).mean()),
        float(new[end + near : end + far, start:end].any(axis=0).mean()),
    )


def _large(sheet: Sheet, box: Box) -> bool:
    """Whether a connected piece of ink larger than any tick lies over the box.

    Where no blank is known it may as well be what the form itself has there.
    """
    return sheet.printed is not None and _over(sheet, box, _STAMP_MM)


def ringed(sheet: Sheet, box: Box) -> bool:
    """Whether what lies over the box reaches as far both ways as the ring of a stamp."""
    return sheet.printed is not None and _over(sheet, box, _RING_MM)


def _over(sheet: Sheet, box: Box, size: tuple[float, float]) -> bool:
    long, short = (v * sheet.dpi / _MM for v in size)
    x, y, w, h = (sheet.stats[1:, i] for i in range(4))
    large = (np.maximum(w, h) >= long) & (np.minimum(w, h) >= short)
    over = (x < box.x1) & (x + w > box.x0) & (y < box.y1) & (y + h > box.y0)
    return bool((large & over).any())


def _stamped(stamps: Mask | None, box: Box) -> float:
    """The share of the box that lies under a stamp."""
    if stamps is None:
        return 0.0
    part = stamps[max(0, int(box.y0)) : int(box.y1) + 1, max(0, int(box.x0)) : int(box.x1) + 1]
    return float(part.mean()) if part.size else 0.0


def _specks(new: npt.NDArray[np.bool_]) -> float:
    """Dust about the box: small pieces, of those that would be many."""
    count, _, stats, _ = cv2.connectedComponentsWithStats(new.view(np.uint8), connectivity=8)
    small = stats[1:count, cv2.CC_STAT_AREA] <= _SPECK
    return float(small.sum()) / _MANY_SPECKS
