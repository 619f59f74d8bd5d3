"""Which form, version and page: among definitions drawn for the purpose, and what is none of them.

Twenty definitions (ten forms in two versions each) drawn at random (benchmarks.families): offices
share heads and sections between their forms, versions differ by one row or word. A page counts as
right when form, version and page are; where two versions have the very same print on a page,
either is, and the record must have the right one. Foreign are forms of the same offices that no
definition describes, and pages of `benchmarks.pages`.
"""

from __future__ import annotations

import argparse
import subprocess
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np
from PIL import Image

from benchmarks.families import Drawn, drawn
from benchmarks.figures.pages import LANGUAGES
from benchmarks.figures.tables import share, table
from benchmarks.pages import foreign_form, prose_page
from extract.forms.fill import fill
from extract.forms.levels import Level, Set
from extract.forms.pictures import printed_pages
from ingest.cases import Sheet, cases
from models.forms import Form
from models.values import Grey, PageImage
from ocr.register import Blank, Matcher
from ocr.steps import prepare

_DPI: Final = 150
_LEVELS: Final[tuple[Level, ...]] = ("office", "rough")
_OFFICES: Final = (5, 10)  # twenty definitions; with --full forty
_OTHERS: Final = (3, 25)  # foreign pages a language, level and kind


@dataclass(frozen=True, slots=True, eq=False)
class Known:
    """Definitions in two versions each, a matcher that knows them, and forms held back from it."""

    forms: tuple[Form, ...]
    strangers: tuple[Form, ...]
    matcher: Matcher
    pictures: dict[tuple[str, str, int], Grey]


def known(seed: int, offices: int) -> Known:
    """Two forms an office that are known, and a third that is not."""
    all_forms: Sequence[Drawn] = drawn(offices, seed, forms=3)
    mine = tuple(one.form for one in all_forms if not one.form.id.endswith("n2"))
    strangers = tuple(
        one.form for one in all_forms if one.form.id.endswith("n2") and one.form.version == "1"
    )
    blanks = [blank for form in mine for blank in blanks_of(form)]
    pictures = {(blank.form, blank.version, blank.page): blank.picture for blank in blanks}
    return Known(mine, strangers, Matcher(blanks), pictures)


def blanks_of(form: Form) -> Iterator[Blank]:
    """The pages of a form that was laid out in memory."""
    for page, picture in zip(form.pages, printed_pages(form, _DPI), strict=True):
        yield Blank(form.id, form.version, page.number, picture, _DPI, page.width, page.height)


@dataclass(slots=True)
class Count:
    """What became of the pages of a level."""

    pages: int = 0
    right: int = 0
    form_right: int = 0
    none: int = 0
    records: int = 0
    records_right: int = 0
    cpu: float = 0.0


def figure(options: argparse.Namespace, folder: Path) -> str:
    """Tables of known and of foreign pages, and what a look costs."""
    there = known(options.seed, _OFFICES[bool(options.full)])
    rows, costs, tesseract = [], [], 0.0
    for level in _LEVELS:
        count = Count()
        for form in there.forms:
            for made in fill(
                form,
                n=options.forms,
                seed=options.seed,
                level=level,
                which=options.which,
                handwritten=0.3,
            ):
                _count_form(made.pages, form, there, count)
                if level == "office" and form is there.forms[0]:
                    tesseract = _tesseract(made.pages[0].image, made.pages[0].dpi, folder)
        rows.append(
            (
                level,
                share(count.right, count.pages),
                share(count.form_right, count.pages),
                share(count.none, count.pages),
                share(count.records_right, count.records),
            )
        )
        costs.append(count.cpu / max(1, count.pages))
    head = ("level", "form, version and page right", "form and page right", "none", "records right")
    cost = float(np.mean(costs))
    return "\n\n".join(
        (
            f"{len(there.forms)} definitions ({len({f.id for f in there.forms})} forms in two "
            f"versions, {len(there.pictures)} pages), any orientation:",
            table(head, rows),
            _foreign(there, options),
            f"A look among {len(there.pictures)} pages costs {cost:.2f} CPU-s, "
            f"{cost / tesseract:.2f} of one page by Tesseract ({tesseract:.2f} CPU-s).",
        )
    )


def _count_form(pages: Sequence[Any], form: Form, there: Known, count: Count) -> None:
    sheets = []
    for page in pages:
        count.pages += 1
        ready = prepare(PageImage(1, page.image, page.dpi))
        before = time.process_time()
        laid = there.matcher.lay(ready.grey, ready.dpi)
        count.cpu += time.process_time() - before
        if laid is None:
            count.none += 1
            sheets.append(Sheet(page.number))
            continue
        blank = laid.blank
        others = tuple((o.form, o.version, o.page) for o in laid.others)
        sheets.append(Sheet(page.number, blank.form, blank.version, blank.page, others))
        same = (blank.form, blank.page) == (form.id, page.number)
        count.form_right += same
        count.right += same and (blank.version == form.version or _one_print(there, laid, form))
    lengths = {(f.id, f.version): len(f.pages) for f in there.forms}
    found = cases(sheets, lengths)
    count.records += 1
    keys = {found[0].key, *found[0].open_versions} if len(found) == 1 else set()
    whole = len(found) == 1 and len(found[0].pages) == len(pages)
    count.records_right += whole and (form.id, form.version) in keys


def _one_print(there: Known, laid: Any, form: Form) -> bool:
    """Whether the version that was named has the very same print on that page."""
    mine = there.pictures.get((form.id, form.version, laid.blank.page))
    return mine is not None and np.array_equal(mine, laid.blank.picture)


def _foreign(there: Known, options: argparse.Namespace) -> str:
    rows = []
    for name, pages in (
        ("forms of the same offices", _strangers(there, options)),
        ("other forms", _others(foreign_form, options)),
        ("prose", _others(prose_page, options)),
    ):
        seen = taken = 0
        for image, dpi in pages:
            ready = prepare(PageImage(1, image, dpi))
            seen += 1
            taken += there.matcher.lay(ready.grey, ready.dpi) is not None
        rows.append((name, f"{taken} of {seen}"))
    return "Foreign pages taken for known ones:\n\n" + table(("pages", "taken"), rows)


def _strangers(there: Known, options: argparse.Namespace) -> Iterator[tuple[Any, float]]:
    for level in _LEVELS:
        for form in there.strangers:
            for made in fill(
                form, n=options.forms, seed=options.seed, level=level, which=options.which
            ):
                yield from ((page.image, page.dpi) for page in made.pages)


def _others(make: Any, options: argparse.Namespace) -> Iterator[tuple[Any, float]]:
    which: Set = options.which
    for level in _LEVELS:
        for language in LANGUAGES:
            for n in range(_OTHERS[bool(options.full)]):
                page = make(language, options.seed + n, level, which)
                yield page.image, page.dpi


def _tesseract(image: Any, dpi: float, folder: Path) -> float:
    """CPU-seconds of plain Tesseract on one page."""
    path = folder / "page.png"
    Image.fromarray(image).save(path, dpi=(dpi, dpi))
    asked = ("tesseract", str(path), "-", "-l", "eng", "--psm", "3")
    before = _children()
    subprocess.run(asked, check=True, capture_output=True, env={"OMP_THREAD_LIMIT": "1"})
    return _children() - before


def _children() -> float:
    import resource  # noqa: PLC0415 - of this measure alone

    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime
