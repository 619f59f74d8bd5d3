"""Words for levels that were misread: a name is found more surely behind ខេត្ត than behind ខេត."""

from __future__ import annotations

from typing import Final

from extract.languages.words import languages
from extract.likeness import likeness
from extract.text import fold

_LIKE: Final = 0.7
_SHORTEST: Final = 3  # letters of a word for a level that can be told from others when misread
_LONG: Final = 7  # and of one whose first letter may be misread
_SLACK: Final = 2  # letters that the misread word may be longer or shorter


def mended(text: str, codes: tuple[str, ...]) -> str:
    """The text with misread words for levels put right; everything else stays.

    >>> mended("ต้าบลปล่องหอย อำเฮอกะพ้อ", ("tha",))
    'ตำบลปล่องหอย อำเภอกะพ้อ'
    >>> mended("Kes Tanah Merah, Kabupater Indragiri", ("ind",))
    'Kec. Tanah Merah, Kabupaten Indragiri'
    """
    known = [w for s in languages(codes) for words in s.levels.values() for w in words]
    return " ".join(_word(word, known) for word in text.split(" "))


def _word(word: str, known: list[str]) -> str:
    """A word that is, or begins with, something like a word for a level."""
    key = fold(word)
    found = [(0.0, 0, word)]
    for level in known:
        wanted = fold(level)
        if len(wanted) < _SHORTEST:
            continue
        if key.startswith(wanted) and (not level.isascii() or key == wanted):
            return word
        found += _latin(key, level, wanted) if level.isascii() else _glued(word, level, wanted)
    return max(found)[2]


def _latin(key: str, level: str, wanted: str) -> list[tuple[float, int, str]]:
    """A word of its own, as Latin letters are written; short ones need a full stop to be sure."""
    if len(wanted) == _SHORTEST and not level.endswith("."):
        return []
    alike = len(wanted) >= _LONG or key[:1] == wanted[0]
    like = likeness(key, wanted, _LIKE) if len(key) >= _SHORTEST and alike else 0.0
    return [(like, len(wanted), level)] if like else []


def _glued(word: str, level: str, wanted: str) -> list[tuple[float, int, str]]:
    """The beginning of a word, as Khmer and Thai are written; a name must be left behind it."""
    sizes = range(max(_SHORTEST, len(level) - _SLACK), min(len(level) + _SLACK + 1, len(word) - 1))
    likes = ((likeness(fold(word[:size]), wanted, _LIKE), size) for size in sizes)
    return [(like, -size, level + word[size:]) for like, size in likes if like]
