"""What a schema cannot say of a form's places: zones on their page, boxes in their zone, apart."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import combinations, pairwise

from extract.forms.anchors import roomy
from extract.forms.faults import Fault
from models.forms import Form, FormField
from models.values import Box

_SLACK = 0.05  # mm: rounding in a file
_SMALLEST = 0.8  # mm: less holds neither a mark nor a letter
_MEASURE = "Measure it again on the blank (mm = pixels / 150 x 25.4)."
_DRAWN = "`lontar forms check --picture DIR` draws the zones."


def unsound(form: Form) -> Iterator[Fault]:
    """Faults of places, each naming its field; none when the form is sound."""
    pages = {page.number: Box(0, 0, page.width, page.height) for page in form.pages}
    if [page.number for page in form.pages] != list(range(1, len(form.pages) + 1)):
        yield Fault("pages", "their numbers must run 1, 2, 3 and so on.", "Number them again.")
    if len({page.blank for page in form.pages}) != len(form.pages):
        yield Fault("pages", "two pages have the same picture.", "Give each page its own `blank`.")
    for field in form.fields:
        if field.page not in pages:
            yield Fault(f"{field.key}.page", f"there is no page {field.page}.", "List it in pages.")
        else:
            yield from _field_faults(field, pages[field.page])
    for caption in form.captions:
        if caption.page not in pages or not _inside(caption.zone, pages[caption.page]):
            text = f"the {caption.role} at {caption.zone.as_list()} is off its page."
            yield Fault("captions", text, _MEASURE)
    for a, b in combinations(form.fields, 2):
        if a.page == b.page and overlap(a.zone, b.zone):
            text = f"it overlaps the zone of {b.key} (page {a.page})."
            yield Fault(f"{a.key}.zone", text, f"Draw the two apart; {_DRAWN}")


def _field_faults(field: FormField, page: Box) -> Iterator[Fault]:
    for name, box in _places(field):
        place = f"{field.key}.{name}"
        if field.side is not None and name == "zone":
            continue
        if box.x1 - box.x0 < _SMALLEST or box.y1 - box.y0 < _SMALLEST:
            text = "must be [left, top, right, bottom] in mm, and not smaller than a letter."
            yield Fault(place, text, _MEASURE)
        elif not _inside(box, page):
            yield Fault(place, "lies outside the page.", _MEASURE)
        elif name not in {"zone", "label_zone"} and not _inside(box, field.zone):
            yield Fault(place, "lies outside the field's zone.", "Draw the zone around it.")
    yield from _apart(field)
    if field.side is not None and not roomy(field.zone):
        yield Fault(
            f"{field.key}.side",
            f"there is no room to write {field.side.value} of the label.",
            "Correct `label_zone`, or give a `zone` in place of `side`.",
        )
    elif field.side is None and overlap(field.label_zone, field.zone):
        text = "overlaps the field's own zone."
        yield Fault(f"{field.key}.label_zone", text, f"Draw the two apart; {_DRAWN}")


def _places(field: FormField) -> list[tuple[str, Box]]:
    places = [("zone", field.zone), ("label_zone", field.label_zone)]
    places += [(f"options.{o.code}.box", o.box) for o in field.options]
    places += [(f"options.{o.code}.text_zone", o.text_zone) for o in field.options if o.text_zone]
    places += [(f"columns.{c.key}.zone", c.zone) for c in field.columns]
    return places + [(f"cells.{i + 1}", cell) for i, cell in enumerate(field.cells)]


def _apart(field: FormField) -> Iterator[Fault]:
    """Tick boxes, lines behind "Other", columns and character boxes stand beside each other."""
    lines = [(f"options.{o.code}.text_zone", o.text_zone) for o in field.options if o.text_zone]
    boxes = [(f"options.{o.code}.box", o.box) for o in field.options]
    columns = [(f"columns.{c.key}.zone", c.zone) for c in field.columns]
    cells = [(f"cells.{number}", cell) for number, cell in enumerate(field.cells, start=1)]
    for group in ([*boxes, *lines], columns, cells):
        yield from _overlaps(field, group)
    if any(_side_by_side(a, b) and b.x0 < a.x0 for a, b in pairwise(field.cells)):
        text = "do not stand in reading order."
        yield Fault(f"{field.key}.cells", text, "List them from left to right.")


def _overlaps(field: FormField, group: Sequence[tuple[str, Box]]) -> Iterator[Fault]:
    for (name, a), (other, b) in combinations(group, 2):
        if overlap(a, b):
            remedy = f"Draw the two apart; {_DRAWN}"
            yield Fault(f"{field.key}.{other}", f"overlaps {name}.", remedy)


def _side_by_side(a: Box, b: Box) -> bool:
    return min(a.y1, b.y1) - max(a.y0, b.y0) > _SLACK


def _inside(inner: Box, outer: Box) -> bool:
    return (
        inner.x0 >= outer.x0 - _SLACK
        and inner.y0 >= outer.y0 - _SLACK
        and inner.x1 <= outer.x1 + _SLACK
        and inner.y1 <= outer.y1 + _SLACK
    )


def overlap(a: Box, b: Box) -> bool:
    """Whether two rectangles share more than rounding."""
    return min(a.x1, b.x1) - max(a.x0, b.x0) > _SLACK and min(a.y1, b.y1) - max(a.y0, b.y0) > _SLACK
