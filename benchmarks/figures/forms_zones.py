"""How far from its true place every zone of a page lies after registration.

Filled pages of the shipped forms and of forms drawn at random; every corner of every field's zone
is carried to the scan by the registration and by the truth, and the distance told in millimetres
of paper.
"""

from __future__ import annotations

import argparse
from collections import defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from benchmarks.families import drawn
from benchmarks.figures.forms_identify import blanks_of
from benchmarks.figures.tables import share, table
from extract.forms.fill import fill
from extract.forms.levels import Level
from extract.forms.load import load_forms
from models.forms import Form
from models.values import PageImage
from ocr.clean import clean
from ocr.plane import density, moved
from ocr.register import Matcher

_LEVELS: Final[tuple[Level, ...]] = ("clean", "office", "rough")
_NEAR: Final = 1.0  # mm
Distances = npt.NDArray[np.float64]


def figure(options: argparse.Namespace, _folder: Path) -> str:
    """A table of zone errors by level, over shipped forms and drawn ones."""
    forms = [*load_forms(), *(one.form for one in drawn(4, options.seed, versions=1))]
    matcher = Matcher([blank for form in forms for blank in blanks_of(form)])
    found: dict[str, list[Distances]] = defaultdict(list)
    pages: dict[str, list[bool]] = defaultdict(list)
    for level in _LEVELS:
        for form in forms:
            for made in fill(
                form, n=options.forms, seed=options.seed, level=level, which=options.which
            ):
                for page, off in _errors(made.pages, form, matcher):
                    pages[level].append(off is not None)
                    if off is not None and page:
                        found[level].append(off)
    return table(
        ("level", "pages laid", "zones within 1 mm", "median, mm", "95 %, mm"),
        (_row(level, pages[level], found[level]) for level in _LEVELS),
    )


def _row(level: str, laid: Sequence[bool], found: Sequence[Distances]) -> tuple[str, ...]:
    off = np.concatenate([*found, np.empty(0)])
    if not len(off):
        return level, share(sum(laid), len(laid)), "-", "-", "-"
    middle, most = np.percentile(off, [50, 95])
    near = share(int((off < _NEAR).sum()), len(off))
    return level, share(sum(laid), len(laid)), near, f"{middle:.2f}", f"{most:.2f}"


def _errors(
    pages: Sequence[Any], form: Form, matcher: Matcher
) -> Iterator[tuple[int, Distances | None]]:
    """Of each page its number and the error (mm) of each of its zones; None: not laid."""
    for page in pages:
        cleaned = clean(PageImage(1, page.image, page.dpi), matcher)
        match = cleaned.match
        if match is None or (match.form, match.page) != (form.id, page.number):
            yield page.number, None
            continue
        zones = [f.zone for f in form.fields if f.page == page.number]
        corners = np.array(
            [[(z.x0, z.y0), (z.x1, z.y0), (z.x1, z.y1), (z.x0, z.y1)] for z in zones]
        ).reshape(-1, 2)
        true = np.array(page.truth["paper_to_scan"])
        here = moved(corners, cleaned.page.to_scan @ match.to_clean)
        there = moved(corners, true)
        pixels = np.array([density(true, x, y) for x, y in corners])
        off = np.linalg.norm(here - there, axis=1) / pixels
        yield page.number, off.reshape(-1, 4).max(axis=1) if zones else np.empty(0)
