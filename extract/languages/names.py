"""Titles taken apart from names.

Thai and Khmer titles are glued to the name, so a title ends at the border of a letter cluster:
what follows must be a base letter, not a vowel sign or tone mark of the title's last letter.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from typing import Final

from extract.languages.words import Title, languages

_LEADING: Final = " .:-–"
_COENG: Final = "\u17d2"


def split_title(name: str, codes: tuple[str, ...]) -> tuple[Title | None, str]:
    """The title and the rest of a cleaned name; (None, name) when there is none.

    >>> title, rest = split_title("นางสาวสมหญิง ใจดี", ("tha",))
    >>> title.code, rest
    ('miss', 'สมหญิง ใจดี')
    >>> split_title("Hartono", ("ind",))
    (None, 'Hartono')
    """
    best: tuple[Title, str] | None = None
    length = 0
    for title, form in _forms(codes):
        rest = _after(name, form)
        if rest is not None and len(form) > length:
            best, length = (title, rest), len(form)
    return best or (None, name)


def _forms(codes: tuple[str, ...]) -> Iterator[tuple[Title, str]]:
    for spoken in languages(codes):
        for title in spoken.titles:
            for form in title.forms:
                yield title, form


def _after(name: str, form: str) -> str | None:
    """What stands after `form` at the start of `name`; None when it does not stand there."""
    if not name.casefold().startswith(form.casefold()):
        return None
    tail = name[len(form) :]
    rest = tail.lstrip(_LEADING)
    if len(rest) < 2:
        return None
    if form[-1].isascii() and form[-1].isalpha():
        return rest if tail[0] in _LEADING else None  # "Ibu" is no title in "Ibunda"
    return rest if _base(tail[0]) else None


def _base(char: str) -> bool:
    """Whether a new cluster may begin with this character."""
    return char != _COENG and unicodedata.category(char) not in ("Mn", "Mc") and char not in "ะาำๅ"
