"""What a schema cannot say of a form: zones on their page, boxes in their zone, keys once."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations

from models.forms import Form, FormField, Writing
from models.values import Box

_SLACK = 0.05  # mm: rounding in a file


def faults(form: Form) -> Iterator[str]:
    """Sentences that name field and reason; none when the form is sound."""
    pages = {page.number: Box(0, 0, page.width, page.height) for page in form.pages}
    if list(pages) != list(range(1, len(pages) + 1)):
        yield "pages: numbers must run 1, 2, 3 and so on."
        return
    seen: set[str] = set()
    for field in form.fields:
        if field.key in seen:
            yield f"{field.key}: the key is used twice."
        seen.add(field.key)
        if field.page not in pages:
            yield f"{field.key}.page: there is no page {field.page}."
            continue
        yield from _field_faults(field, pages[field.page])
    for caption in form.captions:
        if caption.page not in pages or not _inside(caption.zone, pages[caption.page]):
            yield f"captions: the {caption.role} at {caption.zone.as_list()} is off its page."
    for a, b in combinations(form.fields, 2):
        if a.page == b.page and _overlap(a.zone, b.zone):
            yield f"{a.key}.zone: overlaps the zone of {b.key}."
    for word in (*form.titles, *(k for f in form.fields for k in f.labels)):
        if word not in form.languages:
            yield f"languages: a label is in {word}, which the form does not list."
            return


def _field_faults(field: FormField, page: Box) -> Iterator[str]:
    places = [("zone", field.zone), ("label_zone", field.label_zone)]
    places += [(f"options.{o.code}.box", o.box) for o in field.options]
    places += [(f"options.{o.code}.text_zone", o.text_zone) for o in field.options if o.text_zone]
    places += [(f"columns.{c.key}.zone", c.zone) for c in field.columns]
    places += [(f"cells.{i + 1}", cell) for i, cell in enumerate(field.cells)]
    for name, box in places:
        if box.x1 <= box.x0 or box.y1 <= box.y0:
            yield f"{field.key}.{name}: must be [left, top, right, bottom] in mm."
        elif not _inside(box, page):
            yield f"{field.key}.{name}: lies outside the page."
        elif name not in {"zone", "label_zone"} and not _inside(box, field.zone):
            yield f"{field.key}.{name}: lies outside the field's zone."
    if field.side is None and _overlap(field.label_zone, field.zone):
        yield f"{field.key}.label_zone: overlaps the field's own zone."
    for ways, needs, has in (
        ((Writing.TICKS, Writing.WORDS), "options", bool(field.options)),
        ((Writing.TABLE,), "columns", bool(field.columns)),
        ((Writing.BOXES,), "cells", bool(field.cells)),
    ):
        if (field.writing in ways) != has:
            named = " or ".join(way.value for way in ways)
            yield f"{field.key}.{needs}: belongs to writing: {named}, and only to it."
    if any(o.other != (o.text_zone is not None) for o in field.options):
        yield f"{field.key}.options: `other: true` and `text_zone` belong together."
    codes = [o.code for o in field.options] or [c.key for c in field.columns]
    if len(set(codes)) != len(codes):
        yield f"{field.key}: an option or column is there twice."


def _inside(inner: Box, outer: Box) -> bool:
    return (
        inner.x0 >= outer.x0 - _SLACK
        and inner.y0 >= outer.y0 - _SLACK
        and inner.x1 <= outer.x1 + _SLACK
        and inner.y1 <= outer.y1 + _SLACK
    )


def _overlap(a: Box, b: Box) -> bool:
    return min(a.x1, b.x1) - max(a.x0, b.x0) > _SLACK and min(a.y1, b.y1) - max(a.y0, b.y0) > _SLACK
