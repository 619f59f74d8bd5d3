"""What a form itself has on the paper, told from what was written on it.

Three kinds, since each is removed in its own way: rules and dotted leaders that lie flat, rules
that stand, and the rest (labels, captions). A stroke that crosses or touches a rule is kept whole
where it is longer than the rule is thick, so that descenders, subscripts and low vowels survive.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

import numpy as np
import numpy.typing as npt

from models.values import Grey
from ocr import boxes, leaders, stops
from ocr.leaders import Leader
from ocr.light import ink
from ocr.shapes import Mask, closed, grown, opened, pieces
from ocr.thickness import by_thickness, thickened

_MM: Final = 25.4
_RULE_MM: Final = 4.0  # a straight run of this length is no letter
_TALL_RULE_MM: Final = 3.5  # shorter: the sides of boxes stand alone
_DOT_MM: Final = 0.7  # largest side of a leader's dot
_OVER_DOTS_MM: Final = (1.1, 4.5)  # flat strokes of letters that stand on dots
_HEAVY_MM: Final = 0.7
_THICK_MM: Final = 0.9  # thickest rule
_NEAR_MM: Final = (0.15, 0.30)  # how far print may lie off: usually, and at most
_HAIRLINE: Final = 200  # grey level: a thin rule between two rows of pixels is no darker
_BENT_MM: Final = 1.0  # how far a rule may lie from its place on the blank
_BROKEN_MM: Final = 0.5  # gaps in a worn rule
_FOOT_MM: Final = 3.0  # widest flat stroke of a letter
_GROWN_MM: Final = 0.12  # by how much a copy thickens a rule
_AROUND_MM: Final = 0.35  # where the rest of a dot may lie
_REST: Final = 0.6  # of a small piece in such a place: it is one
_SPECK_MM: Final = 0.25
_UNEVEN_MM: Final = 0.5  # by how much a rule may be thicker than what of it is straight


@dataclass(frozen=True, slots=True, eq=False)
class Furniture:
    """Masks (height, width) of a page: flat rules and dashes, leaders of dots, standing rules,
    other known print. On a page of no known form also the boxes (n, 4) of what stands (x0, y0,
    x1, y1) and the leaders one by one."""

    flat: Mask
    dots: Mask
    standing: Mask
    other: Mask
    walls: npt.NDArray[np.int32] = field(default_factory=lambda: np.zeros((0, 4), np.int32))
    leaders: tuple[Leader, ...] = ()


def of_blank(blank: Grey, dpi: float, inked: Mask | None = None) -> Furniture:
    """The furniture of a blank form seen in the plane of the page.

    `inked`, the page's own ink, shows where its rules really lie: a copy of a copy is bent.
    """
    printed = ink(blank)
    pixels = dpi / _MM
    thin = printed | (blank < _HAIRLINE)
    flat = opened(thin, round(_RULE_MM * pixels), 1)
    standing = opened(thin, 1, round(_TALL_RULE_MM * pixels))
    dots = leaders.rows_of_dots(*pieces(printed & ~flat & ~standing), pixels)
    flat, standing = _without_areas(thin, flat, standing, pixels)
    if inked is not None:
        flat, standing = _with_own(inked, flat, standing, pixels)
    return Furniture(flat, dots, standing, printed & ~flat & ~dots & ~standing)


def of_page(inked: Mask, dpi: float) -> Furniture:
    """Rules, leaders and boxes of a page whose form nobody knows, by their shape alone."""
    pixels = dpi / _MM
    rules = boxes.find(inked, pixels)
    ruled = rules.flat | rules.standing
    # What blur and noise leave beside a rule stands in a row too.
    beside = 2 * round(_AROUND_MM * pixels) + 1
    found = leaders.find(inked & ~grown(ruled, beside), pixels)
    # What is thicker than any stroke can be taken away whole, whatever crosses it.
    other = ruled & opened(ruled, round(_HEAVY_MM * pixels))
    flat = thickened(rules.flat, inked, round(_UNEVEN_MM * pixels)) | found.dashes
    return Furniture(flat, found.dots, rules.standing, other, rules.walls, found.leaders)


def _with_own(inked: Mask, flat: Mask, standing: Mask, pixels: float) -> tuple[Mask, Mask]:
    """The blank's rules, and the page's where they lie beside them."""
    aside = 2 * round(_BENT_MM * pixels) + 1
    gap = max(2, round(_BROKEN_MM * pixels))
    lying = opened(closed(inked, gap, 1), round(_RULE_MM * pixels), 1) & grown(flat, 1, aside)
    upright = opened(closed(inked, 1, gap), 1, round(_TALL_RULE_MM * pixels))
    return flat | lying, standing | (upright & grown(standing, aside, 1))


def _without_areas(printed: Mask, flat: Mask, standing: Mask, pixels: float) -> tuple[Mask, Mask]:
    """Rules only: a filled area (the grey band of a section head) is straight both ways."""
    thick = max(2, round(_THICK_MM * pixels))
    solid = grown(opened(printed, 2 * thick), 3)
    return flat & ~solid, standing & ~solid


def strip(inked: Mask, furniture: Furniture, dpi: float) -> Mask:
    """The ink that is left when the furniture is taken away.

    What lies near a rule is taken for its blurred edge, unless it hangs on a letter: the foot
    of a g on a dotted line lies flat like the line itself.
    """
    pixels = dpi / _MM
    strokes = _crossing(inked, furniture, pixels)
    sure = inked & ~_gone(furniture, strokes, _NEAR_MM[1], pixels)
    more = inked & ~_gone(furniture, strokes, _NEAR_MM[0], pixels)
    left = sure | _feet(more & ~sure, sure, pixels)
    around = 2 * round(_AROUND_MM * pixels) + 1
    rules = grown(furniture.flat | furniture.dots | furniture.standing, around)
    if not furniture.leaders:  # a blank's dots are smaller than those of a copy
        return _unspeckled(left, rules, pixels)
    points, feet = stops.standing(inked, furniture.dots, pixels)
    return _unspeckled(left & ~feet, rules, pixels) | points


@dataclass(frozen=True, slots=True, eq=False)
class _Strokes:
    """Ink that goes across furniture: of rules of each thickness, of dots, of standing rules."""

    flat: tuple[tuple[Mask, Mask], ...]  # rules, and what crosses such
    dots: Mask
    standing: Mask


def _crossing(inked: Mask, furniture: Furniture, pixels: float) -> _Strokes:
    near = 2 * max(1, round(_NEAR_MM[1] * pixels)) + 1
    more = max(1, round(_GROWN_MM * pixels)) + 1
    # Where rules meet, each would pass for a stroke that crosses the other.
    flat, standing = grown(furniture.flat, near), grown(furniture.standing, near)
    off = inked & ~standing
    across_flat = tuple(
        (rules, opened(off, 1, thick + more)) for thick, rules in by_thickness(furniture.flat)
    )
    thick = _thickness(furniture.standing, 1) + more
    across_standing = opened(inked & ~flat, thick, 1)
    # Dots have gaps between them. Ink that runs over several, no further than a letter, is one.
    tallest = max((row.size[1] for row in furniture.leaders if not row.dashed), default=0.0)
    tall = max(_thickness(furniture.dots, 0), round(tallest)) + more
    across_dots = opened(inked, 1, tall)
    across_dots |= opened(inked, round(_OVER_DOTS_MM[0] * pixels), 1) & ~opened(
        inked, round(_OVER_DOTS_MM[1] * pixels), 1
    )
    return _Strokes(across_flat, across_dots, across_standing)


def _gone(furniture: Furniture, strokes: _Strokes, near_mm: float, pixels: float) -> Mask:
    near = 2 * max(1, round(near_mm * pixels)) + 1
    gone = grown(furniture.standing, near) & ~strokes.standing
    for rules, across in strokes.flat:
        gone |= grown(rules, near) & ~across
    gone |= grown(furniture.dots, near) & ~strokes.dots
    return gone | grown(furniture.other, 2 * max(1, round(_NEAR_MM[1] * pixels)) + 1)


def _feet(doubtful: Mask, sure: Mask, pixels: float) -> Mask:
    """Of the ink close to rules the pieces that touch writing and are no longer than a letter."""
    labels, stats = pieces(doubtful)
    kept = (stats[:, 2] <= _FOOT_MM * pixels) & (stats[:, 4] >= 3)
    kept &= np.bincount(labels[grown(sure, 3)], minlength=len(stats)) > 0
    kept[0] = False
    return np.asarray(kept[labels], np.bool_)


def _thickness(rules: Mask, axis: int) -> int:
    """The usual thickness of rules in pixels, measured across them."""
    runs = np.count_nonzero(rules & ~np.roll(rules, 1, axis=axis))
    return round(np.count_nonzero(rules) / runs) if runs else 1


def _unspeckled(lines: Mask, near_rules: Mask, pixels: float) -> Mask:
    """Without dust, and without what is left of dots and rules beside where they were."""
    labels, stats = pieces(lines)
    kept = stats[:, 4] >= max(2, round((_SPECK_MM * pixels) ** 2))
    small = (stats[:, 3] <= _DOT_MM * pixels) & (stats[:, 2] <= _OVER_DOTS_MM[1] * pixels)
    inside = np.bincount(labels[near_rules], minlength=len(stats))
    kept &= ~(small & (inside > _REST * stats[:, 4]))
    kept[0] = False
    return np.asarray(kept[labels], np.bool_)
