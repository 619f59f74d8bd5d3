"""Addresses of countries without a gazetteer: parts by their commas and words for levels."""

from __future__ import annotations

import re
from typing import Any, Final

from extract.text import clean
from extract.values.parsed import Parsed, parsed

#: words before or behind a name on Philippine forms; a misread full stop is no other word
_BEFORE: Final = re.compile(r"^(?:brg[yv]|bgy|barangay)\s*[.,:]?\s+", re.I)
#: a full stop where a comma stands: behind a word, before a capital letter
_STOP: Final = re.compile(r"(?<=[a-z]{3})\.\s+(?=[A-Z])")
_COMMA: Final = re.compile(r"\s*[,;]\s*")


def parse(text: str, country: str) -> Parsed:
    """The text in one spelling: `Brgy. Name, City, Province`; nothing checks it.

    >>> parse("Brgv, Sabang, Lipa City. Batangas", "PHL").value["rest"]
    'Brgy. Sabang, Lipa City, Batangas'
    """
    value: dict[str, Any] = {"levels": [], "rest": text}
    if country == "PHL":
        value["rest"] = _philippine(text)
    return parsed(value, "place_unlisted")


def _philippine(text: str) -> str:
    text = _BEFORE.sub("Brgy. ", text)
    head, rest = ("Brgy. ", text[6:]) if text.startswith("Brgy. ") else ("", text)
    parts = [part for part in _COMMA.split(_STOP.sub(", ", rest)) if part]
    return clean(head + ", ".join(parts))
