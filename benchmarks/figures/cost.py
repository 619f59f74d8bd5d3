"""CPU-seconds a page beside Tesseract alone, on the same pages in the same run."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from pathlib import Path

from PIL import Image

from benchmarks.figures import readers
from benchmarks.figures.pages import ASKED, LANGUAGES, Page
from benchmarks.figures.tables import table


def measured(pages: Sequence[Page], folder: Path) -> str:
    """Each group of pages read by both, Tesseract first, one process at a time.

    What `lontar` needs to start (Python, its libraries, its networks) is measured on a white
    page, said apart and taken off: it is paid once a run, not once a page.
    """
    white = folder / "white.png"
    Image.new("L", (1654, 2339), 255).save(white, dpi=(200, 200))
    starts = [readers.lontar([white], "eng", jobs=1).cpu, readers.lontar_fields([white])[1]]
    rows = []
    key = lambda page: (LANGUAGES.index(page.language), page.kind)  # noqa: E731 - sort and group
    for (number, kind), group in groupby(sorted(pages, key=key), key):
        paths = [page.path for page in group]
        asked = ASKED[LANGUAGES[number]]
        plain = readers.tesseract(paths, asked).cpu / len(paths)
        row = [f"{kind}, {asked}", str(len(paths)), f"{plain:.2f}"]
        text = (readers.lontar(paths, asked, jobs=1).cpu - starts[0]) / len(paths)
        row += [f"{text:.2f}", f"{text / plain:.2f}"]
        if kind == "form":
            fields = (readers.lontar_fields(paths)[1] - starts[1]) / len(paths)
            row += [f"{fields:.2f}", f"{fields / plain:.2f}"]
        else:
            row += ["-", "-"]
        rows.append(row)
    head = ("pages", "n", "Tesseract", "`lontar ocr`", "ratio", "`lontar read`", "ratio")
    said = f"Starting costs {starts[0]:.2f} (`ocr`) and {starts[1]:.2f} (`read`) once a run."
    return f"{table(head, rows)}\n\n{said}"
