"""Full stops that stand on the dots of a leader, grown together with them.

Whole, such a piece looks like a comma; taken away with its dot, the stop is lost.
"""

from __future__ import annotations

from typing import Final

import numpy as np

from ocr.shapes import Mask, grown, pieces

_WIDE_MM: Final = 1.0  # largest piece that is a stop on a dot
_TALL_MM: Final = 1.6
_LEAST_MM: Final = 0.2  # of it must stand above the dot
_BELOW_MM: Final = 0.2  # and no more of it below: what goes on is a vowel
_SQUARE: Final = 0.85  # of its width that stands above the dot, at most: a comma is taller
_TALLER: Final = 1.6  # times as tall as the leader's dots, with what stands on one
_BESIDE: Final = 0.2  # of what is no higher than the dot lies left of it: a comma's tail


def standing(inked: Mask, dots: Mask, pixels: float) -> tuple[Mask, Mask]:
    """The full stops that stand on dots of leaders, and those dots.

    `inked` is all ink, `dots` the leaders' places in it, `pixels` a millimetre.
    """
    points, feet = np.zeros_like(inked), np.zeros_like(inked)
    if not dots.any():
        return points, feet
    labels, stats = pieces(inked)
    _, usual = pieces(dots)
    least = _TALLER * float(np.median(usual[1:, 3]))
    met = np.bincount(labels[dots], minlength=len(stats)) > 0
    met &= (stats[:, 2] <= _WIDE_MM * pixels) & (stats[:, 3] <= _TALL_MM * pixels)
    met &= stats[:, 3] >= least
    met[0] = False
    near = grown(dots, 3)
    for number in np.flatnonzero(met):
        x, y, w, h = (int(v) for v in stats[number, :4])
        place = slice(y, y + h), slice(x, x + w)
        piece = np.asarray(labels[place] == number, np.bool_)
        rows = np.flatnonzero((dots[place] & piece).any(axis=1))
        above, below = int(rows[0]), h - 1 - int(rows[-1])
        if below > _BELOW_MM * pixels or not _LEAST_MM * pixels <= above <= _SQUARE * w:
            continue
        foot = piece[above:]
        left = int(np.flatnonzero(near[place][above:].any(axis=0))[0])
        if float(foot[:, :left].sum()) > _BESIDE * float(foot.sum()):
            continue
        points[place][:above] |= piece[:above]
        feet[place][above:] |= foot
    return points, feet
