"""A tick box found again near where it should be, and how thick its outline was copied.

Registration leaves a part of a millimetre open, and copies thicken outlines, break them or lose a
side. The blank's print around the box shows where it lies; then its four sides are looked for.
Without a blank the sides alone must do.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import cv2
import numpy as np
import numpy.typing as npt

from models.values import Box
from ocr.sheet import Sheet

Profile = npt.NDArray[np.float64]

_MM: Final = 25.4
_AROUND_MM: Final = 1.5  # of the box, to know it again by
_SEARCH_MM: Final = 1.0
_LIKE: Final = 0.3
_FEWEST: Final = 4  # boxes from which neighbours tell
_NEIGHBOURS: Final = 7
_APART_MM: Final = 0.45  # from what the neighbours say: then it is they who are believed
_KNOWN: Final = 0.16  # sides of the box that a side may lie off where a blank led the way
_FREE: Final = 0.3  # and where none did
_PULL: Final = 0.35  # what a side loses, of full darkness, by lying as far off as it may
_WIDER: Final = 0.12  # and what a pair of sides loses by lying farther apart than was said
_UNEQUAL: Final = 0.12  # of the box's side, by which its width may differ from what was said
_UNEQUAL_PX: Final = 3.0  # and by which it may in any case
_CORNERS: Final = 0.12  # of a side's length near its ends is left out: strokes meet there
_THICKEST: Final = 0.22  # of the box's side
_HALF: Final = 0.5  # of a side's darkness, down to which it is the side


@dataclass(frozen=True, slots=True)
class Place:
    """Where a box lies (clean pixels, the middle of its outline), the outline's thickness in
    pixels, and how much of it is there (0..1)."""

    box: Box
    thick: float
    outline: float


def found(sheet: Sheet, box: Box) -> Place:
    """The place of the tick box that should be at `box` (clean pixels)."""
    return places(sheet, (box,))[0]


def places(sheet: Sheet, boxes: Sequence[Box]) -> tuple[Place, ...]:
    """The places of tick boxes of one page.

    One that seems to lie elsewhere than its neighbours say is believed less than they are: where
    somebody scribbled all over a box little of its print is left to know it by.
    """
    loose = _FREE if sheet.printed is None else _KNOWN
    return tuple(_fitted(sheet, box, loose) for box in shifted(sheet, boxes))


def shifted(sheet: Sheet, boxes: Sequence[Box]) -> tuple[Box, ...]:
    """Boxes moved to where the blank's print about them is found on the page."""
    shifts = _agreed(boxes, [_shift(sheet, box) for box in boxes], sheet.dpi / _MM)
    return tuple(
        Box(b.x0 + dx, b.y0 + dy, b.x1 + dx, b.y1 + dy)
        for b, (dx, dy) in zip(boxes, shifts, strict=True)
    )


def _agreed(
    boxes: Sequence[Box], shifts: Sequence[tuple[int, int] | None], pixels: float
) -> list[tuple[float, float]]:
    """Each shift, or the middle one of the nearest neighbours' where it is far from that."""
    known = [n for n, shift in enumerate(shifts) if shift is not None]
    if len(known) < _FEWEST:
        return [shift or (0.0, 0.0) for shift in shifts]
    centres = np.array([((b.x0 + b.x1) / 2, (b.y0 + b.y1) / 2) for b in boxes])
    moves = np.array([shifts[n] for n in known], np.float64)
    agreed: list[tuple[float, float]] = []
    for centre, shift in zip(centres, shifts, strict=True):
        away = np.linalg.norm(centres[known] - centre, axis=1)
        near = np.argsort(away)[:_NEIGHBOURS]
        x, y = np.median(moves[near], axis=0)
        off = np.inf if shift is None else float(np.hypot(shift[0] - x, shift[1] - y))
        own = shift is not None and off <= _APART_MM * pixels
        agreed.append((float(shift[0]), float(shift[1])) if own and shift else (float(x), float(y)))
    return agreed


def _shift(sheet: Sheet, box: Box) -> tuple[int, int] | None:
    """How far (pixels) the box lies from its place; None when it cannot be told."""
    if sheet.printed is None:
        return None
    pixels = sheet.dpi / _MM
    around, search = round(_AROUND_MM * pixels), round(_SEARCH_MM * pixels)
    height, width = sheet.grey.shape
    x0, y0 = int(box.x0) - around, int(box.y0) - around
    x1, y1 = int(box.x1) + around, int(box.y1) + around
    if min(x0, y0) < search or x1 > width - search or y1 > height - search:
        return None
    template = sheet.printed[y0:y1, x0:x1]
    window = sheet.grey[y0 - search : y1 + search, x0 - search : x1 + search]
    if float(template.std()) < 1.0:
        return None
    likeness = cv2.matchTemplate(window, template, cv2.TM_CCOEFF_NORMED)
    _, best, _, (x, y) = cv2.minMaxLoc(likeness)
    return (x - search, y - search) if best >= _LIKE else None


def _fitted(sheet: Sheet, box: Box, loose: float) -> Place:
    """The four sides that are darkest from end to end, no farther off than `loose` allows."""
    reach = max(2, round(loose * (box.width + box.height) / 2))
    height, width = sheet.grey.shape
    left, top = max(0, int(box.x0) - reach - 1), max(0, int(box.y0) - reach - 1)
    right, low = min(width, int(box.x1) + reach + 2), min(height, int(box.y1) + reach + 2)
    dark = sheet.inked[top:low, left:right]
    if dark.shape[0] < 2 * reach + 4 or dark.shape[1] < 2 * reach + 4:
        return Place(box, 1.0, 0.0)
    across = _profile(dark, box.y0 - top, box.y1 - top, axis=0)
    down = _profile(dark, box.x0 - left, box.x1 - left, axis=1)
    x0, x1, on_x = _sides(across, box.x0 - left, box.x1 - left, reach)
    y0, y1, on_y = _sides(down, box.y0 - top, box.y1 - top, reach)
    most = _THICKEST * min(box.width, box.height)
    lines = [_middle(p, at, most) for p, at in ((across, x0), (across, x1), (down, y0), (down, y1))]
    thick = float(np.median([line[1] for line in lines]))
    (a, _), (b, _), (c, _), (d, _) = lines
    place = Box(left + a + 0.5, top + c + 0.5, left + b + 0.5, top + d + 0.5)
    return Place(place, thick, (on_x + on_y) / 2)


def _profile(dark: npt.NDArray[np.bool_], start: float, end: float, axis: int) -> Profile:
    """How much of each column (axis 0) or row is ink between two places along it."""
    cut = _CORNERS * (end - start)
    span = slice(max(0, round(start + cut)), max(1, round(end - cut)))
    part = dark[span] if axis == 0 else dark[:, span]
    return np.asarray(part.mean(axis=axis), np.float64)


def _sides(profile: Profile, first: float, last: float, reach: int) -> tuple[int, int, float]:
    """The two places that are darkest, near the two given and about as far apart."""
    near = range(-reach, reach + 1)
    a = [min(max(0, round(first) + n), len(profile) - 1) for n in near]
    b = [min(max(0, round(last) - 1 + n), len(profile) - 1) for n in near]
    pull = np.abs(np.array(near)) * (_PULL / max(1, reach))
    gain = (profile[a] - pull)[:, None] + (profile[b] - pull)[None, :]
    wider = np.subtract.outer(-np.array(near), -np.array(near))  # than it was said to be
    gain = gain - wider * (_WIDER / max(1, reach))  # a rule close by is as dark as a side
    off = np.abs(wider)
    gain = np.where(off <= max(_UNEQUAL_PX, _UNEQUAL * (last - first)), gain, -9.0)
    i, j = np.unravel_index(int(gain.argmax()), gain.shape)
    return a[int(i)], b[int(j)], float(profile[a[int(i)]] + profile[b[int(j)]]) / 2


def _middle(profile: Profile, at: int, most: float) -> tuple[float, float]:
    """The middle and the thickness of the line at `at`; of what is thicker than any outline
    (somebody scribbled there) `at` itself."""
    level = _HALF * float(profile[at])
    first = last = at
    while first > 0 and at - first <= most and profile[first - 1] > level:
        first -= 1
    while last < len(profile) - 1 and last - at <= most and profile[last + 1] > level:
        last += 1
    thick = float(last - first + 1)
    return ((first + last) / 2, thick) if thick <= most else (float(at), most)
