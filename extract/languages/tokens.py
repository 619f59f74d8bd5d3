"""One tokenizer for four languages that loses no character.

Known words (labels, titles, months, eras, words for levels) are cut out first, longest first, so
that each is one token wherever it stands; what is left goes to the language's own segmenter and
is then cut where the kind of character changes. spaCy rules can rely on these borders.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache
from typing import Final

from spacy.tokens import Doc
from spacy.vocab import Vocab

from extract.languages.words import Language, language
from extract.text import script

Segmenter = Callable[[str], Iterable[str]]
_NO_SPACES: Final = ("khm", "tha")


class Words:
    """The tokenizer of one language. Calling it with a text gives a Doc with the same text."""

    def __init__(self, vocab: Vocab, code: str) -> None:
        self.vocab = vocab
        self._known = _pattern(code)
        self._segment = _segmenter(code)

    def __call__(self, text: str) -> Doc:
        words: list[str] = []
        spaces: list[bool] = []
        for piece in self._tokens(text):
            if piece == " " and words and not spaces[-1] and words[-1].strip():
                spaces[-1] = True
            else:
                words.append(piece)
                spaces.append(False)
        return Doc(self.vocab, words=words, spaces=spaces)

    def _tokens(self, text: str) -> Iterator[str]:
        position = 0
        for match in self._known.finditer(text):
            yield from self._rest(text[position : match.start()])
            yield match[0]
            position = match.end()
        yield from self._rest(text[position:])

    def _rest(self, text: str) -> Iterator[str]:
        for piece in re.split(r"(\s)", text):
            if piece and not piece.isspace():
                for word in self._segment(piece):
                    yield from _by_character(word)
            elif piece:
                yield piece


def _by_character(word: str) -> Iterator[str]:
    """Digits, letters of one script and single other characters apart; marks stay with letters."""
    for kind, run in itertools.groupby(word, _character):
        if kind == "other":
            yield from run
        else:
            yield "".join(run)


def _character(char: str) -> str:
    return script(char)


def known_words(spoken: Language) -> Iterator[tuple[str, str, str]]:
    """(label, id, word) of every word that rules may rely on; id is a field key or title code."""
    for key, words in spoken.labels.items():
        yield from (("LABEL", key, word) for word in words)
    for title in spoken.titles:
        yield from (("TITLE", title.code, word.strip()) for word in title.forms)
    dates = spoken.dates
    for number, spellings in enumerate(zip(dates.months, dates.short, strict=True), start=1):
        yield from (("MONTH", str(number), word) for word in (*spellings[0], *spellings[1]))
    yield from (("ERA", "BE", word) for word in dates.buddhist)
    yield from (("ERA", "CE", word) for word in dates.common)
    for role, words in (("day", dates.day), ("month", dates.month), ("year", dates.year)):
        yield from (("ROLE", role, word) for word in words)
    for level, words in spoken.levels.items():
        yield from (("LEVEL", level, word) for word in words)


@lru_cache(maxsize=8)
def _pattern(code: str) -> re.Pattern[str]:
    words = {word for _, _, word in known_words(language(code))}
    parts = []
    for word in sorted(words, key=len, reverse=True):
        border = r"(?![^\W\d_])" if word[-1].isascii() and word[-1].isalnum() else ""
        start = r"(?<![^\W\d_])" if word[0].isascii() else ""
        cluster = (
            "" if word[-1].isascii() else r"(?![\u17b6-\u17d3\u0e30-\u0e3a\u0e45\u0e47-\u0e4e])"
        )
        parts.append(start + re.escape(word) + border + cluster)
    return re.compile("|".join(parts), re.IGNORECASE)


def _segmenter(code: str) -> Segmenter:
    """The language's own cutter; imported when first used, because both load their models."""
    if code == "khm":
        from khmercut import tokenize as cut  # noqa: PLC0415

        # its `seg_kcc` keeps every character; an empty text has no tags to walk
        return lambda text: cut(text) if text else ()
    if code == "tha":
        from pythainlp.tokenize import word_tokenize  # noqa: PLC0415

        return lambda text: word_tokenize(text, engine="newmm", keep_whitespace=True)
    return lambda text: (text,)
