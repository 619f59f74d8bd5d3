"""Free text: one line (occupation, promise) or many (narrative). Cleaned, never corrected."""

from __future__ import annotations

from extract.text import clean, without_leaders
from extract.values.parsed import Parsed, parsed


def compact(raw: str) -> str:
    """The text without leaders, invisible characters and needless space.

    >>> compact(" Buruh   pabrik ........ ")
    'Buruh pabrik'
    """
    return without_leaders(clean(raw))


def parse(raw: str, *, longest: int = 300) -> Parsed:
    """The text as it stands; doubted when longer than `longest` characters."""
    text = compact(raw)
    if not text:
        return Parsed(None)
    return parsed(text, *(("too_long",) if len(text) > longest else ()))
