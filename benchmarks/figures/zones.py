"""What the value zones of known forms cost beside one pass of Tesseract over the same pages."""

from __future__ import annotations

import time
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from PIL import Image

from benchmarks.figures import readers
from benchmarks.figures.crops import Sample, cpu
from benchmarks.figures.pages import ASKED, LANGUAGES, Page
from benchmarks.figures.tables import table
from ingest.known import known
from ingest.zones import read_zones
from models.values import PageImage
from ocr.clean import Cleaned, clean
from ocr.engines.own import Own
from ocr.panel import Panel


def measured(pages: Sequence[Page], panel: Panel, folder: Path) -> str:
    """CPU-seconds a page of cleaning, of its zones by all engines, and of plain Tesseract.

    Everything is started and warm before: the first page is read twice.
    """
    forms = known(None, folder / "known")
    rows = []
    for language in LANGUAGES:
        mine = [page for page in pages if page.language == language]
        if not mine:
            continue
        plain = readers.tesseract([page.path for page in mine], ASKED[language]).cpu
        laid = zones = 0.0
        count = 0
        for number, page in enumerate([mine[0], *mine]):
            before = cpu()
            cleaned = clean(_opened(page), forms.matcher)
            middle = cpu()
            if cleaned.match is None:
                continue
            _zones(cleaned, forms.forms, panel)
            if number:
                laid, zones, count = laid + middle - before, zones + cpu() - middle, count + 1
        each = plain / len(mine)
        cells = (f"{value / max(1, count):.2f}" for value in (laid, zones))
        ratio = zones / max(1, count) / max(1e-9, each)
        rows.append((language, f"{count} of {len(mine)}", f"{each:.2f}", *cells, f"{ratio:.2f}"))
    head = ("form pages", "found", "Tesseract, page", "cleaning", "zones, all engines", "ratio")
    return table(head, rows)


def batched(samples: Sequence[Sample], model: Path) -> str:
    """Milliseconds a value of our reader alone, all crops of a page's worth at a time."""
    engine = Own(model)
    engine.read([samples[0].crop], ())
    before = time.process_time()
    for start in range(0, len(samples), 32):
        engine.read([one.crop for one in samples[start : start + 32]], ())
    each = 1000 * (time.process_time() - before) / len(samples)
    wide = float(np.median([one.crop.shape[1] / one.crop.shape[0] for one in samples]))
    return (
        f"Our reader alone, 32 values at a time: {each:.1f} CPU-ms a value "
        f"({len(samples)} values, {wide:.1f} times as wide as high in the median)."
    )


def _zones(cleaned: Cleaned, forms: object, panel: Panel) -> None:
    assert cleaned.match is not None and isinstance(forms, dict)
    form = forms[(cleaned.match.form, cleaned.match.version)]
    read_zones(cleaned, form, cleaned.match.page, panel)


def _opened(page: Page) -> PageImage:
    picture: Image.Image = Image.open(page.path)
    dpi = float(picture.info.get("dpi", (0.0, 0.0))[0])
    if picture.mode not in {"L", "RGB"}:
        picture = picture.convert("L")
    return PageImage(1, np.asarray(picture), dpi)
