"""Text in clusters: a letter with everything that is written above, below and around it.

Selecting, copying and voting must never take half of one: half a cluster is no reading of
anything. `same` gives the form in which two clusters that look alike on paper are equal.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from functools import lru_cache
from typing import Final

_COENG: Final = "\u17d2"  # joins the next Khmer consonant below this one
_COENG_RO: Final = "\u17d2\u179a"
_SARA_AM: Final = "\u0e33"  # its ring stands above the letter before it
_SARA_AM_HALVES: Final = re.compile("\u0e4d([\u0e48-\u0e4b]?)\u0e32")
_JOINERS: Final = ("\u200c", "\u200d")
_HIDDEN: Final = dict.fromkeys(map(ord, "\u200b\u200c\u200d\u2060\ufeff\u00ad"))

#: Whose a cluster can be.
SCRIPTS: Final = ("khmer", "thai", "latin", "digit", "khmer_digit", "thai_digit", "other", "blank")

#: Order of Khmer signs after a letter: Unicode 16, section 16.4 (coeng, register shifter,
#: dependent vowel, other sign); robat and the shifters stand before coengs in older text.
_KHMER_ORDER: Final[Mapping[str, int]] = {
    "\u17cc": 0,  # robat
    **dict.fromkeys("\u17c9\u17ca", 2),  # register shifters; coengs are 1
    **{chr(n): 3 for n in range(0x17B6, 0x17C6)},  # dependent vowels
    **dict.fromkeys("\u17c6\u17cb\u17cd\u17ce\u17cf\u17d0\u17d1\u17d3\u17dd", 4),
    **dict.fromkeys("\u17c7\u17c8", 5),
}
#: Vowels that are also typed as their two halves.
_KHMER_VOWELS: Final = (("\u17c1\u17b8", "\u17be"), ("\u17c1\u17b6", "\u17c4"))
_PARTS: Final = re.compile("\u17d2.|.", re.DOTALL)
_THAI_ORDER: Final[Mapping[str, int]] = {
    **dict.fromkeys("\u0e31\u0e34\u0e35\u0e36\u0e37\u0e38\u0e39\u0e3a\u0e47", 0),  # vowels
    **dict.fromkeys("\u0e48\u0e49\u0e4a\u0e4b\u0e4c\u0e4e", 1),  # tones, thanthakhat, yamakkan
    "\u0e4d": 2,  # nikhahit, with aa the two halves of sara am
    "\u0e33": 3,
}
#: Marks that engines write in several ways and that nobody tells apart on paper.
_ALIKE: Final = str.maketrans("‘’‚′`´“”„″–—−‐‑‒…", "''''''\"\"\"\"------\u2025")


def clusters(text: str) -> list[str]:
    """The clusters of a text, in order; joined they are the text again."""
    found: list[str] = []
    for character in text:
        if found and (_joins(character) or found[-1].endswith(_COENG)):
            found[-1] += character
        else:
            found.append(character)
    return found


def visible(text: str) -> str:
    """NFC, without what has no ink, one blank between words, Thai sara am and ae in one piece.

    Never NFKC, which takes sara am apart.
    """
    text = " ".join(unicodedata.normalize("NFC", text).translate(_HIDDEN).split())
    return _SARA_AM_HALVES.sub("\\1\u0e33", text).replace("\u0e40\u0e40", "\u0e41")


@lru_cache(maxsize=4096)
def same(cluster: str) -> str:
    """A cluster in the one form for all that look the same: for comparing, not for keeping.

    >>> same("ក្ដ") == same("ក្ត"), same("ก\u0e4dา") == same("กำ")
    (True, True)
    """
    cluster = unicodedata.normalize("NFC", cluster).translate(_HIDDEN).translate(_ALIKE)
    if any("\u1780" <= c <= "\u17dd" for c in cluster):
        return _khmer(cluster)
    if any("\u0e00" <= c <= "\u0e4e" for c in cluster):
        return _thai(cluster)
    return cluster


def canonical(text: str) -> str:
    """A text with every cluster in its one form.

    >>> canonical("ส\u0e4d\u0e49าเร็จ") == canonical("ส้ำเร็จ")
    True
    """
    return "".join(same(cluster) for cluster in clusters(visible(text)))


def script(cluster: str) -> str:
    """Whose a cluster is: one of SCRIPTS.

    >>> [script(c) for c in ("ខ្មែ", "๔", "៤", "4", "/")]
    ['khmer', 'thai_digit', 'khmer_digit', 'digit', 'other']
    """
    first = cluster[:1] or " "
    if first.isspace():
        return "blank"
    if unicodedata.category(first) == "Nd":
        kinds = {"\u0e50": "thai_digit", "\u17e0": "khmer_digit"}
        return kinds.get(chr(ord(first) - unicodedata.decimal(first)), "digit")
    if "\u1780" <= first <= "\u17ff" or "\u19e0" <= first <= "\u19ff":
        return "khmer"
    if "\u0e00" <= first <= "\u0e7f":
        return "thai"
    if first.isalpha() and ord(first) < 0x250:
        return "latin"
    return "other"


def _joins(character: str) -> bool:
    if character == _SARA_AM or character in _JOINERS:
        return True
    return unicodedata.category(character) in {"Mn", "Mc", "Me"}


def _khmer(cluster: str) -> str:
    base, signs = cluster[:1], _PARTS.findall(cluster[1:])
    ordered = "".join(sorted(signs, key=_khmer_place))
    for halves, whole in _KHMER_VOWELS:
        ordered = ordered.replace(halves, whole)
    return base + ordered.replace("\u17d2\u178a", "\u17d2\u178f")


def _khmer_place(sign: str) -> tuple[int, int]:
    """Coengs keep their order, but coeng ro comes last of them."""
    if sign.startswith(_COENG):
        return 1, int(sign == _COENG_RO)
    return _KHMER_ORDER.get(sign, 6), 0


def _thai(cluster: str) -> str:
    signs = "".join(sorted(cluster[1:], key=lambda c: _THAI_ORDER.get(c, 4)))
    return cluster[:1] + signs.replace("\u0e4d\u0e32", _SARA_AM)
