"""What reading a known form costs beside one pass of Tesseract over the same pages."""

from __future__ import annotations

import argparse
from pathlib import Path

from benchmarks.figures import readers, zones
from benchmarks.figures.pages import Choice, filled
from ocr.panel import open_panel


def figure(options: argparse.Namespace, folder: Path) -> str:
    """CPU-seconds a page, everything warm; `zones` is what is read once the page is laid."""
    pages = list(filled(folder, "office", options.forms, Choice(options.which, options.seed)))
    measured = zones.measured(pages, open_panel(), folder)
    return f"{measured}\n\nTesseract {readers.tesseract_version()}, its start included."
