"""Case numbers of an office, for instance `012/A/UPTD-PPA/BANDUNG/VII/2019` (docs/values.md).

Offices number as they like: nothing is rejected, letters are never guessed into digits. The
Roman month and the year are checked where the number has the Indonesian shape.
"""

from __future__ import annotations

import re
from typing import Final

from extract.context import Context
from extract.languages.digits import to_latin
from extract.text import clean, without_leaders
from extract.values.case_parts import settled
from extract.values.masks import shape
from extract.values.parsed import Parsed, parsed
from extract.values.roman import ROMAN
from models.values import Repair

#: the shape of the field notes for Indonesian case numbers, in the signs of `FormField.pattern`
INDONESIAN: Final = "###/@/*/*/%/####"
_SLASHES: Final = 3  # fewer, and a number has another shape
_SETTLED: Final = 0.9
_SEPARATORS: Final = re.compile(r"\s*([/\-.])\s*")
_ALLOWED: Final = re.compile(
    r"[^\W_]|[/\-. ()]|\u0e2f|[\u17b6-\u17d3\u0e31\u0e34-\u0e3a\u0e47-\u0e4e]"
)
_TAIL: Final = re.compile(r"/([^/]+)/(\d{4})$")


def compact(raw: str) -> str:
    """Latin digits, capital letters, no space around separators.

    >>> compact(" 012 / a / uptd-ppa / bandung / vii / 2019 ")
    '012/A/UPTD-PPA/BANDUNG/VII/2019'
    """
    text = to_latin(without_leaders(clean(raw))).strip(" .:,;_|")
    return _SEPARATORS.sub(r"\1", text).upper()


def parse(raw: str, mask: str = "", context: Context | None = None) -> Parsed:
    """The case number in its canonical spelling.

    With the office's `mask` and what readers heard around (`context.heard`), each part is settled
    by itself (`extract.values.case_parts`).

    >>> [p.code for p in parse("012/A/UPTD/BANDUNG/VIl/2019").problems]
    ['code_month']
    """
    text = compact(raw)
    if not text:
        return Parsed(None)
    codes = []
    repairs: tuple[Repair, ...] = ()
    around = context or Context()
    likely = INDONESIAN if around.country == "IDN" and text.count("/") >= _SLASHES else ""
    if (mask or likely) and around.heard is not None:
        whole = settled([text, *map(compact, around.heard.texts)], mask or likely, around)
        if whole != text:
            codes.append("code_settled")
            repairs = (Repair(text, whole, "check", _SETTLED),)
            text = whole
    if not any(c.isdigit() for c in text):
        codes.append("code_without_digits")
    if any(not _ALLOWED.match(c) for c in text):
        codes.append("odd_characters")
    if mask and shape(mask).fullmatch(text) is None:
        codes.append("code_pattern")
    tail = _TAIL.search(text)
    if tail and text.count("/") >= 4:
        if tail[1] not in ROMAN:
            codes.append("code_month")
        if not (1990 <= int(tail[2]) <= 2100 or 2533 <= int(tail[2]) <= 2643):
            codes.append("code_year")
    if len(text) > 60:
        codes.append("too_long")
    shaped = bool(mask) or (tail is not None and text.count("/") >= 4)
    fits = shaped and set(codes) <= {"code_settled"}
    return parsed(text, *codes, evidence=("code_fits",) if fits else (), repairs=repairs)
