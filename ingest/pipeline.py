"""The middle of the road: one file to everything it comes to. No storage, queue or database."""

from __future__ import annotations

from dataclasses import replace
from importlib.metadata import version
from pathlib import Path

import structlog

from ingest import calibration
from ingest.gather import records
from ingest.known import known_now
from ingest.pictures import webp
from ingest.reads import PageRead, read
from ingest.settings import Settings
from models.values import Outcome, PageProblem, ReadPage
from ocr.panel import Panel, open_panel
from ocr.split import pages

#: Of results, not of the program: raised whenever the same scan may come to other values.
PIPELINE = "2"

log = structlog.get_logger(__name__)


def process(
    path: Path, media_type: str, settings: Settings, *, scratch: Path, only: str = ""
) -> Outcome:
    """Read a file: split, straighten, recognise, read, parse, check, triage.

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
            problems.append(item)
            continue
        page = read(item, forms, panel)
        picture = scratch / f"{item.number}.webp"
        picture.write_bytes(webp(item.image))
        done.append(replace(page, page=replace(page.page, picture=str(picture))))
    found = records(done, forms.forms, provenance=_provenance(panel, table.version))
    return Outcome(tuple(_plain(page) for page in done), tuple(problems), found)


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
