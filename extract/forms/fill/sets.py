"""Two sets of faces, words and damage kept apart: one to decide on, one to judge by."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from typing import Final

from extract.forms.levels import Set

_JUDGE_SHARE: Final = 0.4  # of the words; the rest may be used to tune


def set_of(text: str) -> Set:
    """The set that a name, place, word or sentence belongs to, by its hash: always the same."""
    first = hashlib.sha256(text.encode()).digest()[0]
    return "judge" if first < 256 * _JUDGE_SHARE else "tune"


def kept(texts: Iterable[str], which: Set | None) -> list[str]:
    """Those of `texts` that belong to the set; all of them for None or where the set has none."""
    given = list(texts)
    if which is None:
        return given
    return [text for text in given if set_of(text) == which] or given
