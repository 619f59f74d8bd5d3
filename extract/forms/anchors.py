"""Where a value stands that the definition only says to be beside or below its label.

The room is worked out on the blank: as far as the next printed thing, and no further than the
edge of the page.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from models.forms import Form, FormField, Side
from models.values import Box

_PITCH: Final = 9.0  # mm, height of a line of writing where nothing bounds it
_EDGE: Final = 5.0  # mm at the edge of a page that scanners lose
_GAP: Final = 0.5  # mm between a label and what is written
_LEAST: Final = (8.0, 3.5)  # mm that a value needs, across and down


def with_rooms(form: Form) -> Form:
    """The form with a zone for every field that has a `side`."""
    if not any(field.side for field in form.fields):
        return form
    fields = (replace(f, zone=room(form, f)) if f.side else f for f in form.fields)
    return replace(form, fields=tuple(fields))


def roomy(zone: Box) -> bool:
    """Whether a value can be written there."""
    return zone.width >= _LEAST[0] and zone.height >= _LEAST[1]


def room(form: Form, field: FormField) -> Box:
    """The room on the field's side of its label (mm); its label zone where its page is unknown."""
    page = next((p for p in form.pages if p.number == field.page), None)
    if page is None:
        return field.label_zone
    edge = Box(_EDGE, _EDGE, page.width - _EDGE, page.height - _EDGE)
    around = _printed(form, field)
    if field.side is Side.BELOW:
        return _below(field, edge, around)
    return _right(field, edge, around)


def _printed(form: Form, field: FormField) -> list[Box]:
    """Everything else that has its place on the field's page."""
    others = [f for f in form.fields if f.page == field.page and f.key != field.key]
    places = [f.label_zone for f in others] + [f.zone for f in others if f.side is None]
    return places + [c.zone for c in form.captions if c.page == field.page]


def _right(field: FormField, edge: Box, around: list[Box]) -> Box:
    label = field.label_zone
    middle = (label.y0 + label.y1) / 2
    height = max(_PITCH, label.height)
    beside = [box.x0 for box in around if _rows(box, label) and box.x0 >= label.x1 - _GAP]
    x0, x1 = label.x1 + _GAP, min([edge.x1, *(x - _GAP for x in beside)])
    across = [box for box in around if box.x0 < x1 and box.x1 > x0]
    top = [box.y1 for box in across if box.y1 <= middle]
    bottom = [box.y0 for box in across if box.y0 >= middle]
    first = middle - height / 2
    return Box(
        x0,
        max([edge.y0, first, *top]),
        max(x0, x1),
        min([edge.y1, first + height * field.rows, *bottom]),
    )


def _below(field: FormField, edge: Box, around: list[Box]) -> Box:
    label = field.label_zone
    top = label.y1 + _GAP / 2
    under = [b.y0 for b in around if b.x0 < label.x1 and b.x1 > label.x0 and b.y0 >= label.y1 - 0.1]
    bottom = min([edge.y1, top + max(_PITCH, label.height) * field.rows, *under])
    zone = Box(label.x0, top, edge.x1, max(top, bottom))
    beside = [box.x0 for box in around if _rows(box, zone) and box.x0 >= label.x1 - _GAP]
    return replace(zone, x1=min([edge.x1, *(x - _GAP for x in beside)]))


def _rows(a: Box, b: Box) -> bool:
    """Whether two boxes stand side by side: they share some height."""
    return min(a.y1, b.y1) - max(a.y0, b.y0) > _GAP
