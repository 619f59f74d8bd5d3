"""The digits of an identifier, whatever stands between them."""

from __future__ import annotations

import re
from typing import Final

from extract.languages.digits import systems, to_latin
from extract.text import clean, without_leaders

_ORNAMENT: Final = re.compile(r"[\s\-–—.,:;_|/()\[\]·]+")


def digit_string(raw: str) -> tuple[str, list[str]]:
    """The Latin digits of `raw`, and what is doubtful: letters between them, two digit systems.

    >>> digit_string("๑-๒๓๔๕"), digit_string("12O4")
    (('12345', []), ('124', ['id_letters']))
    """
    text = without_leaders(clean(raw))
    doubts = ["mixed_digits"] if len(systems(text)) > 1 else []
    bare = _ORNAMENT.sub("", to_latin(text))
    digits = "".join(c for c in bare if c in "0123456789")
    if digits != bare:
        doubts.append("id_letters")
    return digits, doubts
