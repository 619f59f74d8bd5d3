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

from ocr import combs
from ocr.shapes import Mask, closed, grown, opened, pieces

_LONG_MM: Final = 12.0  # a straight run of this length is no letter
_SIDE_MM: Final = 2.4  # shortest side of a box
_GAP_MM: Final = 0.3  # longest break in a side, by noise
_THICK_MM: Final = 1.6  # thickest side
_MEET_MM: Final = (0.35, 0.7)  # between the end of a side and the side, or rule, that it meets
_CORNER: Final = 0.2  # of the pixels where two sides cross are ink, blurred corners too
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
    labels: npt.NDArray[np.int32]
    boxes: npt.NDArray[np.int32]  # (n, 4), row 0 is the rest of the page
    long: npt.NDArray[np.bool_]
    ink: Mask


def find(inked: Mask, pixels: float) -> Rules:
    """The rules and boxes of a page's ink. `pixels` a millimetre."""
    flat = _runs(inked, pixels, lying=True)
    standing = _runs(inked, pixels, lying=False)
    keep_flat, keep_standing = flat.long.copy(), standing.long.copy()
    maybe_flat, maybe_standing = np.ones(len(flat.long), np.bool_), None
    if max(len(flat.boxes), len(standing.boxes)) <= _MOST:
        maybe_flat, maybe_standing = _closed(flat, standing, pixels)
        keep_flat |= maybe_flat
        keep_standing |= maybe_standing
    keep_flat[0] = keep_standing[0] = False
    lying = np.asarray(keep_flat[flat.labels], np.bool_) & inked
    upright = np.asarray(keep_standing[standing.labels], np.bool_) & inked
    ticks, sides = combs.ticks(inked & ~upright, lying, pixels)
    return Rules(lying, upright | ticks, np.concatenate([standing.boxes[keep_standing], sides]))


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
        np.asarray(number[labels], np.int32),
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
) -> tuple[npt.NDArray[np.bool_], npt.NDArray[np.bool_]]:
    """Which runs meet a kept run of the other kind at both their ends; long ones always stay."""
    meets_flat = [_meets(box, flat, pixels, lying=False) for box in standing.boxes]
    meets_standing = [_meets(box, standing, pixels, lying=True) for box in flat.boxes]
    keep_flat = np.ones(len(flat.boxes), np.bool_)
    keep_standing = np.ones(len(standing.boxes), np.bool_)
    keep_flat[0] = keep_standing[0] = False
    for _ in range(_ROUNDS):
        before = keep_flat.sum() + keep_standing.sum()
        keep_standing = _still(meets_flat, keep_flat, keep_standing, standing.long)
        keep_flat = _still(meets_standing, keep_standing, keep_flat, flat.long)
        if keep_flat.sum() + keep_standing.sum() == before:
            break
    return keep_flat, keep_standing


def _still(
    meets: Sequence[tuple[npt.NDArray[np.int32], npt.NDArray[np.int32]]],
    others: npt.NDArray[np.bool_],
    kept: npt.NDArray[np.bool_],
    long: npt.NDArray[np.bool_],
) -> npt.NDArray[np.bool_]:
    still = kept.copy()
    for number in np.flatnonzero(kept & ~long):
        first, second = meets[int(number)]
        still[number] = bool(others[first].any() and others[second].any())
    return still


def _meets(
    box: npt.NDArray[np.int32], others: _Runs, pixels: float, *, lying: bool
) -> tuple[npt.NDArray[np.int32], npt.NDArray[np.int32]]:
    """The numbers of the runs at the two ends of a run. No letter spans from rule to rule: those
    need not be met as closely as the short sides of boxes."""
    close, far = (
        [np.unique(others.labels[end]) for end in _ends(box, max(2, round(mm * pixels)), lying)]
        for mm in _MEET_MM
    )
    first, second = (
        np.union1d(near, wide[others.long[wide]]) for near, wide in zip(close, far, strict=True)
    )
    return _cornered(box, others, first, lying), _cornered(box, others, second, lying)


def _cornered(
    box: npt.NDArray[np.int32], others: _Runs, met: npt.NDArray[np.int32], lying: bool
) -> npt.NDArray[np.int32]:
    """Of the runs met those that make a corner: an O has straight sides too, but round ones."""
    x0, y0, x1, y1 = (int(v) for v in box)
    kept = []
    for number in met:
        a0, b0, a1, b1 = (int(v) for v in others.boxes[number])
        x, y = ((a0 + a1) // 2, (y0 + y1) // 2) if lying else ((x0 + x1) // 2, (b0 + b1) // 2)
        spot = others.ink[max(0, y - 1) : y + 2, max(0, x - 1) : x + 2]
        if others.long[number] or spot.mean() > _CORNER:
            kept.append(number)
    return np.array(kept, np.int32)


def _ends(
    box: npt.NDArray[np.int32], reach: int, lying: bool
) -> tuple[tuple[slice, slice], tuple[slice, slice]]:
    """The places around the two ends of a run, rather inwards: a side may stick out a little."""
    x0, y0, x1, y1 = (int(v) for v in box)
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
