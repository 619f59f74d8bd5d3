"""Which letters a network may write: those that stand on our forms, and no others.

Networks learn from whatever their makers found, and would name a Chinese, Cyrillic or private
letter for a stain. Columns of such letters are left out of the last product.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Final

_SIGNS: Final = frozenset("‘’“”«»–—…°№•§±×\u00a0")
#: A network that sees a break of words may say so; nothing is written for it.
_UNSEEN: Final = frozenset("\u200b\u200c\u200d")


def latin(text: str) -> bool:
    """Whether a token is a letter of Latin script, a Latin digit or a sign."""
    return len(text) == 1 and (" " <= text <= "~" or "À" <= text <= "ÿ" or text in _SIGNS)


def khmer(text: str) -> bool:
    """Whether a token is a letter or digit of Khmer script, of ASCII, or a sign."""
    if len(text) != 1:
        return False
    return "\u1780" <= text <= "\u17f9" or " " <= text <= "~" or text in _SIGNS | _UNSEEN


def notes(tokens: Sequence[str], kept: Sequence[int]) -> dict[str, str]:
    """What a file says of its tokens: their texts, and their numbers in the original."""
    return {"tokens": json.dumps([tokens[n] for n in kept]), "numbers": json.dumps(list(kept))}
