"""CPU-seconds a page beside Tesseract alone, on the same pages in the same run."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

from benchmarks.figures import readers
from benchmarks.figures.pages import ASKED, LANGUAGES, Page
from benchmarks.figures.tables import table


def measured(pages: Sequence[Page]) -> str:
    """Each group of pages read by both, Tesseract first; processes and their start included."""
    rows = []
    key = lambda page: (LANGUAGES.index(page.language), page.kind)  # noqa: E731 - sort and group
    for (number, kind), group in groupby(sorted(pages, key=key), key):
        paths = [page.path for page in group]
        asked = ASKED[LANGUAGES[number]]
        plain = readers.tesseract(paths, asked).cpu / len(paths)
        text = readers.lontar(paths, asked).cpu / len(paths)
        row = [f"{kind}, {asked}", str(len(paths)), f"{plain:.2f}"]
        row += [f"{text:.2f}", f"{text / plain:.2f}"]
        if kind == "form":
            fields = readers.lontar_fields(paths)[1] / len(paths)
            row += [f"{fields:.2f}", f"{fields / plain:.2f}"]
        else:
            row += ["-", "-"]
        rows.append(row)
    head = ("pages", "n", "Tesseract", "`lontar ocr`", "ratio", "`lontar read`", "ratio")
    return table(head, rows)
