"""The middle of the road: one file to everything it comes to. No storage, queue or database."""

from __future__ import annotations

from dataclasses import replace
from importlib.metadata import version
from pathlib import Path

from ingest.gather import records
from ingest.known import known
from ingest.pictures import webp
from ingest.reads import PageRead, read
from ingest.settings import Settings
from models.values import Outcome, PageProblem, ReadPage
from ocr.engines import tesseract
from ocr.split import pages

#: Of results, not of the program: raised whenever the same scan may come to other values.
PIPELINE = "1"


def process(
    path: Path, media_type: str, settings: Settings, *, scratch: Path, only: str = ""
) -> Outcome:
    """Read a file: split, straighten, recognise, read, parse, check, triage.

    Pictures of the pages are left in `scratch`. Raises InputProblem when the whole file is
    unusable; a page that is becomes a PageProblem and the others go on.
    """
    forms = known(settings.forms, settings.data / "cache", only)
    done: list[PageRead] = []
    problems: list[PageProblem] = []
    for item in pages(path, media_type, settings.limit):
        if isinstance(item, PageProblem):
            problems.append(item)
            continue
        page = read(item, forms)
        picture = scratch / f"{item.number}.webp"
        picture.write_bytes(webp(item.image))
        done.append(replace(page, page=replace(page.page, picture=str(picture))))
    found = records(done, forms.forms, provenance=_provenance())
    return Outcome(tuple(_plain(page) for page in done), tuple(problems), found)


def _plain(page: PageRead) -> ReadPage:
    return page.page


def _provenance() -> dict[str, str]:
    return {
        "program": f"lontar {version('lontar')}",
        "pipeline": PIPELINE,
        "engine": f"tesseract {tesseract.version()}",
    }
