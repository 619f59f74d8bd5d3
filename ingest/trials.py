"""A draft tried on a few filled scans: what would be read, before anybody relies on it.

The scans hold what must not lie about: they and the result are taken away as soon as the result
has been fetched, and whatever is left after an hour.
"""

from __future__ import annotations

import base64
import json
import re
import shutil
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

from extract.forms.blank import BLANK_DPI, blank_picture
from extract.forms.build import form_of
from ingest import drafts
from ingest.gather import records
from ingest.known import Known
from ingest.pictures import webp
from ingest.reads import PageRead, read
from ingest.settings import Settings, load
from models.database import new_id
from models.errors import LontarError, NotFound
from models.forms import Form
from models.values import FieldValue, PageImage, PageProblem
from ocr import inspect
from ocr.panel import open_panel
from ocr.plane import grey_of
from ocr.register import Blank, Matcher
from ocr.split import pages

_ID: Final = re.compile(r"^[0-9a-zA-Z_-]{1,64}$")
_RESULT: Final = "result.json"
_KEPT_SECONDS: Final = 3600
_MARGIN: Final = 0.35  # of a crop's height around what was read
_MOST_MARGIN: Final = 30


def new(folder: Path) -> tuple[str, Path]:
    """A place for the scans of a trial within a draft's folder; its id and folder."""
    sweep(folder)
    trial = new_id()
    place = folder / "trials" / trial
    place.mkdir(parents=True, mode=0o700)
    return trial, place


def sweep(folder: Path) -> None:
    """Take away trials that nobody fetched."""
    for place in (folder / "trials").glob("*"):
        if time.time() - place.stat().st_mtime > _KEPT_SECONDS:
            shutil.rmtree(place, ignore_errors=True)


def result(folder: Path, trial: str) -> dict[str, Any] | None:
    """What came of a trial, once; None while it is read. Raises NotFound."""
    if not _ID.match(trial):
        raise NotFound
    place = folder / "trials" / trial
    if not place.is_dir():
        raise NotFound
    try:
        found: dict[str, Any] = json.loads((place / _RESULT).read_text("utf-8"))
    except FileNotFoundError:
        return None
    shutil.rmtree(place, ignore_errors=True)
    return found


def run(folder: Path, trial: str) -> None:
    """Read the scans that lie in a trial's folder, by the draft alone, and leave the result."""
    place = folder / "trials" / trial
    scans = sorted(place.glob("scan-*"))
    try:
        found: dict[str, Any] = {"pages": _read(folder, scans, load()), "problem": ""}
    except LontarError as error:
        found = {"pages": [], "problem": f"{error.detail} {error.remedy}"}
    finally:
        for scan in scans:
            scan.unlink(missing_ok=True)
    half = place / "half"
    half.write_text(json.dumps(found, ensure_ascii=False), "utf-8")
    half.replace(place / _RESULT)


def _read(folder: Path, scans: Sequence[Path], settings: Settings) -> list[dict[str, Any]]:
    form = form_of(dict(drafts.read(folder).form or {}), folder)
    known = Known({(form.id, form.version): form}, Matcher(_blanks(form)))
    panel = open_panel(settings.engines_off)
    said: list[dict[str, Any]] = []
    for number, scan in enumerate(scans, start=1):
        with scan.open("rb") as file:
            media_type = inspect.sniff(file.read(inspect.HEAD_BYTES)) or ""
        for item in pages(scan, media_type, settings.limit):
            if isinstance(item, PageProblem):
                said.append({"file": number, "page": item.number, "problem": item.detail})
            else:
                said.append({"file": number, **_page(item, read(item, known, panel), known)})
    return said


def _blanks(form: Form) -> tuple[Blank, ...]:
    return tuple(
        Blank(
            form=form.id,
            version=form.version,
            page=page.number,
            picture=blank_picture(form, page.number),
            dpi=BLANK_DPI,
            width_mm=page.width,
            height_mm=page.height,
        )
        for page in form.pages
    )


def _page(item: PageImage, seen: PageRead, known: Known) -> dict[str, Any]:
    """One scanned page: whether the draft was found on it, and what its fields hold."""
    page = seen.page
    about = {"page": item.number, "found": seen.found, "form_page": page.form_page}
    about |= {"score": round(page.form_score, 3), "fields": []}
    if seen.found != "zone":
        return about
    values = [
        value
        for record in records([seen], known.forms, provenance={})
        for value in record.fields
        if value.page == item.number
    ]
    return {**about, "fields": [_field(value, item) for value in values]}


def _field(value: FieldValue, item: PageImage) -> dict[str, Any]:
    return {
        "key": value.key,
        "raw": value.raw,
        "value": value.value,
        "p": round(value.p, 3),
        "status": str(value.status),
        "problems": [problem.text for problem in value.problems],
        "picture": _crop(value, item),
    }


def _crop(value: FieldValue, item: PageImage) -> str:
    """What was read, as a WebP picture in base64: it travels within the answer, never alone."""
    if value.box is None:
        return ""
    box = value.box
    margin = min(_MOST_MARGIN, _MARGIN * box.height)
    grey = grey_of(item.image)
    y0, y1 = max(0, int(box.y0 - margin)), int(box.y1 + margin)
    x0, x1 = max(0, int(box.x0 - margin)), int(box.x1 + margin)
    part = grey[y0:y1, x0:x1]
    return base64.b64encode(webp(part, quality=60)).decode() if part.size else ""
