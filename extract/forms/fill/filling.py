"""Filled forms, one after the other: made-up case, ink, damage, truth. The same seed, the same."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from random import Random
from typing import Any

import numpy as np

from extract.forms.fill.canvas import Canvas
from extract.forms.fill.damage import Scan, damage
from extract.forms.fill.ink import some_hand
from extract.forms.fill.outlines import wear
from extract.forms.fill.paper import Pens, some_pens, write_on
from extract.forms.fill.stamps import stamp, worded_stamp
from extract.forms.fill.truth import FieldTruth, field_json
from extract.forms.fill.values import Case, some_case
from extract.forms.fill.wear import punch
from extract.forms.levels import Level, Set
from extract.forms.pictures import printed_pages
from models.forms import Form, FormPage, Writing
from models.languages import ENGINE_LANGUAGE
from models.values import Box, Colour, Grey

__all__ = ["FilledForm", "FilledPage", "Level", "fill"]

_STAMPED = {"clean": 0.0, "office": 0.3, "rough": 0.6}
_COLOURED = {"clean": 0.15, "office": 0.25, "rough": 0.25}
_PUNCHED = {"clean": 0.0, "office": 0.2, "rough": 0.3}


@dataclass(frozen=True, slots=True, eq=False)
class FilledPage:
    """A scanned page (grey, or RGB) at about `dpi`, and its truth as JSON values."""

    number: int
    image: Grey | Colour
    dpi: int
    bilevel: bool
    truth: dict[str, Any]


@dataclass(frozen=True, slots=True, eq=False)
class FilledForm:
    """One made-up case on all the pages of its form."""

    form: str
    version: str
    level: Level
    seed: int
    index: int  # from 1
    pages: tuple[FilledPage, ...]
    which: Set | None = None


def fill(
    form: Form,
    *,
    n: int,
    seed: int,
    level: Level,
    handwritten: float = 0.0,
    which: Set | None = None,
) -> Iterator[FilledForm]:
    """Make `n` filled forms. `handwritten` is the share of forms that are filled in by hand.

    `which` is the set that faces, words and damage come from; None takes Debian's faces, all words
    and the damage of `tune`. The form of a given index does not depend on `n`. The same arguments
    and installed fonts give the same pixels. Raises EnvironmentProblem when fonts or the PDF
    tools are missing.
    """
    for index in range(1, n + 1):
        yield _one(_Order(form, seed, level, handwritten, which), index)


@dataclass(frozen=True, slots=True)
class _Order:
    """What was asked for."""

    form: Form
    seed: int
    level: Level
    handwritten: float
    which: Set | None


@dataclass(frozen=True, slots=True)
class _Job:
    """What all pages of one filled form share."""

    order: _Order
    index: int
    case: Case
    pens: Pens
    dpi: int
    colour: bool


def _one(order: _Order, index: int) -> FilledForm:
    form, level, which = order.form, order.level, order.which
    dice = f"{form.id} {form.version} {order.seed} {level} {index}"
    rng = Random(dice if which is None else f"{dice} {which}")  # noqa: S311 - no secret
    case = some_case(form, ENGINE_LANGUAGE[form.languages[0]], rng, which)
    by_hand = rng.random() < order.handwritten
    job = _Job(
        order=order,
        index=index,
        case=case,
        pens=some_pens(some_hand(rng, handwritten=by_hand, which=which), rng, which),
        dpi=rng.choices((200, 150, 300), (82, 8, 10))[0] if level != "clean" else 200,
        colour=rng.random() < _COLOURED[level],
    )
    blanks = printed_pages(form, job.dpi)
    pages = tuple(_page(job, page, blank) for page, blank in zip(form.pages, blanks, strict=True))
    return FilledForm(form.id, form.version, level, order.seed, index, pages, which)


def _page(job: _Job, page: FormPage, blank: Grey) -> FilledPage:
    paper = np.repeat(blank[..., None], 3, axis=2) if job.colour else blank.copy()
    canvas = Canvas(paper, job.dpi)
    level, rng = job.order.level, job.case.rng
    fields = tuple(f for f in job.order.form.fields if f.page == page.number)
    outlines = [option.box for f in fields if f.writing is Writing.TICKS for option in f.options]
    worn = wear(canvas, outlines, level, rng, job.order.which) if job.order.which else ""
    truths = write_on(canvas, fields, job.case, job.pens)
    stamps = _stamps(canvas, page, job.case, level)
    if rng.random() < _PUNCHED[level]:
        punch(canvas, page.height)
    scan = damage(canvas.pixels, level, job.dpi, rng, which=job.order.which)
    bilevel = any(step["kind"] in {"bilevel", "fax"} for step in scan.damage)
    truth = _truth(job, page, truths, stamps, scan)
    if worn:
        truth["damage"].insert(0, {"kind": "outlines", "how": worn})
    return FilledPage(page.number, scan.image, round(scan.dpi), bilevel, truth)


def _stamps(canvas: Canvas, page: FormPage, case: Case, level: Level) -> tuple[Box, ...]:
    """Stamps lie where offices press them, mostly low; at the rough level anywhere."""
    if case.rng.random() >= _STAMPED[level]:
        return ()
    low = 0.2 if level == "rough" else 0.45
    centre = (
        page.width * case.rng.uniform(0.2, 0.85),
        page.height * case.rng.uniform(low, 0.92),
    )
    worded = case.which is not None and case.rng.random() < 0.35
    box = (worded_stamp if worded else stamp)(canvas, case.language, centre, case.rng)
    return (box,) if box is not None else ()


def _truth(
    job: _Job, page: FormPage, fields: tuple[FieldTruth, ...], stamps: tuple[Box, ...], scan: Scan
) -> dict[str, Any]:
    from_paper = scan.matrix @ np.diag([job.dpi / 25.4, job.dpi / 25.4, 1.0])
    height, width = scan.image.shape[:2]
    return {
        "form": job.order.form.id,
        "version": job.order.form.version,
        "page": page.number,
        "pages": len(job.order.form.pages),
        "file": "",
        "level": job.order.level,
        "seed": job.order.seed,
        "index": job.index,
        "width": width,
        "height": height,
        "dpi": round(scan.dpi),
        "rotation": scan.rotation,
        "skew": scan.skew,
        **({"set": job.order.which} if job.order.which else {}),
        "paper_to_scan": (from_paper / from_paper[2, 2]).round(9).tolist(),
        "damage": [*({"kind": "stamp"} for _ in stamps), *scan.damage],
        "fields": [field_json(field, scan.matrix, stamps) for field in fields],
    }
