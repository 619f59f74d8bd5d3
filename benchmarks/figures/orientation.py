"""How often a page is turned upright."""

from __future__ import annotations

import tempfile
from collections import defaultdict
from collections.abc import Iterator
from itertools import chain
from pathlib import Path

from benchmarks.figures.pages import LANGUAGES, LEVELS, Choice, saved
from benchmarks.figures.readers import tesseract_turn
from benchmarks.figures.tables import share, table
from benchmarks.pages import Page, turned_page
from models.values import PageImage
from ocr.straighten import straighten


def measured(count: int, choice: Choice) -> str:
    """`count` pages, forms and prose of every language and level, lying in all four directions."""
    ours: dict[str, list[bool]] = defaultdict(list)
    theirs: dict[str, list[bool]] = defaultdict(list)
    with tempfile.TemporaryDirectory(prefix="lontar-turned-") as name:
        path = Path(name) / "page.png"
        for language, page in _pages(count, choice):
            true = page.truth["rotation"]
            ours[language].append(straighten(PageImage(1, page.image, page.dpi)).rotation == true)
            theirs[language].append(tesseract_turn(saved(page, path)) == true)
    rows = [
        (language, *(share(sum(found[language]), len(found[language])) for found in (ours, theirs)))
        for language in ours
    ]
    everyone = [list(chain.from_iterable(found.values())) for found in (ours, theirs)]
    rows.append(("all", *(share(sum(hits), len(hits)) for hits in everyone)))
    return table(("orientation right", "Lontar", "Tesseract's own (psm 0)"), rows)


def _pages(count: int, choice: Choice) -> Iterator[tuple[str, Page]]:
    """Every language, level, kind and direction comes round."""
    for number in range(count):
        turn, language = divmod(number, len(LANGUAGES))
        level = LEVELS[(turn + turn // 3) % len(LEVELS)]  # kinds go round in threes too
        seed = choice.seed + turn
        page = turned_page(LANGUAGES[language], seed, level, choice.which)
        yield LANGUAGES[language], page
