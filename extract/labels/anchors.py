"""Printed texts found on a scan, as pairs of points on paper and on the scan."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from extract.labels.occurrences import Occurrence, occurrences
from extract.labels.plane import Similarity, fit
from extract.labels.printed import printed_on
from extract.labels.strips import Strip, strips
from models.forms import Form
from models.values import Box, Line

_SURE: Final = 6  # folded characters that a text needs to take part in finding the plane
_NEAR: Final = 6.0  # mm from where a text must stand


@dataclass(frozen=True, slots=True)
class Anchor:
    """`paper` (mm on the blank) and `scan` (pixels) are the same point: the middle of the left
    edge of a printed text, or of the text itself where it is centred. `box` is the text on the
    scan, `score` its likeness 0..1."""

    text: str
    role: str
    field: str
    paper: tuple[float, float]
    scan: tuple[float, float]
    box: Box
    score: float


@dataclass(frozen=True, slots=True)
class Layout:
    """A page's strips, its printed texts that were found, and the plane they agree on."""

    strips: tuple[Strip, ...]
    found: tuple[Occurrence, ...]
    plane: Similarity | None


def anchors(lines: Sequence[Line], form: Form, page: int) -> tuple[Anchor, ...]:
    """The printed texts of that page of the form that stand in `lines`, where they should.

    Four or more that agree are needed; otherwise there are none.
    """
    layout = lay_out(lines, form, page)
    if layout.plane is None:
        return ()
    return tuple(
        Anchor(
            text=o.printed.text,
            role=o.printed.role,
            field=o.printed.field,
            paper=o.printed.paper,
            scan=o.point,
            box=o.box,
            score=o.score,
        )
        for o in layout.found
    )


def lay_out(lines: Sequence[Line], form: Form, page: int) -> Layout:
    """Find the printed texts; with a plane, only those that stand where it says, one each."""
    cut = strips(lines)
    every = [list(occurrences(printed, cut)) for printed in printed_on(form, page)]
    sure = [o for found in every for o in found if len(found) == 1 and len(o.printed.key) >= _SURE]
    sure.sort(key=lambda o: (o.score, len(o.printed.key)), reverse=True)
    plane = fit([(o.printed.paper, o.point) for o in sure])
    if plane is None:
        return Layout(cut, tuple(o for found in every for o in _only(found)), None)
    kept = (_nearest(found, plane) for found in every)
    return Layout(cut, tuple(o for o in kept if o is not None), plane)


def _only(found: list[Occurrence]) -> list[Occurrence]:
    return found if len(found) == 1 else []


def _nearest(found: list[Occurrence], plane: Similarity) -> Occurrence | None:
    errors = [(plane.error((o.printed.paper, o.point)), -o.score, i) for i, o in enumerate(found)]
    if not errors or min(errors)[0] > _NEAR:
        return None
    return found[min(errors)[2]]
