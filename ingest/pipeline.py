"""The middle of the road: one file to everything it comes to. No storage, queue or database."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from importlib.metadata import version
from pathlib import Path

import structlog

from ingest import calibration
from ingest.gather import records
from ingest.known import known_now
from ingest.pictures import webp
from ingest.reads import PageRead, read_all
from ingest.settings import Settings
from models.values import Outcome, PageProblem, ReadPage
from ocr.panel import Panel, open_panel
from ocr.split import pages

#: Of results, not of the program: raised whenever the same scan may come to other values.
PIPELINE = "3"

log = structlog.get_logger(__name__)


def process(
    path: Path,
    media_type: str,
    settings: Settings,
    *,
    scratch: Path,
    only: str = "",
    per_case: int = 0,
) -> Outcome:
    """Read a file: split, straighten, recognise, read, gather, parse, check, triage.

    `per_case`: so many pages of the file are one case each; 0 leaves it to the settings.

    Pictures of the pages are left in `scratch`. Raises InputProblem when the whole file is
    unusable; a page that is becomes a PageProblem and the others go on.
    """
    forms = known_now(settings, only)
    table = calibration.use(settings)
    panel = open_panel(settings.engines_off)
    done: list[PageRead] = []
    problems: list[PageProblem] = []
    for item in pages(path, media_type, settings.limit):
        if isinstance(item, PageProblem):
            problems.append(replace(item, number=_next(done, problems)))
            continue
        picture = scratch / f"{item.number}.webp"
        picture.write_bytes(webp(item.image))
        for page in read_all(item, forms, panel):
            number = _next(done, problems)
            done.append(replace(page, page=replace(page.page, number=number, picture=str(picture))))
    found = records(
        done,
        forms.forms,
        provenance=_provenance(panel, table.version),
        per_case=per_case or settings.pages_per_case,
    )
    return Outcome(tuple(_plain(page) for page in done), tuple(problems), found)


def _next(done: Sequence[PageRead], problems: Sequence[PageProblem]) -> int:
    """Pages are counted as sheets of paper: two forms on one glass are two."""
    return len(done) + len(problems) + 1


def _plain(page: PageRead) -> ReadPage:
    return page.page


def _provenance(panel: Panel, calibration_version: str) -> dict[str, str]:
    """What made the result: program, engines and their models, and engines that were missed."""
    for fault in panel.faults:
        log.warning("engine_failed", engine=fault.engine, code=fault.code, detail=fault.detail)
    made = {
        "program": f"lontar {version('lontar')}",
        "pipeline": PIPELINE,
        "calibration": calibration_version,
        "engine": "; ".join(f"{name} {found}" for name, found in panel.versions().items()),
    }
    missed = "; ".join(f"{fault.engine}: {fault.detail}" for fault in panel.faults)
    return made | ({"engines_missed": missed} if missed else {})
