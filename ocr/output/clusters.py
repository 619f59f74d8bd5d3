"""Text in clusters: a letter with everything that is written above, below and around it.

Selecting and copying must never take half of one, so a text layer has one glyph a cluster.
"""

from __future__ import annotations

import unicodedata
from typing import Final

_COENG: Final = "\u17d2"  # joins the next Khmer consonant below this one
_SARA_AM: Final = "\u0e33"  # its ring stands above the letter before it
_JOINERS: Final = ("\u200c", "\u200d")


def clusters(text: str) -> list[str]:
    """The clusters of a text, in order; joined they are the text again."""
    found: list[str] = []
    for character in text:
        if found and (_joins(character) or found[-1].endswith(_COENG)):
            found[-1] += character
        else:
            found.append(character)
    return found


def _joins(character: str) -> bool:
    if character == _SARA_AM or character in _JOINERS:
        return True
    return unicodedata.category(character) in {"Mn", "Mc", "Me"}
