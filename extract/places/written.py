"""A written address cut into stretches of words that may each name one area."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from extract.languages.digits import to_latin
from extract.languages.words import languages
from extract.text import clean, fold, without_leaders

_KINDS: Final = (("kota", "kota"), ("kab", "kabupaten"))
_HARD: Final = re.compile(r"[,;·|/\n()]+|\s-\s|\s[.:]\s")
_MOST_WORDS: Final = 7  # no name of an area in the three gazetteers has more


@dataclass(frozen=True, slots=True)
class Chunk:
    """Words between two borders. `level` is that of the level word before them, or ""; `kind`
    is the word itself where it tells areas of one name apart (kota, kabupaten)."""

    words: tuple[str, ...]
    level: str
    kind: str
    first: int  # index of its first word in the whole


@dataclass(frozen=True, slots=True)
class Stretch:
    """Some words of a chunk, folded: a candidate for the name of an area."""

    key: str
    level: str
    kind: str
    words: frozenset[int]
    whole: bool = False  # all that stands between two borders


def chunks(raw: str, codes: tuple[str, ...], *, glued: bool = False) -> tuple[Chunk, ...]:
    """The chunks of an address. With `glued`, level words count inside words too: Khmer and Thai
    readings often lose their spaces."""
    found: list[Chunk] = []
    first = 0
    for part in _HARD.split(without_leaders(clean(raw))):
        for level, kind, text in _marked(part, codes, glued=glued):
            words = tuple(w for w in text.split() if fold(w))
            if words:
                found.append(Chunk(words, level, kind, first))
                first += len(words)
    return tuple(found)


def stretches(found: tuple[Chunk, ...]) -> tuple[Stretch, ...]:
    """Every candidate. After a level word a name begins at once, elsewhere anywhere."""
    return tuple(stretch for chunk in found for stretch in _of_chunk(chunk))


def _of_chunk(chunk: Chunk) -> Iterator[Stretch]:
    count = len(chunk.words)
    for start in range(1 if chunk.level else count):
        for end in range(start + 1, min(start + _MOST_WORDS, count) + 1):
            key = to_latin(fold("".join(chunk.words[start:end])))
            words = frozenset(range(chunk.first + start, chunk.first + end))
            yield Stretch(key, chunk.level, chunk.kind, words, start == 0 and end == count)
    for start in range(1, count if chunk.level else 1):  # unmarked names behind a marked one
        for end in range(start + 1, min(start + _MOST_WORDS, count) + 1):
            key = to_latin(fold("".join(chunk.words[start:end])))
            words = frozenset(range(chunk.first + start, chunk.first + end))
            yield Stretch(key, "", "", words)


def _marked(part: str, codes: tuple[str, ...], *, glued: bool) -> Iterator[tuple[str, str, str]]:
    """(level, kind, text) of the pieces between level words; text before the first has level ""."""
    pattern, levels = _level_words(codes, glued)
    position, level, kind = 0, "", ""
    for match in pattern.finditer(part):
        if level and not part[position : match.start()].strip():
            continue  # "Kec. Kota Ternate": the second word belongs to the name
        yield level, kind, part[position : match.start()]
        word = match["word"].casefold().rstrip(".")
        level = levels[word]
        kind = next((k for start, k in _KINDS if word.startswith(start)), "")
        position = match.end()
    yield level, kind, part[position:]


@lru_cache(maxsize=16)
def _level_words(codes: tuple[str, ...], glued: bool) -> tuple[re.Pattern[str], dict[str, str]]:
    levels: dict[str, str] = {}
    patterns: list[str] = []
    for spoken in languages(codes):
        for level, words in spoken.levels.items():
            for word in words:
                levels[word.casefold().rstrip(".")] = level
                patterns.append(_pattern(word, glued=glued))
    patterns.sort(key=len, reverse=True)
    return re.compile("(?P<word>" + "|".join(patterns) + r")\s*[.:]?\s*", re.I), levels


def _pattern(word: str, *, glued: bool) -> str:
    if word.isascii():
        end = "" if word.endswith(".") else r"(?=[\s.:])"
        return rf"(?<![^\W\d_]){re.escape(word)}{end}"
    border = "" if glued and len(word) > 2 else r"(?<!\S)"
    return f"{border}{re.escape(word)}"
