"""Text as the tokens of our own reader: letters, and Khmer consonants below the line in one."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Final

from ocr.clusters import canonical

BLANK: Final = 0
#: What it writes for writing that it does not know (U+FFFD, the replacement character).
UNKNOWN: Final = "\ufffd"


def tokenized(text: str, tokens: Sequence[str]) -> tuple[int, ...] | None:
    """The numbers of a text's tokens, in its canonical form; None if it holds any other letter.

    >>> tokenized("ក្ក", ("", "ក", "្ក"))
    (1, 2)
    """
    numbers, longest = _numbers(tuple(tokens))
    text = canonical(text)
    found: list[int] = []
    at = 0
    while at < len(text):
        for length in range(min(longest, len(text) - at), 0, -1):
            number = numbers.get(text[at : at + length])
            if number is not None:
                found.append(number)
                at += length
                break
        else:
            return None
    return tuple(found)


@lru_cache(maxsize=4)
def _numbers(tokens: tuple[str, ...]) -> tuple[dict[str, int], int]:
    numbers = {token: n for n, token in enumerate(tokens) if token and n != BLANK}
    return numbers, max(map(len, numbers), default=0)
