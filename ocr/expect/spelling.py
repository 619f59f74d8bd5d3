"""Parts of texts as tokens. A part may be, begin or end with a blank, which a whole text drops."""

from __future__ import annotations

from collections.abc import Sequence

from ocr.engines.tokens import tokenized


def spelled(part: str, tokens: Sequence[str]) -> tuple[int, ...]:
    """The token numbers of a part; none when the network lacks one of its letters."""
    bare = part.strip(" ")
    numbers = tokenized(bare, tokens)
    if numbers is None or (part != bare and " " not in tokens):
        return ()
    if part == bare:
        return numbers
    blank = tokens.index(" ")
    before = len(part) - len(part.lstrip(" ")) if bare else len(part)
    after = len(part) - len(bare) - before
    return (*[blank] * before, *numbers, *[blank] * after)
