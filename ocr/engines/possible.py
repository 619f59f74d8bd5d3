"""What cannot stand in a crop, whatever the network says: letters of scripts that nobody asked for.

Khmer and Thai digits look alike (២ and ๒): on a form in Thai the one is the other.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from functools import lru_cache
from typing import Final

import numpy as np
import numpy.typing as npt

from ocr.clusters import script
from ocr.engines.scores import Scores

_NEVER: Final = -30.0  # log of a probability that is as good as none
_OF: Final[Mapping[str, str]] = {
    "khmer": "khm",
    "khmer_digit": "khm",
    "thai": "tha",
    "thai_digit": "tha",
}
_DIGITS: Final[Mapping[str, str]] = {"khm": "០១២៣៤៥៦៧៨៩", "tha": "๐๑๒๓๔๕๖๗๘๙"}


def only(scores: Scores, languages: Iterable[str]) -> Scores:
    """The scores with letters of Khmer and Thai only where a language asks for them.

    What went to digits of the one goes to the same digits of the other, if that is asked for.
    What went to letters is lost: a crop full of them is read unsurely.
    """
    asked = frozenset(languages)
    strange, pairs = _strange(scores.tokens, asked)
    if not len(strange) or not len(scores.log):
        return scores
    log = scores.log.copy()
    for gone, there in pairs:
        log[:, there] = np.logaddexp(log[:, there], log[:, gone])
    log[:, strange] = _NEVER
    return replace(scores, log=log)


@lru_cache(maxsize=32)
def _strange(
    tokens: tuple[str, ...], asked: frozenset[str]
) -> tuple[npt.NDArray[np.int64], tuple[tuple[int, int], ...]]:
    """Numbers of tokens that cannot stand there, and (digit that cannot, digit that can)."""
    numbers = {token: n for n, token in enumerate(tokens) if token}
    strange = [n for token, n in numbers.items() if _language(token) not in asked | {""}]
    pairs = []
    for gone, there in (("khm", "tha"), ("tha", "khm")):
        if gone not in asked and there in asked:
            both = zip(_DIGITS[gone], _DIGITS[there], strict=True)
            pairs += [(numbers[a], numbers[b]) for a, b in both if a in numbers and b in numbers]
    return np.array(strange, np.int64), tuple(pairs)


def _language(token: str) -> str:
    """Whose a token is: khm, tha or "" for all others. A coeng comes before its letter."""
    return _OF.get(script(token[-1:]) if token.startswith("\u17d2") else _mark(token), "")


def _mark(text: str) -> str:
    """As `script`, of marks too, which stand alone as tokens."""
    if "\u1780" <= text <= "\u17df":
        return "khmer"
    if "\u0e01" <= text <= "\u0e4e" and text != "฿":
        return "thai"
    return script(text)
