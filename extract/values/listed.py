"""A text that is one of a list: found exactly, or as the one that it is clearly most like.

What is only like a word of the list is told as a repair; what is like two of them stays as read.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from extract.heard import Heard
from extract.likeness import likeness
from extract.text import fold
from models.values import Repair

_LIKE: Final = 0.8  # least likeness of a word of 4 letters or more
_AHEAD: Final = 0.08  # how far it must be ahead of the next that means something else
_SHORTEST: Final = 4


@dataclass(frozen=True, slots=True)
class Found:
    """`meaning` of the word that a text is; `like` is 1 for the word itself."""

    word: str
    meaning: str
    like: float

    def repairs(self, text: str) -> tuple[Repair, ...]:
        """What to tell of it."""
        if self.like == 1:
            return ()
        return (Repair(text, self.word, "vocabulary", round(self.like, 3)),)


def find(text: str, words: Mapping[str, str], heard: Heard | None = None) -> Found | None:
    """The word of a list (word -> what it means) that a text is; None when it is none clearly.

    >>> find("Perempuam", {"Laki-laki": "male", "Perempuan": "female"}).meaning
    'female'
    >>> find("Lombok", {"Lombok Utara": "1", "Lombok Barat": "2"}) is None
    True
    """
    key = fold(text)
    if not key:
        return None
    folded = {fold(word): word for word in words}
    if key in folded:
        return Found(folded[key], words[folded[key]], 1.0)
    if len(key) < _SHORTEST:
        return None
    letters = heard.of(key) if heard else ()
    likes = sorted(
        ((likeness(key, name, _LIKE, letters), name) for name in folded if len(name) >= _SHORTEST),
        reverse=True,
    )
    if not likes or not likes[0][0]:
        return None
    best = words[folded[likes[0][1]]]
    others = [like for like, name in likes[1:] if like and words[folded[name]] != best]
    if others and likes[0][0] - others[0] < _AHEAD:
        return None
    return Found(folded[likes[0][1]], best, likes[0][0])
