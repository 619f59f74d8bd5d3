"""Written answers that are no value: a dash, "none", "does not know"."""

from __future__ import annotations

import re
from typing import Final

from extract.languages.words import languages
from extract.text import fold

_DASH: Final = re.compile(r"^[\s\-–—_=~/.·…]+$")


def absent(text: str, codes: tuple[str, ...], *, words: bool = True) -> str:
    """ "none", "unknown" or "" (a value) for a text in these languages; without `words`, dashes
    alone count.

    >>> absent("ไม่ทราบ", ("tha",)), absent("-", ()), absent("Ana", ())
    ('unknown', 'none', '')
    """
    if _DASH.match(text):
        return "none"
    if not words:
        return ""
    key = fold(text)
    for spoken in languages(codes):
        if key in {fold(word) for word in spoken.numbers.unknown}:
            return "unknown"
        if key in {fold(word) for word in spoken.numbers.none}:
            return "none"
    return ""
