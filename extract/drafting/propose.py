"""Surveyed pages to a proposed form: fields with keys, kinds, labels and zones that are sound."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from extract.drafting import near
from extract.drafting.apart import Zone, apart, outside, overlap
from extract.drafting.captions import Heading, captions, headings
from extract.drafting.fields import Proposed, of_question, of_room
from extract.drafting.page import Sheet, understand
from extract.drafting.tongues import languages_of
from models.drafting import Survey
from models.forms import Form, FormField, FormPage, Section, Writing
from models.library import Library
from models.values import Box

#: where forms in a language are from as a rule (ISO 3166); a person corrects it
_COUNTRY: Final = {"km": "KHM", "th": "THA", "id": "IDN", "en": "PHL"}


@dataclass(frozen=True, slots=True)
class Draft:
    """A proposed form, and for each field by its key how sure it is (0..1) and what to look at."""

    form: Form
    sure: Mapping[str, float]
    notes: Mapping[str, tuple[str, ...]]


def propose(
    surveys: Sequence[Survey],
    library: Library,
    *,
    form_id: str,
    version: str = "1",
    languages: tuple[str, ...] = (),
    country: str = "",
    source: str = "",
) -> Draft:
    """A definition of the surveyed pages.

    `languages` (label languages, the main one first) and `country` are guessed where they are
    empty. A page without any place for writing stays a page of the form.
    """
    said = [text.text for survey in surveys for text in survey.texts]
    tongues = languages or languages_of(said)
    sheets = [understand(survey) for survey in surveys]
    heads = [heading for sheet in sheets for heading in headings(sheet, tongues)]
    proposed: list[Proposed] = []
    for sheet in sheets:
        proposed += _sound(_of_page(sheet, library, tongues, country), sheet.survey)
    proposed = _named_once(proposed)
    found, titles = captions(sheets, tongues, heads, form_id)
    fields = [_in_section(item.field, heads) for item in proposed]
    used = {f.section for f in fields}
    form = Form(
        id=form_id,
        version=version,
        status="official",
        titles=titles,
        languages=tongues,
        country=country or _COUNTRY.get(tongues[0], "PHL"),
        pages=tuple(FormPage(s.number, s.width, s.height, f"page-{s.number}.png") for s in surveys),
        fields=tuple(fields),
        captions=found,
        source=source
        or "Drafted by Lontar from the office's own blank; to be checked by a person.",
        sections=tuple(Section(h.id, h.titles) for h in heads if h.id in used),
    )
    keys = [item.field.key for item in proposed]
    return Draft(
        form,
        dict(zip(keys, (round(item.sure, 2) for item in proposed), strict=True)),
        dict(zip(keys, (item.notes for item in proposed), strict=True)),
    )


def _of_page(
    sheet: Sheet,
    library: Library,
    tongues: tuple[str, ...],
    country: str,
) -> list[Proposed]:
    place = country or _COUNTRY.get(tongues[0], "PHL")
    page = sheet.survey.number
    made = [of_question(q, page, library, tongues) for q in sheet.questions]
    made += [of_room(named, sheet, library, tongues, place) for named in sheet.named]
    return sorted(made, key=lambda item: (round(item.field.zone.y0 / 4), item.field.zone.x0))


def _sound(items: Sequence[Proposed], survey: Survey) -> list[Proposed]:
    """Zones on the page, apart from each other and from their own labels."""
    page = Box(0.0, 0.0, survey.width, survey.height)
    inside = [replace(i, field=_clipped(i.field, page)) for i in items]
    zones = apart([Zone(item.field.zone, _core(item.field)) for item in inside])
    kept: list[Proposed] = []
    for item, zone in zip(inside, zones, strict=True):
        if zone is None or min(zone.width, zone.height) < 1.0:
            continue
        field = replace(item.field, zone=_rounded(zone))
        kept.append(replace(item, field=replace(field, label_zone=_label_zone(field, page))))
    return kept


def _core(field: FormField) -> Box | None:
    """What of a field's zone must stay in it."""
    boxes = [*field.cells, *(o.box for o in field.options), *(c.zone for c in field.columns)]
    boxes += [o.text_zone for o in field.options if o.text_zone is not None]
    return near.around(boxes) if boxes else None


def _clipped(field: FormField, page: Box) -> FormField:
    return replace(
        field,
        zone=_within(field.zone, page),
        label_zone=_within(field.label_zone, page),
    )


def _within(box: Box, page: Box) -> Box:
    return Box(
        max(box.x0, page.x0), max(box.y0, page.y0), min(box.x1, page.x1), min(box.y1, page.y1)
    )


def _label_zone(field: FormField, page: Box) -> Box:
    """The label's place where it is clear of the zone; else a strip beside or over the zone."""
    own, zone = field.label_zone, field.zone
    if own.width > 0 and own.height > 0 and not overlap(own, zone):
        return _rounded(own)
    less = outside(own, zone) if own.width > 0 and own.height > 0 else None
    if less is not None:
        return _rounded(less)
    if zone.x0 > 4.0:
        return _rounded(Box(max(0.0, zone.x0 - 4.0), zone.y0, zone.x0 - 0.2, zone.y1))
    top = max(0.2, zone.y0)
    return _rounded(Box(zone.x0, max(0.0, top - 4.0), zone.x1, max(0.1, top - 0.1)))


def _rounded(box: Box) -> Box:
    return Box(*(round(v, 1) for v in (box.x0, box.y0, box.x1, box.y1)))


def _named_once(items: Sequence[Proposed]) -> list[Proposed]:
    """Keys once each: the surest keeps the library's key, others are numbered."""
    items = [_numbered(item, n) for n, item in enumerate(items, start=1)]
    taken: dict[str, int] = {}
    best: dict[str, int] = {}
    for n, item in enumerate(items):
        key = item.field.key
        if key not in best or item.sure > items[best[key]].sure:
            best[key] = n
    every = {item.field.key for item in items}
    made: list[Proposed] = []
    for n, item in enumerate(items):
        key = item.field.key
        if best[key] != n:
            taken[key] = taken.get(key, 1) + 1
            while f"{key}_{taken[key]}" in every:
                taken[key] += 1
            key = f"{key}_{taken[key]}"
            notes = [*item.notes]
            notes.append("The same label stands elsewhere on the form: is the key right?")
            item = replace(item, notes=tuple(notes))  # noqa: PLW2901
        made.append(replace(item, field=replace(item.field, key=key)))
    return made


def _numbered(item: Proposed, number: int) -> Proposed:
    """A key of its own for a field whose label gives none: `field_07`."""
    if item.field.key:
        return item
    return replace(item, field=replace(item.field, key=f"field_{number:02d}"))


def _in_section(field: FormField, heads: Sequence[Heading]) -> FormField:
    before = [
        head for head in heads if (head.page, head.zone.y0) <= (field.page, field.zone.y0 + 1.0)
    ]
    if field.writing is Writing.TICKS or before:
        return replace(field, section=before[-1].id if before else "")
    return field
