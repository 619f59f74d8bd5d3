"""Leaders of dots or dashes: equal ones at equal distances, also where writing stands on them.

Between the words of a value single dots stay visible. They are told from full stops by what a
leader is: its dots are alike, lie on one straight line and keep one pitch from end to end.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from ocr.shapes import Labels, Mask, Stats, closed, grown, opened, pieces

_DOT_MM: Final = 1.05  # largest side of a leader's dot
_DASH_MM: Final = (3.2, 0.95)  # longest dash, and how thick a copy of a copy makes it
_FLAT: Final = 1.7  # times as wide as it is high, a dash at least
_GAP_MM: Final = 2.3  # between dots of one leader
_SEED_MM: Final = 6.0  # shortest row of dots that nothing stands on
_OFF_MM: Final = 0.25  # how far a dot lies off its leader's line
_PHASE: Final = 0.22  # of the pitch, how far it lies off its place in the row
_REACH_MM: Final = (35.0, 120.0)  # longest word that hides its dots, and text that hides dashes
_ALIKE: Final = (0.4, 1.8)  # times the area of the leader's usual dot
_MOSTLY: Final = 0.8  # of a row's dots are: rows of tone marks are not
_HIDDEN: Final = 0.85  # of the places between two words' dots that hold ink
_TALLER: Final = 1.45  # times as tall as the others, it is a dot with a full stop on it
_BEYOND: Final = 2  # places looked at before and after a leader
_NEAR: Final = 0.15  # of the pitch, around a place where a dot would be
_STEPS: Final = 60  # times that a leader is made longer
_FEW: Final = 4  # dots that tell a leader which words cover, on a page that has others
_IN_STEP: Final = 0.85  # mean resultant length of their phases

_Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Leader:
    """A row of dots from x0 to x1 at height y(x) = y0 + slope * (x - x0); pixels. `begins` and
    `ends` tell that nothing stands where the dots before and after it would be."""

    x0: float
    x1: float
    y0: float
    slope: float
    pitch: float
    area: float
    begins: bool = False
    ends: bool = False
    size: tuple[float, float] = (0.0, 0.0)  # width and height of its usual dot

    @property
    def dashed(self) -> bool:
        """Whether it is made of dashes: a rule with gaps."""
        return self.size[0] >= _FLAT * self.size[1] > 0

    def at(self, x: npt.NDArray[Any]) -> _Floats:
        """Its height at x."""
        return np.asarray(self.y0 + self.slope * (x - self.x0), np.float64)


@dataclass(frozen=True, slots=True, eq=False)
class _Dots:
    """Pieces small enough for dots: label, middle, area, width and height of each."""

    label: npt.NDArray[np.int64]
    x: _Floats
    y: _Floats
    area: _Floats
    width: _Floats
    height: _Floats


@dataclass(frozen=True, slots=True, eq=False)
class Found:
    """The leaders of a page, and masks that hold every dot and every dash of them: whole pieces
    where they stand alone, and the places where one must lie within a letter."""

    dots: Mask
    dashes: Mask
    leaders: tuple[Leader, ...] = ()


def find(lines: Mask, pixels: float) -> Found:
    """Leaders among `lines`, ink without rules. `pixels` a millimetre."""
    labels, stats = pieces(lines)
    dots = _dots(stats, pixels)
    found = Found(np.zeros_like(lines), np.zeros_like(lines))
    if len(dots.x) < _FEW:
        return found
    rows = _seeds(labels, stats, dots, pixels)
    leaders = _apart([_extended(row, dots, lines, pixels) for row in rows])
    leaders = [_bounded(leader, lines) for leader in leaders]
    leaders += _covered(leaders, dots, pixels)
    alone = {dashed: np.zeros(len(stats), np.bool_) for dashed in (False, True)}
    for leader in leaders:
        own = _of(leader, dots, pixels)
        own = own[dots.height[own] <= _TALLER * leader.size[1]]
        alone[leader.dashed][dots.label[own]] = True
        _mark(found.dashes if leader.dashed else found.dots, lines, leader)
    np.logical_or(found.dots, alone[False][labels], out=found.dots)
    np.logical_or(found.dashes, alone[True][labels], out=found.dashes)
    return replace(found, leaders=tuple(leaders))


def rows_of_dots(labels: Labels, stats: Stats, pixels: float, least_mm: float = 8.0) -> Mask:
    """Small pieces that stand in a row, wherever nothing else is between them."""
    dot = max(2, round(_DOT_MM * pixels))
    small = (stats[:, 2] <= 2 * dot) & (stats[:, 3] <= dot)
    small |= _dashes(stats, pixels)
    small[0] = False
    dots = small[labels]
    rows = closed(dots, max(3, round(_GAP_MM * pixels)), 1)
    rows = opened(rows, round(least_mm * pixels), 1)
    return grown(rows, 3, dot) & dots


def _dots(stats: Stats, pixels: float) -> _Dots:
    most = max(2, round(_DOT_MM * pixels))
    small = (stats[:, 2] <= most) & (stats[:, 3] <= most) & (stats[:, 4] >= 2)
    small |= _dashes(stats, pixels)
    small[0] = False
    label = np.flatnonzero(small)
    x, y, w, h, area = (stats[label, n].astype(np.float64) for n in range(5))
    return _Dots(label, x + w / 2, y + h / 2, area, w, h)


def _dashes(stats: Stats, pixels: float) -> Mask:
    """Pieces that are long and low: the hyphens that typists made lines of."""
    width, height = stats[:, 2], stats[:, 3]
    low = (height <= max(2, round(_DASH_MM[1] * pixels))) & (width >= _FLAT * height)
    return np.asarray(low & (width <= _DASH_MM[0] * pixels), np.bool_)


def _seeds(labels: Labels, stats: Stats, dots: _Dots, pixels: float) -> list[Leader]:
    """Rows of dots that stand free, as leaders with the pitch that fits them best."""
    free = rows_of_dots(labels, stats, pixels, _SEED_MM)
    across = max(3, round(_GAP_MM * pixels))
    _, groups = pieces(closed(free, across, 1))
    found = []
    for gx, gy, gw, gh, _ in groups[1:]:
        own = (dots.x >= gx) & (dots.x <= gx + gw) & (dots.y >= gy - 1) & (dots.y <= gy + gh + 1)
        row = _row(dots, own)
        if row is not None:
            found.append(row)
    return found


def _row(dots: _Dots, own: npt.NDArray[np.bool_]) -> Leader | None:
    if np.count_nonzero(own) < 5:
        return None
    low, high = (share * float(np.median(dots.area[own])) for share in _ALIKE)
    if np.mean((dots.area[own] >= low) & (dots.area[own] <= high)) < _MOSTLY:
        return None
    order = np.argsort(dots.x[own])
    x, y = dots.x[own][order], dots.y[own][order]
    steps = np.diff(x)
    pitch = float(np.median(steps))
    if pitch < 2:
        return None
    count = np.concatenate([[0.0], np.cumsum(np.round(steps / pitch))])
    pitch, start = (float(v) for v in np.polyfit(count, x, 1))
    if pitch < 2 or np.abs(x - start - pitch * count).mean() > _PHASE * pitch:
        return None
    slope, height = (float(v) for v in np.polyfit(x - start, y, 1))
    if abs(slope) > 0.02:
        slope, height = 0.0, float(np.median(y))
    area, *size = (float(np.median(of[own])) for of in (dots.area, dots.width, dots.height))
    return Leader(start, float(x[-1]), height, slope, pitch, area, size=(size[0], size[1]))


def _of(leader: Leader, dots: _Dots, pixels: float, reach: float = 0.0) -> npt.NDArray[np.intp]:
    """Which dots are the leader's own, up to `reach` pixels beyond its ends."""
    half = leader.pitch / 2
    near = (dots.x > leader.x0 - reach - half) & (dots.x < leader.x1 + reach + half)
    index = np.flatnonzero(near)
    x = dots.x[index]
    off = np.abs(dots.y[index] - leader.at(x))
    place = (x - leader.x0) / leader.pitch
    late = np.abs(place - np.round(place))
    low, high = (share * leader.area for share in _ALIKE)
    area = dots.area[index]
    own = (off <= _OFF_MM * pixels) & (late <= _PHASE) & (area >= low) & (area <= high)
    return index[own]


def _extended(leader: Leader, dots: _Dots, lines: Mask, pixels: float) -> Leader:
    """The leader as far as dots in step with it are seen, words that stand on it skipped."""
    reach = _REACH_MM[leader.dashed] * pixels
    for _ in range(_STEPS):
        x = np.sort(dots.x[_of(leader, dots, pixels, reach)])
        left, right = x[x < leader.x0 - 1], x[x > leader.x1 + 1]
        x0 = float(left[-1]) if len(left) else leader.x0
        x1 = float(right[0]) if len(right) else leader.x1
        if x0 != leader.x0 and not _unbroken(leader, lines, x0, leader.x0):
            x0 = leader.x0
        if x1 != leader.x1 and not _unbroken(leader, lines, leader.x1, x1):
            x1 = leader.x1
        if x0 == leader.x0 and x1 == leader.x1:
            break
        y0 = float(leader.at(np.array([x0]))[0])
        longer = replace(leader, x0=x0, x1=x1, y0=y0)
        leader = _refitted(longer, dots, pixels)
    return leader


def _unbroken(leader: Leader, lines: Mask, x0: float, x1: float) -> bool:
    """Whether there is ink wherever a dot would be: words hide dots, but where nothing is, the
    leader is another one, and the words between are its label."""
    steps = np.arange(1, round((x1 - x0) / leader.pitch))
    if not len(steps):
        return True
    x = x0 + steps * leader.pitch
    return float(np.mean(_holds(leader, lines, x))) >= _HIDDEN


def _holds(leader: Leader, lines: Mask, x: npt.NDArray[Any]) -> list[bool]:
    """Whether there is ink at these places of the leader."""
    near = max(1, round(_NEAR * leader.pitch))
    rows = np.round(leader.at(x)).astype(int)
    columns = np.round(x).astype(int)
    return [
        bool(lines[max(0, r - near) : r + near + 1, max(0, c - near) : c + near + 1].any())
        for r, c in zip(rows, columns, strict=True)
    ]


def _refitted(leader: Leader, dots: _Dots, pixels: float) -> Leader:
    """Pitch and line once more, now that the leader is longer."""
    own = _of(leader, dots, pixels)
    x, y = dots.x[own], dots.y[own]
    count = np.round((x - leader.x0) / leader.pitch)
    if len(x) < 5 or np.ptp(count) < 4:
        return leader
    pitch, start = (float(v) for v in np.polyfit(count, x, 1))
    slope, height = (float(v) for v in np.polyfit(x - start, y, 1))
    return replace(leader, x0=start, y0=height, slope=slope, pitch=pitch)


def _apart(leaders: list[Leader]) -> list[Leader]:
    """Each leader once: seeds left and right of a word have grown into the same one."""
    kept: list[Leader] = []
    for leader in sorted(leaders, key=lambda item: item.x0 - item.x1):
        middle = (leader.x0 + leader.x1) / 2
        if not any(
            other.x0 - other.pitch <= middle <= other.x1 + other.pitch
            and abs(float(other.at(np.array([middle]))[0]) - leader.y0) < leader.pitch
            for other in kept
        ):
            kept.append(leader)
    return kept


def _bounded(leader: Leader, lines: Mask) -> Leader:
    steps = leader.pitch * np.arange(1, _BEYOND + 1)
    before, after = (all(_holds(leader, lines, x)) for x in (leader.x0 - steps, leader.x1 + steps))
    return replace(leader, begins=not before, ends=not after)


def _covered(leaders: list[Leader], dots: _Dots, pixels: float) -> list[Leader]:
    """Leaders that writing covers from end to end: single dots in the page's usual step."""
    if not leaders:
        return []
    model = max(leaders, key=lambda item: item.x1 - item.x0)
    low, high = (share * model.area for share in _ALIKE)
    free = (dots.area >= low) & (dots.area <= high)
    for leader in leaders:
        free[_of(leader, dots, pixels)] = False
    order = np.flatnonzero(free)
    order = order[np.argsort(dots.y[order] - model.slope * dots.x[order])]
    level = dots.y[order] - model.slope * dots.x[order]
    ends = np.flatnonzero(np.diff(level) > _OFF_MM * pixels) + 1
    found = []
    for group in np.split(order, ends):
        row = _in_step(group, dots, model, pixels)
        if row is not None:
            found.append(row)
    return found


def _in_step(group: npt.NDArray[Any], dots: _Dots, model: Leader, pixels: float) -> Leader | None:
    if len(group) < _FEW:
        return None
    x, y = dots.x[group], dots.y[group]
    turns = np.exp(2j * np.pi * x / model.pitch)
    mean = turns.mean()
    if abs(mean) < _IN_STEP or np.ptp(y - model.slope * x) > 2 * _OFF_MM * pixels:
        return None
    start = float(x.min())
    phase = float(np.angle(mean)) / (2 * np.pi) * model.pitch
    start += (phase - start + model.pitch / 2) % model.pitch - model.pitch / 2
    height = float(np.median(y - model.slope * (x - start)))
    there = replace(model, x0=start, x1=float(x.max()), y0=height)
    return replace(there, begins=False, ends=False)


def _mark(mask: Mask, lines: Mask, leader: Leader) -> None:
    """Add the places of the leader's dots that writing hides."""
    count = round((leader.x1 - leader.x0) / leader.pitch) + 1
    x = leader.x0 + leader.pitch * np.arange(count)
    y = leader.at(x)
    side = leader.area**0.5
    size = leader.size if leader.dashed else (side, side)
    wide, tall = (max(2, round(length)) for length in size)
    rows = np.clip(np.round(y - tall / 2).astype(int), 0, lines.shape[0] - 1)
    columns = np.clip(np.round(x - wide / 2).astype(int), 0, lines.shape[1] - 1)
    for row, column in zip(rows, columns, strict=True):
        place = slice(row, row + tall), slice(column, column + wide)
        mask[place] |= lines[place]
