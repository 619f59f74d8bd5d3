"""Names of people. The title before a name is taken off; single names are valid.

Order is that of the paper: Khmer family name first, Thai and English given name first.
"""

from __future__ import annotations

import re
from typing import Final

from extract.languages.names import split_title
from extract.text import clean, without_leaders
from extract.values.parsed import Parsed, parsed

_DIGIT: Final = re.compile(r"\d")
_ODD: Final = re.compile(r"[!?*#@$%^&+=<>{}\[\]|\\~`;:_\"/]")


def compact(raw: str, languages: tuple[str, ...] = ()) -> str:
    """The name without title, leaders and stray marks at its ends.

    >>> compact("ด.ช. ก้อง  ใจดี .....", ("tha",))
    'ก้อง ใจดี'
    """
    text = without_leaders(clean(raw)).strip(" ,;:-–_|")
    return split_title(text, languages)[1].strip(" ,;:-–_|")


def parse(raw: str, languages: tuple[str, ...] = (), *, longest: int = 80) -> Parsed:
    """The name without its title, which stands in `parts` by its code and as it was written.

    >>> found = parse("Bpk. Slamet", ("ind",))
    >>> found.value, found.parts
    ('Slamet', {'title': 'mr', 'title_written': 'Bpk.'})
    """
    whole = without_leaders(clean(raw)).strip(" ,;:-–_|")
    title, _ = split_title(whole, languages)
    text = compact(raw, languages)
    if not text:
        return Parsed(None)
    parts = {}
    if title is not None:
        written = whole[: len(whole) - len(text)] if whole.endswith(text) else whole
        parts = {"title": title.code, "title_written": written.strip()}
    codes = []
    if _DIGIT.search(text):
        codes.append("name_digits")
    if _ODD.search(text):
        codes.append("odd_characters")
    if text[0].islower():
        codes.append("name_lower_case")
    if len(text) > longest:
        codes.append("too_long")
    if sum(c.isalpha() for c in text) < 2:
        codes.append("name_too_short")
    return parsed(text, *codes, parts=parts)
