"""Printed words that name no field: title, heads of sections, notes."""

from __future__ import annotations

import statistics
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from extract.drafting import near
from extract.drafting.page import Sheet
from extract.drafting.tongues import labels_of
from models.drafting import PrintedText
from models.forms import Caption
from models.values import Box

_TOP: Final = 0.3  # of the first page, where a title stands
_LARGER: Final = 1.25  # times the usual height of print
_CENTRED: Final = 0.12  # of the page's width
_SURE: Final = 0.5  # what was read worse is no caption
_FOOT: Final = 0.94


@dataclass(frozen=True, slots=True)
class Heading:
    """The head of a section."""

    id: str
    page: int
    zone: Box
    titles: Mapping[str, str]


def headings(sheet: Sheet, tongues: tuple[str, ...]) -> list[Heading]:
    """The heads of one page's sections, from the top down."""
    page = sheet.survey.number
    found: list[Heading] = []
    for zone, texts in sorted(sheet.heads, key=lambda head: head[0].y0):
        titles = labels_of([text.text for text in texts], tongues)
        if titles:
            found.append(Heading(f"p{page}_{len(found) + 1}", page, zone, titles))
    return found


def captions(
    sheets: Sequence[Sheet], tongues: tuple[str, ...], heads: Sequence[Heading], otherwise: str
) -> tuple[tuple[Caption, ...], Mapping[str, str]]:
    """All captions, and the titles of the form (`otherwise` where the paper shows none)."""
    made = [Caption(head.titles, head.page, head.zone, "section") for head in heads]
    titles: Mapping[str, str] = {}
    for sheet in sheets:
        named = _title(sheet) if sheet.survey.number == 1 else []
        if named:
            titles = labels_of([text.text for text in named], tongues)
            if titles:
                zone = near.around([text.box for text in named])
                made.append(Caption(titles, 1, zone, "title"))
        for text in sheet.rest:
            words = labels_of([text.text], tongues)
            if words and text not in named and text.confidence >= _SURE:
                role = "page" if text.box.y0 > _FOOT * sheet.survey.height else "note"
                made.append(Caption(words, sheet.survey.number, text.box, role))
    made.sort(key=lambda c: (c.page, c.zone.y0, c.zone.x0))
    return tuple(made), titles or {tongues[0]: otherwise}


def _title(sheet: Sheet) -> list[PrintedText]:
    """The largest print near the top, and what stands right under it, centred alike."""
    survey = sheet.survey
    heights = [text.box.height for text in survey.texts]
    if not heights:
        return []
    usual = statistics.median(heights)
    top = [t for t in sheet.rest if t.box.y1 < _TOP * survey.height]
    large = [t for t in top if t.box.height >= _LARGER * usual and _middling(t, survey.width)]
    if not large:
        large = [t for t in top if _middling(t, survey.width) and t.box.width > 40]
    if not large:
        return []
    first = max(large, key=lambda t: t.box.height * t.box.width)
    return [first, *(t for t in top if t is not first and _beneath(first, t, survey.width))]


def _middling(text: PrintedText, width: float) -> bool:
    return abs((text.box.x0 + text.box.x1) / 2 - width / 2) < _CENTRED * width


def _beneath(first: PrintedText, text: PrintedText, width: float) -> bool:
    return 0 <= text.box.y0 - first.box.y1 + 1.0 <= 6.0 and _middling(text, width)
