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
#: marks at the ends of names: bits of rules, dots and specks
_STRAY: Final = " ,;:-–_|'‘’`\"“”„~^*·•"
_SHORT_FORM: Final = 4  # letters and the stop of Jr., Sr., Dra.
_ODD: Final = re.compile(r"[!?*#@$%^&+=<>{}\[\]|\\~`;:_\"/]")


def compact(raw: str, languages: tuple[str, ...] = ()) -> str:
    """The name without title, leaders and stray marks at its ends.

    >>> compact("ด.ช. ก้อง  ใจดี .....", ("tha",))
    'ก้อง ใจดี'
    """
    return _ended(split_title(_started(raw), languages)[1].strip(_STRAY))


def _started(raw: str) -> str:
    return without_leaders(clean(raw)).strip(_STRAY)


def _ended(text: str) -> str:
    """Without a full stop behind the last word, which dots of the paper are read as; those of
    short forms (Jr., M.) and of Thai ones stay.

    >>> _ended("Butet."), _ended("Reyes Jr."), _ended("Slamet R.")
    ('Butet', 'Reyes Jr.', 'Slamet R.')
    """
    last = text.rsplit(" ", 1)[-1]
    stray = text.endswith(".") and last.count(".") == 1 and len(last) > _SHORT_FORM
    return text[:-1].strip(_STRAY) if stray else text


def parse(raw: str, languages: tuple[str, ...] = (), *, longest: int = 80) -> Parsed:
    """The name without its title, which stands in `parts` by its code and as it was written.

    >>> found = parse("Bpk. Slamet", ("ind",))
    >>> found.value, found.parts
    ('Slamet', {'title': 'mr', 'title_written': 'Bpk.'})
    """
    whole = _ended(_started(raw))
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
