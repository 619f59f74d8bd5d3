"""Free text: one line (occupation, promise) or many (narrative). Cleaned, never corrected."""

from __future__ import annotations

import re
from typing import Final

from extract.text import clean, without_leaders
from extract.values.parsed import Parsed, parsed

#: bits of rules and specks that stand apart at the ends of a line
_STRAY: Final = re.compile(r"^[-–—_|~'`‘’^*·•]+\s+|\s+[-–—_|~'`‘’^*·•]+$")


def compact(raw: str) -> str:
    """The text without leaders, invisible characters and needless space.

    >>> compact(" Buruh   pabrik ........ ")
    'Buruh pabrik'
    >>> compact("Ditunda -")
    'Ditunda'
    """
    return _STRAY.sub("", without_leaders(clean(raw)))


def parse(raw: str, *, longest: int = 300) -> Parsed:
    """The text as it stands; doubted when longer than `longest` characters."""
    text = compact(raw)
    if not text:
        return Parsed(None)
    return parsed(text, *(("too_long",) if len(text) > longest else ()))
