"""When a text says what was printed: the one rule that every figure of reading is counted by.

Both sides are brought to NFC; characters without width are dropped; Khmer marks stand in
canonical order (khmerspell's khnormal) and coeng DA counts as coeng TA, which looks the same on
paper; Thai nikhahit + aa is sara am; runs of blanks are one space. Nothing else is forgiven:
case, punctuation and every mark must be right.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Final

from khmerspell import khnormal

_ZERO_WIDTH: Final = dict.fromkeys(map(ord, "\u200b\u200c\u200d\u2060\ufeff\u00ad"))
_KHMER: Final = re.compile("[\u1780-\u17ff]+")
_COENG_DA: Final = "\u17d2\u178a"
_COENG_TA: Final = "\u17d2\u178f"
#: nikhahit, perhaps a tone mark, aa: what sara am is made of (a tone mark stands before sara am)
_SARA_AM: Final = re.compile("\u0e4d([\u0e48-\u0e4b]?)\u0e32|([\u0e48-\u0e4b]?)\u0e4d\u0e32")
_THAI_DIGIT: Final = re.compile("[\u0e50-\u0e59]")


def canonical(text: str) -> str:
    """The text as it is compared.

    >>> canonical("កណ្ដាល") == canonical("កណ្តាល")
    True
    >>> canonical("  na\u0301i   ") == "n\u00e1i"
    True
    """
    text = unicodedata.normalize("NFC", text).translate(_ZERO_WIDTH)
    text = _KHMER.sub(lambda run: str(khnormal(run[0])), text).replace(_COENG_DA, _COENG_TA)
    text = _SARA_AM.sub(lambda found: f"{found[1] or found[2] or ''}\u0e33", text)
    return " ".join(text.split())


def bare(text: str) -> str:
    """Canonical, without blanks and punctuation: for truth that was typed without them.

    >>> bare("พล.ต.อ. เสรี")
    'พลตอเสรี'
    """
    return "".join(c for c in canonical(text) if unicodedata.category(c)[0] not in "ZPSC")


def stands_in(value: str, text: str) -> bool:
    """Whether a printed value stands exactly somewhere in a text; neither need be canonical."""
    return canonical(value) in canonical(text)


def thai_digits(value: str) -> bool:
    """Whether digits of the value are Thai: such values are counted apart."""
    return _THAI_DIGIT.search(value) is not None
