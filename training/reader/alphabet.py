"""The tokens of the reader: what stands on forms in four languages, in canonical order."""

from __future__ import annotations

from typing import Final

from ocr.engines.tokens import UNKNOWN

_ASCII: Final = "".join(chr(n) for n in range(0x21, 0x7F))
_ACCENTED: Final = "áàâäãåéèêëíìîïóòôöõúùûüñçÁÀÂÄÃÉÈÊËÍÓÔÖÚÜÑÇ"
_SIGNS: Final = "\u2025•°²³±×÷½¼¾£€฿✓✗☐№"
_THAI: Final = "".join(chr(n) for n in (*range(0x0E01, 0x0E3B), *range(0x0E40, 0x0E5C)))
_KHMER_CONSONANTS: Final = "".join(chr(n) for n in range(0x1780, 0x17A3))
_KHMER_VOWEL_LETTERS: Final = "".join(chr(n) for n in range(0x17A5, 0x17B4))
_KHMER_MARKS: Final = "".join(chr(n) for n in range(0x17B6, 0x17D2))
_KHMER_SIGNS: Final = "។៕៖ៗ៘៙៚៛ៜ\u17dd"
_KHMER_DIGITS: Final = "".join(chr(n) for n in range(0x17E0, 0x17EA))
_BELOW: Final = tuple(
    "\u17d2" + letter
    for letter in _KHMER_CONSONANTS + "ឥឧឪឫឭឯឱ"
    if letter != "ដ"  # drawn as coeng TA, and canonically written as that
)

#: By number; 0 is the blank of CTC.
TOKENS: Final[tuple[str, ...]] = (
    "",
    UNKNOWN,
    " ",
    *_ASCII,
    *_ACCENTED,
    *_SIGNS,
    *_THAI,
    *_KHMER_CONSONANTS,
    *_KHMER_VOWEL_LETTERS,
    *_KHMER_MARKS,
    *_KHMER_SIGNS,
    *_KHMER_DIGITS,
    *_BELOW,
)
