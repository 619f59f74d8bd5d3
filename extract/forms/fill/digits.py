"""Numbers in the digits of a script."""

from __future__ import annotations

from typing import Final

LOCAL_DIGITS: Final[dict[str, str]] = {"khm": "០១២៣៤៥៦៧៨៩", "tha": "๐๑๒๓๔๕๖๗๘๙"}


def local_digits(text: str, language: str) -> str:
    """`text` with its Latin digits in the language's own, where it has any."""
    own = LOCAL_DIGITS.get(language)
    return text.translate(str.maketrans("0123456789", own)) if own else text
