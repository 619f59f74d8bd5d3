"""Text made comparable without changing what it says.

NFC everywhere; never NFKC, which splits Thai sara am. `clean` is for reading and storing,
`fold` for comparing two strings that look alike on paper.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Final

_ZERO_WIDTH: Final = dict.fromkeys(map(ord, "\u200b\u200c\u200d\u2060\ufeff\u00ad"))
_BIDI: Final = dict.fromkeys([0x200E, 0x200F, *range(0x202A, 0x202F), *range(0x2066, 0x206A)])
_SPACES: Final = re.compile(r"\s+")
#: dotted leaders and ruling lines of the paper that an engine read as text
_LEADERS: Final = re.compile(r"(?:[.…·‥_]\s?){3,}|[_…]{2,}")
_THAI: Final = re.compile(r"[\u0e00-\u0e7f]")
_KHMER: Final = re.compile(r"[\u1780-\u17ff]")
#: coeng DA and coeng TA look the same on paper
_COENG_DA: Final = "\u17d2\u178a"
_COENG_TA: Final = "\u17d2\u178f"


def clean(text: str, language: str = "") -> str:
    """NFC, one space between words, no invisible characters, Thai spelled in one way.

    `language` is an engine code; Thai repair runs wherever Thai letters stand. Surrogates and
    control characters are dropped.

    >>> clean("  นำ้   ใจ ")
    'น้ำ ใจ'
    """
    text = "".join(" " if c in "\t\n\r\f\v" else c for c in text if _printable(c))
    text = unicodedata.normalize("NFC", text).translate(_ZERO_WIDTH).translate(_BIDI)
    if language == "tha" or _THAI.search(text):
        text = _thai(text)
    return _SPACES.sub(" ", text).strip()


def without_leaders(text: str) -> str:
    """Dotted lines and rules that were read as text, taken out.

    >>> without_leaders("Siti ........ Aminah ____")
    'Siti Aminah'
    """
    return _SPACES.sub(" ", _LEADERS.sub(" ", text)).strip(" \u00b7")


def fold(text: str) -> str:
    """A key for comparing: cleaned, Khmer normalised, lower case, letters and digits alone.

    >>> fold("កណ្ដាល") == fold("កណ្តាល")
    True
    >>> fold("Kab. Bandung-Barat")
    'kabbandungbarat'
    """
    text = clean(text)
    if _KHMER.search(text):
        text = _khmer(text)
    return "".join(c for c in text.casefold() if not _separator(c))


def script(char: str) -> str:
    """The script of a character: "khmer", "thai", "latin", "digit" or "other"."""
    if unicodedata.category(char) == "Nd":
        return "digit"
    if "\u1780" <= char <= "\u17ff" or "\u19e0" <= char <= "\u19ff":
        return "khmer"
    if "\u0e00" <= char <= "\u0e7f":
        return "thai"
    if char.isalpha() and ord(char) < 0x250:
        return "latin"
    return "other"


def scripts(text: str) -> frozenset[str]:
    """The scripts of the letters in a text.

    >>> sorted(scripts("សុខ Sok 12"))
    ['khmer', 'latin']
    """
    return frozenset(s for s in map(script, text) if s in ("khmer", "thai", "latin"))


def _printable(char: str) -> bool:
    return char in "\t\n\r\f\v" or unicodedata.category(char) not in ("Cc", "Cs", "Co", "Cn")


def _separator(char: str) -> bool:
    return unicodedata.category(char)[0] in "ZPSC"


def _thai(text: str) -> str:
    # pythainlp takes a sixth of a second to import: only when there is Thai to repair
    from pythainlp.util import remove_repeat_vowels, reorder_vowels  # noqa: PLC0415

    repaired = remove_repeat_vowels(reorder_vowels(text))
    return str(repaired).replace("\u0e33\u0e32", "\u0e33")


def _khmer(text: str) -> str:
    from khmerspell import khnormal  # noqa: PLC0415

    return str(khnormal(text)).replace(_COENG_DA, _COENG_TA)
