"""Parts of a case number settled one by one, among all that readers read in each.

A number of a known shape (`FormField.pattern`) falls into parts: numbers, a letter, the unit, the
town, a Roman month, a year, and words that never change. Engines that fail fail in different
parts, and a unit or a town is one of a list. What differs from the reading is told as a repair.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import Final

import yaml

from extract.context import Context
from extract.likeness import likeness
from extract.places.towns import towns
from extract.text import fold
from extract.values.roman import ROMAN
from models.errors import EnvironmentProblem

_FILE: Final = Path(__file__).with_name("case_units.yaml")
_LIKE: Final = 0.72
_STROKES: Final = str.maketrans(
    {"1": "I", "L": "I", "T": "I", "J": "I", "|": "I", "!": "I", "Y": "V"}
)


def settled(texts: Sequence[str], mask: str, context: Context) -> str:
    """The case number that `texts` (canonical, the likeliest first) come to; the first of them
    where they have not the shape."""
    wanted, between = _cut(mask, mask)
    rows = [row for text in texts if (row := _parts(text, mask, wanted))]
    if not rows:
        return texts[0]
    whole = "".join(
        _part(sign, [row[n] for row in rows], context) + separator
        for n, (sign, separator) in enumerate(zip(wanted, (*between, ""), strict=True))
    )
    return whole


def _cut(text: str, mask: str) -> tuple[list[str], list[str]]:
    """The parts between separators, and these; a hyphen separates only where no part is free."""
    separators = "/" if "*" in mask else "/-"
    pieces = re.split(f"([{separators}])", text)
    return pieces[::2], pieces[1::2]


def _parts(text: str, mask: str, wanted: Sequence[str]) -> list[str]:
    """The parts of a text that has as many as its mask; a letter that lost its border is cut off
    the unit behind it."""
    parts, _ = _cut(text, mask)
    if len(parts) == len(wanted) - 1 and "@" in wanted:
        at = list(wanted).index("@")
        found = re.fullmatch(r"([A-Z])[.\s]?(.+)", parts[at])
        if found and _listed(found[2], _units()):
            parts = [*parts[:at], found[1], found[2], *parts[at + 1 :]]
    return [part.strip() for part in parts] if len(parts) == len(wanted) else []


def _part(sign: str, read: list[str], context: Context) -> str:
    """The likeliest of what was read in one part: valid ones before others, then the commonest,
    then the first."""
    if sign == "*":
        read = [_named(part, context) for part in read]
    elif sign == "%":
        read = [_month(part, context) for part in read]
    elif not re.search("[#@*%]", sign):
        return sign if any(likeness(fold(part), fold(sign), 0.5) for part in read) else read[0]
    pattern = re.compile(_pattern(sign))
    valid = [part for part in read if pattern.fullmatch(part)]
    return Counter(valid or read).most_common(1)[0][0]


def _pattern(sign: str) -> str:
    signs = {"#": r"\d", "@": "[A-Z]", "*": "[A-Z0-9 .-]+", "%": "|".join(ROMAN)}
    return "".join(signs.get(one, re.escape(one)) for one in sign)


def _month(part: str, context: Context) -> str:
    """A Roman month; strokes that were read as other letters are strokes, and the month of the
    form's date is the likelier of two."""
    strokes = part.replace(" ", "").translate(_STROKES)
    if part in ROMAN:
        return part
    own = ROMAN[context.form_date.month - 1] if context.form_date else ""
    if strokes in ROMAN:
        return strokes
    return own if own and likeness(fold(strokes), fold(own), 0.5) else part


def _named(part: str, context: Context) -> str:
    return _listed(part, _units()) or _listed(part, _towns(context.country)) or part


@lru_cache(maxsize=1024)
def _listed(part: str, names: tuple[str, ...]) -> str:
    """The name of a list that a part clearly is, "" where it is none."""
    key = fold(part)
    likes = sorted(((likeness(key, fold(name), _LIKE), name) for name in names), reverse=True)
    if not likes or not likes[0][0]:
        return ""
    best, name = likes[0]
    tied = any(like == best and fold(other) != fold(name) for like, other in likes[1:3])
    return "" if tied else name


@lru_cache(maxsize=1)
def _units() -> tuple[str, ...]:
    content = yaml.safe_load(_FILE.read_text("utf-8"))
    if set(content) != {"source", "units"}:
        raise EnvironmentProblem("case_units.yaml holds unknown or lacks needed keys.")
    return tuple(content["units"])


@lru_cache(maxsize=4)
def _towns(country: str) -> tuple[str, ...]:
    bare = (re.sub(r"^(KOTA|KABUPATEN|KAB\.)\s+", "", name.upper()) for name in towns(country))
    return tuple(dict.fromkeys(bare))
