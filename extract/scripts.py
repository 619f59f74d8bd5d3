"""What a script does not allow, and letters where a field expects others.

The rules are of Unicode's Khmer and Thai blocks: which signs need a letter before them.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Final

from extract.text import clean, scripts
from models.forms import Kind

_IMPOSSIBLE: Final = tuple(
    re.compile(pattern)
    for pattern in (
        "\u17d2(?![\u1780-\u17b3])",  # coeng without a letter to put below
        "(?:^|[^\u1780-\u17d3])[\u17b6-\u17d3]",  # Khmer sign without a letter
        "[\u17b6-\u17c5]{2}",  # two dependent vowels
        "(?:^|[^\u0e01-\u0e4e])[\u0e30-\u0e3a\u0e45\u0e47-\u0e4e]",  # Thai sign without a letter
        "[\u0e31\u0e34-\u0e39]{2}",  # two Thai vowels above or below
        "[\u0e40-\u0e44](?![\u0e01-\u0e2e])",  # leading Thai vowel without a consonant
    )
)
#: two Thai tone marks on a letter; sought before cleaning, which keeps only the last
_TWO_TONES: Final = re.compile("[\u0e48-\u0e4b]{2}")
_SCRIPT_OF_LANGUAGE: Final = {"khm": "khmer", "tha": "thai", "ind": "latin", "eng": "latin"}
_WORDED: Final = (Kind.TEXT, Kind.LONGTEXT, Kind.NAME, Kind.PLACE)
#: q for g, as blurred Latin is misread; neither Indonesian nor English has q without u, and names
#: that have it (Iqbal, Taufiq) are worth a look
_ODD_LATIN: Final = re.compile(r"q(?![u\s]|$)", re.I)
_STRANGE: Final = re.compile(r"[\u25a0-\u25ff\u2610-\u2612\ufffd|\\~^{}<>]")


def script_doubts(raw: str, kind: Kind, languages: tuple[str, ...]) -> tuple[str, ...]:
    """Codes of `extract.doubts` for a text of that kind in a field of those languages.

    >>> script_doubts("សុខ្", Kind.NAME, ("khm",))
    ('impossible_cluster',)
    >>> script_doubts("Sok", Kind.NAME, ("khm",))
    ('unexpected_script',)
    """
    text = clean(raw)
    doubts = []
    if _TWO_TONES.search(raw) or any(pattern.search(text) for pattern in _IMPOSSIBLE):
        doubts.append("impossible_cluster")
    if _STRANGE.search(text):
        doubts.append("odd_characters")
    if kind in _WORDED:
        found = scripts(text)
        expected = {_SCRIPT_OF_LANGUAGE[c] for c in languages if c in _SCRIPT_OF_LANGUAGE}
        if expected and found - expected:
            doubts.append("unexpected_script")
        if _ODD_LATIN.search(text):
            doubts.append("odd_letters")
        if kind is Kind.NAME and len(found) > 1:
            doubts.append("mixed_scripts")
    if _foreign(text):
        doubts.append("unexpected_script")
    return tuple(dict.fromkeys(doubts))


def _foreign(text: str) -> bool:
    """Letters of a script that none of the four languages writes."""
    return any(
        c.isalpha() and not unicodedata.name(c, "").startswith(("LATIN", "THAI", "KHMER"))
        for c in text
    )
