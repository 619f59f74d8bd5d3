"""Words and letters that stand for an option, where a place is too narrow for tick boxes.

The words are those of a vocabulary of the library, in the field's languages and in English, and
for a person's sex the letters of `options.yaml` of each language.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Final

from extract import library
from extract.heard import Heard
from extract.languages.words import languages
from extract.text import fold
from extract.values import listed
from extract.values.parsed import Parsed, parsed
from extract.values.text import compact
from models.languages import LABEL_LANGUAGE

_ENGLISH: Final = "en"


def groups(codes: tuple[str, ...] = ()) -> frozenset[str]:
    """The groups of options there are words for: "sex"."""
    return frozenset(group for spoken in languages(codes) for group in spoken.options)


def parse(
    raw: str, group: str, codes: tuple[str, ...] = (), *, heard: Heard | None = None
) -> Parsed:
    """The option's code; the text itself, doubted, when it is none of the words.

    >>> parse("ญ.", "sex", ("tha",)).value, parse("L", "sex", ("ind",)).value
    ('female', 'male')
    """
    text = compact(raw).strip(" .,;:|")
    if not text:
        return Parsed(None)
    words: dict[str, str] = {}
    for spoken in reversed(languages(codes)):
        for code, forms in spoken.options.get(group, {}).items():
            words |= {fold(form): code for form in forms}
    return _known(text, words, heard) or parsed(text, "option_unknown")


def of_vocabulary(
    raw: str, vocabulary: str, codes: tuple[str, ...] = (), *, heard: Heard | None = None
) -> Parsed:
    """The code of a vocabulary's term; the text itself where it is no term, as people write what
    no list foresees.

    >>> of_vocabulary("Kamboja", "nationality", ("ind",)).value
    'KHM'
    """
    text = compact(raw)
    if not text:
        return Parsed(None)
    return _known(text, terms(vocabulary, codes), heard) or parsed(text, "term_unknown")


@lru_cache(maxsize=256)
def terms(vocabulary: str, codes: tuple[str, ...]) -> Mapping[str, str]:
    """Every word of a vocabulary in these engine languages and in English, with its code."""
    spoken = [LABEL_LANGUAGE[code] for code in codes if code in LABEL_LANGUAGE]
    known = library.words(vocabulary)
    found: dict[str, str] = {}
    for language in dict.fromkeys((*spoken, _ENGLISH)):
        for code, by_language in known.items():
            for word in by_language.get(language, ()):
                found.setdefault(word, code)
    return found


def _known(text: str, words: Mapping[str, str], heard: Heard | None) -> Parsed | None:
    found = listed.find(text, words, heard)
    if found is None:
        return None
    doubts = () if found.like == 1 else ("word_by_likeness",)
    return parsed(found.meaning, *doubts, repairs=found.repairs(text))
