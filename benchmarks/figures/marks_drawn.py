"""Marks read on drawn pages, each beside what was drawn: sheets of marks, and filled forms."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

import cv2
import numpy as np

from benchmarks.figures.marksheet import BLANK_DPI, Marked, marksheet
from extract.forms.fill import fill
from extract.forms.levels import Level, Set
from extract.forms.load import load_forms
from ingest.known import known
from ingest.looked import Looked, look
from models.forms import Form, Kind, Writing
from models.values import Box, CleanPage, PageImage
from ocr.clean import Cleaned, clean
from ocr.marks import facts, read_marks, words
from ocr.marks.fitting import Row
from ocr.marks.place import places, shifted
from ocr.plane import box_through
from ocr.register import Blank, Matcher
from ocr.shapes import Mask
from ocr.sheet import Sheet, ready

_COARSE_DPI: Final = 95.0  # of pages whose resolution is that of a screen


@dataclass(frozen=True, slots=True)
class Read:
    """A mark as drawn and as read. `source` is what it was drawn on: sheet, blind (a sheet read
    without its blank), words, form, form words, presence; `known`: its page was recognised."""

    source: str
    level: str
    how: str
    want: str
    got: str = ""
    p: float = 0.0
    known: bool = True
    where: str = ""

    @property
    def right(self) -> bool:
        return self.want == self.got


def on_sheets(level: Level, seeds: range, which: Set) -> Iterator[Read]:
    """The marks of drawn sheets, read with their blank, and boxes also without it."""
    for seed in seeds:
        drawn = marksheet(level, seed, which)
        cleaned = _laid(drawn.blank, drawn.scan, drawn.dpi)
        boxes = [m for m in drawn.marks if not m.word]
        chosen = [m for m in drawn.marks if m.word]
        where = f"{level} {seed}"
        if cleaned.match is None:
            yield from (
                Read("sheet", level, m.how, m.state.value, known=False, where=where) for m in boxes
            )
            continue
        to_clean = cleaned.match.to_clean
        ticks = [box_through(m.box, to_clean) for m in boxes]
        places_ = [box_through(m.box, to_clean) for m in chosen]
        sheet, bare = ready(cleaned.page, cleaned.blank), ready(cleaned.page)
        for source, wanted, found in (
            ("sheet", boxes, read_marks(sheet, ticks, cleaned.stamps)),
            ("blind", boxes, read_marks(bare, ticks, cleaned.stamps)),
            ("words", chosen, words.read_words(sheet, places_, cleaned.stamps)),
        ):
            for m, mark in zip(wanted, found, strict=True):
                yield Read(
                    source, level, m.how, m.state.value, mark.state.value, mark.confidence, True,
                    where,
                )  # fmt: skip


def rows(level: Level, seeds: range, which: Set) -> tuple[list[Row], list[Row]]:
    """The facts of boxes (with a blank, without, and without at a low resolution) and of words,
    for fitting."""
    boxes: list[Row] = []
    chosen: list[Row] = []
    for seed in seeds:
        drawn = marksheet(level, seed, which)
        cleaned = _laid(drawn.blank, drawn.scan, drawn.dpi)
        if cleaned.match is None:
            continue
        to_clean = cleaned.match.to_clean
        ticks = [m for m in drawn.marks if not m.word]
        there = [box_through(m.box, to_clean) for m in ticks]
        known = ready(cleaned.page, cleaned.blank)
        for scale in (1.0, min(1.0, _COARSE_DPI / cleaned.page.dpi)):
            sheet = ready(_smaller(cleaned.page, scale))
            near = [_off(_scaled(box, scale), n) for n, box in enumerate(there)]
            boxes += _facts(ticks, sheet, near, None, seed)
        boxes += _facts(ticks, known, there, cleaned.stamps, seed)
        printed = [m for m in drawn.marks if m.word]
        spots = shifted(known, [box_through(m.box, to_clean) for m in printed])
        for m, box in zip(printed, spots, strict=True):
            chosen.append(Row(words.facts_of(known, box, cleaned.stamps), m.state, seed))
    return boxes, chosen


def _facts(
    marks: Sequence[Marked], sheet: Sheet, boxes: Sequence[Box], stamps: Mask | None, seed: int
) -> list[Row]:
    return [
        Row(facts.facts_of(sheet, place, stamps), m.state, seed)
        for m, place in zip(marks, places(sheet, boxes), strict=True)
    ]


def _smaller(page: CleanPage, scale: float) -> CleanPage:
    if scale >= 1.0:
        return page
    size = round(page.grey.shape[1] * scale), round(page.grey.shape[0] * scale)
    grey = np.asarray(cv2.resize(page.grey, size, interpolation=cv2.INTER_AREA), np.uint8)
    return replace(page, grey=grey, dpi=page.dpi * scale)


def _scaled(box: Box, scale: float) -> Box:
    return Box(box.x0 * scale, box.y0 * scale, box.x1 * scale, box.y1 * scale)


def _off(box: Box, number: int) -> Box:
    """A box that nobody knows exactly: each side up to 8 % of its width off."""
    dice = np.random.default_rng(number).uniform(-0.08, 0.08, 4) * box.width
    return Box(box.x0 + dice[0], box.y0 + dice[1], box.x1 + dice[2], box.y1 + dice[3])


def _laid(blank: np.ndarray, scan: np.ndarray, dpi: float) -> Cleaned:
    matcher = Matcher([Blank("marks", "1", 1, blank, BLANK_DPI, 210.0, 297.0)])
    return clean(PageImage(1, scan, dpi), matcher)


def on_forms(level: Level, count: int, seed: int, which: Set, cache: Path) -> Iterator[Read]:
    """The marks, signatures and photographs of filled forms of every definition shipped."""
    for form in load_forms():
        matcher = known(None, cache, form.id).matcher
        for made in fill(form, n=count, seed=seed, level=level, which=which):
            for page in made.pages:
                cleaned = clean(PageImage(page.number, page.image, page.dpi), matcher)
                where = f"{form.id} {made.index} page {page.number}"
                yield from _of_page(form, cleaned, page.truth, level, where)


def _of_page(
    form: Form, cleaned: Cleaned, truth: dict[str, object], level: Level, where: str
) -> Iterator[Read]:
    number = int(str(truth["page"]))
    mine = [f for f in form.fields if f.page == number]
    match = cleaned.match
    seen: Looked | None = None
    if match is not None and match.page == number:
        seen = look(mine, ready(cleaned.page, cleaned.blank), cleaned)
    said = {f["key"]: f for f in truth["fields"]}  # type: ignore[attr-defined]
    for f in mine:
        source = "form words" if f.writing is Writing.WORDS else "form"
        for tick in said[f.key].get("ticks", ()):
            read = Read(source, level, "", tick["state"], known=seen is not None, where=where)
            if seen is not None:
                mark = seen.marks[f.key, tick["code"]]
                got, p = mark.state.value, mark.confidence
                read = Read(source, level, "", tick["state"], got, p, True, f"{where} {f.key}")
            yield read
        if f.kind in (Kind.SIGNATURE, Kind.PHOTO):
            want = str(not said[f.key]["empty"])
            if seen is None:
                yield Read(f.kind.value, level, "", want, known=False, where=where)
            else:
                there = seen.present[f.key]
                got, p = str(there.present), there.confidence
                yield Read(f.kind.value, level, "", want, got, p, True, f"{where} {f.key}")
