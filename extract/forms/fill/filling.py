"""Filled forms, one after the other: made-up case, ink, damage, truth. The same seed, the same."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from random import Random
from typing import Any

import cv2
import numpy as np

from extract.forms.fill.canvas import Canvas
from extract.forms.fill.damage import Scan, damage
from extract.forms.fill.ink import some_hand
from extract.forms.fill.paper import Pens, some_pens, write_on
from extract.forms.fill.stamps import stamp
from extract.forms.fill.truth import FieldTruth, field_json
from extract.forms.fill.values import Case, some_case
from extract.forms.levels import Level
from extract.forms.pictures import printed_pages
from models.forms import Form, FormPage
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


def fill(
    form: Form, *, n: int, seed: int, level: Level, handwritten: float = 0.0
) -> Iterator[FilledForm]:
    """Make `n` filled forms. `handwritten` is the share of forms that are filled in by hand.

    The form of a given index does not depend on `n`. The same arguments and installed fonts give
    the same pixels. Raises EnvironmentProblem when fonts or the PDF tools are missing.
    """
    for index in range(1, n + 1):
        yield _one(form, index, seed, level, handwritten)


@dataclass(frozen=True, slots=True)
class _Job:
    """What all pages of one filled form share."""

    form: Form
    index: int
    seed: int
    level: Level
    case: Case
    pens: Pens
    dpi: int
    colour: bool


def _one(form: Form, index: int, seed: int, level: Level, handwritten: float) -> FilledForm:
    rng = Random(f"{form.id} {form.version} {seed} {level} {index}")  # noqa: S311 - no secret
    job = _Job(
        form=form,
        index=index,
        seed=seed,
        level=level,
        case=some_case(form, ENGINE_LANGUAGE[form.languages[0]], rng),
        pens=some_pens(some_hand(rng, handwritten=rng.random() < handwritten), rng),
        dpi=rng.choices((200, 150, 300), (82, 8, 10))[0] if level != "clean" else 200,
        colour=rng.random() < _COLOURED[level],
    )
    blanks = printed_pages(form, job.dpi)
    pages = tuple(_page(job, page, blank) for page, blank in zip(form.pages, blanks, strict=True))
    return FilledForm(form.id, form.version, level, seed, index, pages)


def _page(job: _Job, page: FormPage, blank: Grey) -> FilledPage:
    paper = np.repeat(blank[..., None], 3, axis=2) if job.colour else blank.copy()
    canvas = Canvas(paper, job.dpi)
    fields = tuple(f for f in job.form.fields if f.page == page.number)
    truths = write_on(canvas, fields, job.case, job.pens)
    stamps = _stamps(canvas, page, job.case, job.level)
    if job.case.rng.random() < _PUNCHED[job.level]:
        _punch(canvas, page)
    scan = damage(canvas.pixels, job.level, job.dpi, job.case.rng)
    bilevel = scan.damage[-1]["kind"] == "bilevel"
    truth = _truth(job, page, truths, stamps, scan)
    return FilledPage(page.number, scan.image, job.dpi, bilevel, truth)


def _stamps(canvas: Canvas, page: FormPage, case: Case, level: Level) -> tuple[Box, ...]:
    """Stamps lie where offices press them, mostly low; at the rough level anywhere."""
    if case.rng.random() >= _STAMPED[level]:
        return ()
    low = 0.2 if level == "rough" else 0.45
    centre = (
        page.width * case.rng.uniform(0.2, 0.85),
        page.height * case.rng.uniform(low, 0.92),
    )
    box = stamp(canvas, case.language, centre, case.rng)
    return (box,) if box is not None else ()


def _punch(canvas: Canvas, page: FormPage) -> None:
    """Two holes, 80 mm apart, 10 mm from the left edge (ISO 838: 12 mm to their middle)."""
    dark = (60, 60, 60) if canvas.pixels.ndim == 3 else 60
    for offset in (-40, 40):
        middle = (round(canvas.px(11)), round(canvas.px(page.height / 2 + offset)))
        cv2.circle(canvas.pixels, middle, round(canvas.px(3)), dark, -1, cv2.LINE_AA)


def _truth(
    job: _Job, page: FormPage, fields: tuple[FieldTruth, ...], stamps: tuple[Box, ...], scan: Scan
) -> dict[str, Any]:
    from_paper = scan.matrix @ np.diag([job.dpi / 25.4, job.dpi / 25.4, 1.0])
    height, width = scan.image.shape[:2]
    return {
        "form": job.form.id,
        "version": job.form.version,
        "page": page.number,
        "pages": len(job.form.pages),
        "file": "",
        "level": job.level,
        "seed": job.seed,
        "index": job.index,
        "width": width,
        "height": height,
        "dpi": job.dpi,
        "rotation": scan.rotation,
        "skew": scan.skew,
        "paper_to_scan": (from_paper / from_paper[2, 2]).round(9).tolist(),
        "damage": [*({"kind": "stamp"} for _ in stamps), *scan.damage],
        "fields": [field_json(field, scan.matrix, stamps) for field in fields],
    }
