"""Marks: drawn ones on filled forms and on sheets of marks, and real ones."""

from __future__ import annotations

import argparse
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Final

from benchmarks.figures.marks_drawn import Read, on_forms, on_sheets
from benchmarks.figures.marks_real import Judged, RealPage, judged, labelled, written_down
from benchmarks.figures.tables import share, table
from extract.forms.levels import Level
from models.values import MarkState

_LEVELS: Final[tuple[Level, ...]] = ("clean", "office", "rough")
_SHEETS: Final = 4  # a level, times --forms
_BINS: Final = (0.0, 0.8, 0.95, 0.99, 0.995, 1.01)
_UNSURE: Final = MarkState.UNSURE.value
_SOURCES: Final = (
    ("form", "tick boxes of filled forms"),
    ("form words", "words to choose from, filled forms"),
    ("signature", "signatures and thumbprints"),
    ("photo", "photographs"),
    ("sheet", "tick boxes of sheets, their blank known"),
    ("blind", "the same, no blank"),
    ("words", "words of sheets"),
)


def figure(options: argparse.Namespace, folder: Path) -> str:
    """Every table of marks."""
    reads: list[Read] = []
    for level in _LEVELS:
        reads += on_forms(level, options.forms, options.seed, options.which, folder / "cache")
        seeds = range(options.seed, options.seed + _SHEETS * options.forms)
        reads += on_sheets(level, seeds, options.which)
    parts = [_by_source(reads), _by_shape(reads), _calibrated(reads), _real(options)]
    if options.wrong:
        parts.append("\n".join(_told(read) for read in reads if read.known and not read.right))
    return "\n\n".join(parts)


def _by_source(reads: Sequence[Read]) -> str:
    rows = []
    for source, name in _SOURCES:
        for level in _LEVELS:
            mine = [r for r in reads if (r.source, r.level) == (source, level)]
            if mine:
                rows.append((f"{name}, {level}", *_shares(mine)))
    unknown = sum(not r.known for r in reads)
    head = ("drawn marks", "right", "left to a person", "wrong and said")
    note = f"{unknown} of {len(reads)} stood on pages that were not recognised and count in none."
    return f"{table(head, rows)}\n\n{note}"


def _shares(reads: Iterable[Read]) -> tuple[str, str, str]:
    known = [r for r in reads if r.known]
    unsure = sum(r.got == _UNSURE for r in known)
    right = sum(r.right for r in known)
    return share(right, len(known)), str(unsure), str(len(known) - right - unsure)


def _by_shape(reads: Sequence[Read]) -> str:
    groups: dict[tuple[str, str], list[Read]] = defaultdict(list)
    for r in reads:
        if r.source in ("sheet", "words") and r.level != "clean":
            groups[(r.want, r.how or "nothing")].append(r)
    rows = [(f"{want}: {how}", *_shares(groups[want, how])) for want, how in sorted(groups)]
    head = ("what was drawn, office and rough", "right", "left to a person", "wrong and said")
    return table(head, rows)


def _calibrated(reads: Sequence[Read]) -> str:
    """How often marks of like probability were right."""
    known = [r for r in reads if r.known and r.source not in ("signature", "photo")]
    rows = []
    for low, high in pairwise(_BINS):
        mine = [r for r in known if low <= r.p < high and r.got != _UNSURE]
        if mine:
            mean = sum(r.p for r in mine) / len(mine)
            right = share(sum(r.right for r in mine), len(mine))
            rows.append((f"{low:g} to {min(high, 1):g}", f"{mean:.4f}", right))
    return table(("probability claimed", "mean", "right"), rows)


def _real(options: argparse.Namespace) -> str:
    pages: list[RealPage] = []
    if options.checkbox is not None:
        pages += labelled(options.checkbox)
    if options.omr and options.truth is not None:
        pages += written_down(options.omr, options.truth)
    if not pages:
        return "Real scans: none named (--checkbox; --omr with --truth)."
    rows: list[Judged] = []
    more: dict[str, int] = defaultdict(int)
    for page in pages:
        found, extra = judged(page)
        rows += found
        more[page.folder] += extra
    made = [_real_row(folder, [r for r in rows if r.folder == folder], more) for folder in more]
    head = (
        "real boxes", "right, box given", "its blank known too", "box found", "right of these",
        "found that are none",
    )  # fmt: skip
    wrong = [f"{r.where}: {r.want}, read as {r.given}" for r in rows if r.given != r.want]
    said = f"Wrong, box given: {'; '.join(wrong) or 'none'}."
    return f"{table(head, made)}\n\n{said}"


def _real_row(folder: str, mine: Sequence[Judged], more: dict[str, int]) -> tuple[str, ...]:
    found = [r for r in mine if r.found]
    laid = [r for r in mine if r.known is not None]

    def right(of: Sequence[Judged], said: Callable[[Judged], str | None]) -> str:
        return share(sum(said(r) == r.want for r in of), len(of))

    return (
        folder,
        right(mine, lambda r: r.given),
        right(laid, lambda r: r.known),
        share(len(found), len(mine)),
        right(found, lambda r: r.found),
        str(more[folder]),
    )


def _told(read: Read) -> str:
    return f"- {read.source} {read.where} {read.how}: {read.want}, read as {read.got} {read.p:.2f}"
