"""Sentences whose values stand in them already, found again by the sentence they were made from.

"The file has 240 pages; the limit is 200." is in no catalogue, "The file has {pages} pages; the
limit is {limit}." is. Each such sentence becomes an expression; what stands in its places is put
into the translation as it is, or translated where it is a sentence or a word of the catalogue
itself.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Final

_PLACE: Final = re.compile(r"\{(\w+)\}")
#: Sentences about a value may be long, but never as long as what somebody might send us.
_LONGEST: Final = 2000


class Patterns:
    """The translations of one language, also for sentences with their values in them."""

    def __init__(self, words: Mapping[str, str]) -> None:
        self._words = words
        # Those with much of their own come first: "{name}: {reason}" fits nearly everything.
        keys = sorted(filter(_tells, words), key=lambda key: -len(_PLACE.sub("", key)))
        self._known = tuple((_beginning(key), _expression(key), words[key]) for key in keys)

    def translated(self, sentence: str) -> str:
        """The sentence in this language, or as it is when nothing fits."""
        if len(sentence) > _LONGEST:
            return sentence
        exact = self._words.get(sentence)
        if exact is not None:
            return exact
        for beginning, expression, translation in self._known:
            if sentence.startswith(beginning):
                match = expression.fullmatch(sentence)
                if match is not None:
                    return self._filled(translation, match.groupdict())
        return sentence

    def _filled(self, translation: str, values: Mapping[str, str]) -> str:
        def value(place: re.Match[str]) -> str:
            found = values.get(place[1])
            return place[0] if found is None else self.translated(found)

        return _PLACE.sub(value, translation)


def _tells(key: str) -> bool:
    """Whether enough stands beside the places to know the sentence again."""
    return bool(_PLACE.search(key)) and len(re.findall(r"[A-Za-z]{2,}", _PLACE.sub("", key))) > 0


def _beginning(key: str) -> str:
    return key[: key.index("{")]


@lru_cache(maxsize=2048)
def _expression(key: str) -> re.Pattern[str]:
    parts, seen = [], set()
    end = 0
    for place in _PLACE.finditer(key):
        parts.append(re.escape(key[end : place.start()]))
        parts.append(f"(?P={place[1]})" if place[1] in seen else f"(?P<{place[1]}>.+?)")
        seen.add(place[1])
        end = place.end()
    return re.compile("".join(parts) + re.escape(key[end:]), re.DOTALL)
