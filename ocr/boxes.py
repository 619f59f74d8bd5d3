"""Rules and the sides of boxes on a page of no known form, told from letters by what they meet.

A long straight run is a rule. A short one could be the stem of a letter: it is the side of a box
when both its ends meet sides that lie across. Tick boxes, boxes for single letters and table
cells are all found so, whatever is written in them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from ocr import combs, cups
from ocr.shapes import Labels, Mask, closed, grown, opened, pieces

_LONG_MM: Final = 12.0  # a straight run of this length is no letter
_SIDE_MM: Final = 2.4  # shortest side of a box
_GAP_MM: Final = 0.3  # longest break in a side, by noise
_CELL_MM: Final = 4.0  # lowest cell between rules
_THICK_MM: Final = 1.6  # thickest side
_FAR_NEAR: Final = (0.7, 0.35)  # mm from the end of a side to the rule, or the side, it meets
_CLEAR_MM: Final = 0.55  # of paper beside the side of a box
_CROWDED: Final = 0.3  # of a side, beside which there is other ink
_NARROW: Final = 1.5  # times as tall as it is wide, a box at most
_CORNER: Final = 0.2  # of the pixels where two sides cross are ink, blurred corners too
_DEEP: Final = 0.2  # of a box's height and width, as far as its sides may reach inwards
_CLOSED: Final = 0.8  # of each side of a box is ink
_ROUNDS: Final = 4
_MOST: Final = 4000  # straight runs: more are a screen or noise, not a form


@dataclass(frozen=True, slots=True, eq=False)
class Rules:
    """Masks of what lies flat and what stands, and the standing ones' boxes (n, 4): x0, y0, x1,
    y1 in pixels."""

    flat: Mask
    standing: Mask
    walls: npt.NDArray[np.int32]


@dataclass(frozen=True, slots=True, eq=False)
class _Runs:
    labels: Labels
    boxes: npt.NDArray[np.int32]  # (n, 4), row 0 is the rest of the page
    long: npt.NDArray[np.bool_]
    ink: Mask


def find(inked: Mask, pixels: float) -> Rules:
    """The rules and boxes of a page's ink. `pixels` a millimetre."""
    flat = _runs(inked, pixels, lying=True)
    standing = _runs(inked, pixels, lying=False)
    keep_flat, keep_standing = flat.long.copy(), standing.long.copy()
    walls = keep_standing
    if max(len(flat.boxes), len(standing.boxes)) <= _MOST:
        keep_flat, keep_standing, walls = _closed(flat, standing, pixels)
    lying = np.asarray(keep_flat[flat.labels], np.bool_) & inked
    upright = np.asarray(keep_standing[standing.labels], np.bool_) & inked
    ticks, sides = combs.ticks(inked & ~upright, lying, pixels)
    floors, teeth, ends = cups.find(inked & ~upright & ~lying & ~ticks, pixels)
    whole = np.concatenate([standing.boxes[walls], sides, ends])
    return Rules(lying | floors, upright | ticks | teeth, whole)


def _runs(inked: Mask, pixels: float, *, lying: bool) -> _Runs:
    """Straight thin runs at least as long as a box's side; they may drift by a pixel or two."""
    side = max(4, round(_SIDE_MM * pixels))
    gap = max(2, round(_GAP_MM * pixels))
    whole = closed(inked, gap, 1) if lying else closed(inked, 1, gap)
    runs = _straight(whole, side, lying=lying)
    # Letters close together make a long run too where gaps are closed: a rule has none.
    rules = _straight(inked, round(_LONG_MM * pixels), lying=lying)
    thick = max(3, round(_THICK_MM * pixels) + 2)
    # Filled areas are straight both ways: they are no rules.
    runs &= ~grown(opened(runs, thick, thick), 3)
    labels, stats = pieces(runs)
    boxes = np.stack(
        [stats[:, 0], stats[:, 1], stats[:, 0] + stats[:, 2], stats[:, 1] + stats[:, 3]], axis=1
    )
    along, across = (stats[:, 2], stats[:, 3]) if lying else (stats[:, 3], stats[:, 2])
    long = np.bincount(labels[rules], minlength=len(stats)) > 0
    # What is long and thick is a slanted rule or a frame with its side; it stays a rule.
    straight = (across <= thick + 0.02 * along) | long
    long[0] = False
    straight[0] = True
    if straight.all():
        return _Runs(labels, np.asarray(boxes, np.int32), long, inked)
    number = np.cumsum(straight) - 1
    number[~straight] = 0
    return _Runs(
        number[labels],
        np.asarray(boxes[straight], np.int32),
        long[straight],
        inked,
    )


def _straight(inked: Mask, length: int, *, lying: bool) -> Mask:
    """Runs of that many pixels, which may drift by one."""
    if lying:
        return opened(grown(inked, 1, 2), length, 1)
    return opened(grown(inked, 2, 1), 1, length)


def _closed(
    flat: _Runs, standing: _Runs, pixels: float
) -> tuple[npt.NDArray[np.bool_], npt.NDArray[np.bool_], npt.NDArray[np.bool_]]:
    """Which runs meet a kept run of the other kind at both their ends; long ones always stay.

    The third: which standing ones are walls, that go from rule to rule. A streak of the scanner
    ends anywhere.
    """
    to_flat = [_meets(box, flat, pixels, lying=False) for box in standing.boxes]
    to_standing = [_meets(box, standing, pixels, lying=True) for box in flat.boxes]
    keep_flat = np.ones(len(flat.boxes), np.bool_)
    keep_standing = np.ones(len(standing.boxes), np.bool_)
    keep_flat[0] = keep_standing[0] = False
    for _ in range(_ROUNDS):
        before = keep_flat.sum() + keep_standing.sum()
        keep_standing &= _met(to_flat, keep_flat) | standing.long
        keep_flat &= _met(to_standing, keep_standing) | flat.long
        if keep_flat.sum() + keep_standing.sum() == before:
            break
    _uncrowd(flat, standing, keep_flat, keep_standing, pixels)
    _unopened(flat, standing, keep_flat, keep_standing)
    for _ in range(_ROUNDS):
        keep_standing &= _met(to_flat, keep_flat) | standing.long
        keep_flat &= _met(to_standing, keep_standing) | flat.long
    return keep_flat, keep_standing, keep_standing & _met(to_flat, keep_flat)


def _uncrowd(
    flat: _Runs,
    standing: _Runs,
    keep_flat: npt.NDArray[np.bool_],
    keep_standing: npt.NDArray[np.bool_],
    pixels: float,
) -> None:
    """Drop short sides that other ink stands close to: these are letters of a word, some of
    which are closed like boxes. Around a box there is paper, or another box."""
    sides = np.asarray(keep_standing[standing.labels] | keep_flat[flat.labels], np.bool_)
    other = flat.ink & ~grown(sides, 3)
    near = max(2, round(_CLEAR_MM * pixels))
    for number in np.flatnonzero(keep_standing & ~standing.long):
        x0, y0, x1, y1 = (int(v) for v in standing.boxes[number])
        trim = (y1 - y0) // 5
        rows = slice(y0 + trim, y1 - trim)
        beside = (
            other[rows, max(0, x0 - near) : x0].any(axis=1),
            other[rows, x1 : x1 + near].any(axis=1),
        )
        if max(float(strip.mean()) for strip in beside) > _CROWDED:
            keep_standing[number] = False


def _unopened(
    flat: _Runs,
    standing: _Runs,
    keep_flat: npt.NDArray[np.bool_],
    keep_standing: npt.NDArray[np.bool_],
) -> None:
    """Drop the sides of what is not closed all around: letters of square faces look like boxes,
    but are open somewhere. Sides that hang on a long rule are a table's."""
    lying = np.asarray(keep_flat[flat.labels], np.bool_)
    upright = np.asarray(keep_standing[standing.labels], np.bool_)
    groups, stats = pieces(lying | upright)
    for number in range(1, len(stats)):
        x, y, w, h = (int(v) for v in stats[number, :4])
        place = slice(y, y + h), slice(x, x + w)
        mine = np.asarray(groups[place] == number, np.bool_)
        of_flat = set(flat.labels[place][mine].tolist()) - {0}
        of_standing = set(standing.labels[place][mine].tolist()) - {0}
        if any(flat.long[n] for n in of_flat) or any(standing.long[n] for n in of_standing):
            continue
        if _closed_round(mine) >= _CLOSED:
            continue
        keep_flat[list(of_flat)] = False
        keep_standing[list(of_standing)] = False


def _closed_round(shape: Mask) -> float:
    """Of its four sides the one with the least ink along it, 0..1."""
    height, width = shape.shape
    deep_y, deep_x = max(2, round(_DEEP * height)), max(2, round(_DEEP * width))
    sides = (shape[:deep_y].any(axis=0), shape[-deep_y:].any(axis=0))
    ends = (shape[:, :deep_x].any(axis=1), shape[:, -deep_x:].any(axis=1))
    return min(float(side.mean()) for side in (*sides, *ends))


_Met = tuple[tuple[int, ...], tuple[int, ...]]  # numbers of the runs at a run's two ends


def _met(ends: Sequence[_Met], kept: npt.NDArray[np.bool_]) -> npt.NDArray[np.bool_]:
    """Whether a kept run stands at both ends of each."""
    flags = kept.tolist()
    return np.array(
        [any(flags[n] for n in first) and any(flags[n] for n in second) for first, second in ends],
        np.bool_,
    )


def _meets(box: npt.NDArray[np.int32], others: _Runs, pixels: float, *, lying: bool) -> _Met:
    """The runs at the two ends of a run. No letter spans from rule to rule: those need not be
    met as closely as the short sides of boxes. But letters stand on rules."""
    place = (int(box[0]), int(box[1]), int(box[2]), int(box[3]))
    found: list[tuple[int, ...]] = []
    for wide, close in zip(
        *(_ends(place, max(2, round(mm * pixels)), lying) for mm in _FAR_NEAR), strict=True
    ):
        seen = others.labels[wide]
        if not seen.any():
            found.append(())
            continue
        near = set(others.labels[close].ravel().tolist()) - {0}
        far = {n for n in set(seen.ravel().tolist()) - {0} if others.long[n]}
        if not lying and place[3] - place[1] < _CELL_MM * pixels:
            near, far = {n for n in near if not others.long[n]}, set()
        found.append(tuple(n for n in near | far if _corner(place, others, n, lying)))
        if lying:  # a B is closed too, but no box is so narrow
            found[-1] = tuple(n for n in found[-1] if _broad(place, others, n))
    return found[0], found[1]


def _broad(place: tuple[int, int, int, int], others: _Runs, number: int) -> bool:
    _, y0, _, y1 = others.boxes[number]
    return bool(others.long[number]) or int(y1 - y0) < _NARROW * (place[2] - place[0])


def _corner(place: tuple[int, int, int, int], others: _Runs, number: int, lying: bool) -> bool:
    """Whether two runs make a corner: an O has straight sides too, but round ones."""
    if others.long[number]:
        return True
    x0, y0, x1, y1 = place
    a0, b0, a1, b1 = (int(v) for v in others.boxes[number])
    x, y = ((a0 + a1) // 2, (y0 + y1) // 2) if lying else ((x0 + x1) // 2, (b0 + b1) // 2)
    spot = others.ink[max(0, y - 1) : y + 2, max(0, x - 1) : x + 2]
    return float(spot.mean()) > _CORNER if spot.size else False


def _ends(
    box: tuple[int, int, int, int], reach: int, lying: bool
) -> tuple[tuple[slice, slice], tuple[slice, slice]]:
    """The places around the two ends of a run, rather inwards: a side may stick out a little."""
    x0, y0, x1, y1 = box
    if lying:
        rows = slice(max(0, y0 - reach), y1 + reach)
        return (
            (rows, slice(max(0, x0 - reach), x0 + 2 * reach)),
            (rows, slice(max(0, x1 - 2 * reach), x1 + reach)),
        )
    columns = slice(max(0, x0 - reach), x1 + reach)
    return (
        (slice(max(0, y0 - reach), y0 + 2 * reach), columns),
        (slice(max(0, y1 - 2 * reach), y1 + reach), columns),
    )
