"""Thai words that lost a mark on the way, or have a letter that another reader read otherwise.

Words come from pythainlp's dictionary with its counts of the Thai National Corpus. A word that is
in no list is read as the listed one that differs by a mark above or below, or by a letter that
another reader read there, where one alone is far commoner than all others. Words that are listed
stay, and names are left alone: families spell as they like. What was taken is told as a repair,
and the field is doubted for it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Final

from extract.heard import Heard
from extract.text import fold, scripts
from models.values import Repair

_MARKS: Final = "\u0e31\u0e34\u0e35\u0e36\u0e37\u0e38\u0e39\u0e47\u0e48\u0e49\u0e4a\u0e4b\u0e4c"
_COMMON: Final = 20  # times in the corpus from which a word is taken for another
_AHEAD: Final = 5  # times commoner than the next candidate, and than what was read
_LONGEST: Final = 30  # letters; longer runs are no word
_LIKELY: Final = 0.9  # how likely such a word is the right one


def mended(text: str, heard: Heard | None = None) -> tuple[str, tuple[Repair, ...]]:
    """The text with such words put right, and what was taken for what.

    >>> mended("ไมประสงค์เข้ารับ")[0]
    'ไม่ประสงค์เข้ารับ'
    >>> mended("ไมมี")[1]
    (Repair(read='ไม', taken='ไม่', by='spelling', p=0.9),)
    """
    if "thai" not in scripts(text):
        return text, ()
    parts, repairs = [], []
    for word in _split(text):
        other = _instead(word, heard)
        parts.append(other or word)
        if other:
            repairs.append(Repair(word, other, "spelling", _LIKELY))
    return "".join(parts), tuple(repairs)


def _instead(word: str, heard: Heard | None) -> str:
    """The listed word that an unlisted one is read as; "" where it stays."""
    counts, listed = _counts(), _listed()
    if not 2 <= len(word) <= _LONGEST or scripts(word) != {"thai"} or word in listed:
        return ""
    found = {other: counts.get(other, 0) for other in _near(word, heard) if other in listed}
    ranked = sorted(((count, other) for other, count in found.items()), reverse=True)
    if not ranked or ranked[0][0] < max(_COMMON, _AHEAD * counts.get(word, 0)):
        return ""
    if len(ranked) > 1 and ranked[0][0] < _AHEAD * ranked[1][0]:
        return ""
    return ranked[0][1]


def _near(word: str, heard: Heard | None) -> Iterable[str]:
    """Every text one mark away, and those with a letter that another reader read."""
    for at in range(1, len(word) + 1):
        yield from (word[:at] + mark + word[at:] for mark in _MARKS)
    for at, char in enumerate(word):
        if char in _MARKS:
            yield word[:at] + word[at + 1 :]
            yield from (word[:at] + mark + word[at + 1 :] for mark in _MARKS if mark != char)
    letters = heard.of(fold(word)) if heard else ()
    if len(letters) == len(word):
        for at, letter in enumerate(letters):
            yield from (word[:at] + other + word[at + 1 :] for other in letter.others)


def _split(text: str) -> list[str]:
    from pythainlp.tokenize import word_tokenize  # noqa: PLC0415 - a sixth of a second to import

    return list(word_tokenize(text, engine="newmm", keep_whitespace=True))


@lru_cache(maxsize=1)
def _listed() -> frozenset[str]:
    from pythainlp import corpus  # noqa: PLC0415

    return frozenset(corpus.thai_words())


@lru_cache(maxsize=1)
def _counts() -> Mapping[str, int]:
    from pythainlp.corpus import tnc  # noqa: PLC0415

    return dict(tnc.unigram_word_freqs())
