"""Which scripts a page is written in, as `straighten` saw it, and the languages to read it in."""

from __future__ import annotations

from models.values import CleanPage
from ocr.looks import script_of


def languages_on(page: CleanPage, wanted: tuple[str, ...]) -> tuple[str, ...]:
    """The wanted languages whose script stands on a page, the commonest script's first.

    All of them in their own order where nothing was seen: a page with little or odd writing.
    """
    found = [lang for script in page.scripts for lang in wanted if script_of(lang) == script]
    return tuple(found) or wanted


def seen_first(page: CleanPage, wanted: tuple[str, ...]) -> tuple[str, ...]:
    """All the wanted languages, those whose script was seen on the page first.

    For languages that somebody has asked for: a Thai form may hold a single passport number, too
    little to be seen from afar. Each line shows its own script when it is read.
    """
    return tuple(dict.fromkeys((*languages_on(page, wanted), *wanted)))
