"""Which places of a document's pages a role may not see.

Where something of a form is kept from a role, its pages are covered but for what may be seen: the
fields that the role sees whole, and the form's own print. So nothing is shown that nobody read: a
remark in the margin, a name under a stamp. Where nobody can say what stands where, the page is
covered whole.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from models.repositories.sight import limited, sights_of
from models.sight import Sights
from models.tables import Document, Field, Page, Record
from models.values import Box

#: Writing runs over its line: so much of its height around a hidden place is covered, and around
#: one that may be seen so much is shown, in pixels of the scan at least and at most.
_AROUND: Final = 0.3
_AT_LEAST: Final = 8.0
_SHOWN_AROUND: Final = 0.25
_SHOWN_LEAST, _SHOWN_MOST = 4.0, 28.0
#: Shorter texts than this stand in other words by chance.
_TELLING: Final = 4  # characters


@dataclass(frozen=True, slots=True)
class Covering:
    """Places to be covered, by page number, in pixels of the scan; `closed` are whole pages."""

    boxes: Mapping[int, tuple[Box, ...]] = field(default_factory=dict)
    closed: frozenset[int] = frozenset()

    @property
    def nothing(self) -> bool:
        """Whether the document may be shown as it is, its original file too."""
        return not self.boxes

    def on(self, number: int) -> tuple[Box, ...]:
        """The places of one page."""
        return self.boxes.get(number, ())


#: For whoever sees everything.
NOTHING: Final = Covering()


def covering(session: Session, office_id: str, role: str, document: Document) -> Covering:
    """What `role` may not see of the pages of the reading in force of a document."""
    if not limited(session, office_id, role).anything:
        return NOTHING  # asked with every tile of a page: nothing of it is read for those who may
    records = session.scalars(
        select(Record)
        .options(selectinload(Record.fields))
        .where(Record.document_id == document.id, Record.pipeline == document.pipeline)
    ).all()
    pages = session.scalars(
        select(Page).where(Page.document_id == document.id, Page.pipeline == document.pipeline)
    ).all()
    forms = (*(record.form for record in records), *(page.form for page in pages), "")
    seen = sights_of(session, office_id, role, forms)
    if all(one.everything for one in seen.values()):
        return NOTHING
    texts = _hidden_texts(records, seen)
    # Two forms that lay on one glass are two pages with the same picture.
    glass = {(p.width, p.height) for p in pages if p.form and not seen[p.form].everything}
    found = {page.number: _of_page(page, records, seen, texts, glass) for page in pages}
    return Covering(
        {number: boxes for number, boxes in found.items() if boxes},
        frozenset(page.number for page in pages if found[page.number] == (_whole(page),)),
    )


def _of_page(
    page: Page,
    records: Sequence[Record],
    seen: Mapping[str, Sights],
    texts: frozenset[str],
    glass: Set[tuple[int, int]],
) -> tuple[Box, ...]:
    whole = _whole(page)
    here = [record for record in records if page.number in record.pages]
    asked = {page.form, *(record.form for record in here)}
    limited_here = any(not seen[form].everything for form in asked)
    if not limited_here and (page.form == "" or (page.width, page.height) not in glass):
        return tuple(_told(page, texts))
    fields = [(f, seen[r.form]) for r in here for f in r.fields if f.page == page.number]
    # Of an unknown form, of a page that lies on no blank, or that no record holds, nobody can say
    # where what stands.
    if page.form == "" or not here or not _laid(page):
        return (whole,)
    hidden = [_box(f) for f, sights in fields if not sights.whole(f.key)]
    shown = [_box(f) for f, sights in fields if sights.whole(f.key)]
    print_ = [Box(*line["box"]) for line in page.lines if line.get("own")]
    windows = [*(_with_rim(box) for box in shown if box), *map(_print, print_)]
    return (*but_for(windows, whole), *(wide(box) for box in hidden if box))


def _whole(page: Page) -> Box:
    return Box(0.0, 0.0, float(max(page.width, 1)), float(max(page.height, 1)))


def _laid(page: Page) -> bool:
    """Whether the page was laid upon the blank of its form; else its words alone named it."""
    return page.form_residual > 0 or any(line.get("own") for line in page.lines)


def _box(f: Field) -> Box | None:
    return Box(*f.box) if f.box else None


def _with_rim(box: Box) -> Box:
    around = min(_SHOWN_MOST, max(_SHOWN_LEAST, _SHOWN_AROUND * box.height))
    return Box(box.x0 - around, box.y0 - around, box.x1 + around, box.y1 + around)


def _print(box: Box) -> Box:
    """Print keeps to its place: what stands close to it was written by somebody."""
    rim = _SHOWN_LEAST
    return Box(box.x0 - rim, box.y0 - rim, box.x1 + rim, box.y1 + rim)


def wide(box: Box) -> Box:
    """A place with what its writing may run over."""
    around = max(_AT_LEAST, _AROUND * box.height)
    return Box(box.x0 - around, box.y0 - around, box.x1 + around, box.y1 + around)


def but_for(windows: Iterable[Box], whole: Box) -> list[Box]:
    """Everything of `whole` outside the windows, as bands from left to right."""
    kept = [w for w in windows if w.width > 0 and w.height > 0]
    edges = sorted({whole.y0, whole.y1, *(y for w in kept for y in (w.y0, w.y1))})
    bands = []
    for top, bottom in pairwise(edges):
        if bottom <= whole.y0 or top >= whole.y1:
            continue
        left = whole.x0
        for x0, x1 in sorted((w.x0, w.x1) for w in kept if w.y0 <= top and w.y1 >= bottom):
            if x0 > left:
                bands.append(Box(left, top, x0, bottom))
            left = max(left, x1)
        if left < whole.x1:
            bands.append(Box(left, top, whole.x1, bottom))
    return bands


def _hidden_texts(records: Sequence[Record], seen: Mapping[str, Sights]) -> frozenset[str]:
    """What is written in hidden fields: it may stand once more elsewhere on the pages."""
    hidden = [f for r in records for f in r.fields if not seen[r.form].whole(f.key)]
    said = (text for f in hidden for text in (f.raw, *(str(r.get("text")) for r in f.readings)))
    pieces = {piece.strip().casefold() for text in said for piece in text.split("\n")}
    return frozenset(piece for piece in pieces if len(piece) >= _TELLING)


def _told(page: Page, texts: frozenset[str]) -> Iterable[Box]:
    """Lines in which a hidden value stands once more; the form's own print tells nothing."""
    for line in page.lines if texts else ():
        if not line.get("own") and any(text in str(line["text"]).casefold() for text in texts):
            yield wide(Box(*line["box"]))
