"""Pages that lie in any of the four directions, to judge how well that is seen."""

from __future__ import annotations

from benchmarks.pages.form import foreign_form
from benchmarks.pages.page import Page
from benchmarks.pages.prose import prose_page
from extract.forms.levels import Level, Set


def turned_page(language: str, seed: int, level: Level = "office", which: Set = "tune") -> Page:
    """A form or (every third) a page of prose; `truth["rotation"]` goes round with the seed."""
    rotation = (seed // 3 % 4) * 90
    if seed % 3 == 0:
        return prose_page(language, seed, level, which, rotation=rotation)
    return foreign_form(language, seed, level, which, rotation=rotation)
