"""How thick rules really are: what of them is straight is often only their middle.

Dashes that a copier joined are thick and thin in turn, and a worn rule has bumps. Measured across
each rule, from its straight part to where its ink ends; letters that stand on it are too few to
count.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import numpy as np
import numpy.typing as npt

from ocr.shapes import Mask, pieces

_MOST: Final = 200  # pixels: no rule is thicker
_USUAL: Final = 0.5  # quantile of what hangs on a rule, over its length


def thickened(flat: Mask, inked: Mask, most: int) -> Mask:
    """Flat rules with the ink that lies directly above and below them, as far as is usual along
    each rule and `most` pixels at most."""
    labels, _ = pieces(flat)
    whole = flat.copy()
    for step in (-1, 1):
        rows, columns = np.nonzero(flat & ~_shifted(flat, step))
        reach = _reach(inked, rows, columns, step, most)
        usual = _by_rule(reach, labels[rows, columns])
        for far in range(1, most + 1):
            there = np.minimum(reach, usual) >= far
            whole[rows[there] + step * far, columns[there]] = True
    return whole


def by_thickness(flat: Mask) -> Iterator[tuple[int, Mask]]:
    """Flat rules by how thick they are, in pixels: rules of one page may differ threefold."""
    labels, stats = pieces(flat)
    columns = np.bincount(labels[flat & ~_shifted(flat, -1)], minlength=len(stats))
    thick = np.minimum(np.round(stats[:, 4] / np.maximum(1, columns)), _MOST).astype(np.uint8)
    thick[0] = 0
    thick_here = thick[labels]
    for pixels in np.unique(thick[1:]):
        yield int(pixels), np.asarray(thick_here == pixels, np.bool_)


def _shifted(mask: Mask, step: int) -> Mask:
    """What lies `step` rows further at each pixel; paper beyond the edge."""
    found = np.zeros_like(mask)
    if step > 0:
        found[:-step] = mask[step:]
    else:
        found[-step:] = mask[:step]
    return found


def _reach(
    inked: Mask, rows: npt.NDArray[np.intp], columns: npt.NDArray[np.intp], step: int, most: int
) -> npt.NDArray[np.intp]:
    """How many pixels of ink follow one another from each place on, that not counted."""
    reach = np.zeros(len(rows), np.intp)
    goes_on = np.ones(len(rows), np.bool_)
    for far in range(1, most + 1):
        y = rows + step * far
        goes_on &= (y >= 0) & (y < len(inked))
        goes_on &= inked[np.clip(y, 0, len(inked) - 1), columns]
        reach += goes_on
    return reach


def _by_rule(reach: npt.NDArray[np.intp], rule: npt.NDArray[np.generic]) -> npt.NDArray[np.intp]:
    """For each place what is usual along its rule."""
    order = np.lexsort((reach, rule))
    numbers, first, count = np.unique(rule[order], return_index=True, return_counts=True)
    middle = reach[order][first + (_USUAL * (count - 1)).astype(np.intp)]
    return np.asarray(middle[np.searchsorted(numbers, rule)], np.intp)
