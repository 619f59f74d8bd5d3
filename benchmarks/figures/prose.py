"""Character error rates: drawn lines and pages of prose, and real scans with their text."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from itertools import groupby

from benchmarks.figures import readers
from benchmarks.figures.edits import edits
from benchmarks.figures.matching import bare, canonical
from benchmarks.figures.pages import ASKED, Page
from benchmarks.figures.readers import Reader
from benchmarks.figures.tables import table

_KINDS = {"line": "drawn lines", "prose": "drawn pages", "scan": "real scans"}


def measured(pages: Sequence[Page], others: Mapping[str, Reader]) -> str:
    """One row a kind of page and language, one column a reader; CER in percent.

    Drawn text counts every character. The text of real scans was typed without punctuation and
    with blanks of its own: both are left aside there.
    """
    everyone = {"Lontar": readers.lontar, **others}
    rows = []
    for (kind, language), group in groupby(pages, lambda page: (page.kind, page.language)):
        mine = list(group)
        alike = bare if kind == "scan" else canonical
        length = sum(len(alike(page.text)) for page in mine)
        rates = (f"{100 * _rate(mine, reader, alike):.2f}" for reader in everyone.values())
        name = f"{_KINDS[kind]}, {language}"
        rows.append((name, str(len(mine)), str(length), *rates))
    return table(("CER, %", "n", "characters", *everyone), rows)


def _rate(pages: Sequence[Page], reader: Reader, alike: Callable[[str], str]) -> float:
    texts = reader([page.path for page in pages], ASKED[pages[0].language]).texts
    return edits(((page.text, texts[page.path]) for page in pages), alike).rate
