"""Words and letters that stand for an option, where a cell is too narrow for tick boxes."""

from __future__ import annotations

from extract.languages.words import languages
from extract.text import fold
from extract.values.parsed import Parsed, parsed
from extract.values.text import compact


def groups(codes: tuple[str, ...] = ()) -> frozenset[str]:
    """The groups of options there are words for: "sex"."""
    return frozenset(group for spoken in languages(codes) for group in spoken.options)


def parse(raw: str, group: str, codes: tuple[str, ...] = ()) -> Parsed:
    """The option's code; the text itself, doubted, when it is none of the words.

    >>> parse("ญ.", "sex", ("tha",)).value, parse("L", "sex", ("ind",)).value
    ('female', 'male')
    """
    text = compact(raw).strip(" .,;:|")
    if not text:
        return Parsed(None)
    key = fold(text)
    for spoken in languages(codes):
        for code, words in spoken.options.get(group, {}).items():
            if key in {fold(word) for word in words}:
                return parsed(code)
    return parsed(text, "option_unknown")
