"""What `lontar forms draft` finds on blanks: fields, tick boxes, tables, and how well placed."""

from __future__ import annotations

import argparse
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from typing import Any, Final

import numpy as np
from PIL import Image

from benchmarks.figures.tables import share, table
from benchmarks.pages import foreign_form
from extract.drafting.propose import Draft
from extract.forms.levels import Level, Set
from extract.forms.load import load_forms
from extract.forms.printing import print_form
from extract.library import library
from ingest import drafting
from models.forms import Form, FormField, Kind, Writing
from models.limits import Limits
from models.values import Box
from ocr.panel import Panel, open_panel

_MATCHED: Final = 0.5  # intersection over union from which a zone counts as found
_COUNTRY: Final = {"khm": "KHM", "tha": "THA", "ind": "IDN", "eng": "PHL"}


@dataclass(slots=True)
class Tally:
    """Counts of one kind of place; `overlaps` are the IoU of those that were found."""

    there: int = 0
    found: int = 0
    kind: int = 0
    key: int = 0
    overlaps: list[float] = field(default_factory=list)


@dataclass(slots=True)
class Score:
    """Tallies by the way places are printed, and how many fields were proposed in vain."""

    by: dict[str, Tally] = field(default_factory=lambda: defaultdict(Tally))
    proposed: int = 0
    useless: int = 0


def figure(options: argparse.Namespace, folder: Path) -> str:
    """Shipped blanks, then foreign ones, clean and as an office scans them."""
    panel = open_panel()
    shipped = Score()
    for form in load_forms():
        of_known(form, folder, panel, shipped)
    parts = ["Shipped blanks, printed and drawn at 300 dpi:", _table(shipped, known=True)]
    count = max(2, 2 * options.forms)
    levels: tuple[Level, ...] = ("clean", "office")
    for level in levels:
        score = Score()
        for language in options.languages:
            for number in range(count):
                asked = (language, options.seed + number, level, options.which)
                of_foreign(asked, folder, panel, score)
        parts += [f"Foreign blanks, {count} a language, {level}:", _table(score, known=False)]
    return "\n\n".join(parts)


def of_known(form: Form, folder: Path, panel: Panel, score: Score) -> Draft:
    """Draft a shipped form from its printed blank and hold it against its definition."""
    file = folder / f"{form.id}.pdf"
    file.write_bytes(print_form(form))
    seen = drafting.blanks(file, Limits(), panel)
    made = drafting.draft(seen, library(), form_id="drafted")
    left = list(made.form.fields)
    for wanted in form.fields:
        there = [f for f in left if f.page == wanted.page]
        best = max(there, key=lambda f: _fits(f, wanted), default=None)
        tally = score.by[_way(wanted)]
        tally.there += 1
        if best is not None and _fits(best, wanted) >= _MATCHED:
            left.remove(best)
            tally.found += 1
            tally.overlaps.append(iou(best.zone, wanted.zone))
            tally.kind += best.kind is wanted.kind
            tally.key += best.key == wanted.key
        for option in wanted.options:
            _option(option.box, wanted.page, made.form, score.by["tick box"])
    score.proposed += len(made.form.fields)
    score.useless += len(left)
    return made


def _fits(found: FormField, wanted: FormField) -> float:
    """IoU of the zones; of questions, whether they have the same tick boxes, all of them."""
    if wanted.writing is not Writing.TICKS:
        return iou(found.zone, wanted.zone)
    if len(found.options) != len(wanted.options):
        return 0.0
    pairs = [max(iou(o.box, w.box) for o in found.options) for w in wanted.options]
    return min(pairs, default=0.0)


def _way(wanted: FormField) -> str:
    if wanted.kind is Kind.SIGNATURE:
        return "signature"
    return "question" if wanted.writing is Writing.TICKS else wanted.writing.value


def of_foreign(
    asked: tuple[str, int, Level, Set], folder: Path, panel: Panel, score: Score
) -> Draft:
    """Draft a blank drawn as `asked` (language, seed, level, set) and hold it against the truth."""
    language, seed, level, which = asked
    page = foreign_form(language, seed, level, which, rotation=0, blank=True)
    file = folder / f"{language}-{seed}-{level}.png"
    Image.fromarray(page.image).save(file, dpi=(page.dpi, page.dpi))
    seen = drafting.blanks(file, Limits(), panel)
    made = drafting.draft(seen, library(), form_id="drafted", country=_COUNTRY[language])
    to_mm = _to_paper(seen[0], page.truth)
    left = list(made.form.fields)
    for room in page.truth["rooms"]:
        box = to_mm(room["box"])
        tally = score.by[room["way"]]
        tally.there += 1
        best = max(left, key=lambda f: _alike(f, box, room), default=None)
        if best is not None and _alike(best, box, room) >= _MATCHED:
            left.remove(best)
            tally.found += 1
            tally.overlaps.append(iou(best.zone, box))
    for tick in page.truth["ticks"]:
        _option(to_mm(tick["box"]), 1, made.form, score.by["tick box"])
    score.proposed += len(made.form.fields)
    score.useless += sum(f.writing is not Writing.TICKS for f in left)
    return made


def _to_paper(blank: drafting.Blank, truth: dict[str, Any]) -> Callable[[Sequence[float]], Box]:
    """From pixels of the scan to millimetres of the straightened page."""
    back = np.linalg.inv(blank.to_scan)

    def moved(box: Sequence[float]) -> Box:
        x0, y0, x1, y1 = box
        corners = np.array([[x0, y0, 1], [x1, y0, 1], [x0, y1, 1], [x1, y1, 1]]).T
        x, y, w = back @ corners
        x, y = x / w, y / w
        return Box(float(x.min()), float(y.min()), float(x.max()), float(y.max()))

    return moved


def _alike(found: FormField, box: Box, room: dict[str, Any]) -> float:
    """IoU; on lines, whose height is a convention, along the line where they share it."""
    if room["way"] in ("box", "cell", "comb", "open comb", "table"):
        return iou(found.zone, box)
    tall = min(found.zone.y1, box.y1) - max(found.zone.y0, box.y0)
    if tall < 0.4 * min(found.zone.height, box.height):
        return 0.0
    wide = min(found.zone.x1, box.x1) - max(found.zone.x0, box.x0)
    return max(0.0, wide) / (max(found.zone.x1, box.x1) - min(found.zone.x0, box.x0))


def _option(box: Box, page: int, form: Form, tally: Tally) -> None:
    tally.there += 1
    boxes = [o.box for f in form.fields if f.page == page for o in f.options]
    best = max((iou(b, box) for b in boxes), default=0.0)
    if best >= _MATCHED:
        tally.found += 1
        tally.overlaps.append(best)


def iou(a: Box, b: Box) -> float:
    """Of two boxes what they share, against what they cover together, 0..1."""
    wide = min(a.x1, b.x1) - max(a.x0, b.x0)
    tall = min(a.y1, b.y1) - max(a.y0, b.y0)
    if wide <= 0 or tall <= 0:
        return 0.0
    return wide * tall / (a.width * a.height + b.width * b.height - wide * tall)


def _table(score: Score, *, known: bool) -> str:
    rows = [_row(way, tally, known=known) for way, tally in sorted(score.by.items())]
    whole = _sum(tally for way, tally in score.by.items() if way != "tick box")
    rows.append(_row("all fields", whole, known=known))
    head = ["place", "found", "median IoU", *(["kind right", "key right"] if known else [])]
    return (
        table(head, rows)
        + f"\n\n{score.useless} of {score.proposed} proposed fields are none of those drawn."
    )


def _row(way: str, tally: Tally, *, known: bool) -> list[str]:
    overlap = f"{median(tally.overlaps):.2f}" if tally.overlaps else "-"
    row = [way, share(tally.found, tally.there), overlap]
    if known:
        named = way != "tick box"
        row += [share(n, tally.found) if named else "-" for n in (tally.kind, tally.key)]
    return row


def _sum(tallies: Iterable[Tally]) -> Tally:
    whole = Tally()
    for tally in tallies:
        whole.there += tally.there
        whole.found += tally.found
        whole.kind += tally.kind
        whole.key += tally.key
        whole.overlaps += tally.overlaps
    return whole
